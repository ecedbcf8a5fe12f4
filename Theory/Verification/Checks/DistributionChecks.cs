using System.Collections.Immutable;

namespace IDropTheory.Verification;

/// <summary>Densities, distribution functions, moments and entropies of the distributions of z.</summary>
internal static class DistributionChecks
{
    private static readonly ImmutableArray<LogNormal> LogNormals = [new(0, 0.7), new(-1.3, 0.2), new(0.8, 1.5)];

    private static readonly TruncatedLogUniform Uniform = new(-3, 2);

    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Quadrature("log-normal.density", "The density of the log-normal integrates to one", () =>
            from d in LogNormals
            let reach = 9 * d.Scale
            select (ReferenceIntegral.Over(d.Location - reach, d.Location + reach, u => Math.Exp(d.LogDensity(Math.Exp(u)) + u)), 1.0))
            .AsNumber(),
        Claim.Quadrature("log-normal.cdf", "The distribution function of the log-normal is the integral of its density", () =>
            from d in LogNormals
            from z in new[] { 0.4, 1, 2.5 }
            select (d.Cdf(z), Mass(d, Math.Log(z))))
            .AsNumber(),
        Claim.Quadrature("log-normal.quantile", "As much probability lies below a quantile as it says; the median is exp(location)", () =>
            from d in LogNormals
            from p in new[] { 0.01, 0.5, 0.9 }
            select (Mass(d, Math.Log(p == 0.5 ? d.Median : d.Quantile(p))), p))
            .AsNumber(),
        Claim.Quadrature("log-normal.entropy", "H(z) of the log-normal is E[-log p(z)]", () =>
            from d in LogNormals
            select (d.Entropy.Value, Average(d, u => u - LogDensity(d, u)))),
        Claim.Quadrature("log-normal.entropy-of-log", "H(log z) of the log-normal is log scale + 1/2 log(2 pi e)", () =>
            from d in LogNormals
            select (d.EntropyOfLog.Value, Average(d, u => -LogDensity(d, u)))),
        Claim.Quadrature("log-normal.moments", "Mean and variance of the log-normal", () =>
            from d in LogNormals
            let mean = Average(d, Math.Exp)
            from sides in new[] { (d.Mean, mean), (d.Variance, Average(d, u => Math.Pow(Math.Exp(u) - mean, 2))) }
            select sides)
            .AsNumber(),
        Claim.Exact("log-normal.mode", "The density of the log-normal is largest at its mode", () =>
            LogNormals.Select(d => (d.Mode, Largest(d))), 1e-6)
            .AsNumber(),
        Claim.Quadrature("log-uniform.entropy", "H(log z) = log length and H(z) = H(log z) + E[log z] of the log-uniform", () =>
        [
            (Uniform.EntropyOfLog.Value, ReferenceIntegral.Over(-3, 2, _ => Math.Log(5) / 5)),
            (Uniform.Entropy.Value, ReferenceIntegral.Over(-3, 2, u => (Math.Log(5) + u) / 5)),
        ]),
        Claim.Quadrature(
            "log-uniform.density", "The density c/z integrates to its distribution function, and c/z itself is exp(log c)/z", () =>
        [
            (ReferenceIntegral.Over(-3, 2 - 1e-15, v => Math.Exp(Uniform.LogDensity(Math.Exp(v)) + v)), 1),
            (Uniform.Cdf(Math.Exp(0.5)), 3.5 / 5),
            (Math.Exp(new LogUniform(Math.Log(0.1)).LogDensity(4)), 0.1 / 4),
        ]).AsNumber(),
        Claim.Quadrature("log-uniform.quantile", "As much probability lies below a quantile of the log-uniform as it says", () =>
            from p in new[] { 0.01, 0.5, 0.9 }
            select (ReferenceIntegral.Over(-3, Math.Log(Uniform.Quantile(p)), _ => 0.2), p))
            .AsNumber(),
        Claim.Exact(
            "log-normal.noise", "Noise of median one and of mean one, scaled by an activation: location and scale of its logarithm", () =>
            from convention in new[] { NoiseConvention.MedianOne, NoiseConvention.UnitMean }
            let z = LogNormal.Noise(0.7, convention).Scaled(3)
            from sides in new[]
            {
                (z.Location, Math.Log(3) - (convention == NoiseConvention.UnitMean ? 0.245 : 0)), (z.Scale, 0.7),
            }
            select sides)
            .AsNumber(),
        Claim.Quadrature("spike.cdf", "The distribution function of a spike at zero with a log-normal slab", () =>
            from z in new[] { 0, 0.5, 2 }
            let slab = z == 0 ? 0 : Mass(LogNormals[0], Math.Log(z))
            select (new SpikeMixture<LogNormal>(0.3, LogNormals[0]).Cdf(z), 0.3 + 0.7 * slab))
            .AsNumber(),
        Claim.Quadrature("normal.tail", "Tails of the normal distribution function, relative to their integral", () =>
            from x in new[] { -3.0, -0.5, 1, 2.5, 6 }
            let reference = ReferenceIntegral.Over(x, x + 20, u => Math.Exp(Textbook.LogNormalDensity(u, 0, 1)))
            from tail in new[]
            {
                NormalFunctions.UpperTail(x), NormalFunctions.Cdf(-x), Math.Exp(NormalFunctions.LogCdf(-x)),
                NormalFunctions.Mills(x) * NormalFunctions.Density(x),
            }
            select (tail / reference, 1.0))
            .AsNumber(),
        Claim.Quadrature("normal.quantile", "As much probability lies below a quantile of the normal as it says", () =>
            from p in new[] { 1e-9, 1e-3, 0.2, 0.5, 0.97 }
            let x = NormalFunctions.Quantile(p)
            select (ReferenceIntegral.Over(x - 20, x, u => Math.Exp(Textbook.LogNormalDensity(u, 0, 1))) / p, 1.0), 1e-9)
            .AsNumber(),
        // e^(x^2) erfc(x) = 2 / sqrt(pi) times the integral of e^(-2 x t - t^2); the excess is the mean beyond x less x.
        Claim.Quadrature("normal.scaled", "The scaled complementary error function, and by how much the mean beyond x exceeds x", () =>
            from x in new[] { -1, 0.3, 2, 6.0 }
            let beyond = Tail(x, _ => 1)
            from sides in new[]
            {
                (NormalFunctions.Erfcx(x) * Math.Sqrt(Math.PI) / (2 * ReferenceIntegral.Over(0, 12, t => Math.Exp(-2 * x * t - t * t))),
                    1.0),
                (NormalFunctions.MeanExcess(x) / (Tail(x, t => t) / beyond), 1.0), (NormalFunctions.Mills(x) / beyond, 1.0),
                (NormalFunctions.Density(x), Math.Exp(Textbook.LogNormalDensity(x, 0, 1))),
            }
            select sides)
            .AsNumber(),
    ];

    // The integral of f(t) exp(-x t - t^2 / 2), which is the tail beyond x divided by the density at x.
    private static double Tail(double x, Func<double, double> f) =>
        ReferenceIntegral.Over(0, 14, t => f(t) * Math.Exp(-x * t - 0.5 * t * t));

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
}
