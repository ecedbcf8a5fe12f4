namespace IDropTheory.Experiments.Verification.Checks;

/// <summary>The exact solver and the rest of the family against closed forms, brute force and each other.</summary>
internal static class BottleneckChecks
{
    public static IEnumerable<Func<VerificationSettings, Check>> All() =>
        [Analytic, Certified, BoundBelowEverything, Partitions, Generalised, Agglomerative];

    private static Check Analytic(VerificationSettings _) => Check.All(
        from problem in new[]
        {
            AnalyticBottleneck.BinarySymmetric(0.1), AnalyticBottleneck.BinaryErasure(0.3), AnalyticBottleneck.Z(0.5),
            AnalyticBottleneck.Deterministic(FiniteDistribution.Uniform(4), 0, 1, 0, 1),
        }
        from beta in new[] { 0.05, 0.4, 0.9 }
        let optimum = problem.At(Beta.FromPaper(beta))
        let solution = InformationBottleneck.Solve(problem.Joint, Beta.FromPaper(beta), new() { Tolerance = 1e-9 })
        from pair in new[]
        {
            (Computed: solution.Objective.Value, Reference: optimum.Objective.Value),
            (Computed: solution.LowerBound.Value, Reference: optimum.Objective.Value),
            (Computed: solution.Point.InformationX.Value, Reference: optimum.InformationX.Value),
            (Computed: solution.Point.InformationY.Value, Reference: optimum.InformationY.Value),
        }
        select Check.Exact(
            "bottleneck.solver", "The solver meets the closed-form curves of the symmetric, erasure, Z and deterministic problems",
            pair.Computed, pair.Reference, 1e-8));

    private static Check Certified(VerificationSettings settings) => Check.All(
        from solution in Solutions(settings)
        select Check.Between(
            "bottleneck.certificate", "Random 3 x 3 problems are certified: objective within 1e-6 of the proved lower bound",
            solution.Solution.Objective.Value, solution.Solution.LowerBound.Value, solution.Solution.LowerBound.Value + 1e-6));

    private static Check BoundBelowEverything(VerificationSettings settings) => Check.All(
        from s in Solutions(settings)
        let key = settings.Key("encoders")
        let encoders = Enumerable.Range(0, 300).Select(i => Sharpened(key.Fold((ulong)i), i))
        let least = encoders.Min(encoder => BottleneckPoint.Of(s.Joint, encoder).Objective(s.Solution.Beta).Value)
        select Check.Between(
            "bottleneck.bound", "The proved lower bound lies below the objective of every random encoder",
            s.Solution.LowerBound.Value, double.NegativeInfinity, least));

    // All 52 partitions of five symbols.
    private static Check Partitions(VerificationSettings settings) => Check.All(
        from i in Enumerable.Range(0, 3)
        let joint = RandomSystems.Joint(settings.Key("partitions").Fold((ulong)i), 5, 4)
        from factor in new[] { 0.05, 0.2 }
        let beta = Beta.FromPaper(factor)
        let least = AllPartitions(5).Min(map => HardObjective(joint, map, factor))
        from computed in new[]
        {
            DeterministicBottleneck.Solve(joint, beta, key: settings.Key("deterministic")).Objective.Value,
            SequentialBottleneck.Solve(joint, 5, beta, settings.Key("sequential")).Objective.Value,
        }
        select Check.Exact(
            "bottleneck.hard",
            "Deterministic and sequential bottleneck find the least H(y|t) + beta H(t) over all partitions of five symbols",
            computed, least));

    private static Check Generalised(VerificationSettings settings) => Check.All(
        from s in Solutions(settings)
        let descent = GeneralisedBottleneck.Solve(s.Joint, s.Solution.Beta, 1, key: settings.Key("generalised"))
        select Check.Between(
            "bottleneck.generalised", "The generalised bottleneck at alpha = 1 is never better than the certified optimum",
            descent.Objective.Value, s.Solution.LowerBound.Value, double.PositiveInfinity));

    private static Check Agglomerative(VerificationSettings settings) => Check.All(
        from i in Enumerable.Range(0, 3)
        let joint = RandomSystems.Joint(settings.Key("agglomerative").Fold((ulong)i), 5, 4)
        let steps = AgglomerativeBottleneck.Solve(joint)
        from k in Enumerable.Range(1, steps.Length - 1)
        select Check.Exact(
            "bottleneck.agglomerative", "Each merge of the agglomerative bottleneck loses as much I(t;y) as it says",
            steps[k].Loss.Value, (steps[k - 1].Point.InformationY - steps[k].Point.InformationY).Value));

    private static IEnumerable<(JointDistribution Joint, BottleneckSolution Solution)> Solutions(VerificationSettings settings) =>
        from i in Enumerable.Range(0, 3)
        let joint = RandomSystems.Joint(settings.Key("certified").Fold((ulong)i), 3, 3)
        from beta in new[] { 0.05, 0.2 }
        select (joint, InformationBottleneck.Solve(joint, Beta.FromPaper(beta)));

    // Encoders between soft and nearly hard: rows of a random channel, raised to a power.
    private static Channel Sharpened(RandomKey key, int i)
    {
        var soft = Channel.Random(key, 3, 3);
        var rows = new double[3, 3];
        for (var x = 0; x < 3; x++)
        {
            var row = soft.Row(x).ToArray().Select(v => Math.Pow(v, 1 + i % 7)).ToArray();
            for (var t = 0; t < 3; t++)
                rows[x, t] = row[t] / row.Sum();
        }
        return new(rows);
    }

    private static double HardObjective(JointDistribution joint, int[] map, double beta)
    {
        var table = new double[map.Max() + 1, joint.CountY];
        for (var x = 0; x < joint.CountX; x++)
            for (var y = 0; y < joint.CountY; y++)
                table[map[x], y] += joint[x, y];
        var entropyT = Textbook.Entropy(
            Enumerable.Range(0, table.GetLength(0)).Select(t => Enumerable.Range(0, joint.CountY).Sum(y => table[t, y])));
        return Textbook.Entropy(table.Cast<double>()) - entropyT + beta * entropyT;
    }

    private static IEnumerable<int[]> AllPartitions(int symbols) =>
        symbols == 1 ? [[0]] : AllPartitions(symbols - 1).SelectMany(p => Enumerable.Range(0, p.Max() + 2).Select(t => (int[])[.. p, t]));
}
