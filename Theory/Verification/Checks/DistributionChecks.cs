using System.Collections.Immutable;

namespace IDropTheory.Verification;

/// <summary>Densities, distribution functions, moments and entropies of the distributions of z.</summary>
internal static class DistributionChecks
{
    private static readonly ImmutableArray<LogNormal> LogNormals = [new(0, 0.7), new(-1.3, 0.2), new(0.8, 1.5)];

    private static readonly ImmutableArray<TruncatedNormal> Truncated =
        [new(0.3, 0.8, -1, 2), new(5, 0.5, -1, 2), new(0, 30, -1, 2), new(0.5, 0.05, -1, 2)];

    private static readonly TruncatedLogUniform Uniform = new(-3, 2);

    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Quadrature("log-normal.density", "The density of the log-normal integrates to one", _ =>
            from d in LogNormals
            let reach = 9 * d.Scale
            select (ReferenceIntegral.Over(d.Location - reach, d.Location + reach, u => Math.Exp(d.LogDensity(Math.Exp(u)) + u)), 1.0))
            .AsNumber(),
        Claim.Quadrature("log-normal.cdf", "The distribution function of the log-normal is the integral of its density", _ =>
            from d in LogNormals
            from z in new[] { 0.4, 1, 2.5 }
            select (d.Cdf(z), Mass(d, Math.Log(z))))
            .AsNumber(),
        Claim.Quadrature("log-normal.quantile", "As much probability lies below a quantile as it says; the median is exp(location)", _ =>
            from d in LogNormals
            from p in new[] { 0.01, 0.5, 0.9 }
            select (Mass(d, Math.Log(p == 0.5 ? d.Median : d.Quantile(p))), p))
            .AsNumber(),
        Claim.Quadrature("log-normal.entropy", "H(z) of the log-normal is E[-log p(z)]", _ =>
            from d in LogNormals
            select (d.Entropy.Value, Average(d, u => u - LogDensity(d, u)))),
        Claim.Quadrature("log-normal.entropy-of-log", "H(log z) of the log-normal is log scale + 1/2 log(2 pi e)", _ =>
            from d in LogNormals
            select (d.EntropyOfLog.Value, Average(d, u => -LogDensity(d, u)))),
        Claim.Quadrature("log-normal.moments", "Mean and variance of the log-normal", _ =>
            from d in LogNormals
            let mean = Average(d, Math.Exp)
            from sides in new[] { (d.Mean, mean), (d.Variance, Average(d, u => Math.Pow(Math.Exp(u) - mean, 2))) }
            select sides)
            .AsNumber(),
        Claim.Exact("log-normal.mode", "The density of the log-normal is largest at its mode", _ =>
            LogNormals.Select(d => (d.Mode, Largest(d))), 1e-6)
            .AsNumber(),
        Claim.Quadrature("log-uniform.entropy", "H(log z) = log length and H(z) = H(log z) + E[log z] of the log-uniform", _ =>
        [
            (Uniform.EntropyOfLog.Value, ReferenceIntegral.Over(-3, 2, _ => Math.Log(5) / 5)),
            (Uniform.Entropy.Value, ReferenceIntegral.Over(-3, 2, u => (Math.Log(5) + u) / 5)),
        ]),
        Claim.Quadrature(
            "log-uniform.density", "The density c/z integrates to its distribution function, and c/z itself is exp(log c)/z", _ =>
        [
            (ReferenceIntegral.Over(-3, 2 - 1e-15, v => Math.Exp(Uniform.LogDensity(Math.Exp(v)) + v)), 1),
            (Uniform.Cdf(Math.Exp(0.5)), 3.5 / 5),
            (Math.Exp(new LogUniform(Math.Log(0.1)).LogDensity(4)), 0.1 / 4),
        ]).AsNumber(),
        Claim.Quadrature("truncated-normal.density", "The density of the truncated normal integrates to one", _ =>
            from d in Truncated
            select (ReferenceIntegral.Over(d.Lower, d.Upper, x => Math.Exp(d.LogDensity(x))), 1.0))
            .AsNumber(),
        Claim.Quadrature("truncated-normal.mean", "The mean of the truncated normal, also far in a tail", _ =>
            Truncated.Select(d => (d.Mean, Average(d, x => x))))
            .AsNumber(),
        Claim.Quadrature("truncated-normal.entropy", "Entropy, KL from uniform and mass of the truncated normal", _ =>
            from d in Truncated
            from sides in new[]
            {
                (d.Entropy.Value, Average(d, x => -LogDensity(d, x))),
                (d.KlFromUniform.Value, Average(d, x => LogDensity(d, x) + Math.Log(d.Length))),
                (Math.Exp(d.LogMass), Mass(d, d.Upper)),
            }
            select sides),
        Claim.Quadrature("truncated-normal.cdf", "The distribution function of the truncated normal is the integral of its density", _ =>
            from d in Truncated
            from x in new[] { -0.5, 0.6, 1.7 }
            select (d.Cdf(x), Mass(d, x) / Mass(d, d.Upper)))
            .AsNumber(),
        Claim.Quadrature("normal.tail", "Tails of the normal distribution function, relative to their integral", _ =>
            from x in new[] { -3.0, -0.5, 1, 2.5, 6 }
            let reference = ReferenceIntegral.Over(x, x + 20, u => Math.Exp(Textbook.LogNormalDensity(u, 0, 1)))
            from tail in new[]
            {
                NormalFunctions.UpperTail(x), NormalFunctions.Cdf(-x), Math.Exp(NormalFunctions.LogCdf(-x)),
                NormalFunctions.Mills(x) * NormalFunctions.Density(x),
            }
            select (tail / reference, 1.0))
            .AsNumber(),
    ];

    // The z at which the slope of log p(z) = -log z - (log z - location)^2 / (2 scale^2) + constant changes its sign, by bisection of
    // a central difference.
    private static double Largest(LogNormal d)
    {
        double LogDensity(double u) => Textbook.LogNormalDensity(u, d.Location, d.Scale) - u;
        var (low, high) = (d.Location - 9 * d.Scale * d.Scale, d.Location + 9 * d.Scale * d.Scale);
        for (var i = 0; i < 100; i++)
        {
            var middle = 0.5 * (low + high);
            (low, high) = LogDensity(middle + 1e-4) > LogDensity(middle - 1e-4) ? (middle, high) : (low, middle);
        }
        return Math.Exp(low);
    }

    private static double LogDensity(LogNormal d, double u) => Textbook.LogNormalDensity(u, d.Location, d.Scale);

    private static double Average(LogNormal d, Func<double, double> f) => ReferenceIntegral.OverNormal(d.Location, d.Scale, f);

    private static double Mass(LogNormal d, double upper) =>
        ReferenceIntegral.Over(d.Location - 12 * d.Scale, upper, u => Math.Exp(LogDensity(d, u)));

    private static double Unnormalised(TruncatedNormal d, double upper, Func<double, double> f) =>
        ReferenceIntegral.Over(d.Lower, upper, x => f(x) * Math.Exp(Textbook.LogNormalDensity(x, d.Location, d.Scale)));

    private static double Mass(TruncatedNormal d, double upper) => Unnormalised(d, upper, _ => 1);

    private static double Average(TruncatedNormal d, Func<double, double> f) => Unnormalised(d, d.Upper, f) / Mass(d, d.Upper);

    private static double LogDensity(TruncatedNormal d, double x) =>
        Textbook.LogNormalDensity(x, d.Location, d.Scale) - Math.Log(Mass(d, d.Upper));
}
