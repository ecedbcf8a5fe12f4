namespace IDropTheory.Experiments.Verification.Checks;

/// <summary>Proposition 3: KL of log-normal noise from a log-normal prior (erratum E2).</summary>
internal static class LogNormalKlChecks
{
    private static readonly (double F, double Alpha, double Mu, double Sigma)[] Cases =
        [(2, 0.5, 0.3, 0.8), (0.1, 0.05, -1, 0.5), (7, 1.4, 2, 0.3), (1, 0.7, 0, 0.7000001), (1e-3, 0.2, -6, 3)];

    public static IEnumerable<Func<VerificationSettings, Check>> All() => [ByQuadrature, ByMonteCarlo, NearEquality, Gradient, Misprint];

    private static Check ByQuadrature(VerificationSettings _) => Check.All(
        from c in Cases
        select Check.Quadrature(
            "proposition-3.quadrature", "KL(eps f || log N(mu, sigma^2)) = E log p/q",
            Computed(c.F, c.Alpha, c.Mu, c.Sigma), Reference(c.F, c.Alpha, c.Mu, c.Sigma)));

    private static Check ByMonteCarlo(VerificationSettings settings) => Check.All(
        from c in Cases
        select Check.MonteCarlo(
            "proposition-3.monte-carlo", "KL(eps f || log N(mu, sigma^2)) is the mean log-ratio of samples",
            Computed(c.F, c.Alpha, c.Mu, c.Sigma),
            Sampled(c.F, c.Alpha, c.Mu, c.Sigma, settings.Samples / Cases.Length, settings.Key($"P3 {c}"))));

    // KL = d^2 (1 - d/3 + d^2/4 - ...) at alpha = sigma (1 + d): the series holds where the textbook form has lost all its digits.
    private static Check NearEquality(VerificationSettings _) => Check.All(
        from d in new[] { 1e-3, 1e-6, 1e-9, 1e-12 }
        let alpha = 0.7 * (1 + d)
        let actual = (alpha - 0.7) / 0.7
        let series = actual * actual * (1 - actual / 3 + actual * actual / 4 - actual * actual * actual / 5)
        select Check.Exact(
            "proposition-3.near-equality", "KL / d^2 for alpha = sigma (1 + d), d = 1e-3 to 1e-12: no digit is lost, none is negative",
            Computed(1, alpha, 0, 0.7) / (actual * actual), series / (actual * actual), 1e-11).AsNumber());

    private static Check Gradient(VerificationSettings _) => Check.All(
        from c in Cases
        let slopes = KlFormulas.LogNormalDerivatives<Scalar<double>>(new(Math.Log(c.F)), new(c.Alpha), new(c.Mu), new(c.Sigma))
        from derivative in new (double Computed, Func<double, double> Along)[]
        {
            (slopes.LogActivation.Value, h => Reference(c.F * Math.Exp(h), c.Alpha, c.Mu, c.Sigma)),
            (c.Alpha * slopes.Alpha.Value, h => Reference(c.F, c.Alpha * Math.Exp(h), c.Mu, c.Sigma)),
            (c.Sigma * slopes.Sigma.Value, h => Reference(c.F, c.Alpha, c.Mu, c.Sigma * Math.Exp(h))),
        }
        select Check.Quadrature(
            "proposition-3.gradient", "The derivatives of the KL by log f, log alpha and log sigma are differences of E log p/q",
            derivative.Computed, Slope(derivative.Along), 1e-8).AsNumber());

    // The error of the central difference is of order h^2; two steps cancel it.
    private static double Slope(Func<double, double> along)
    {
        double Central(double h) => (along(h) - along(-h)) / (2 * h);
        return (4 * Central(1e-3) - Central(2e-3)) / 3;
    }

    private static Check Misprint(VerificationSettings _)
    {
        var (f, alpha, mu, sigma) = Cases[0];
        return Check.Quadrature(
            "E2", "Eq. (6) prints (alpha^2 + mu^2); derived: alpha^2 + (log f(x) - mu)^2 (f = 2, alpha = 0.5, mu = 0.3, sigma = 0.8)",
            Computed(f, alpha, mu, sigma), Reference(f, alpha, mu, sigma)).Refuting(PrintedForms.LogNormalKl(alpha, mu, sigma));
    }

    private static double Computed(double f, double alpha, double mu, double sigma) =>
        KlFormulas.LogNormal<Scalar<double>>(new(Math.Log(f)), new(alpha), new(mu), new(sigma)).Value;

    private static double LogRatio(double u, double f, double alpha, double mu, double sigma) =>
        Textbook.LogNormalDensity(u, Math.Log(f), alpha) - Textbook.LogNormalDensity(u, mu, sigma);

    private static double Reference(double f, double alpha, double mu, double sigma) =>
        ReferenceIntegral.OverNormal(Math.Log(f), alpha, u => LogRatio(u, f, alpha, mu, sigma));

    // With u = log f + alpha Z the log-ratio is c2 (Z^2 - 1) + c1 Z + KL.
    private static SampleMean Sampled(double f, double alpha, double mu, double sigma, int samples, RandomKey key) =>
        SampleMean.OfNormalQuadratic(
            key, samples,
            0.5 * (alpha * alpha / (sigma * sigma) - 1), alpha * (Math.Log(f) - mu) / (sigma * sigma),
            z => LogRatio(Math.Log(f) + alpha * z, f, alpha, mu, sigma));
}
