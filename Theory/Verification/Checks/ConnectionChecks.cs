namespace IDropTheory.Verification;

/// <summary>Eq. (1), weight decay, dropout and priors, each against a computation from its definition.</summary>
internal static class ConnectionChecks
{
    public static IReadOnlyList<Claim> All { get; } =
    [
        // E f(w1 x1 + w2 x2) by an integral over both weights, and over the normal activation of the formula.
        Claim.Quadrature("weights.activation", "Eq. (1): normal noise in the weights of a linear layer is normal noise in its output", _ =>
            from f in new Func<double, double>[] { a => 1 / (1 + Math.Exp(-a)), a => Math.Log(1 + Math.Exp(a)), a => Math.Cos(2 * a) }
            let a = WeightFormulas.Activation<Scalar<double>>([new(0.7), new(-1.3)], [new(0.4), new(0.2)], [new(0.5), new(0.3)])
            select (ReferenceIntegral.OverNormal(a.Mean.Value, Math.Sqrt(a.Variance.Value), f),
                ReferenceIntegral.OverNormal(0.4, 0.5, first =>
                    ReferenceIntegral.OverNormal(0.2, 0.3, second => f(0.7 * first - 1.3 * second)))))
            .AsNumber(),
        Claim.Quadrature(
            "weights.decay", "The L2 penalty w^2 / (2 sigma^2) is what the mean w adds to the KL of N(w, s^2) from N(0, sigma^2)", _ =>
            from w in new[] { -1.2, 0.3, 4 }
            let kl = (Func<double, double>)(mean => ReferenceIntegral.OverNormal(mean, 0.4, u =>
                Textbook.LogNormalDensity(u, mean, 0.4) - Textbook.LogNormalDensity(u, 0, 1.7)))
            select (WeightFormulas.Decay<Scalar<double>>(new(w), new(1.7)).Value, kl(w) - kl(0))),
        Claim.Exact("noise.bernoulli", "The cost of Bernoulli noise is the KL of two coins that the prior also has", _ =>
            from p in new[] { 0.1, 0.5, 0.9 }
            from q in new[] { 0.2, 0.6 }
            select (KlFormulas.BernoulliNoise<Scalar<double>>(new(p), new(q), new(1 - q)).Value,
                p * Math.Log(p / q) + (1 - p) * Math.Log((1 - p) / (1 - q)))),
        // The mass of [c a, c b] under q(z) = z^-a over that of [a, b], by integration; only at a = 1 it is one for every c.
        Claim.Quadrature(
            "prior.scale-invariant", "Rescaling by c changes masses under q(z) = z^-a by c^(1 - a), at a = 1 alone by nothing", _ =>
            from exponent in new[] { 0.5, 1, 2 }
            from c in new[] { 0.3, 5 }
            let mass = (Func<double, double, double>)((low, high) => ReferenceIntegral.Over(low, high, z => Math.Pow(z, -exponent)))
            select (WeightFormulas.Rescaling<Scalar<double>>(new(exponent), new(Math.Log(c))).Value, Math.Log(mass(c, 2 * c) / mass(1, 2))))
            .AsNumber(),
        Claim.Exact("prior.factorised", "The best prior costs I(x;z), the best factorised one TC(z) more (section 7)", settings =>
            from key in settings.Keys("prior", 5)
            let code = new FiniteRepresentation(FiniteDistribution.Random(key.Fold("x"), 3), Channel.Random(key.Fold("z"), 3, 6), 3, 2)
            let z = Tables.Of(3, 2, (i, j) => code.Z[2 * i + j])
            from sides in new[]
            {
                (code.KlToPrior(code.Z).Value, Textbook.MutualInformation(Tables.Of(JointDistribution.Of(code.X, code.ZGivenX)))),
                ((code.KlToFactorised(code.Marginal(0), code.Marginal(1)) - code.KlToPrior(code.Z)).Value, Textbook.MutualInformation(z)),
            }
            select sides),
    ];
}
