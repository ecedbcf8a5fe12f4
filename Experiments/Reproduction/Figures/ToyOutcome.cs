using System.Collections.Immutable;
using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>The plots and the numbers of <see cref="ToyNetworks"/>.</summary>
internal static class ToyOutcome
{
    private const int CurvePoints = 41;

    private static readonly BottleneckOptions Accuracy = new() { Tolerance = 1e-7 };

    public static FigureOutcome Of(StudySettings study, IReadOnlyList<Trained> trained, int planned)
    {
        var cells = trained.GroupBy(t => (t.Plan.Problem, t.Plan.Network, t.Plan.Beta)).Select(Cell.Of).ToArray();
        var curves = trained.Select(t => t.Plan.Problem).Distinct().ToDictionary(p => p, p => BottleneckCurve.Trace(p.Joint, CurvePoints, Accuracy));
        return new(
            Verdict.NoClaim,
            "Nothing to compare with: the paper measures neither I(x;z) nor its distance from the optimum.",
            string.Join(" ", Sentences(cells, curves)),
            [.. curves.Select(curve => Plane(curve.Key, curve.Value, cells)), Distances(cells)],
            [Table(cells, curves), Parts(cells)],
            Remarks(study, cells, study.Unfinished(trained.Count, planned, "networks")));
    }

    private static IEnumerable<string> Sentences(Cell[] cells, Dictionary<ToyProblem, BottleneckCurve> curves)
    {
        var nearest = cells.Min(cell => cell.Distances.Min());
        // Below by more than the integrals' estimated errors.
        var below = cells.Sum(cell => cell.Runs.Zip(cell.Distances).Count(run => run.Second < -run.First.Exact.Error.Value));
        yield return FormattableString.Invariant(
            $"{(below == 0 ? "None" : $"{below}")} of {cells.Sum(cell => cell.Runs.Length)} networks {(below > 1 ? "are" : "is")} below the certified bound; the nearest is {Nats(Math.Abs(nearest))} nats {(nearest < 0 ? "below" : "above")} it.");
        foreach (var kind in cells.GroupBy(cell => cell.Network.Label))
        {
            var distances = kind.Select(cell => cell.Distances.Average()).ToArray();
            yield return FormattableString.Invariant(
                $"{Capital(kind.Key)}: {Nats(distances.Min())} to {Nats(distances.Max())} nats above it, {Nats(distances.Average())} on average; its I(z;y) is {Nats(kind.Average(cell => cell.BelowCurve(curves)))} below the curve at its I(x;z), which differs from the optimal one by {Nats(kind.Average(cell => Math.Abs(cell.Mean(run => run.Exact.InformationX) - cell.Optimum.InformationX.Value)))}.");
        }
    }

    private static Plot Plane(ToyProblem problem, BottleneckCurve curve, Cell[] cells)
    {
        var mine = cells.Where(cell => cell.Problem == problem).ToArray();
        var points = curve.Solutions.OrderBy(s => s.InformationX.Value).ToArray();
        var most = Math.Max(problem.Joint.X.Entropy().Value, points[^1].InformationX.Value);
        var optima = mine.Select(cell => cell.Optimum).DistinctBy(optimum => optimum.Beta).ToArray();
        return new(
            $"{problem.Source.Name}: trained networks in the information plane", "I(x;z) in nats", "I(z;y) in nats",
            [
                new("best I(z;y) at each I(x;z)", PlotStyle.Line,
                    [.. points.Select(p => p.InformationX.Value), most], [.. points.Select(p => p.InformationY.Value), points[^1].InformationY.Value]),
                new("optimum at each beta", PlotStyle.Points, [.. optima.Select(o => o.InformationX.Value)], [.. optima.Select(o => o.InformationY.Value)]),
                .. mine.GroupBy(cell => cell.Network.Label).Select(kind => new PlotSeries(
                    kind.Key, PlotStyle.Points,
                    [.. kind.SelectMany(cell => cell.Runs).Select(run => run.Exact.InformationX.Value)],
                    [.. kind.SelectMany(cell => cell.Runs).Select(run => run.Exact.InformationY.Value)])),
            ]);
    }

    private static Plot Distances(Cell[] cells) => new(
        "Distance of H(y|z) + beta I(x;z) from the certified bound, mean over joints and seeds", "beta / learnability threshold", "nats above the bound",
        [
            .. cells.GroupBy(cell => cell.Network.Label).Select(kind =>
            {
                var byBeta = kind.GroupBy(cell => cell.Fraction).OrderBy(at => at.Key).ToArray();
                return new PlotSeries(
                    kind.Key, PlotStyle.Measured, [.. byBeta.Select(at => at.Key)],
                    [.. byBeta.Select(at => at.SelectMany(cell => cell.Distances).Average())]);
            }),
        ])
    { LogY = true };

