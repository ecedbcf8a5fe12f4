using MathNet.Numerics.Distributions;

namespace IDropTheory.Experiments.Reproduction.Claims;

/// <summary>A mean over seeds with its 95% confidence interval (Student's t); a single value has no interval.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="HalfWidth">Half of the interval's width; NaN for a single value.</param>
/// <param name="Count">Number of values.</param>
internal readonly record struct MeanInterval(double Mean, double HalfWidth, int Count)
{
    private const double Confidence = 0.95;

    public static MeanInterval Of(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        if (values.Count < 2) return new(mean, double.NaN, values.Count);
        var variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        var t = StudentT.InvCDF(0, 1, values.Count - 1, 0.5 + Confidence / 2);
        return new(mean, t * Math.Sqrt(variance / values.Count), values.Count);
    }

    /// <summary>Ends of the interval; the mean itself where there is only one value.</summary>
    public (double Low, double High) Ends => double.IsNaN(HalfWidth) ? (Mean, Mean) : (Mean - HalfWidth, Mean + HalfWidth);

    /// <summary>Mean and half-width with two decimals, for tables.</summary>
    public string Describe() => double.IsNaN(HalfWidth) ? Invariant($"{Mean:F2}") : Invariant($"{Mean:F2} ± {HalfWidth:F2}");

    /// <summary>A percentage, for tables.</summary>
    public string Percent() => new MeanInterval(100 * Mean, 100 * HalfWidth, Count).Describe() + "%";
}
