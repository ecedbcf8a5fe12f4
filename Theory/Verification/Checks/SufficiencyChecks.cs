namespace IDropTheory.Verification;

/// <summary>Section 4: sufficiency, the nearest Markov chain, data processing and nuisances, on random systems.</summary>
internal static class SufficiencyChecks
{
    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Exact("conditional.information", "I(x;y|z) = H(x,z) + H(y,z) - H(z) - H(x,y,z) of any three variables", settings =>
            from p in settings.Keys("triple", 5).Select(key => Random(key, 3, 2, 4))
            select (p.ConditionalMutualInformation().Value, Conditional(p))),
        Claim.Exact(
            "sufficiency.gap", "A representation lacks I(x;y) - I(z;y) = I(x;y|z) = H(y|z) - H(y|x) of the task", settings =>
            from s in Systems(settings)
            let lacking = s.Triple.ConditionalMutualInformation().Value
            from reference in new[]
            {
                Textbook.MutualInformation(Tables.Of(s.Triple.XY)) - Textbook.MutualInformation(Tables.Of(s.Triple.YZ)),
                s.Triple.YZ.Transpose().ConditionalEntropy().Value - s.Triple.XY.ConditionalEntropy().Value,
            }
            select (lacking, reference)),
        // No chain is nearer: random ones, and those around the nearest.
        new("sufficiency.markov", "Remark: I(x;y|z) is the KL of p(x,y,z) from the nearest Markov chain x -> z -> y", settings =>
            from key in settings.Keys("markov", 5)
            let p = Random(key.Fold("p"), 3, 2, 4)
            let nearest = p.NearestMarkovChain()
            let least = Enumerable.Range(0, 200).Min(k => p.KlTo(Chain(nearest, key.Fold((ulong)k), k % 2 == 0 ? 1 : 0.01)).Value)
            from check in new[]
            {
                Check.Exact(p.KlTo(nearest).Value, Conditional(p)),
                Check.Exact(nearest.ConditionalMutualInformation().Value, 0),
                Check.Between(p.KlTo(nearest).Value, 0, least),
            }
            select check),
        new("data-processing", "z computed from t, which is computed from x, has I(z;y) <= I(t;y) and I(x;z) <= I(x;t)", settings =>
            from s in Systems(settings)
            let further = TripleDistribution.Of(s.Joint, s.Encoder.Then(Channel.Random(s.Key.Fold("further"), 3, 5)))
            from check in new[]
            {
                Check.Between(further.YZ.MutualInformation().Value, 0, Textbook.MutualInformation(Tables.Of(s.Triple.YZ))),
                Check.Between(further.XZ.MutualInformation().Value, 0, Textbook.MutualInformation(Tables.Of(s.Triple.XZ))),
            }
            select check),
        new(
            "nuisance.bound", "What z tells about a nuisance n that is independent of the task: I(z;n) <= I(x;z) - I(z;y), with equality "
            + "where x is the pair (y, n) and z a copy", Nuisances),
        new(
            "sufficient.small-beta",
            "At small beta the certified bottleneck keeps I(x;y), at the price of the minimal sufficient statistic",
            settings =>
            from joint in settings.Joints("small beta", 3, 4, 3)
            let solution = InformationBottleneck.Solve(joint, Beta.FromPaper(1e-4))
            let entropy = Textbook.Entropy(joint.X.Probabilities.ToArray())
            from check in new[]
            {
                Check.Between(solution.InformationY.Value, Textbook.MutualInformation(Tables.Of(joint)) - 1e-4 * entropy, entropy),
                Check.Between(solution.InformationX.Value, solution.InformationY.Value, entropy + 1e-12),
            }
            select check),
    ];

    private static IEnumerable<(RandomKey Key, JointDistribution Joint, Channel Encoder, TripleDistribution Triple)> Systems(
        VerificationSettings settings) =>
        from key in settings.Keys("representation", 5)
        let joint = JointDistribution.Random(key.Fold("joint"), 4, 3)
        let encoder = Channel.Random(key.Fold("encoder"), 4, 3)
        select (key, joint, encoder, TripleDistribution.Of(joint, encoder));

    private static TripleDistribution Random(RandomKey key, int x, int y, int z)
    {
        var p = FiniteDistribution.Random(key, x * y * z);
        var table = new double[x, y, z];
        for (var i = 0; i < p.Count; i++)
            table[i / (y * z), i / z % y, i % z] = p[i];
        return new(table);
    }

    // A mixture of the parts of a chain with random ones.
    private static TripleDistribution Chain(TripleDistribution chain, RandomKey key, double share)
    {
        var xz = JointDistribution.Random(key.Fold("xz"), chain.CountX, chain.CountZ);
        var yGivenZ = Channel.Random(key.Fold("y|z"), chain.CountZ, chain.CountY);
        var table = new double[chain.CountX, chain.CountY, chain.CountZ];
        for (var x = 0; x < chain.CountX; x++)
            for (var y = 0; y < chain.CountY; y++)
                for (var z = 0; z < chain.CountZ; z++)
                    table[x, y, z] = ((1 - share) * chain.XZ[x, z] + share * xz[x, z])
                        * ((1 - share) * chain.YZ[y, z] / chain.YZ.Y[z] + share * yGivenZ[z, y]);
        return new(table);
    }

    private static double Conditional(TripleDistribution p) =>
        Textbook.Entropy(Tables.Of(p.XZ).Cast<double>()) + Textbook.Entropy(Tables.Of(p.YZ).Cast<double>())
        - Textbook.Entropy(p.XZ.Y.Probabilities.ToArray())
        - Textbook.Entropy(
            from x in Enumerable.Range(0, p.CountX)
            from y in Enumerable.Range(0, p.CountY)
            from z in Enumerable.Range(0, p.CountZ)
            select p[x, y, z]);

    // x is made of y and n by a channel, or is the pair itself.
    private static IEnumerable<Check> Nuisances(VerificationSettings settings)
    {
        foreach (var key in settings.Keys("nuisance", 5))
        {
            var (y, n) = (FiniteDistribution.Random(key.Fold("y"), 2), FiniteDistribution.Random(key.Fold("n"), 3));
            var world = Channel.Random(key.Fold("world"), 6, 5);
            var encoder = Channel.Random(key.Fold("encoder"), 5, 4);
            var random = Amounts(y, n, world, encoder);
            yield return Check.Between(random.Nuisance, 0, random.Spare);
            var copy = Amounts(y, n, Channel.Identity(6), Channel.Identity(6));
            yield return Check.Exact(copy.Nuisance, copy.Spare);
        }
    }

    private static (double Nuisance, double Spare) Amounts(FiniteDistribution y, FiniteDistribution n, Channel world, Channel encoder)
    {
        var source = new FiniteDistribution([.. Enumerable.Range(0, 6).Select(k => y[k / 3] * n[k % 3])]);
        var yn = JointDistribution.Of(source, world.Then(encoder));
        double Grouped(int groups, Func<int, int> of) => new JointDistribution(Tables.Of(
            groups, yn.CountY, (g, z) => Enumerable.Range(0, 6).Where(k => of(k) == g).Sum(k => yn[k, z]))).MutualInformation().Value;
        var xz = JointDistribution.Of(world.Apply(source), encoder).MutualInformation().Value;
        return (Grouped(3, k => k % 3), xz - Grouped(2, k => k / 3));
    }
}
