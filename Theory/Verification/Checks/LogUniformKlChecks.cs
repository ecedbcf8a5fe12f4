using System.Collections.Immutable;

namespace IDropTheory.Verification;

/// <summary>Proposition 2: KL of log-normal noise from the log-uniform prior c / z, also with an atom at zero (errata E1 and E6).</summary>
internal static class LogUniformKlChecks
{
    // Units are silent with probability pi.
    private const double Pi = 0.3;

    private static readonly ImmutableArray<(double F, double Alpha, double LogDensity)> Cases =
        [(2, 0.5, Math.Log(0.1)), (0.03, 0.02, 0.4), (11, 1.8, -3)];

    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Quadrature("proposition-2.quadrature", "KL(eps f || c/z) = -log alpha - 1/2 log(2 pi e) - log c", () =>
            Cases.Select(c => (Computed(c.Alpha, c.LogDensity), Reference(c.F, c.Alpha, c.LogDensity)))),
        new("proposition-2.monte-carlo", "KL(eps f || c/z) is the mean log-ratio of samples", settings =>
            from c in Cases
            let computed = Computed(c.Alpha, c.LogDensity)
            let mean = SampleMean.OfNormalQuadratic(
                settings.Key($"P2 {c}"), settings.Samples / Cases.Length, -0.5, 0,
                z => Textbook.LogNormalDensity(Math.Log(c.F) + c.Alpha * z, Math.Log(c.F), c.Alpha) - c.LogDensity)
            select Check.MonteCarlo(computed, mean, 0.4 * computed, Cases.Length)),
        Claim.Quadrature("entropy.normal", "The entropy of a standard normal is 1/2 log(2 pi e)", () =>
            [(KlFormulas.StandardNormalEntropy, ReferenceIntegral.OverNormal(0, 1, u => -Textbook.LogNormalDensity(u, 0, 1)))]),
        Claim.Quadrature(
            "proposition-2.relative", "-log(alpha / alpha_max) is the KL above that of the largest noise, alpha_max = 0.7", () =>
            from alpha in new[] { 0.01, 0.2, 0.69 }
            select (KlFormulas.LogUniformRelative<Scalar<double>>(new(alpha), new(0.7)).Value,
                Reference(1, alpha, 0) - Reference(1, 0.7, 0))),
        // The one-point distribution at zero against a prior with mass q0 there: a finite sum with one term.
        Claim.Exact("proposition-2.spike", "At f(x) = 0 the KL is -log q0: -KL is the logarithm of the prior's mass at zero", () =>
            from q0 in new[] { 1e-6, 0.2, 0.9 }
            select (Math.Exp(-KlFormulas.Spike(new Scalar<double>(q0)).Value), q0))
            .AsNumber(),
        Claim.Quadrature("E1", "Proposition 2 prints + log c; derived: - log c (f = 2, alpha = 0.5, c = 0.1)", () =>
            Cases.Take(1).Select(c => (Computed(c.Alpha, c.LogDensity), Reference(c.F, c.Alpha, c.LogDensity))))
            .Refuting(() => PrintedForms.LogUniformKl(Cases[0].Alpha, Cases[0].LogDensity)),
        // Coding silence with q0 costs -pi log q0 - (1 - pi) log(1 - q0). The least cost is H_b(pi), at q0 = pi.
        Claim.Exact("E6", "Eq. (7) leaves out f(x) = 0; the best spike costs the binary entropy H_b(pi) per unit (pi = 0.3)", () =>
            [(Enumerable.Range(1, 9999).Min(i => SpikeCost(i / 10000.0)), Textbook.BinaryEntropy(Pi))], 1e-8)
            .Refuting(() => PrintedForms.SpikeCost),
    ];

    private static double SpikeCost(double q0) =>
        Pi * KlFormulas.Spike(new Scalar<double>(q0)).Value + (1 - Pi) * KlFormulas.Spike(new Scalar<double>(1 - q0)).Value;

    private static double Computed(double alpha, double logDensity) =>
        KlFormulas.LogUniform<Scalar<double>>(new(alpha), new(logDensity)).Value;

    private static double Reference(double f, double alpha, double logDensity) =>
        ReferenceIntegral.OverNormal(Math.Log(f), alpha, u => Textbook.LogNormalDensity(u, Math.Log(f), alpha) - logDensity);
}
