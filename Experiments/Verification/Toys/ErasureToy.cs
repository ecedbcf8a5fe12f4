namespace IDropTheory.Experiments.Verification.Toys;

/// <summary>A bit that arrives whole or not at all: the curve is a straight line, and the optimum all or nothing.</summary>
internal static class ErasureToy
{
    public const double Erased = 0.3;
    private const string Line = "the curve is a straight line of that slope, so it is all or nothing.";

    public static Beta Beta { get; } = IDropTheory.Beta.FromPaper(0.4);

    public static Toy Solve(double erased, Beta beta, CancellationToken cancellation)
    {
        var problem = AnalyticBottleneck.BinaryErasure(erased);
        var candidates = BottleneckToy.Deterministic(problem.Joint);
        var result = new CommandResult().Add("toy", "toy", "erasure").Add("erased", "P(y is erased)", erased);
        var best = problem.At(beta);
        var (b, kept) = (Numbers.Sentence(beta.Paper), Numbers.Sentence(1 - erased));
        return new(
            "erasure",
            BottleneckToy.Describe(result, problem, beta, candidates, cancellation),
            BottleneckToy.Plane(Invariant($"Erasure channel, e = {erased}"), problem, beta, candidates),
            best.InformationX == Nats.Zero
                ? $"At beta = {b}, not below 1 - e = {kept}, the constant is best: {Line}"
                : $"At beta = {b}, below 1 - e = {kept}, the whole bit is kept, for {InformationUnits.Sentence(best.Objective)}: {Line}");
    }
}
