namespace IDropTheory.Experiments.Verification.Checks;

/// <summary>Densities, distribution functions, moments and entropies of the distributions of z.</summary>
internal static class DistributionChecks
{
    private static readonly LogNormal[] LogNormals = [new(0, 0.7), new(-1.3, 0.2), new(0.8, 1.5)];

    private static readonly TruncatedNormal[] Truncated =
        [new(0.3, 0.8, -1, 2), new(5, 0.5, -1, 2), new(0, 30, -1, 2), new(0.5, 0.05, -1, 2)];

    public static IEnumerable<Func<VerificationSettings, Check>> All() =>
    [
        Normalised, Cdf, Quantile, Entropy, EntropyOfLog, LogNormalMoments, Mode, UniformEntropy, UniformDensity,
        TruncatedDensity, TruncatedMean, TruncatedEntropy, TruncatedCdf, NormalTail,
    ];

    private static Check Normalised(VerificationSettings _) => Check.All(
        from d in LogNormals
        select Check.Quadrature(
            "log-normal.density", "The density of the log-normal integrates to one",
            ReferenceIntegral.Over(d.Location - 9 * d.Scale, d.Location + 9 * d.Scale, u => Math.Exp(d.LogDensity(Math.Exp(u)) + u)),
            1).AsNumber());

    private static Check Cdf(VerificationSettings _) => Check.All(
        from d in LogNormals
        from z in new[] { 0.4, 1, 2.5 }
        select Check.Quadrature(
            "log-normal.cdf", "The distribution function of the log-normal is the integral of its density",
            d.Cdf(z), Mass(d, Math.Log(z))).AsNumber());

    private static Check Quantile(VerificationSettings _) => Check.All(
        from d in LogNormals
        from p in new[] { 0.01, 0.5, 0.9 }
        select Check.Quadrature(
            "log-normal.quantile", "As much probability lies below a quantile as it says; the median is exp(location)",
            Mass(d, Math.Log(p == 0.5 ? d.Median : d.Quantile(p))), p).AsNumber());

    private static Check Entropy(VerificationSettings _) => Check.All(
        from d in LogNormals
        select Check.Quadrature(
            "log-normal.entropy", "H(z) of the log-normal is E[-log p(z)]",
            d.Entropy.Value,
            ReferenceIntegral.OverNormal(d.Location, d.Scale, u => u - Textbook.LogNormalDensity(u, d.Location, d.Scale))));

    private static Check EntropyOfLog(VerificationSettings _) => Check.All(
        from d in LogNormals
        select Check.Quadrature(
            "log-normal.entropy-of-log", "H(log z) of the log-normal is log scale + 1/2 log(2 pi e)",
            d.EntropyOfLog.Value,
            ReferenceIntegral.OverNormal(d.Location, d.Scale, u => -Textbook.LogNormalDensity(u, d.Location, d.Scale))));

    private static Check LogNormalMoments(VerificationSettings _) => Check.All(
        from d in LogNormals
        let mean = ReferenceIntegral.OverNormal(d.Location, d.Scale, Math.Exp)
        let variance = ReferenceIntegral.OverNormal(d.Location, d.Scale, u => Math.Pow(Math.Exp(u) - mean, 2))
        from pair in new[] { (Computed: d.Mean, Reference: mean), (Computed: d.Variance, Reference: variance) }
        select Check.Quadrature("log-normal.moments", "Mean and variance of the log-normal", pair.Computed, pair.Reference).AsNumber());

    private static Check Mode(VerificationSettings _) => Check.All(
        from d in LogNormals
        select Check.Exact("log-normal.mode", "The density of the log-normal is largest at its mode", d.Mode, Largest(d), 1e-6).AsNumber());

    private static Check UniformEntropy(VerificationSettings _)
    {
        var d = new TruncatedLogUniform(-3, 2);
        const string statement = "H(log z) = log length and H(z) = H(log z) + E[log z] of the log-uniform";
        return Check.All([
            Check.Quadrature(
                "log-uniform.entropy", statement, d.EntropyOfLog.Value, ReferenceIntegral.Over(-3, 2, _ => Math.Log(5) / 5)),
            Check.Quadrature(
                "log-uniform.entropy", statement, d.Entropy.Value, ReferenceIntegral.Over(-3, 2, u => (Math.Log(5) + u) / 5)),
        ]);
    }

