using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Input;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop ib solve</c>: the best representation of a finite x at one trade-off.</summary>
internal static class IbSolveCommand
{
    // Steps of a proof that includes rounding: what is tried unasked takes about a second at most.
    private const int Unasked = 2_000, Asked = 200_000;

    private enum Method { Exact, Generalised, Deterministic, Sequential, Agglomerative }

    public static Command Create(Shell shell)
    {
        var joint = new JointOptions();
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
        var effort = new ProofEffort();
        var proof = PathOption.Optional(
            "--proof", "Write a proof of the gap, rounding included, which ib check checks");
        return shell.Command(
            "solve",
            "The encoder p(t|x) of least H(y|t) + beta I(x;t), with a lower bound for every encoder",
            [.. joint.All, tradeOff.Factor, tradeOff.IsTishby, method, alphabet, tolerance, .. effort.All, alpha, seed, proof],
            run =>
            {
                var file = run.Get(proof);
                if (file is not null && run.Get(method) != Method.Exact)
                    throw new UserError("--proof needs --method information-bottleneck; the other methods prove nothing.");
                var (p, read) = joint.Read(run);
                var key = RandomKey.FromSeed(run.Get(seed));
                var (beta, clusters) = (tradeOff.Of(run), run.Get(alphabet));
                var result = run.Get(method) switch
                {
                    Method.Exact => Certified(run, tradeOff, effort, file, effort.Within(run, (cells, stop) => Watch(
                        run, InformationBottleneck.Improve(
                            p, beta,
                            new()
                            {
                                Alphabet = clusters,
                                Tolerance = run.Get(tolerance) / tradeOff.Scale(run),
                                Key = key,
                                CellBudget = cells,
                                ProofBudget = file is null ? Unasked : Asked,
                            },
                            stop)))),
                    Method.Generalised => Descend(() => GeneralisedBottleneck.Solve(p, beta, run.Get(alpha), clusters, key)),
                    Method.Deterministic => Descend(() => DeterministicBottleneck.Solve(p, beta, clusters, key)),
                    Method.Sequential => Descend(() => SequentialBottleneck.Solve(p, clusters ?? p.CountX, beta, key)),
                    _ => Merged(run, tradeOff, run.Working("merging", _ => AgglomerativeBottleneck.Solve(p)
                        .Where(step => step.Size <= (clusters ?? p.CountX)).MinBy(step => step.Point.Objective(beta))!)),
                };
                return result.Add("read", "read", read);

                CommandResult Descend(Func<LocalOptimum> solve) => Local(run, tradeOff, run.Working("descending", _ => solve()));
            },
            new()
            {
                Examples = ["idrop ib solve --joint joint.csv --beta 0.2", "idrop ib solve --joint joint.csv --beta 0.2 --seconds 10"],
            });
    }

    /// <summary>The last of ever better solutions; a terminal shows the gap of each.</summary>
    private static BottleneckSolution Watch(Invocation run, IEnumerable<BottleneckSolution> solutions) =>
        run.Working("solving", say =>
        {
            BottleneckSolution? last = null;
            foreach (var solution in solutions)
            {
                last = solution;
                say($"proving: the encoder is within {Numbers.Sentence(solution.Gap.Value)} nats of the optimum, Ctrl-C ends");
            }
            return last!;
        });

    private static CommandResult Certified(
        Invocation run, TradeOff tradeOff, ProofEffort effort, string? file, BottleneckSolution solution)
    {
        if (file is not null)
            ProofFile.Write(file, solution.Proof ?? throw new UserError(
                $"--proof: no proof was found with {Asked} steps; allow a larger gap with --tolerance, or merge symbols of x."));
        return effort.Describe(run, Result(run, tradeOff, solution.Point, solution))
            .Add("iterations", "iterations", solution.Iterations)
            .Add("residual", "stationarity residual", solution.Residual)
            .Add("cells", "cells of the search", solution.Cells)
            .Add("proof", "proof written to", file);
    }

    private static CommandResult Local(Invocation run, TradeOff tradeOff, LocalOptimum optimum) =>
        Result(run, tradeOff, optimum.Point, null)
            .Add("methodObjective", "objective of the method itself, in the paper's form", optimum.Objective)
            .Add("iterations", "iterations", optimum.Trace.Length - 1)
            .AddMissing("residual");

    private static CommandResult Merged(Invocation run, TradeOff tradeOff, AgglomerativeStep step) =>
        Result(run, tradeOff, step.Point, null)
            .Add("clusters", "clusters", step.Size)
            .Add("iterations", "merges", step.Point.Encoder.Inputs - step.Size)
            .AddMissing("residual");

    // What all methods find, and the proof that one of them has.
    private static CommandResult Result(Invocation run, TradeOff tradeOff, BottleneckPoint point, BottleneckSolution? proved)
    {
        var result = tradeOff.Begin(run).Add("objective", "objective", tradeOff.Objective(run, point));
        if (proved is null)
            result.AddMissing("lowerBound").Add("certified", "certified", false);
        else
            result
                .Add("lowerBound", "lower bound for every encoder", tradeOff.LowerBound(run, point, proved.LowerBound))
                .Add("certified", "certified", proved.Certified)
                .Add("evidence", "evidence", proved.Proved ? "proved" : "numerical")
                .Add("tolerance", "tolerance", tradeOff.Scale(run) * new Nats(proved.Tolerance))
                .Add("gap", "gap between objective and bound", tradeOff.Scale(run) * proved.Gap);
        return result
            .Add("informationX", "I(x;t)", point.InformationX)
            .Add("informationY", "I(t;y)", point.InformationY)
            .Add("encoder", "p(t|x)", Tables.Of(point.Encoder));
    }
}
