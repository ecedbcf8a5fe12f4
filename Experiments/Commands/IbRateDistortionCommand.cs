using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Input;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop ib rate-distortion</c>: the least information that keeps a mean distortion.</summary>
internal static class IbRateDistortionCommand
{
    public static Command Create(Shell shell)
    {
        var source = PathOption.Required("--source", $"Distribution of x: one row or column, summing to 1; {TableOptions.Files}");
        var distortion = PathOption.Optional(
            "--distortion", "Costs d(x, t) >= 0, rows x, inf where a pair is forbidden; 0 for t = x and 1 otherwise when left out");
        var slope = NumberOption.Optional("--slope", "-dR/dD, in nats per unit of distortion", NumberRange.NonNegativeOrInfinite);
        var level = NumberOption.Optional("--level", "Mean distortion allowed", NumberRange.NonNegative);
        var weights = new WeightOptions();
        var tables = new TableOptions();
        return shell.Command(
            "rate-distortion",
            "A point of the rate-distortion curve, with its channel and a lower bound (Blahut 1972)",
            [source, distortion, slope, level, .. weights.All, .. tables.All],
            run =>
            {
                var table = tables.Read(run, source, "source", InputLimit.Table);
                var p = table.ToDistribution(weights.Of(run));
                var d = run.Get(distortion) is { } file
                    ? NumberTable.Read(file, "distortion", InputLimit.Table, tables.Format(run) with { AllowsInfinity = true })
                        .ToDistortion()
                    : Tables.Of(p.Count, p.Count, (x, t) => x == t ? 0 : 1);
                if (d.GetLength(0) != p.Count)
                    throw new UserError(
                        $"{run.Get(distortion)} has {d.GetLength(0)} rows and {run.Get(source)} has {p.Count} symbols; "
                        + "they must be equally many.");
                var result = (run.Get(slope), run.Get(level)) switch
                {
                    ({ } s, null) => Result(run.Working("solving", _ => RateDistortion.Solve(p, d, s))),
                    (null, { } target) => Result(run.Working("solving", _ => RateDistortion.AtDistortion(p, d, target))),
                    _ => throw new UserError("give either --slope or --level: the slope of the curve or the distortion allowed."),
                };
                return result.Add("read", "read of x", TableOptions.Describe(table.Shape));
            },
            new() { Examples = ["idrop ib rate-distortion --source source.csv --level 0.1"] });
    }

    private static CommandResult Result(RateDistortionPoint point) =>
        new CommandResult()
            .Add("rate", "rate", point.Rate)
            .Add("distortion", "distortion", point.Distortion)
            .Add("lowerBound", "proved lower bound of the rate", point.LowerBound)
            .Add("slope", "slope", point.Slope)
            .Add("channel", "p(t|x)", Tables.Of(point.Channel))
            .Add("iterations", "iterations", point.Iterations);
}
