namespace IDropTheory.Verification;

/// <summary>The mean of independent samples with a half-width by a concentration bound, valid for every number of samples.</summary>
/// <param name="Value">The mean.</param>
/// <param name="Count">Number of samples n.</param>
/// <param name="Spread">The part of the half-width that falls with the root of n, times that root.</param>
/// <param name="Range">The part that falls with n, times n.</param>
/// <param name="Bias">The part that stays.</param>
/// <param name="ErrorProbability">The probability that mean and expectation are farther apart.</param>
internal readonly record struct SampleMean(
    double Value, int Count, double Spread, double Range, double Bias, double ErrorProbability)
{
    /// <summary>The error probability of every Monte-Carlo check.</summary>
    public const double FalseAlarm = 1e-9;

    /// <summary>log(2 / delta).</summary>
    private static readonly double Tail = Math.Log(2 / FalseAlarm);

    /// <summary>The largest distance between mean and expectation, except with the error probability.</summary>
    public double HalfWidth => Spread / Math.Sqrt(Count) + Range / Count + Bias;

    /// <summary>The mean of c2 (Z^2 - 1) + c1 Z + constant over standard normal Z: every log-ratio of two normals has this form.</summary>
    /// <remarks>|mean - expectation| &lt;= sqrt(2 v t / n) + 2 |c2| t / n with v = 2 c2^2 + c1^2, except with probability 2 exp(-t)
    /// (Laurent and Massart 2000).</remarks>
    public static SampleMean OfNormalQuadratic(RandomKey key, int samples, double c2, double c1, Func<double, double> sample) => new(
        Mean(key, samples, sample), samples, Math.Sqrt(2 * (2 * c2 * c2 + c1 * c1) * Tail), 2 * Math.Abs(c2) * Tail, 0, FalseAlarm);

    /// <summary>The mean of independent samples in an interval of the given length with at most the given variance (Bernstein), whose
    /// expectation is off by at most the given bias.</summary>
    public static SampleMean OfBounded(double mean, int samples, double variance, double range, double bias = 0) =>
        new(mean, samples, Math.Sqrt(2 * variance * Tail), range * Tail / 3, bias, FalseAlarm);

    /// <summary>The same of a function of standard normal numbers.</summary>
    public static SampleMean OfBounded(
        RandomKey key, int samples, double variance, double range, double bias, Func<double, double> sample) =>
        OfBounded(Mean(key, samples, sample), samples, variance, range, bias);

    /// <summary>The mean of log-ratios r with E exp(-r) at most 1 that a number bounds from above (docs/propositions.md,
    /// "Sampling").</summary>
    public static SampleMean OfLogRatio(double mean, int samples, double top) =>
        new(mean, samples, Math.Sqrt(2 * (2 + top * top) * Tail), Math.Max(1, top / 3) * Tail, 0, FalseAlarm);

    /// <summary>The least number of samples whose half-width is at most the given one.</summary>
    public long Needed(double halfWidth)
    {
        // The root of range x^2 + spread x = halfWidth - bias, x = 1 / sqrt(n).
        var room = halfWidth - Bias;
        var x = 2 * room / (Spread + Math.Sqrt(Spread * Spread + 4 * Range * room));
        return room > 0 ? (long)Math.Ceiling(1 / (x * x)) : long.MaxValue;
    }

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
