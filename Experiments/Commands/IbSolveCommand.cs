using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Input;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop ib solve</c>: the best representation of a finite x at one trade-off.</summary>
internal static class IbSolveCommand
{
    private enum Method { Exact, Generalised, Deterministic, Sequential, Agglomerative }

    public static Command Create(Shell shell)
    {
        var joint = IbOptions.Joint();
        var tradeOff = new TradeOff();
        var method = new Choice<Method>(
            "--method", "information-bottleneck proves how good its result is; the others are descents to a local optimum",
            ("information-bottleneck", Method.Exact), ("generalised", Method.Generalised), ("deterministic", Method.Deterministic),
            ("sequential", Method.Sequential), ("agglomerative", Method.Agglomerative));
        var alphabet = IbOptions.Alphabet();
        var tolerance = IbOptions.Tolerance();
        var alpha = NumberOption.WithDefault(
            "--alpha", "For generalised: weight of H(t|x) in H(t) - alpha H(t|x)", NumberRange.Probability, 1);
        var seed = NumberOption.Seed();
        return shell.Command(
            "solve",
            "The encoder p(t|x) of least H(y|t) + beta I(x;t), with a proved lower bound",
            [joint, tradeOff.Factor, tradeOff.IsTishby, method, alphabet, tolerance, alpha, seed],
            run =>
            {
                var p = NumberTable.ReadJoint(run.Get(joint));
                var key = RandomKey.FromSeed(run.Get(seed));
                var (beta, clusters) = (tradeOff.Of(run), run.Get(alphabet));
                return run.Get(method) switch
                {
                    Method.Exact => Certified(run, tradeOff, run.Working("solving", _ => InformationBottleneck.Solve(
                        p, beta, new() { Alphabet = clusters, Tolerance = run.Get(tolerance), Key = key }, run.Cancellation))),
                    Method.Generalised => Descend(() => GeneralisedBottleneck.Solve(p, beta, run.Get(alpha), clusters, key)),
                    Method.Deterministic => Descend(() => DeterministicBottleneck.Solve(p, beta, clusters, key)),
                    Method.Sequential => Descend(() => SequentialBottleneck.Solve(p, clusters ?? p.CountX, beta, key)),
                    _ => Merged(run, tradeOff, run.Working("merging", _ => AgglomerativeBottleneck.Solve(p)
                        .Where(step => step.Size <= (clusters ?? p.CountX)).MinBy(step => step.Point.Objective(beta))!)),
                };

                CommandResult Descend(Func<LocalOptimum> solve) => Local(run, tradeOff, run.Working("descending", _ => solve()));
            });
    }

    private static CommandResult Certified(Invocation run, TradeOff tradeOff, BottleneckSolution solution) =>
        Begin(run, tradeOff, solution.Point)
            .Add("lowerBound", "proved lower bound", tradeOff.LowerBound(run, solution.Point, solution.LowerBound))
            .Add("certified", "certified", solution.Certified)
            .Add("tolerance", "tolerance", new Nats(solution.Tolerance))
            .Add("gap", "gap between objective and bound, in the paper's convention", solution.Objective - solution.LowerBound)
            .Add("informationX", "I(x;t)", solution.Point.InformationX)
            .Add("informationY", "I(t;y)", solution.Point.InformationY)
            .Add("encoder", "p(t|x)", Tables.Of(solution.Point.Encoder))
            .Add("iterations", "iterations", solution.Iterations)
            .Add("residual", "stationarity residual", solution.Residual)
            .Add("cells", "cells of the proof", solution.Cells);

    private static CommandResult Local(Invocation run, TradeOff tradeOff, LocalOptimum optimum) =>
        Uncertified(run, tradeOff, optimum.Point)
            .Add("methodObjective", "objective of the method itself, in the paper's form", optimum.Objective)
            .Add("iterations", "iterations", optimum.Trace.Length - 1)
            .AddMissing("residual");

    private static CommandResult Merged(Invocation run, TradeOff tradeOff, AgglomerativeStep step) =>
        Uncertified(run, tradeOff, step.Point)
            .Add("clusters", "clusters", step.Size)
            .Add("iterations", "merges", step.Point.Encoder.Inputs - step.Size)
            .AddMissing("residual");

    private static CommandResult Uncertified(Invocation run, TradeOff tradeOff, BottleneckPoint point) =>
        Begin(run, tradeOff, point)
            .AddMissing("lowerBound")
            .Add("certified", "certified", false)
            .Add("informationX", "I(x;t)", point.InformationX)
            .Add("informationY", "I(t;y)", point.InformationY)
            .Add("encoder", "p(t|x)", Tables.Of(point.Encoder));

    private static CommandResult Begin(Invocation run, TradeOff tradeOff, BottleneckPoint point) =>
        tradeOff.Begin(run).Add("objective", "objective", tradeOff.Objective(run, point));
}
