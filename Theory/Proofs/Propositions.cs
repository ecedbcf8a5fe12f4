namespace IDropTheory;

/// <summary>Propositions 2 and 3 for all parameters: the closed forms are expectations of log p - log q, monomial by monomial.</summary>
/// <remarks>
/// With u = log z = log f + alpha Z and Z standard normal, log p(u) - log q(u) is a polynomial in Z whose coefficients are polynomials in
/// log f, mu, alpha, 1/sigma and the logarithms of alpha, sigma and c. Its expectation replaces Z^2 by 1 and Z by 0. The right sides are
/// <see cref="KlFormulas"/>, the generic methods that run on the tensors of a training.
/// </remarks>
internal static class Propositions
{
    private static readonly Polynomial Alpha = Polynomial.Variable("alpha"), AlphaMax = Polynomial.Variable("alphaMax");
    private static readonly Polynomial LogF = Polynomial.Variable("logf"), C = Polynomial.Variable("c"), Q0 = Polynomial.Variable("q0");
    private static readonly Polynomial Mu = Polynomial.Variable("mu"), Sigma = Polynomial.Variable("sigma");
    private static readonly Polynomial One = Polynomial.Constant(1);

    /// <summary>log z given x.</summary>
    private static readonly Polynomial U = LogF + Alpha * Polynomial.Variable("Z");

    public static IEnumerable<Theorem> All { get; } =
    [
        new(
            "proposition-2.proof", "Proposition 2, corrected: KL(p(z|x) || c / z) = -H(log eps) - log c",
            "all f, alpha, alpha_max, c > 0 and 0 < q0 < 1",
            [
                new("E[log p(u) - log c] = -H(log eps) - log c", Divergence(Polynomial.Log(C)), Improper),
                new(
                    "KL(alpha) - KL(alpha_max) = -log(alpha / alpha_max)",
                    Improper - KlFormulas.LogUniform(AlphaMax, Polynomial.Log(C)), KlFormulas.LogUniformRelative(Alpha, AlphaMax)),
                new(
                    "E[log p(u) - log((1 - q0) c)] = KL - log(1 - q0)",
                    Divergence(Polynomial.Log((One - Q0) * C)), KlFormulas.Slab(Improper, Q0)),
                new("f(x) = 0: log 1 - log q0", Polynomial.Log(One) - Polynomial.Log(Q0), KlFormulas.Spike(Q0)),
            ],
            new("E1: -H(log eps) + log c", Divergence(Polynomial.Log(C)), PrintedForms.LogUniformKl(Alpha, Polynomial.Log(C)))),
        new(
            "proposition-3.proof", "Proposition 3, corrected: (alpha^2 + (log f - mu)^2) / (2 sigma^2) - log(alpha / sigma) - 1/2",
            "all f, alpha, sigma > 0 and every mu",
            [
                new("E[log p(u) - log q(u)] = KL", Divergence(KlFormulas.NormalLogDensity(U, Mu, Sigma)), Proper),
                new("the paper's form with log f - mu for mu", PrintedForms.LogNormalKl(Alpha, LogF - Mu, Sigma), Proper),
                new("the derivative by log f is the one that trains", Proper.Derivative("logf"), Derivatives.LogActivation),
                new("the derivative by alpha is the one that trains", Proper.Derivative("alpha"), Derivatives.Alpha),
                new("the derivative by sigma is the one that trains", Proper.Derivative("sigma"), Derivatives.Sigma),
            ],
            new(
                "E2: mu^2 for (log f - mu)^2",
                Divergence(KlFormulas.NormalLogDensity(U, Mu, Sigma)), PrintedForms.LogNormalKl(Alpha, Mu, Sigma))),
    ];

    private static Polynomial Improper => KlFormulas.LogUniform(Alpha, Polynomial.Log(C));

    private static Polynomial Proper => KlFormulas.LogNormal(LogF, Alpha, Mu, Sigma);

    private static (Polynomial LogActivation, Polynomial Alpha, Polynomial Sigma) Derivatives =>
        KlFormulas.LogNormalDerivatives(LogF, Alpha, Mu, Sigma);

    /// <summary>E[log p(u) - log q(u)] over the noise, from the definition.</summary>
    private static Polynomial Divergence(Polynomial logPrior) =>
        (KlFormulas.NormalLogDensity(U, LogF, Alpha) - logPrior).MeanOverStandardNormal("Z");
}
