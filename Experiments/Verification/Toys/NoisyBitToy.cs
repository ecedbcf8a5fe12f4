namespace IDropTheory.Experiments.Verification.Toys;

/// <summary>The paper's Remark: x is a noisy copy of a bit y, and the best representation of x is neither x nor a constant.</summary>
internal static class NoisyBitToy
{
    public const double P = 0.1;

    public static Beta Beta { get; } = IDropTheory.Beta.FromPaper(0.4);

    public static Toy Solve(double p, Beta beta, CancellationToken cancellation)
    {
        var problem = AnalyticBottleneck.BinarySymmetric(p);
        var candidates = BottleneckToy.Deterministic(problem.Joint);
        var result = new CommandResult().Add("toy", "toy", "noisy-bit").Add("p", "P(x differs from y)", p);
        return new(
            "noisy-bit",
            BottleneckToy.Describe(result, problem, beta, candidates, cancellation),
            BottleneckToy.Plane(Invariant($"A bit seen with {p} noise"), problem, beta, candidates),
            Sentence(p, beta, problem.At(beta), candidates[0].Point.Objective(beta), candidates[1].Point.Objective(beta)));
    }

    private static string Sentence(double p, Beta beta, AnalyticOptimum best, Nats constant, Nats copy)
    {
        var threshold = (1 - 2 * p) * (1 - 2 * p);
        var (b, t) = (Numbers.Sentence(beta.Paper), Numbers.Sentence(threshold));
        if (best.InformationX == Nats.Zero)
            return $"At beta = {b}, which is not below (1 - 2p)^2 = {t}, nothing about x is worth its price: "
                + $"the constant is best, at {InformationUnits.Sentence(constant)}.";
        var gain = Math.Min(constant.Value, copy.Value) - best.Objective.Value;
        return gain > 1e-12
            ? $"At beta = {b}, below (1 - 2p)^2 = {t}, the best representation is stochastic: "
                + $"it costs {InformationUnits.Sentence(best.Objective)}, a copy of x costs {InformationUnits.Sentence(copy)} "
                + $"and a constant {InformationUnits.Sentence(constant)}."
            : $"At beta = {b} a copy of x is best, at {InformationUnits.Sentence(best.Objective)}: "
                + "without noise to ignore, adding some only loses.";
    }
}
