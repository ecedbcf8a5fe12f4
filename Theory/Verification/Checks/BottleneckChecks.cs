using System.Collections.Immutable;

namespace IDropTheory.Verification;

/// <summary>The exact solver and the rest of the family against closed forms, brute force and each other.</summary>
internal static class BottleneckChecks
{
    // Three rows p(y|x), each of which two of the six symbols of x share.
    private static readonly ImmutableArray<ImmutableArray<double>> Rows = [[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6]];

    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Exact(
            "bottleneck.solver", "The solver meets the closed-form curves of the symmetric, erasure, Z and deterministic problems", _ =>
            from problem in new[]
            {
                AnalyticBottleneck.BinarySymmetric(0.1), AnalyticBottleneck.BinaryErasure(0.3), AnalyticBottleneck.Z(0.5),
                AnalyticBottleneck.Deterministic(FiniteDistribution.Uniform(4), 0, 1, 0, 1),
            }
            from beta in new[] { 0.05, 0.4, 0.9 }
            let optimum = problem.At(Beta.FromPaper(beta))
            let solution = InformationBottleneck.Solve(problem.Joint, Beta.FromPaper(beta), new() { Tolerance = 1e-9 })
            from sides in new[]
            {
                (solution.Objective.Value, optimum.Objective.Value), (solution.LowerBound.Value, optimum.Objective.Value),
                (solution.Point.InformationX.Value, optimum.InformationX.Value),
                (solution.Point.InformationY.Value, optimum.InformationY.Value),
            }
            select sides, 1e-8),
        new("bottleneck.certificate", "Random 3 x 3 problems are certified: objective within 1e-6 of the proved lower bound", settings =>
            from s in Solutions(settings)
            let bound = s.Solution.LowerBound.Value
            select Check.Between(s.Solution.Objective.Value, bound, bound + 1e-6)),
        new("bottleneck.bound", "The proved lower bound lies below the objective of every random encoder", settings =>
            from s in Solutions(settings)
            let encoders = settings.Keys("encoders", 300).Select(Sharpened)
            let least = encoders.Min(encoder => BottleneckPoint.Of(s.Joint, encoder).Objective(s.Solution.Beta).Value)
            select Check.Between(s.Solution.LowerBound.Value, double.NegativeInfinity, least)),
        // All 52 partitions of five symbols.
        Claim.Exact(
            "bottleneck.hard",
            "Deterministic and sequential bottleneck find the least H(y|t) + beta H(t) over all partitions of five symbols", settings =>
            from joint in settings.Joints("partitions", 3, 5, 4)
            from beta in new[] { 0.05, 0.2 }.Select(Beta.FromPaper)
            let least = AllPartitions(5).Min(map => HardObjective(joint, map, beta.Paper))
            from computed in new[]
            {
                DeterministicBottleneck.Solve(joint, beta, key: settings.Key("deterministic")).Objective.Value,
                SequentialBottleneck.Solve(joint, 5, beta, settings.Key("sequential")).Objective.Value,
            }
            select (computed, least)),
        new("bottleneck.generalised", "The generalised bottleneck at alpha = 1 is never better than the certified optimum", settings =>
            from s in Solutions(settings)
            let descent = GeneralisedBottleneck.Solve(s.Joint, s.Solution.Beta, 1, key: settings.Key("generalised"))
            select Check.Between(descent.Objective.Value, s.Solution.LowerBound.Value, double.PositiveInfinity)),
        Claim.Exact("bottleneck.agglomerative", "Each merge of the agglomerative bottleneck loses as much I(t;y) as it says", settings =>
            from joint in settings.Joints("agglomerative", 3, 5, 4)
            let steps = AgglomerativeBottleneck.Solve(joint)
            from k in Enumerable.Range(1, steps.Length - 1)
            select (steps[k].Loss.Value, (steps[k - 1].Point.InformationY - steps[k].Point.InformationY).Value)),
        // The minimal sufficient statistic is the optimum as beta -> 0.
        Claim.Exact("sufficient.information", "The minimal sufficient statistic keeps I(x;y)", settings =>
            from joint in SharedRows(settings)
            select (new SufficientStatistic(joint).Point.InformationY.Value, Textbook.MutualInformation(Tables.Of(joint)))),
        // At these trade-offs the optimal encoder is off the deterministic one by exp(-KL / beta), below 1e-10.
        Claim.Exact(
            "sufficient.limit", "As beta -> 0 the bottleneck's I(x;t) is the entropy of the minimal sufficient statistic", settings =>
            from joint in SharedRows(settings)
            from beta in new[] { 0.02, 0.01 }
            let solution = InformationBottleneck.Solve(joint, Beta.FromPaper(beta), new() { Tolerance = 1e-9 })
            let classes = Enumerable.Range(0, Rows.Length).Select(k => joint.X[k] + joint.X[k + Rows.Length])
            select (solution.InformationX.Value, Textbook.Entropy(classes)), 1e-8),
        new(
            "sufficient.minimal", "Every merge of two classes of the minimal sufficient statistic loses information on y", settings =>
            from joint in SharedRows(settings)
            let information = Textbook.MutualInformation(Tables.Of(joint))
            from merged in new[] { new[] { 0, 0, 1 }, [0, 1, 0], [0, 1, 1] }
            let encoder = new SufficientStatistic(joint).Lift(Channel.Deterministic(2, merged))
            let kept = BottleneckPoint.Of(joint, encoder).InformationY.Value
            select Check.Between(information - kept, 1e-3, double.PositiveInfinity)),
    ];

    private static IEnumerable<(JointDistribution Joint, BottleneckSolution Solution)> Solutions(VerificationSettings settings) =>
        from joint in settings.Joints("certified", 3, 3, 3)
        from beta in new[] { 0.05, 0.2 }
        select (joint, InformationBottleneck.Solve(joint, Beta.FromPaper(beta)));

    // Encoders between soft and nearly hard: rows of a random channel, raised to a power.
    private static Channel Sharpened(RandomKey key, int i)
    {
        var soft = Channel.Random(key, 3, 3);
        double Weight(int x, int t) => Math.Pow(soft[x, t], 1 + i % 7);
        return new(Tables.Of(3, 3, (x, t) => Weight(x, t) / Enumerable.Range(0, 3).Sum(other => Weight(x, other))));
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

    private static IEnumerable<JointDistribution> SharedRows(VerificationSettings settings) =>
        from key in settings.Keys("sufficient", 3)
        let x = FiniteDistribution.Random(key, 2 * Rows.Length)
        select new JointDistribution(Tables.Of(x.Count, Rows[0].Length, (i, j) => x[i] * Rows[i % Rows.Length][j]));
}