    private static FigureTable Table(Cell[] cells, Dictionary<ToyProblem, BottleneckCurve> curves) => new(
        "Trained networks and the optimum, nats; mean over seeds",
        ["joint", "beta", "network", "H(y|z) + beta I(x;z)", "certified optimum", "distance", "best seed", "I(x;z)", "optimal", "I(z;y)", "below the curve", "seeds"],
        [
            .. cells.Select(cell => ImmutableArray.Create(
                cell.Problem.Source.Name, FormattableString.Invariant($"{cell.Beta.Paper}"), cell.Network.Label,
                FormattableString.Invariant($"{cell.Mean(run => run.Objective):F5}"),
                FormattableString.Invariant($"[{cell.Optimum.LowerBound.Value:F6}, {cell.Optimum.Objective.Value:F6}]"),
                Nats(cell.Distances.Average()), Nats(cell.Distances.Min()),
                FormattableString.Invariant($"{cell.Mean(run => run.Exact.InformationX):F4}"),
                FormattableString.Invariant($"{cell.Optimum.InformationX.Value:F4}"),
                FormattableString.Invariant($"{cell.Mean(run => run.Exact.InformationY):F4}"),
                Nats(cell.BelowCurve(curves)),
                FormattableString.Invariant($"{cell.Runs.Length}"))),
        ]);

    /// <summary>Why a network stops short: what its loss has beyond H(y|z) + beta I(x;z).</summary>
    private static FigureTable Parts(Cell[] cells) => new(
        "What the loss charges beyond the objective, nats; mean over seeds",
        ["joint", "beta", "network", "loss", "objective", "KL term", "I(x;z)", "cross-entropy", "H(y|z)"],
        [
            .. cells.Select(cell => ImmutableArray.Create(
                cell.Problem.Source.Name, FormattableString.Invariant($"{cell.Beta.Paper}"), cell.Network.Label,
                FormattableString.Invariant($"{cell.Mean(run => run.Exact.Loss(cell.Beta)):F4}"),
                FormattableString.Invariant($"{cell.Mean(run => run.Objective):F4}"),
                FormattableString.Invariant($"{cell.Mean(run => run.Exact.Layers[^1].Kl):F4}"),
                FormattableString.Invariant($"{cell.Mean(run => run.Exact.InformationX):F4}"),
                FormattableString.Invariant($"{cell.Mean(run => run.Exact.CrossEntropy):F4}"),
                FormattableString.Invariant($"{cell.Mean(run => run.Exact.ConditionalEntropyY):F4}"))),
        ]);

    private static ImmutableArray<string> Remarks(StudySettings study, Cell[] cells, ImmutableArray<string> unfinished)
    {
        var error = cells.SelectMany(cell => cell.Runs).Max(run => run.Exact.Error.Value);
        var gap = cells.Max(cell => cell.Optimum.Gap.Value);
        return
        [
            FormattableString.Invariant(
                $"I(x;z) and I(z;y) are integrals of the densities that the weights define (largest estimated error {error:G2} nats), not estimates; the bounds on the optimum are {gap:G2} nats apart or less."),
            "The optimum is that of any representation; the networks' noise is log-normal with alpha at most 0.7 above its floor.",
            "All samples of a joint, in exact proportion, are in every step, and beta is multiplied by their number, which the loss divides it by.",
            "The log-uniform prior is improper: its KL term is relative to the largest noise, bounds I(x;z) in no direction, and charges nothing for telling inputs apart by a zero or by the size of the activation.",
            .. study.Preset == Preset.Quick && study.Epochs is null ? ["800 steps; the preset paper trains 2500."] : Array.Empty<string>(),
            .. unfinished,
        ];
    }

    private static string Nats(double amount) => FormattableString.Invariant($"{amount:G3}");

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>The trainings of one kind of network at one beta, with the optimum.</summary>
    private sealed record Cell(ToyProblem Problem, ToyNetworks.Kind Network, double Fraction, Beta Beta, Trained[] Runs, BottleneckSolution Optimum)
    {
        /// <summary>How far each is above the certified bound.</summary>
        public double[] Distances { get; } = [.. Runs.Select(run => (run.Objective - Optimum.LowerBound).Value)];

        public static Cell Of(IEnumerable<Trained> runs)
        {
            var all = runs.ToArray();
            var plan = all[0].Plan;
            return new(plan.Problem, plan.Network, plan.Fraction, plan.Beta, all, InformationBottleneck.Solve(plan.Problem.Joint, plan.Beta, Accuracy));
        }

        /// <summary>How much more any representation of the same I(x;z) could tell of y, at most; mean over seeds.</summary>
        public double BelowCurve(Dictionary<ToyProblem, BottleneckCurve> curves) =>
            Mean(run => curves[Problem].InformationYBound(run.Exact.InformationX) - run.Exact.InformationY);

        public double Mean(Func<Trained, Nats> of) => Runs.Average(run => of(run).Value);
    }
}
