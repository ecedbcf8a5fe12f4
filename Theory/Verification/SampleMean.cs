namespace IDropTheory.Verification;

/// <summary>The mean of independent samples with a half-width by a concentration bound, valid for every number of samples.</summary>
/// <param name="Value">The mean.</param>
/// <param name="HalfWidth">The largest distance between mean and expectation, except with the error probability.</param>
/// <param name="ErrorProbability">The probability that the distance is larger.</param>
internal readonly record struct SampleMean(double Value, double HalfWidth, double ErrorProbability)
{
    /// <summary>The error probability of every Monte-Carlo check.</summary>
    public const double FalseAlarm = 1e-9;

    /// <summary>log(2 / delta).</summary>
    private static readonly double Tail = Math.Log(2 / FalseAlarm);

    /// <summary>The mean of c2 (Z^2 - 1) + c1 Z + constant over standard normal Z: every log-ratio of two normals has this form.</summary>
    /// <remarks>|mean - expectation| &lt;= sqrt(2 v t / n) + 2 |c2| t / n with v = 2 c2^2 + c1^2, except with probability 2 exp(-t)
    /// (Laurent and Massart 2000).</remarks>
    public static SampleMean OfNormalQuadratic(RandomKey key, int samples, double c2, double c1, Func<double, double> sample) =>
        new(
            Mean(key, samples, sample),
            Math.Sqrt(2 * (2 * c2 * c2 + c1 * c1) * Tail / samples) + 2 * Math.Abs(c2) * Tail / samples,
            FalseAlarm);

    /// <summary>The mean of independent samples in an interval of the given length with at most the given variance (Bernstein).</summary>
    public static SampleMean OfBounded(double mean, int samples, double variance, double range) =>
        new(mean, Math.Sqrt(2 * variance * Tail / samples) + range * Tail / (3 * samples), FalseAlarm);

    /// <summary>The same of a function of standard normal numbers.</summary>
    public static SampleMean OfBounded(RandomKey key, int samples, double variance, double range, Func<double, double> sample) =>
        OfBounded(Mean(key, samples, sample), samples, variance, range);

    /// <summary>The same mean with a half-width that also covers a known bias of the samples.</summary>
    public SampleMean Wider(double bias) => this with { HalfWidth = HalfWidth + bias };

    private static double Mean(RandomKey key, int samples, Func<double, double> sample)
    {
        Span<double> block = stackalloc double[1024];
        var sum = 0.0;
        for (var start = 0; start < samples; start += block.Length)
        {
            var part = block[..Math.Min(block.Length, samples - start)];
            key.Fold((ulong)start).FillNormal(part);
            foreach (var z in part)
                sum += sample(z);
        }
        return sum / samples;
    }
}
