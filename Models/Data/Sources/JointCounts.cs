namespace IDropTheory.Models;

/// <summary>A joint distribution p(x, y) whose probabilities are whole multiples of 1/N: how often each pair occurs among N samples.
/// Immutable.</summary>
/// <remarks>N samples with exactly these counts have the joint as their empirical distribution, so that a data set represents it
/// exactly.</remarks>
public sealed class JointCounts
{
    private readonly int[,] _counts;

    /// <summary>A joint of given counts; rows are x, columns are y.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    /// <exception cref="ArgumentException">All counts are zero.</exception>
    public JointCounts(int[,] counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        _counts = (int[,])counts.Clone();
        foreach (var count in _counts)
            Samples += Require.AtLeast(count, 0, nameof(counts));
        if (Samples == 0) throw new ArgumentException("All counts are zero; a joint needs at least one sample.", nameof(counts));
        var p = new double[_counts.GetLength(0), _counts.GetLength(1)];
        for (var x = 0; x < p.GetLength(0); x++)
            for (var y = 0; y < p.GetLength(1); y++)
                p[x, y] = (double)_counts[x, y] / Samples;
        Joint = new(p);
    }

    /// <summary>Number of samples N.</summary>
    public int Samples { get; }

    /// <summary>p(x, y) = count / N.</summary>
    public JointDistribution Joint { get; }

    /// <summary>How often a pair occurs.</summary>
    public int this[int x, int y] => _counts[x, y];

    /// <summary>The counts nearest to a joint distribution for a number of samples: the largest remainders are rounded up.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="samples"/> is less than 1.</exception>
    public static JointCounts Nearest(JointDistribution joint, int samples)
    {
        ArgumentNullException.ThrowIfNull(joint);
        Require.AtLeast(samples, 1);
        var counts = new int[joint.CountX, joint.CountY];
        var cells = (
            from x in Enumerable.Range(0, joint.CountX)
            from y in Enumerable.Range(0, joint.CountY)
            let expected = joint[x, y] * samples
            orderby expected - Math.Floor(expected) descending
            select (X: x, Y: y, Whole: (int)Math.Floor(expected))).ToArray();
        foreach (var (x, y, whole) in cells)
            counts[x, y] = whole;
        foreach (var (x, y, _) in cells.Take(samples - cells.Sum(cell => cell.Whole)))
            counts[x, y]++;
        return new(counts);
    }
}