    private static Check UniformDensity(VerificationSettings _)
    {
        var d = new TruncatedLogUniform(-3, 2);
        double Below(double u) => ReferenceIntegral.Over(-3, u, v => Math.Exp(d.LogDensity(Math.Exp(v)) + v));
        const string statement = "The density c/z integrates to its distribution function, and c/z itself is exp(log c)/z";
        return Check.All([
            Check.Quadrature("log-uniform.density", statement, Below(2 - 1e-15), 1).AsNumber(),
            Check.Quadrature("log-uniform.density", statement, d.Cdf(Math.Exp(0.5)), 3.5 / 5).AsNumber(),
            Check.Quadrature(
                "log-uniform.density", statement, Math.Exp(new LogUniform(Math.Log(0.1)).LogDensity(4)), 0.1 / 4).AsNumber(),
        ]);
    }

    private static Check TruncatedDensity(VerificationSettings _) => Check.All(
        from d in Truncated
        select Check.Quadrature(
            "truncated-normal.density", "The density of the truncated normal integrates to one",
            ReferenceIntegral.Over(d.Lower, d.Upper, x => Math.Exp(d.LogDensity(x))), 1).AsNumber());

    private static Check TruncatedMean(VerificationSettings _) => Check.All(
        from d in Truncated
        select Check.Quadrature(
            "truncated-normal.mean", "The mean of the truncated normal, also far in a tail",
            d.Mean, Average(d, x => x)).AsNumber());

    private static Check TruncatedEntropy(VerificationSettings _) => Check.All(
        from d in Truncated
        from pair in new[]
        {
            (Computed: d.Entropy.Value, Reference: Average(d, x => -LogDensity(d, x))),
            (Computed: d.KlFromUniform.Value, Reference: Average(d, x => LogDensity(d, x) + Math.Log(d.Length))),
            (Computed: Math.Exp(d.LogMass), Reference: Unnormalised(d, d.Upper, _ => 1)),
        }
        select Check.Quadrature(
            "truncated-normal.entropy", "Entropy, KL from uniform and mass of the truncated normal", pair.Computed, pair.Reference));

    private static Check TruncatedCdf(VerificationSettings _) => Check.All(
        from d in Truncated
        from x in new[] { -0.5, 0.6, 1.7 }
        select Check.Quadrature(
            "truncated-normal.cdf", "The distribution function of the truncated normal is the integral of its density",
            d.Cdf(x), Unnormalised(d, x, _ => 1) / Unnormalised(d, d.Upper, _ => 1)).AsNumber());

    private static Check NormalTail(VerificationSettings _) => Check.All(
        from x in new[] { -3.0, -0.5, 1, 2.5, 6 }
        let reference = ReferenceIntegral.Over(x, x + 20, u => Math.Exp(Textbook.LogNormalDensity(u, 0, 1)))
        from ratio in new[]
        {
            NormalFunctions.UpperTail(x) / reference, NormalFunctions.Cdf(-x) / reference, Math.Exp(NormalFunctions.LogCdf(-x)) / reference,
            NormalFunctions.Mills(x) * NormalFunctions.Density(x) / reference,
        }
        select Check.Quadrature(
            "normal.tail", "Tails of the normal distribution function, relative to their integral", ratio, 1).AsNumber());

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

    private static double Mass(LogNormal d, double upper) =>
        ReferenceIntegral.Over(d.Location - 12 * d.Scale, upper, u => Math.Exp(Textbook.LogNormalDensity(u, d.Location, d.Scale)));

    private static double Unnormalised(TruncatedNormal d, double upper, Func<double, double> f) =>
        ReferenceIntegral.Over(d.Lower, upper, x => f(x) * Math.Exp(Textbook.LogNormalDensity(x, d.Location, d.Scale)));

    private static double Average(TruncatedNormal d, Func<double, double> f) =>
        Unnormalised(d, d.Upper, f) / Unnormalised(d, d.Upper, _ => 1);

    private static double LogDensity(TruncatedNormal d, double x) =>
        Textbook.LogNormalDensity(x, d.Location, d.Scale) - Math.Log(Unnormalised(d, d.Upper, _ => 1));
}
