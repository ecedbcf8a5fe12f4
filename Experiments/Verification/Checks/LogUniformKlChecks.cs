namespace IDropTheory.Experiments.Verification.Checks;

/// <summary>Proposition 2: KL of log-normal noise from the log-uniform prior c / z, also with an atom at zero (errata E1 and E6).</summary>
internal static class LogUniformKlChecks
{
    private static readonly (double F, double Alpha, double LogDensity)[] Cases =
        [(2, 0.5, Math.Log(0.1)), (0.03, 0.02, 0.4), (11, 1.8, -3)];

    public static IEnumerable<Func<VerificationSettings, Check>> All() =>
        [ByQuadrature, ByMonteCarlo, Entropy, Relative, Spike, Misprint, LearnedSpike];

    private static Check ByQuadrature(VerificationSettings _) => Check.All(
        from c in Cases
        select Check.Quadrature(
            "proposition-2.quadrature", "KL(eps f || c/z) = -log alpha - 1/2 log(2 pi e) - log c",
            Computed(c.Alpha, c.LogDensity), Reference(c.F, c.Alpha, c.LogDensity)));

    private static Check ByMonteCarlo(VerificationSettings settings) => Check.All(
        from c in Cases
        select Check.MonteCarlo(
            "proposition-2.monte-carlo", "KL(eps f || c/z) is the mean log-ratio of samples",
            Computed(c.Alpha, c.LogDensity),
            SampleMean.OfNormalQuadratic(
                settings.Key($"P2 {c}"), settings.Samples / Cases.Length, -0.5, 0,
                z => Textbook.LogNormalDensity(Math.Log(c.F) + c.Alpha * z, Math.Log(c.F), c.Alpha) - c.LogDensity)));

    private static Check Entropy(VerificationSettings _) => Check.Quadrature(
        "entropy.normal", "The entropy of a standard normal is 1/2 log(2 pi e)",
        KlFormulas.StandardNormalEntropy, ReferenceIntegral.OverNormal(0, 1, u => -Textbook.LogNormalDensity(u, 0, 1)));

    private static Check Relative(VerificationSettings _) => Check.All(
        from alpha in new[] { 0.01, 0.2, 0.69 }
        select Check.Quadrature(
            "proposition-2.relative", "-log(alpha / alpha_max) is the KL above that of the largest noise, alpha_max = 0.7",
            KlFormulas.LogUniformRelative<Scalar<double>>(new(alpha), new(0.7)).Value, Reference(1, alpha, 0) - Reference(1, 0.7, 0)));

    // The one-point distribution at zero against a prior with mass q0 there: a finite sum with one term.
    private static Check Spike(VerificationSettings _) => Check.All(
        from q0 in new[] { 1e-6, 0.2, 0.9 }
        select Check.Exact(
            "proposition-2.spike", "At f(x) = 0 the KL is -log q0: -KL is the logarithm of the prior's mass at zero",
            Math.Exp(-KlFormulas.Spike(new Scalar<double>(q0)).Value), q0).AsNumber());

    private static Check Misprint(VerificationSettings _)
    {
        var (f, alpha, logDensity) = Cases[0];
        return Check.Quadrature(
            "E1", "Proposition 2 prints + log c; derived: - log c (f = 2, alpha = 0.5, c = 0.1)",
            Computed(alpha, logDensity), Reference(f, alpha, logDensity)).Refuting(PrintedForms.LogUniformKl(alpha, logDensity));
    }

    // Units are silent with probability pi. Coding this with q0 costs -pi log q0 - (1 - pi) log(1 - q0). The least cost is H_b(pi), at
    // q0 = pi.
    private static Check LearnedSpike(VerificationSettings _)
    {
        const double pi = 0.3;
        double Cost(double q0) =>
            pi * KlFormulas.Spike(new Scalar<double>(q0)).Value + (1 - pi) * KlFormulas.Spike(new Scalar<double>(1 - q0)).Value;
        var best = Enumerable.Range(1, 9999).Min(i => Cost(i / 10000.0));
        return Check.Exact(
            "E6", "Eq. (7) leaves out f(x) = 0; the best spike costs the binary entropy H_b(pi) per unit (pi = 0.3)",
            best, Textbook.BinaryEntropy(pi), 1e-8).Refuting(PrintedForms.SpikeCost);
    }

    private static double Computed(double alpha, double logDensity) =>
        KlFormulas.LogUniform<Scalar<double>>(new(alpha), new(logDensity)).Value;

    private static double Reference(double f, double alpha, double logDensity) =>
        ReferenceIntegral.OverNormal(Math.Log(f), alpha, u => Textbook.LogNormalDensity(u, Math.Log(f), alpha) - logDensity);
}
