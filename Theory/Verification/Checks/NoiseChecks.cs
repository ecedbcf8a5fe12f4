using System.Collections.Immutable;

namespace IDropTheory.Verification;

/// <summary>Moments and conventions of the multiplicative noise (erratum E5).</summary>
internal static class NoiseChecks
{
    private static readonly ImmutableArray<double> Alphas = [0.05, 0.3, 0.7, 1.5];
    private static readonly ImmutableArray<double> Locations = [-0.4, 0, 0.6];

    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Quadrature("noise.mean", "E[eps] = exp(m + alpha^2/2)", () =>
            from alpha in Alphas
            from m in Locations
            select (NoiseFormulas.Mean<Scalar<double>>(new(m), new(alpha)).Value, ReferenceIntegral.OverNormal(m, alpha, Math.Exp)))
            .AsNumber(),
        Claim.Quadrature("noise.variance", "Var[eps] = (exp(alpha^2) - 1) exp(2m + alpha^2)", () =>
            from alpha in Alphas
            from m in Locations
            select (NoiseFormulas.Variance<Scalar<double>>(new(m), new(alpha)).Value,
                Variance(m, alpha, ReferenceIntegral.OverNormal(m, alpha, Math.Exp))))
            .AsNumber(),
        Claim.Quadrature("noise.unit-mean", "With m = -alpha^2/2 the noise has mean one", () =>
            from alpha in Alphas
            let location = NoiseFormulas.UnitMeanLocation(new Scalar<double>(alpha)).Value
            select (1.0, ReferenceIntegral.OverNormal(location, alpha, Math.Exp)))
            .AsNumber(),
        Claim.Quadrature("noise.unit-mean-variance", "Unit-mean noise has Var[eps] = exp(alpha^2) - 1 (0.632 at alpha = 0.7)", () =>
            from alpha in Alphas
            select (Accurate.Expm1(alpha * alpha), Variance(-0.5 * alpha * alpha, alpha, 1)))
            .AsNumber(),
        Claim.Quadrature(
            "noise.derivatives", "Derivatives of mean and variance of the noise by alpha, by dual numbers, are differences", () =>
            from alpha in Alphas
            let m = Dual.Constant(0.6)
            let a = Dual.Variable(alpha)
            from sides in new[]
            {
                (NoiseFormulas.Mean(m, a).Derivative, Slope(at => ReferenceIntegral.OverNormal(0.6, at, Math.Exp), alpha)),
                (NoiseFormulas.Variance(m, a).Derivative,
                    Slope(at => Variance(0.6, at, ReferenceIntegral.OverNormal(0.6, at, Math.Exp)), alpha)),
            }
            select sides, 1e-8)
            .AsNumber(),
        new Claim(
            "E5", "Noise log N(0, alpha^2) is said to have unit mean; its mean is exp(alpha^2/2), its median is one (alpha = 0.7)",
            settings => [Check.MonteCarlo(MeanAt(0.7), SampledMean(settings, 0.7), MeanAt(0.7) - PrintedForms.NoiseMean)])
            .AsNumber().Refuting(() => PrintedForms.NoiseMean),
    ];

    private static double MeanAt(double alpha) => NoiseFormulas.Mean<Scalar<double>>(new(0), new(alpha)).Value;

    // The error of the central difference is of order h^2; two steps cancel it.
    private static double Slope(Func<double, double> f, double at)
    {
        double Central(double h) => (f(at + h) - f(at - h)) / (2 * h);
        return (4 * Central(1e-3) - Central(2e-3)) / 3;
    }

    private static double Variance(double location, double alpha, double mean) =>
        ReferenceIntegral.OverNormal(location, alpha, u => Math.Pow(Math.Exp(u) - mean, 2));

    // eps is cut at e^(6 alpha). This lowers the mean by less than the normal tail beyond 5 standard deviations, the bias.
    private static SampleMean SampledMean(VerificationSettings settings, double alpha)
    {
        var cut = Math.Exp(6 * alpha);
        var secondMoment = Math.Exp(2 * alpha * alpha);
        return SampleMean.OfBounded(
            settings.Key("E5"), settings.Samples, secondMoment, cut, 1e-6, z => Math.Min(Math.Exp(alpha * z), cut));
    }
}
