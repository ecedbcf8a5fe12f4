using System.Collections.Immutable;

namespace IDropTheory.Verification;

/// <summary>Proposition 3: KL of log-normal noise from a log-normal prior (erratum E2).</summary>
internal static class LogNormalKlChecks
{
    private static readonly ImmutableArray<Case> Cases =
        [new(2, 0.5, 0.3, 0.8), new(0.1, 0.05, -1, 0.5), new(7, 1.4, 2, 0.3), new(1, 0.7, 0, 0.7000001), new(1e-3, 0.2, -6, 3)];

    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Quadrature("proposition-3.quadrature", "KL(eps f || log N(mu, sigma^2)) = E log p/q", () =>
            Cases.Select(c => (c.Computed, c.Reference))),
        new("proposition-3.monte-carlo", "KL(eps f || log N(mu, sigma^2)) is the mean log-ratio of samples", settings =>
            from c in Cases
            let mean = c.Sampled(settings.Samples / Cases.Length, settings.Key($"P3 {c.Name}"))
            select Check.MonteCarlo(c.Computed, mean, 0.4 * Math.Max(c.Computed, 0.01), Cases.Length)),
        // KL = d^2 (1 - d/3 + d^2/4 - ...) at alpha = sigma (1 + d): the series holds where the textbook form has lost all its digits.
        Claim.Exact(
            "proposition-3.near-equality",
            "KL / d^2 for alpha = sigma (1 + d), d = 1e-3 to 1e-12: no digit is lost, none is negative", () =>
            from d in new[] { 1e-3, 1e-6, 1e-9, 1e-12 }
            let alpha = 0.7 * (1 + d)
            let actual = (alpha - 0.7) / 0.7
            let series = actual * actual * (1 - actual / 3 + actual * actual / 4 - actual * actual * actual / 5)
            select (new Case(1, alpha, 0, 0.7).Computed / (actual * actual), series / (actual * actual)), 1e-11)
            .AsNumber(),
        Claim.Quadrature(
            "proposition-3.gradient", "The derivatives of the KL by log f, log alpha and log sigma are differences of E log p/q", () =>
            from c in Cases
            let slopes = KlFormulas.LogNormalDerivatives<Scalar<double>>(new(Math.Log(c.F)), new(c.Alpha), new(c.Mu), new(c.Sigma))
            from sides in new[]
            {
                (slopes.LogActivation.Value, Slope(h => (c with { F = c.F * Math.Exp(h) }).Reference)),
                (c.Alpha * slopes.Alpha.Value, Slope(h => (c with { Alpha = c.Alpha * Math.Exp(h) }).Reference)),
                (c.Sigma * slopes.Sigma.Value, Slope(h => (c with { Sigma = c.Sigma * Math.Exp(h) }).Reference)),
                (c.Alpha * c.ByAlpha, Slope(h => (c with { Alpha = c.Alpha * Math.Exp(h) }).Reference)),
            }
            select sides, 1e-8)
            .AsNumber(),
        Claim.Quadrature(
            "E2", "Eq. (6) prints (alpha^2 + mu^2); derived: alpha^2 + (log f(x) - mu)^2 (f = 2, alpha = 0.5, mu = 0.3, sigma = 0.8)", () =>
            Cases.Take(1).Select(c => (c.Computed, c.Reference)))
            .Refuting(() => PrintedForms.LogNormalKl(Cases[0].Alpha, Cases[0].Mu, Cases[0].Sigma)),
    ];

    // The error of the central difference is of order h^2; two steps cancel it.
    private static double Slope(Func<double, double> along)
    {
        double Central(double h) => (along(h) - along(-h)) / (2 * h);
        return (4 * Central(1e-3) - Central(2e-3)) / 3;
    }

    /// <summary>Noise of scale alpha around f, and a prior log N(mu, sigma^2).</summary>
    private readonly record struct Case(double F, double Alpha, double Mu, double Sigma)
    {
        public string Name => FormattableString.Invariant($"({F}, {Alpha}, {Mu}, {Sigma})");

        public double Computed => KlFormulas.LogNormal<Scalar<double>>(new(Math.Log(F)), new(Alpha), new(Mu), new(Sigma)).Value;

        /// <summary>The derivative by alpha, by dual numbers.</summary>
        public double ByAlpha => KlFormulas.LogNormal(
            Dual.Constant(Math.Log(F)), Dual.Variable(Alpha), Dual.Constant(Mu), Dual.Constant(Sigma)).Derivative;

        public double Reference => ReferenceIntegral.OverNormal(Math.Log(F), Alpha, LogRatio);

        // With u = log f + alpha Z the log-ratio is c2 (Z^2 - 1) + c1 Z + KL.
        public SampleMean Sampled(int samples, RandomKey key)
        {
            var c = this;
            return SampleMean.OfNormalQuadratic(
                key, samples, 0.5 * (Alpha * Alpha / (Sigma * Sigma) - 1), Alpha * (Math.Log(F) - Mu) / (Sigma * Sigma),
                z => c.LogRatio(Math.Log(c.F) + c.Alpha * z));
        }

        private double LogRatio(double u) =>
            Textbook.LogNormalDensity(u, Math.Log(F), Alpha) - Textbook.LogNormalDensity(u, Mu, Sigma);
    }
}
