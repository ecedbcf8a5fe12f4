using MathNet.Numerics;

namespace IDropTheory;

/// <summary>Entropy from counts, in nats.</summary>
internal static class CountEntropy
{
    /// <summary>The entropy of a distribution of which counts were seen.</summary>
    /// <param name="counts">How often each cell was seen; cells that were not do not matter.</param>
    /// <param name="samples">Their sum n.</param>
    /// <param name="estimator">The estimator.</param>
    public static double Of(ReadOnlySpan<int> counts, int samples, EntropyEstimator estimator)
    {
        var (sum, cells, once) = (0.0, 0, 0);
        foreach (var count in counts)
        {
            if (count > 0) cells++;
            if (count == 1) once++;
        }
        // If every cell was seen once, nothing is known of the rest; a coverage of 1/n is the convention.
        var coverage = once < samples ? 1 - (double)once / samples : 1.0 / samples;
        foreach (var count in counts)
            if (count > 0)
                sum += estimator switch
                {
                    EntropyEstimator.Grassberger => count * Grassberger(count) / samples,
                    EntropyEstimator.ChaoShen => Seen(coverage * count / samples, samples),
                    _ => Accurate.XLogX((double)count / samples),
                };
        return estimator == EntropyEstimator.Grassberger
            ? Math.Max(0, Math.Log(samples) - sum)
            : Math.Max(0, -sum) + Correction(estimator, cells - 1, samples);
    }

    /// <summary>What Miller and Madow add to the plug-in entropy of so many free cells; nothing for the other estimators.</summary>
    public static double Correction(EntropyEstimator estimator, int cells, int samples) =>
        estimator == EntropyEstimator.MillerMadow ? cells / (2.0 * samples) : 0;

    private static double Grassberger(int count)
    {
        var half = 0.5 * (SpecialFunctions.DiGamma(0.5 * (count + 1)) - SpecialFunctions.DiGamma(0.5 * count));
        return SpecialFunctions.DiGamma(count) + (count % 2 == 0 ? half : -half);
    }

    // p log p over the probability that n samples see a cell of probability p: 1 - (1 - p)^n.
    private static double Seen(double p, int n) => Accurate.XLogX(p) / -Accurate.Expm1(n * Accurate.Log1p(-p));
}
