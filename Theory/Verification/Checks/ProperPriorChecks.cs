using System.Collections.Immutable;

namespace IDropTheory.Verification;

/// <summary>The proper version of Proposition 2 (an interval of log z), spikes, and divergences of finite distributions.</summary>
internal static class ProperPriorChecks
{
    private const double Lower = -3;
    private const double Upper = 2;

    private static readonly ImmutableArray<(double Location, double Alpha)> Cases = [(0.2, 0.5), (1.9, 0.3), (0, 20)];

    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Quadrature("proposition-2.proper", "KL of noise kept in [a, b] from the log-uniform prior there = E log p/q", () =>
            from c in Cases
            select (KlDivergence.LogUniform(Posterior(c.Location, c.Alpha), new TruncatedLogUniform(Lower, Upper)).Value,
                Reference(c.Location, c.Alpha, Upper - Lower))),
        Claim.Quadrature("proposition-2.wider-prior", "The same when the prior's interval is longer than the noise's", () =>
            from c in Cases
            select (KlDivergence.LogUniform(Posterior(c.Location, c.Alpha), new TruncatedLogUniform(Lower - 1, Upper + 2)).Value,
                Reference(c.Location, c.Alpha, Upper - Lower + 3))),
        // The normal's mass outside the interval is positive, and the prior has none there.
        Claim.Exact(
            "proposition-2.improper-tails", "Noise that is not kept in the interval has infinite KL from a proper log-uniform prior", () =>
            [(KlDivergence.LogUniform(new LogNormal(0, 0.5), new TruncatedLogUniform(Lower, Upper)).Value, double.PositiveInfinity)]),
        Claim.Quadrature("proposition-2.entropy-loss", "That KL is log length - H(log z)", () =>
            from c in Cases
            let entropy = Posterior(c.Location, c.Alpha).EntropyOfLog.Value
            select (KlFormulas.TruncatedLogUniform<Scalar<double>>(new(Upper - Lower), new(entropy)).Value,
                Reference(c.Location, c.Alpha, Upper - Lower))),
        // A prior q0 delta_0 + (1 - q0) slab has the density (1 - q0) slab(z) at z > 0 and the mass q0 at 0.
        Claim.Quadrature("spike.mixture", "KL from priors with a spike at zero, of a z that is or is not zero", () =>
            from q0 in new[] { 0.05, 0.4, 0.9 }
            from sides in new[]
            {
                (KlDivergence.LogNormal(new LogNormal(0.4, 0.3), new SpikeMixture<LogNormal>(q0, new(0, 0.8))).Value,
                    ReferenceIntegral.OverNormal(0.4, 0.3, u =>
                        Textbook.LogNormalDensity(u, 0.4, 0.3) - Textbook.LogNormalDensity(u, 0, 0.8) - Math.Log(1 - q0))),
                (KlDivergence.LogUniform(Posterior(0.2, 0.5), new SpikeMixture<TruncatedLogUniform>(q0, new(Lower, Upper))).Value,
                    Reference(0.2, 0.5, 5 / (1 - q0))),
                (KlDivergence.Spike(q0).Value, Math.Log(1 / q0)),
                (KlDivergence.SpikeCost(0.3, q0).Value, 0.3 * Math.Log(1 / q0) + 0.7 * Math.Log(1 / (1 - q0))),
                (KlDivergence.LearnedSpike(q0).Value, Textbook.BinaryEntropy(q0)),
            }
            select sides),
        Claim.Exact("kl.finite", "KL of finite distributions = sum p log(p/q)", settings =>
            from keys in settings.Keys("p", 5).Zip(settings.Keys("q", 5))
            let p = FiniteDistribution.Random(keys.First, 5)
            let q = FiniteDistribution.Random(keys.Second, 5)
            select (KlDivergence.Finite(p, q).Value, Enumerable.Range(0, 5).Sum(k => p[k] * Math.Log(p[k] / q[k])))),
        Claim.Exact("kl.bernoulli", "KL of coins = p log(p/q) + (1-p) log((1-p)/(1-q))", () =>
            from p in new[] { 0.0, 0.2, 0.7 }
            from q in new[] { 0.1, 0.5 }
            select (KlDivergence.Bernoulli(p, q).Value, (p == 0 ? 0 : p * Math.Log(p / q)) + (1 - p) * Math.Log((1 - p) / (1 - q)))),
    ];

    private static TruncatedLogNormal Posterior(double location, double alpha) =>
        new(new LogNormal(location, alpha), new TruncatedLogUniform(Lower, Upper));

    private static double Reference(double location, double alpha, double priorLength)
    {
        double Weight(double u) => Math.Exp(Textbook.LogNormalDensity(u, location, alpha));
        var mass = ReferenceIntegral.Over(Lower, Upper, Weight);
        return ReferenceIntegral.Over(Lower, Upper, u => Weight(u) / mass * (Math.Log(Weight(u) / mass) + Math.Log(priorLength)));
    }
}
