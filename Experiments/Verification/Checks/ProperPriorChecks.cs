namespace IDropTheory.Experiments.Verification.Checks;

/// <summary>The proper version of Proposition 2 (an interval of log z), spikes, and divergences of finite distributions.</summary>
internal static class ProperPriorChecks
{
    private static readonly (double Location, double Alpha, double Lower, double Upper)[] Cases =
        [(0.2, 0.5, -3, 2), (1.9, 0.3, -3, 2), (0, 20, -3, 2)];

    public static IEnumerable<Func<VerificationSettings, Check>> All() =>
        [Truncated, WiderPrior, Untruncated, Formula, SlabAndSpike, Finite, Coins];

    private static Check Truncated(VerificationSettings _) => Check.All(
        from c in Cases
        select Check.Quadrature(
            "proposition-2.proper", "KL of noise kept in [a, b] from the log-uniform prior there = E log p/q",
            KlDivergence.LogUniform(Posterior(c.Location, c.Alpha, c.Lower, c.Upper), new TruncatedLogUniform(c.Lower, c.Upper)).Value,
            Reference(c.Location, c.Alpha, c.Lower, c.Upper, c.Upper - c.Lower)));

    private static Check WiderPrior(VerificationSettings _) => Check.All(
        from c in Cases
        select Check.Quadrature(
            "proposition-2.wider-prior", "The same when the prior's interval is longer than the noise's",
            KlDivergence.LogUniform(
                Posterior(c.Location, c.Alpha, c.Lower, c.Upper), new TruncatedLogUniform(c.Lower - 1, c.Upper + 2)).Value,
            Reference(c.Location, c.Alpha, c.Lower, c.Upper, c.Upper - c.Lower + 3)));

    // The normal's mass outside the interval is positive, and the prior has none there.
    private static Check Untruncated(VerificationSettings _) => Check.Exact(
        "proposition-2.improper-tails", "Noise that is not kept in the interval has infinite KL from a proper log-uniform prior",
        KlDivergence.LogUniform(new LogNormal(0, 0.5), new TruncatedLogUniform(-3, 2)).Value, double.PositiveInfinity);

    private static Check Formula(VerificationSettings _) => Check.All(
        from c in Cases
        let entropy = Posterior(c.Location, c.Alpha, c.Lower, c.Upper).EntropyOfLog.Value
        select Check.Quadrature(
            "proposition-2.entropy-loss", "That KL is log length - H(log z)",
            KlFormulas.TruncatedLogUniform<Scalar<double>>(new(c.Upper - c.Lower), new(entropy)).Value,
            Reference(c.Location, c.Alpha, c.Lower, c.Upper, c.Upper - c.Lower)));

    // A prior q0 delta_0 + (1 - q0) slab has the density (1 - q0) slab(z) at z > 0 and the mass q0 at 0.
    private static Check SlabAndSpike(VerificationSettings _) => Check.All(
        from q0 in new[] { 0.05, 0.4, 0.9 }
        let posterior = new LogNormal(0.4, 0.3)
        let slab = new LogNormal(0, 0.8)
        from pair in new[]
        {
            (Computed: KlDivergence.LogNormal(posterior, new SpikeMixture<LogNormal>(q0, slab)).Value,
                Reference: ReferenceIntegral.OverNormal(0.4, 0.3, u =>
                    Textbook.LogNormalDensity(u, 0.4, 0.3) - Textbook.LogNormalDensity(u, 0, 0.8) - Math.Log(1 - q0))),
            (Computed: KlDivergence.LogUniform(Posterior(0.2, 0.5, -3, 2), new SpikeMixture<TruncatedLogUniform>(q0, new(-3, 2))).Value,
                Reference: Reference(0.2, 0.5, -3, 2, 5 / (1 - q0))),
            (Computed: KlDivergence.Spike(q0).Value, Reference: Math.Log(1 / q0)),
            (Computed: KlDivergence.SpikeCost(0.3, q0).Value, Reference: 0.3 * Math.Log(1 / q0) + 0.7 * Math.Log(1 / (1 - q0))),
            (Computed: KlDivergence.LearnedSpike(q0).Value, Reference: Textbook.BinaryEntropy(q0)),
        }
        select Check.Quadrature(
            "spike.mixture", "KL from priors with a spike at zero, of a z that is or is not zero", pair.Computed, pair.Reference));

    private static Check Finite(VerificationSettings settings) => Check.All(
        from i in Enumerable.Range(0, 5)
        let p = FiniteDistribution.Random(settings.Key("p").Fold((ulong)i), 5)
        let q = FiniteDistribution.Random(settings.Key("q").Fold((ulong)i), 5)
        select Check.Exact(
            "kl.finite", "KL of finite distributions = sum p log(p/q)",
            KlDivergence.Finite(p, q).Value, Enumerable.Range(0, 5).Sum(k => p[k] * Math.Log(p[k] / q[k]))));

    private static Check Coins(VerificationSettings _) => Check.All(
        from p in new[] { 0.0, 0.2, 0.7 }
        from q in new[] { 0.1, 0.5 }
        select Check.Exact(
            "kl.bernoulli", "KL of coins = p log(p/q) + (1-p) log((1-p)/(1-q))",
            KlDivergence.Bernoulli(p, q).Value, (p == 0 ? 0 : p * Math.Log(p / q)) + (1 - p) * Math.Log((1 - p) / (1 - q))));

    private static TruncatedLogNormal Posterior(double location, double alpha, double lower, double upper) =>
        new(new LogNormal(location, alpha), new TruncatedLogUniform(lower, upper));

    private static double Reference(double location, double alpha, double lower, double upper, double priorLength)
    {
        double Weight(double u) => Math.Exp(Textbook.LogNormalDensity(u, location, alpha));
        var mass = ReferenceIntegral.Over(lower, upper, Weight);
        return ReferenceIntegral.Over(lower, upper, u => Weight(u) / mass * (Math.Log(Weight(u) / mass) + Math.Log(priorLength)));
    }
}
