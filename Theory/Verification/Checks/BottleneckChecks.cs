using System.Collections.Immutable;

namespace IDropTheory.Verification;

/// <summary>The exact solver and the rest of the family against closed forms, brute force and each other.</summary>
internal static class BottleneckChecks
{
    // Three rows p(y|x), each of which two of the six symbols of x share.
    private static readonly ImmutableArray<ImmutableArray<double>> Rows = [[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6]];

    private static readonly ImmutableArray<AnalyticBottleneck> Known =
        [AnalyticBottleneck.BinarySymmetric(0.1), AnalyticBottleneck.BinaryErasure(0.3), AnalyticBottleneck.Z(0.5)];

    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Exact(
            "bottleneck.solver", "The solver meets the closed-form curves of the symmetric, erasure, Z and deterministic problems", () =>
            from problem in Known.Add(AnalyticBottleneck.Deterministic(FiniteDistribution.Uniform(4), 0, 1, 0, 1))
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
        // All 52 partitions of five symbols. The descents may end in another minimum than the least: they meet it on these systems.
        Claim.Exact(
            "bottleneck.hard",
            "Deterministic and sequential bottleneck find the least H(y|t) + beta H(t) over all partitions of five symbols", () =>
            from hard in Hard(VerificationSettings.Default)
            from optimum in hard.Optima
            select (optimum.Objective.Value, hard.Least)),
        new(
            "bottleneck.hard-random",
            "On random systems they are never better than that, and say what their partition is worth", settings =>
            from hard in Hard(settings)
            from optimum in hard.Optima
            let map = Enumerable.Range(0, 5).Select(x => Enumerable.Range(0, 5).First(t => optimum.Point.Encoder[x, t] == 1)).ToArray()
            from check in new[]
            {
                Check.Between(optimum.Objective.Value, hard.Least - 1e-12, double.PositiveInfinity),
                Check.Exact(optimum.Objective.Value, HardObjective(hard.Joint, map, hard.Beta.Paper)),
            }
            select check),
        new("bottleneck.generalised", "The generalised bottleneck at alpha = 1 is never better than the certified optimum", settings =>
            from s in Solutions(settings)
            let descent = GeneralisedBottleneck.Solve(s.Joint, s.Solution.Beta, 1, key: settings.Key("generalised"))
            select Check.Between(descent.Objective.Value, s.Solution.LowerBound.Value - 1e-12, double.PositiveInfinity)),
        Claim.Exact("bottleneck.generalised-known", "At alpha = 1 it is the optimum of the symmetric, erasure and Z problems", () =>
            from problem in Known
            from beta in new[] { 0.05, 0.3 }.Select(Beta.FromPaper)
            select (GeneralisedBottleneck.Solve(problem.Joint, beta, 1).Objective.Value, problem.At(beta).Objective.Value), 1e-9),
        // Where the objective stands still, alpha beta log p(t|x) is beta log p(t) - KL(p(y|x) || p(y|t)) but for a constant of x.
        Claim.Exact(
            "bottleneck.generalised-fixed-point", "Its encoder is p(t|x) ~ exp((log p(t) - KL(p(y|x) || p(y|t)) / beta) / alpha)", () =>
            from alpha in new[] { 0.4, 0.8 }
            from joint in VerificationSettings.Default.Joints("fixed point", 2, 3, 3)
            let point = GeneralisedBottleneck.Solve(joint, Beta.FromPaper(0.1), alpha).Point
            from x in Enumerable.Range(0, 3)
            let expected = FixedPoint(joint, point.Encoder, 0.1, alpha, x)
            from t in Enumerable.Range(0, 3)
            select (point.Encoder[x, t], expected[t]), 1e-5)
            .AsNumber(),
        // A chord of the certified curve lies on it at its own optima and nowhere below: the curve is concave.
        new(
            "bottleneck.curve",
            "The bound of the curve is nowhere below the closed-form curve, and on it at the optima of the trade-offs", () =>
            from problem in Known
            let curve = BottleneckCurve.Trace(problem.Joint, 6)
            let most = Textbook.Entropy(problem.Joint.X.Probabilities.ToArray())
            let between = Enumerable.Range(0, 21).Select(i => new Nats(most * i / 20)).Select(x =>
                Check.Between(curve.InformationYBound(x).Value, problem.InformationY(x).Value - 1e-9, double.PositiveInfinity))
            let optima = curve.Solutions.Select(s =>
                Check.Exact(curve.InformationYBound(s.InformationX).Value, problem.InformationY(s.InformationX).Value, 3e-6))
            from check in between.Concat(optima)
            select check),
        new("bottleneck.proof", "The written proof of a noisy bit's optimum is accepted, and its interval holds the closed form", () =>
            from problem in new[] { AnalyticBottleneck.BinarySymmetric(0.1), AnalyticBottleneck.Z(0.5) }
            let beta = Beta.FromPaper(0.2)
            let solution = InformationBottleneck.Solve(problem.Joint, beta)
            let proof = BottleneckProver.Prove(problem.Joint, solution)!
            let optimum = problem.At(beta).Objective.Value
            from check in new[]
            {
                Check.Between(optimum, proof.LowerBound.Value, proof.Objective.Value),
                Check.Exact(proof.LowerBound.Value, optimum, 3e-6), Check.Exact(proof.Objective.Value, optimum, 3e-6),
                Check.Between(BottleneckProofChecker.Check(proof).IsAccepted ? 1 : 0, 1, 1),
            }
            select check),
        Claim.Exact("bottleneck.agglomerative", "Each merge of the agglomerative bottleneck loses as much I(t;y) as it says", settings =>
            from joint in settings.Joints("agglomerative", 3, 5, 4)
            let steps = AgglomerativeBottleneck.Solve(joint)
            from k in Enumerable.Range(1, steps.Length - 1)
            select (steps[k].Loss.Value, (steps[k - 1].Point.InformationY - steps[k].Point.InformationY).Value)),
        Claim.Exact("bottleneck.agglomerative-cheapest", "The first merge is the pair that loses least I(t;y), of all pairs", settings =>
            from joint in settings.Joints("agglomerative", 3, 5, 4)
            let pairs = from a in Enumerable.Range(0, 5) from b in Enumerable.Range(0, a) select (a, b)
            let information = Textbook.MutualInformation(Tables.Of(joint))
            select (AgglomerativeBottleneck.Solve(joint)[1].Loss.Value, pairs.Min(pair => information - Textbook.MutualInformation(
                Tables.Of(4, 4, (t, y) => Enumerable.Range(0, 5).Where(x => Merged(x, pair) == t).Sum(x => joint[x, y]))))), 1e-11),
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
            let table = Tables.Of(2, joint.CountY, (t, y) => Enumerable.Range(0, joint.CountX)
                .Where(x => merged[x % Rows.Length] == t).Sum(x => joint[x, y]))
            let loss = information - Textbook.MutualInformation(table)
            from check in new[]
            {
                Check.Exact(information - BottleneckPoint.Of(joint, encoder).InformationY.Value, loss),
                Check.Between(loss, 1e-13, double.PositiveInfinity),
            }
            select check),
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

