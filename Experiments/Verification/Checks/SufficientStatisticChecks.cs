namespace IDropTheory.Experiments.Verification.Checks;

/// <summary>The minimal sufficient statistic, the optimum of the bottleneck as beta -> 0.</summary>
internal static class SufficientStatisticChecks
{
    // Three rows p(y|x), each of which two of the six symbols of x share.
    private static readonly double[][] Rows = [[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6]];

    public static IEnumerable<Func<VerificationSettings, Check>> All() => [Information, Limit, Minimal];

    private static Check Information(VerificationSettings settings) => Check.All(
        from joint in Joints(settings)
        select Check.Exact(
            "sufficient.information", "The minimal sufficient statistic keeps I(x;y)",
            new SufficientStatistic(joint).Point.InformationY.Value, Textbook.MutualInformation(Tables.Of(joint))));

    // At these trade-offs the optimal encoder is off the deterministic one by exp(-KL / beta), below 1e-10.
    private static Check Limit(VerificationSettings settings) => Check.All(
        from joint in Joints(settings)
        from beta in new[] { 0.02, 0.01 }
        let solution = InformationBottleneck.Solve(joint, Beta.FromPaper(beta), new() { Tolerance = 1e-9 })
        select Check.Exact(
            "sufficient.limit", "As beta -> 0 the bottleneck's I(x;t) is the entropy of the minimal sufficient statistic",
            solution.InformationX.Value, Textbook.Entropy(ClassMasses(joint)), 1e-8));

    private static Check Minimal(VerificationSettings settings) => Check.All(
        from joint in Joints(settings)
        let information = Textbook.MutualInformation(Tables.Of(joint))
        from merged in new[] { new[] { 0, 0, 1 }, [0, 1, 0], [0, 1, 1] }
        let encoder = new SufficientStatistic(joint).Lift(Channel.Deterministic(2, merged))
        select Check.Between(
            "sufficient.minimal", "Every merge of two classes of the minimal sufficient statistic loses information on y",
            information - BottleneckPoint.Of(joint, encoder).InformationY.Value, 1e-3, double.PositiveInfinity));

    private static IEnumerable<JointDistribution> Joints(VerificationSettings settings) =>
        from i in Enumerable.Range(0, 3)
        let x = FiniteDistribution.Random(settings.Key("sufficient").Fold((ulong)i), 2 * Rows.Length)
        select new JointDistribution(Table(x));

    private static double[,] Table(FiniteDistribution x)
    {
        var table = new double[x.Count, Rows[0].Length];
        for (var i = 0; i < x.Count; i++)
            for (var j = 0; j < Rows[0].Length; j++)
                table[i, j] = x[i] * Rows[i % Rows.Length][j];
        return table;
    }

    private static IEnumerable<double> ClassMasses(JointDistribution joint) =>
        Enumerable.Range(0, Rows.Length).Select(k => joint.X[k] + joint.X[k + Rows.Length]);
}
