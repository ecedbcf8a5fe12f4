using MathNet.Numerics;

namespace IDropTheory;

/// <summary>Mutual information of continuous variables and a label from samples, by the distances to nearest neighbours, in nats.</summary>
/// <remarks>
/// Ross, "Mutual information between discrete and continuous data sets", PLoS ONE 9 (2014): psi(n) + mean[psi(k) - psi(n_y) - psi(m)],
/// where n_y counts the samples with the same label, and m those of any label that are no farther than the k-th neighbour with the same
/// label.
/// Classes of at most k samples use all of theirs; of one sample, none: such samples are left out. Columns are first scaled to unit
/// variance. It is an estimate, while <see cref="LabelInformation"/> is a lower bound with an interval.
/// </remarks>
/// <example>
/// <code>
/// var key = RandomKey.FromSeed(1);
/// var (z, labels) = (new double[600, 1], new int[600]);
/// for (var i = 0; i &lt; 600; i++)
/// {
///     labels[i] = i % 2;
///     z[i, 0] = 6 * labels[i] + key.Normal((ulong)i);
/// }
/// Nats information = LabelNeighbours.Value(z, SymbolSequence.Of(labels));     // near log 2
/// </code>
/// </example>
public static class LabelNeighbours
{
    /// <summary>The estimate.</summary>
    /// <param name="z">n rows of one or more columns.</param>
    /// <param name="labels">One for each row.</param>
    /// <param name="neighbours">k &gt;= 1.</param>
    /// <exception cref="ArgumentException">The numbers of samples differ, a constant column, two equal rows, or every label occurs
    /// once.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite, or k is too small.</exception>
    public static Nats Value(double[,] z, SymbolSequence labels, int neighbours = 3)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Require.AtLeast(neighbours, 1);
        var (values, rows, d) = NeighbourSamples.Standardise(z, nameof(z));
        Require.SameLength(rows, labels.Count, "z", "the labels");
        int[][] classes = [.. Enumerable.Range(0, labels.Alphabet)
            .Select(label => Enumerable.Range(0, rows).Where(i => labels[i] == label).ToArray()).Where(members => members.Length > 1)];
        int[] kept = [.. classes.SelectMany(members => members)];
        if (kept.Length == 0)
            throw new ArgumentException(
                "Every label occurs once; a neighbour with the same label needs two samples of it.", nameof(labels));
        var all = new KdTree(Rows(kept), d);
        NeighbourSamples.RefuseTies(all, Rows(kept), d, nameof(z));
        var sum = 0.0;
        foreach (var members in classes)
        {
            var (same, k) = (Rows(members), Math.Min(neighbours, members.Length - 1));
            var tree = new KdTree(same, d);
            var distances = new double[k];
            for (var i = 0; i < members.Length; i++)
            {
                tree.NearestDistances(same.AsSpan(i * d, d), distances);
                // The count includes the sample itself and leaves out the neighbour at this distance: m.
                sum += SpecialFunctions.DiGamma(k) - SpecialFunctions.DiGamma(members.Length)
                    - SpecialFunctions.DiGamma(all.CountNearer(same.AsSpan(i * d, d), distances[^1]));
            }
        }
        return new(SpecialFunctions.DiGamma(kept.Length) + sum / kept.Length);

        double[] Rows(int[] samples) => [.. samples.SelectMany(i => values.AsSpan(i * d, d).ToArray())];
    }
}
