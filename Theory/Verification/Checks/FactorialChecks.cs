namespace IDropTheory.Verification;

/// <summary>The solver of eqs. (4) and (8) at the corners of the plane of beta and gamma, and against brute force.</summary>
internal static class FactorialChecks
{
    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Exact("factorial.bottleneck", "Without gamma, eq. (4) into two bits has the bottleneck's closed-form optimum", _ =>
            from problem in new[] { AnalyticBottleneck.BinarySymmetric(0.1), AnalyticBottleneck.Z(0.2, 0.3) }
            from beta in new[] { 0.05, 0.2, 0.5 }
            select (FactorialBottleneck.Solve(problem.Joint, [2, 2], Beta.FromPaper(beta), 0).Objective.Value,
                problem.At(Beta.FromPaper(beta)).Objective.Value), 1e-6),
        // All 256 maps of four symbols to two bits; at these weights a map is optimal.
        Claim.Exact(
            "factorial.brute-force", "Eq. (8) of four symbols told by two bits: the least of all 256 maps, where noise does not pay", _ =>
            from w in new[] { (Beta: 0.0, Gamma: 0.3), (Beta: 0.1, Gamma: 0.1), (Beta: 0.3, Gamma: 0.5) }
            select (Solve(Rare, w.Beta, w.Gamma).Objective.Value, LeastMap(w.Beta, w.Gamma))),
        new("factorial.stochastic", "With more weight on TC a stochastic code is better than every map: least gain", _ =>
            from w in new[] { (Beta: 0.0, Gamma: 2.0), (Beta: 0.8, Gamma: 0.8) }
            let found = Solve(Rare, w.Beta, w.Gamma)
            select Check.Between(LeastMap(w.Beta, w.Gamma) - Cost(Tables.Of(found.Point.Code.ZGivenX), w.Beta, w.Gamma), 1e-3, 1)),
        new(
            "factorial.proposition-1", "At gamma = beta the objective is the least of H(y|z) + beta E_x KL(p(z|x) || q1 q2) over q1, q2",
            settings =>
            from key in settings.Keys("factorial", 3)
            let solution = Solve(JointDistribution.Random(key.Fold("joint"), 4, 3), 0.1, 0.1)
            let code = solution.Point.Code
            let loss = (Func<FiniteDistribution, FiniteDistribution, double>)((first, second) =>
                solution.Point.ConditionalEntropyY.Value + 0.1 * code.KlToFactorised(first, second).Value)
            let others = settings.Keys("priors", 50).Min(k =>
                loss(FiniteDistribution.Random(k.Fold("first"), 2), FiniteDistribution.Random(k.Fold("second"), 2)))
            from check in new[]
            {
                Check.Exact(solution.Objective.Value, loss(code.Marginal(0), code.Marginal(1))),
                Check.Between(solution.Objective.Value, 0, others),
            }
            select check),
        Claim.Exact(
            "factorial.ica", "At beta = 0 independent bits that were mixed are found again: sum_i H(z_i) is theirs (section 7)", _ =>
            from c in new[] { (A: 0.3, B: 0.15), (A: 0.45, B: 0.05) }
            let mixed = Copy(c.A * c.B, c.A * (1 - c.B), (1 - c.A) * (1 - c.B), (1 - c.A) * c.B)
            let code = Solve(mixed, 0, 1).Point.Code
            select (code.Marginal(0).Entropy().Value + code.Marginal(1).Entropy().Value,
                Textbook.BinaryEntropy(c.A) + Textbook.BinaryEntropy(c.B)), 1e-6),
        new("factorial.bound", "The bottleneck's bound lies below eq. (4) of every random code into two bits", settings =>
            from key in settings.Keys("factorial bound", 3)
            let joint = JointDistribution.Random(key.Fold("joint"), 4, 3)
            let solution = Solve(joint, 0.05, 0.2)
            let least = settings.Keys("codes", 300).Min(k =>
                FactorialPoint.Of(joint, Channel.Random(k, 4, 4), 2, 2).Objective(Beta.FromPaper(0.05), 0.2).Value)
            select Check.Between(solution.LowerBound.Value, double.NegativeInfinity, Math.Min(least, solution.Objective.Value))),
    ];

    private static JointDistribution Rare => Copy(0.32, 0.32, 0.31, 0.05);

    private static JointDistribution Copy(params ReadOnlySpan<double> p) =>
        JointDistribution.Of(new FiniteDistribution(p), Channel.Identity(4));

    private static FactorialSolution Solve(JointDistribution joint, double beta, double gamma) =>
        FactorialBottleneck.Solve(joint, [2, 2], Beta.FromPaper(beta), gamma);

    private static double LeastMap(double beta, double gamma) => Enumerable.Range(0, 256).Min(map =>
        Cost(Tables.Of(4, 4, (x, z) => (map >> (2 * x) & 3) == z ? 1 : 0), beta, gamma));

    // H(x|z) + beta I(x;z) + gamma TC(z) of the rare pair, by entropies of tables.
    private static double Cost(double[,] encoder, double beta, double gamma)
    {
        var xz = Tables.Of(4, 4, (x, z) => Rare.X[x] * encoder[x, z]);
        var z = Enumerable.Range(0, 4).Select(k => Enumerable.Range(0, 4).Sum(x => xz[x, k])).ToArray();
        var information = Textbook.MutualInformation(xz);
        var correlation = Textbook.MutualInformation(new[,] { { z[0], z[1] }, { z[2], z[3] } });
        return Textbook.Entropy(Rare.X.Probabilities.ToArray()) - information + beta * information + gamma * correlation;
    }
}
