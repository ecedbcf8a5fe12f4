using IDropTheory.Experiments.Runs.Measurements;
using MathNet.Numerics.Distributions;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>How well a family of priors describes the positive activations of a histogram: the distribution of log z that fits, and the
/// largest distance between the two distribution functions (Kolmogorov-Smirnov).</summary>
/// <param name="Name">The fitted distribution in words.</param>
/// <param name="Density">Its density of log z.</param>
/// <param name="Distance">Largest distance between distribution functions, at the edges of the bins.</param>
internal sealed record PriorFit(string Name, Func<double, double> Density, double Distance)
{
    // A log-uniform prior is proper on an interval only; this share of the activations lies in it.
    private const double Central = 0.98;

    /// <summary>Log-normal with the mean and deviation of log z.</summary>
    public static PriorFit LogNormal(ActivationHistogram.Outcome histogram)
    {
        var normal = new Normal(histogram.Mean, histogram.Deviation);
        return new(
            Invariant($"log-normal, mu = {histogram.Mean:F2}, sigma = {histogram.Deviation:F2}"),
            normal.Density, Distances(histogram, normal.CumulativeDistribution));
    }

    /// <summary>Log-uniform, c/z, between the quantiles that hold the central 98% of the activations.</summary>
    public static PriorFit LogUniform(ActivationHistogram.Outcome histogram)
    {
        var (low, high) = (Quantile(histogram, (1 - Central) / 2), Quantile(histogram, (1 + Central) / 2));
        var c = 1 / (high - low);
        return new(
            Invariant($"log-uniform, c/z with c = {c:F3} on [{Math.Exp(low):G2}, {Math.Exp(high):G2}]"),
            u => u < low || u > high ? 0 : c, Distances(histogram, u => Math.Clamp((u - low) * c, 0, 1)));
    }

    private static double Distances(ActivationHistogram.Outcome histogram, Func<double, double> cumulative)
    {
        var (seen, largest) = (0L, 0.0);
        for (var i = 0; i < histogram.Bins.Length - 1; i++)
        {
            seen += histogram.Bins[i];
            largest = Math.Max(largest, Math.Abs(seen / (double)histogram.Count - cumulative(histogram.From + (i + 1) * histogram.Step)));
        }
        return largest;
    }

    private static double Quantile(ActivationHistogram.Outcome histogram, double share)
    {
        var seen = 0L;
        for (var i = 0; i < histogram.Bins.Length; i++)
            if ((seen += histogram.Bins[i]) >= share * histogram.Count) return histogram.From + (i + 1) * histogram.Step;
        return histogram.From + histogram.Bins.Length * histogram.Step;
    }
}
