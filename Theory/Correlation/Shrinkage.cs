namespace IDropTheory;

/// <summary>By how much sample correlations are shrunk towards zero: R becomes (1 - lambda) R + lambda I.</summary>
public readonly record struct Shrinkage
{
    private Shrinkage(string rule, double intensity) => (Rule, Intensity) = (rule, intensity);

    /// <summary>The rule that chose the intensity.</summary>
    public string Rule { get => field ?? "fixed"; }

    /// <summary>lambda in [0, 1].</summary>
    public double Intensity { get; }

    /// <summary>A chosen intensity.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="intensity"/> is not in [0, 1].</exception>
    public static Shrinkage Fixed(double intensity) => new("fixed", Require.Probability(intensity));

    /// <summary>The intensity of Ledoit and Wolf (2004), estimated from the standardised samples, whose target is the identity.</summary>
    /// <remarks>With z_k the standardised rows: lambda = min(1, 1/n^2 sum_k |z_k z_k' - R|^2 / |R - I|^2), Frobenius norms.
    /// As |z_k z_k' - R|^2 sums to sum_k |z_k|^4 - n |R|^2, the rows are read twice and no further matrix is formed.</remarks>
    /// <param name="rowMajor">n &gt;= 2 rows of <paramref name="dimensions"/> numbers.</param>
    /// <param name="dimensions">Number of columns d.</param>
    /// <exception cref="ArgumentException">Fewer than two rows, a ragged span or a constant column.</exception>
    public static Shrinkage LedoitWolf(ReadOnlySpan<double> rowMajor, int dimensions)
    {
        var samples = new StreamingCovariance(dimensions);
        samples.Add(rowMajor);
        var n = (int)samples.Count;
        if (n < 2) throw new ArgumentException($"{n} samples have no correlation; at least 2 are needed.", nameof(rowMajor));
        var correlations = samples.CorrelationMinusIdentity();
        var off = 0.0;
        foreach (var r in correlations)
            off += 2 * r * r;
        if (off == 0) return new("Ledoit-Wolf", 1);
        var (mean, covariance) = (samples.Mean(), samples.Covariance());
        var fourth = 0.0;
        for (var k = 0; k < n; k++)
        {
            var norm = 0.0;
            for (var j = 0; j < dimensions; j++)
            {
                var centred = rowMajor[k * dimensions + j] - mean[j];
                // Divisor n, so that the squares of a standardised column average to one.
                norm += centred * centred / (covariance[j, j] * (n - 1.0) / n);
            }
            fourth += norm * norm;
        }
        var noise = Math.Max(fourth - n * (off + dimensions), 0) / ((double)n * n);
        return new("Ledoit-Wolf", Math.Min(1, noise / off));
    }
}
