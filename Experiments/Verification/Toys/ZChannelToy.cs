namespace IDropTheory.Experiments.Verification.Toys;

/// <summary>A bit that is sometimes lost: y = 1 only if x = 1 and nothing went wrong. The two thresholds differ here.</summary>
internal static class ZChannelToy
{
    public const double P = 0.5;
    public const double Input = 0.5;

    public static Beta Beta { get; } = IDropTheory.Beta.FromPaper(0.3);

    public static Toy Solve(double p, double input, Beta beta, CancellationToken cancellation)
    {
        var problem = AnalyticBottleneck.Z(p, input);
        var candidates = BottleneckToy.Deterministic(problem.Joint);
        var result = new CommandResult()
            .Add("toy", "toy", "z-channel")
            .Add("p", "P(y = 0 | x = 1)", p)
            .Add("input", "P(x = 1)", input);
        var local = Thresholds.Local(problem.Joint).Paper;
        var learnable = Thresholds.Learnability(problem.Joint, cancellation: cancellation).Beta.Paper;
        return new(
            "z-channel",
            BottleneckToy.Describe(result, problem, beta, candidates, cancellation),
            BottleneckToy.Plane(Invariant($"Z-channel, p = {p}, P(x = 1) = {input}"), problem, beta, candidates),
            Sentence(beta, problem.At(beta), local, learnable));
    }

    private static string Sentence(Beta beta, AnalyticOptimum best, double local, double learnable)
    {
        var (b, low, high) = (Numbers.Sentence(beta.Paper), Numbers.Sentence(local), Numbers.Sentence(learnable));
        if (beta.Paper >= learnable)
            return $"At beta = {b} the constant is best: learning pays below {high} only.";
        return beta.Paper >= local
            ? $"At beta = {b} the best representation costs {InformationUnits.Sentence(best.Objective)}, "
                + $"but small steps from the constant never find it: learning pays below {high}, "
                + $"while the constant stays a local minimum down to {low}."
            : $"At beta = {b} the best representation costs {InformationUnits.Sentence(best.Objective)}; "
                + $"learning pays below {high}, and below {low} small steps from the constant find it.";
    }
}
