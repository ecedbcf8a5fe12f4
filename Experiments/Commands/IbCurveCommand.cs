using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Plots;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop ib curve</c>: the most I(t;y) at every I(x;t).</summary>
internal static class IbCurveCommand
{
    public static Command Create(Shell shell)
    {
        var joint = new JointOptions();
        var points = NumberOption.Count(
            "--points", "Trade-offs, equally spaced", 2, 100_000, 21);
        var least = NumberOption.WithDefault("--beta-min", "Smallest trade-off", NumberRange.NonNegative, 0);
        var largest = NumberOption.Optional(
            "--beta-max", "Largest trade-off (if not given, the largest at which anything is learned)", NumberRange.NonNegative);
        var certify = new Option<bool>("--certify") { Description = "Prove a lower bound at every point (slower)" };
        var tolerance = IbOptions.Tolerance();
        var alphabet = IbOptions.Alphabet();
        var effort = new ProofEffort();
        var seed = NumberOption.Seed();
        var output = PathOption.Optional("--out", "Draw the curve and both thresholds, as .svg or .html");
        return shell.Command(
            "curve",
            "The curve of I(t;y) over I(x;t), traced along its slope beta in the paper's convention",
            [.. joint.All, points, least, largest, certify, tolerance, .. effort.All, alphabet, seed, output],
            run =>
            {
                var (p, read) = joint.Read(run);
                var (from, to) = (run.Get(least), run.Get(largest));
                if (to < from)
                    throw new UserError(
                        $"--beta-max is {Numbers.Short(to.Value)} and --beta-min {Numbers.Short(from)}; it must not be less.");
                var curve = effort.Within(run, (cells, stop) => run.Working("tracing", _ => BottleneckCurve.Trace(
                    p, run.Get(points),
                    new()
                    {
                        Alphabet = run.Get(alphabet),
                        Tolerance = run.Get(tolerance),
                        Certify = run.Get(certify),
                        CellBudget = cells,
                        Key = RandomKey.FromSeed(run.Get(seed)),
                    },
                    Beta.FromPaper(from), to is { } beta ? Beta.FromPaper(beta) : null, stop)));
                var file = run.Get(output) is { } path
                    ? PlotFiles.Draw(path, "curve", run.Working("drawing", _ => Picture(p, curve, run.Get(certify), run.Cancellation)))
                    : null;
                return effort.Describe(run, new CommandResult { ExitCode = run.ExitCode }
                    .Add("mutualInformation", "I(x;y)", p.MutualInformation())
                    .Add("entropyX", "H(x)", p.X.Entropy())
                    .Add("points", "points", [.. curve.Solutions.Select(s => Row(s, run.Get(certify)))])
                    .Add("plot", "plot", file)
                    .Add("read", "read", read));
            },
            new() { Examples = ["idrop ib curve --joint joint.csv --points 50 --certify --out curve.svg"] });
    }

    // Through the origin, with the slope of a threshold: the curve lies above the line to the right of it where beta is smaller.
    private static Plot Picture(JointDistribution joint, BottleneckCurve curve, bool certified, CancellationToken cancellation)
    {
        var most = joint.X.Entropy().Value;
        var all = joint.MutualInformation().Value;
        PlotSeries Line(string name, double slope) => PlotSeries.Of(
            Invariant($"{name}, beta = {slope:G4}"), 0, slope > 0 ? Math.Min(most, all / slope) : most, x => slope * x, PlotStyle.Thin);
        double[] x = [.. curve.Solutions.Select(s => s.InformationX.Value)], y = [.. curve.Solutions.Select(s => s.InformationY.Value)];
        return new(
            "The information curve", "I(x;t) in nats", "I(t;y) in nats",
            [
                new PlotSeries("found", PlotStyle.Measured, [.. x], [.. y]),
                .. certified ? [PlotSeries.Of("no representation is above", 0, most, at => curve.InformationYBound(new(at)).Value)]
                    : Array.Empty<PlotSeries>(),
                Line("local threshold", Thresholds.Local(joint).Paper),
                Line("learnability threshold", Thresholds.Learnability(joint, cancellation: cancellation).Beta.Paper),
            ]);
    }

    private static CommandResult Row(BottleneckSolution solution, bool certify)
    {
        var row = new CommandResult()
            .Add("beta", "beta", solution.Beta.Paper)
            .Add("informationX", "I(x;t)", solution.InformationX)
            .Add("informationY", "I(t;y)", solution.InformationY)
            .Add("objective", "H(y|t) + beta I(x;t)", solution.Objective)
            .Add("residual", "residual", solution.Residual);
        return certify ? row.Add("lowerBound", "proved bound", solution.LowerBound).Add("certified", "certified", solution.Certified) : row;
    }
}
