namespace IDropTheory.Experiments.Verification.Checks;

/// <summary>Moments and conventions of the multiplicative noise (erratum E5).</summary>
internal static class NoiseChecks
{
    private static readonly double[] Alphas = [0.05, 0.3, 0.7, 1.5];

    public static IEnumerable<Func<VerificationSettings, Check>> All() => [Mean, Variance, UnitMean, UnitMeanVariance, MedianIsNotMean];

    private static Check Mean(VerificationSettings _) => Check.All(
        from alpha in Alphas
        from m in new[] { -0.4, 0, 0.6 }
        select Check.Quadrature(
            "noise.mean", "E[eps] = exp(m + alpha^2/2)",
            NoiseFormulas.Mean<Scalar<double>>(new(m), new(alpha)).Value,
            ReferenceIntegral.OverNormal(m, alpha, Math.Exp)).AsNumber());

    private static Check Variance(VerificationSettings _) => Check.All(
        from alpha in Alphas
        from m in new[] { -0.4, 0, 0.6 }
        let mean = ReferenceIntegral.OverNormal(m, alpha, Math.Exp)
        select Check.Quadrature(
            "noise.variance", "Var[eps] = (exp(alpha^2) - 1) exp(2m + alpha^2)",
            NoiseFormulas.Variance<Scalar<double>>(new(m), new(alpha)).Value,
            ReferenceIntegral.OverNormal(m, alpha, u => Math.Pow(Math.Exp(u) - mean, 2))).AsNumber());

    private static Check UnitMean(VerificationSettings _) => Check.All(
        from alpha in Alphas
        select Check.Quadrature(
            "noise.unit-mean", "With m = -alpha^2/2 the noise has mean one",
            1, ReferenceIntegral.OverNormal(NoiseFormulas.UnitMeanLocation(new Scalar<double>(alpha)).Value, alpha, Math.Exp)).AsNumber());

    private static Check UnitMeanVariance(VerificationSettings _) => Check.All(
        from alpha in Alphas
        select Check.Quadrature(
            "noise.unit-mean-variance", "Unit-mean noise has Var[eps] = exp(alpha^2) - 1 (0.632 at alpha = 0.7)",
            Accurate.Expm1(alpha * alpha),
            ReferenceIntegral.OverNormal(-0.5 * alpha * alpha, alpha, u => Math.Pow(Math.Exp(u) - 1, 2))).AsNumber());

    // eps is cut at e^(6 alpha). This lowers the mean by less than the normal tail beyond 5 standard deviations, by which the interval
    // is widened.
    private static Check MedianIsNotMean(VerificationSettings settings)
    {
        const double alpha = 0.7;
        var cut = Math.Exp(6 * alpha);
        var computed = NoiseFormulas.Mean<Scalar<double>>(new(0), new(alpha)).Value;
        var secondMoment = Math.Exp(2 * alpha * alpha);
        var mean = SampleMean.OfBounded(settings.Key("E5"), settings.Samples, secondMoment, cut, z => Math.Min(Math.Exp(alpha * z), cut));
        return Check.MonteCarlo(
            "E5", "Noise log N(0, alpha^2) is said to have unit mean; its mean is exp(alpha^2/2), its median is one (alpha = 0.7)",
            computed, mean.Wider(1e-6)).AsNumber().Refuting(PrintedForms.NoiseMean);
    }
}