    // The larger of a pair joins the smaller, and the names above it move up.
    private static int Merged(int x, (int Large, int Small) pair) => x == pair.Large ? pair.Small : x > pair.Large ? x - 1 : x;

    private static IEnumerable<(JointDistribution Joint, Beta Beta, double Least, LocalOptimum[] Optima)> Hard(
        VerificationSettings settings) =>
        from joint in settings.Joints("partitions", 3, 5, 4)
        from beta in new[] { 0.05, 0.2 }.Select(Beta.FromPaper)
        select (joint, beta, AllPartitions(5).Min(map => HardObjective(joint, map, beta.Paper)), new[]
        {
            DeterministicBottleneck.Solve(joint, beta, key: settings.Key("deterministic")),
            SequentialBottleneck.Solve(joint, 5, beta, settings.Key("sequential")),
        });

    private static double[] FixedPoint(JointDistribution joint, Channel encoder, double beta, double alpha, int x)
    {
        var table = Tables.Of(
            encoder.Outputs, joint.CountY, (t, y) => Enumerable.Range(0, joint.CountX).Sum(k => joint[k, y] * encoder[k, t]));
        double Mass(int t) => Enumerable.Range(0, joint.CountY).Sum(y => table[t, y]);
        double Divergence(int t) => Enumerable.Range(0, joint.CountY).Sum(y =>
            joint[x, y] / joint.X[x] * Math.Log(joint[x, y] / joint.X[x] / (table[t, y] / Mass(t))));
        double[] weights =
        [
            .. Enumerable.Range(0, encoder.Outputs).Select(t =>
                Mass(t) < 1e-12 ? 0 : Math.Exp((Math.Log(Mass(t)) - Divergence(t) / beta) / alpha)),
        ];
        return Array.ConvertAll(weights, w => w / weights.Sum());
    }
}
