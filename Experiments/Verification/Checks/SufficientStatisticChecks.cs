namespace IDropTheory.Experiments.Verification.Checks;

/// <summary>The minimal sufficient statistic, the optimum of the bottleneck as beta -> 0.</summary>
internal static class SufficientStatisticChecks
{
    // Three rows p(y|x), each of which two of the six symbols of x share.
    private static readonly double[][] Rows = [[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6]];

    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Exact("sufficient.information", "The minimal sufficient statistic keeps I(x;y)", settings =>
            from joint in Joints(settings)
            select (new SufficientStatistic(joint).Point.InformationY.Value, Textbook.MutualInformation(Tables.Of(joint)))),
        // At these trade-offs the optimal encoder is off the deterministic one by exp(-KL / beta), below 1e-10.
        Claim.Exact(
            "sufficient.limit", "As beta -> 0 the bottleneck's I(x;t) is the entropy of the minimal sufficient statistic", settings =>
            from joint in Joints(settings)
            from beta in new[] { 0.02, 0.01 }
            let solution = InformationBottleneck.Solve(joint, Beta.FromPaper(beta), new() { Tolerance = 1e-9 })
            let classes = Enumerable.Range(0, Rows.Length).Select(k => joint.X[k] + joint.X[k + Rows.Length])
            select (solution.InformationX.Value, Textbook.Entropy(classes)), 1e-8),
        new(
            "sufficient.minimal", "Every merge of two classes of the minimal sufficient statistic loses information on y", settings =>
            from joint in Joints(settings)
            let information = Textbook.MutualInformation(Tables.Of(joint))
            from merged in new[] { new[] { 0, 0, 1 }, [0, 1, 0], [0, 1, 1] }
            let encoder = new SufficientStatistic(joint).Lift(Channel.Deterministic(2, merged))
            let kept = BottleneckPoint.Of(joint, encoder).InformationY.Value
            select Check.Between(information - kept, 1e-3, double.PositiveInfinity)),
    ];

    private static IEnumerable<JointDistribution> Joints(VerificationSettings settings) =>
        from key in settings.Keys("sufficient", 3)
        let x = FiniteDistribution.Random(key, 2 * Rows.Length)
        select new JointDistribution(Tables.Of(x.Count, Rows[0].Length, (i, j) => x[i] * Rows[i % Rows.Length][j]));
}
