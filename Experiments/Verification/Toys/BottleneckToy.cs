using IDropTheory.Experiments.Plots;

namespace IDropTheory.Experiments.Verification.Toys;

/// <summary>The common part of the toys on finite alphabets: candidates, closed-form optimum, certified solution, and curve.</summary>
internal static class BottleneckToy
{
    /// <summary>The two deterministic representations of every problem: the constant and the copy of x.</summary>
    public static IReadOnlyList<(string Name, BottleneckPoint Point)> Deterministic(JointDistribution joint) =>
        [
            ("constant", BottleneckPoint.Of(joint, Channel.Deterministic(1, new int[joint.CountX]))),
            ("copy of x", BottleneckPoint.Of(joint, Channel.Identity(joint.CountX))),
        ];

    /// <summary>Adds the rows of the table and both thresholds.</summary>
    public static CommandResult Describe(
        CommandResult result, AnalyticBottleneck problem, Beta beta, IReadOnlyList<(string Name, BottleneckPoint Point)> candidates,
        CancellationToken cancellation)
    {
        var optimum = problem.At(beta);
        var solution = InformationBottleneck.Solve(problem.Joint, beta, new() { Tolerance = 1e-9 }, cancellation);
        return result
            .Add("beta", "beta", beta.Paper)
            .Add("local", "local threshold", Thresholds.Local(problem.Joint).Paper)
            .Add("learnability", "learnability threshold", Thresholds.Learnability(problem.Joint, cancellation: cancellation).Beta.Paper)
            .Add("representations", "representations", [
                .. candidates.Select(c => Row(c.Name, c.Point.Objective(beta), c.Point.InformationX, c.Point.InformationY)),
                Row("best, closed form", optimum.Objective, optimum.InformationX, optimum.InformationY),
                Row("best, solver", solution.Objective, solution.Point.InformationX, solution.Point.InformationY),
            ])
            .Add("lowerBound", "proved lower bound", solution.LowerBound)
            .Add("certified", "certified", solution.Certified);
    }

    /// <summary>The information plane: the curve, the candidates, the optimum, and the line of equal objective through it.</summary>
    public static Plot Plane(
        string title, AnalyticBottleneck problem, Beta beta, IReadOnlyList<(string Name, BottleneckPoint Point)> candidates)
    {
        var optimum = problem.At(beta);
        var most = problem.Joint.X.Entropy().Value;
        return new(
            title, "I(x;t) in nats", "I(t;y) in nats",
            [
                PlotSeries.Of("best I(t;y) at each I(x;t)", 0, most, x => problem.InformationY(new(x)).Value),
                PlotSeries.Of(
                    Invariant($"equal H(y|t) + {beta.Paper} I(x;t)"), 0, most,
                    x => optimum.InformationY.Value + beta.Paper * (x - optimum.InformationX.Value), PlotStyle.Thin),
                .. candidates.Select(c => PlotSeries.Point(c.Name, c.Point.InformationX.Value, c.Point.InformationY.Value)),
                PlotSeries.Point("best", optimum.InformationX.Value, optimum.InformationY.Value),
            ]);
    }

    private static CommandResult Row(string name, Nats objective, Nats x, Nats y) =>
        new CommandResult()
            .Add("name", "representation", name)
            .Add("objective", "H(y|t) + beta I(x;t)", objective)
            .Add("informationX", "I(x;t)", x)
            .Add("informationY", "I(t;y)", y);
}
