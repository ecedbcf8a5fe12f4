using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Input;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop tc</c>: estimates the total correlation of normal or log-normal samples.</summary>
internal static class TcCommand
{
    private const string Automatic = "auto";

    // So many columns that are determined by others are looked for.
    private const int MostDependences = 20;

    public static Command Create(Shell shell)
    {
        var samples = PathOption.Required(
            "--samples", $"One sample per row, streamed, so it may be larger than memory; {TableOptions.Files}");
        var log = new Option<bool>("--log") { Description = "Take logarithms first: for log-normal samples, which must be > 0" };
        var confidence = NumberOption.WithDefault("--confidence", "Probability content of the interval", NumberRange.OpenProbability, 0.95);
        var drop = new Option<bool>("--drop-constant")
        {
            Description = "Leave out columns that do not vary, as of units that are never active",
        };
        var shrink = ShrinkOption();
        var ranks = new Option<bool>("--ranks")
        {
            Description = "From the ranks of each column, which no increasing map of a column changes; held in memory",
        };
        var tables = new TableOptions();
        return shell.Command(
            "tc",
            "Total correlation of samples, as that of the normal distribution with their correlations (-1/2 log det R; erratum E3)",
            [samples, log, confidence, drop, shrink, ranks, .. tables.All],
            run =>
            {
                var (path, intensity) = (run.Get(samples), run.Get(shrink));
                if (intensity is not null && run.IsGiven(confidence))
                    throw new UserError("--shrink gives no interval, so that --confidence has no meaning with it; leave one of them out.");
                if (run.Get(ranks) && (intensity is not null || run.Get(log)))
                    throw new UserError(
                        $"--ranks and {(intensity is null ? "--log, which changes no rank" : "--shrink")}: leave one of them out.");
                var read = run.Working("reading samples", _ => SampleFile.Covariance(
                    path, run.Get(log), tables.Format(run), run.Get(drop), run.Get(ranks) || intensity == Automatic, run.Cancellation));
                var moments = read.Covariance;
                if (intensity is null && moments.Count <= moments.Dimensions)
                    throw InputFile.Refuse(path, $"has {moments.Count} rows of {moments.Dimensions} columns that vary; at least "
                        + $"{moments.Dimensions + 1} rows are needed, or --shrink {Automatic}.");
                ImmutableArray<double> rows = read.Samples;
                var result = run.Working("factorising", _ => intensity switch
                {
                    null when run.Get(ranks) => Result(
                        read, RankTotalCorrelation.FromSamples(rows.AsSpan(), moments.Dimensions, run.Get(confidence)),
                        offersInterval: moments.Count >= RankTotalCorrelation.FewestForInterval),
                    null => Result(read, TotalCorrelation.Of(moments, run.Get(confidence)), offersInterval: true),
                    Automatic => Result(TotalCorrelation.Shrunk(
                        moments, Shrinkage.LedoitWolf(rows.AsSpan(), moments.Dimensions))),
                    _ => Result(TotalCorrelation.Shrunk(moments, Shrinkage.Fixed(Number(intensity)))),
                });
                return result
                    .Add("dropped", read.Constant.IsEmpty ? null : "constant columns, left out", Columns(read.Shape, read.Constant))
                    .Add("read", "read", TableOptions.Describe(read.Shape));
            },
            new()
            {
                Examples =
                [
                    "idrop tc --samples activations.npy --log",
                    "idrop tc --samples activations.csv --drop-constant --shrink auto",
                    "idrop tc --samples activations.npy --ranks",
                ],
            });
    }

    private static Option<string?> ShrinkOption() => new("--shrink")
    {
        Description = "Shrink the correlations towards 0 by this share, or as Ledoit and Wolf estimate it: a value for any number of rows, "
            + "without interval; auto or a number in [0, 1]",
        HelpName = "auto|share",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (text != Automatic && !(Numbers.TryParse(text, out var share) && NumberRange.Probability.Contains(share)))
                result.AddError($"--shrink is {Quoted.Text(text)}; allowed: auto or a number in [0, 1].");
            return text;
        },
    };

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string[] Columns(TableShape shape, IEnumerable<int> columns) =>
        [.. columns.Select(column => SampleFile.Column(shape, column))];

    private static CommandResult Result(ShrunkTotalCorrelation estimate) =>
        new CommandResult()
            .Add("shrunk", "of shrunk correlations", estimate.Value)
            .Add("intensity", "shrunk by", estimate.Shrinkage.Intensity)
            .Add("rule", "chosen by", estimate.Shrinkage.Rule)
            .AddMissing("interval")
            .Add("samples", "samples", estimate.Samples)
            .Add("dimensions", "dimensions", estimate.Dimensions);

    private static CommandResult Result(SampleMoments read, TotalCorrelationEstimate estimate, bool offersInterval)
    {
        var result = new CommandResult()
            .Add("plugIn", "plug-in", estimate.PlugIn)
            .Add("bias", "bias of the plug-in", estimate.Bias)
            .Add("corrected", "corrected", estimate.Corrected)
            .Add("perDimension", "per dimension", estimate.PerDimension)
            .Add("standardError", "standard error", estimate.StandardError)
            .Add("interval", "interval", offersInterval ? estimate.Interval : null)
            .Add("confidence", "confidence", estimate.Confidence)
            .Add("samples", "samples", estimate.Samples)
            .Add("dimensions", "dimensions", estimate.Dimensions);
        if (!double.IsPositiveInfinity(estimate.PlugIn.Value)) return result.Add("dependences", null, (IReadOnlyList<CommandResult>)[]);
        return result.Add("dependences", "infinite, because columns are linear functions of others (leave one of each out, or --shrink "
            + "auto)",
        [
            .. LinearDependence.Find(read.Covariance, MostDependences).Select(found => new CommandResult()
                .Add("column", "column", SampleFile.Column(read.Shape, read.Kept[found.Column]))
                .Add("of", "is a function of", Columns(read.Shape, found.Others.Select(other => read.Kept[other])))),
        ]);
    }
}
