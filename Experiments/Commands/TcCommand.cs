using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Input;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop tc</c>: estimates the total correlation of normal or log-normal samples.</summary>
internal static class TcCommand
{
    public static Command Create(Shell shell)
    {
        var samples = PathOption.Required("--samples", "Text file with one sample per row; streamed, so it may be larger than memory");
        var log = new Option<bool>("--log") { Description = "Take logarithms first: for log-normal samples, which must be > 0" };
        var confidence = NumberOption.WithDefault("--confidence", "Probability content of the interval", NumberRange.OpenProbability, 0.95);
        var tables = new TableOptions();
        return shell.Command(
            "tc",
            "Total correlation of samples, as that of the normal distribution with their correlations (-1/2 log det R; erratum E3)",
            [samples, log, confidence, .. tables.All],
            run =>
            {
                var (moments, shape) = run.Working("reading samples", _ =>
                    SampleFile.Covariance(run.Get(samples), run.Get(log), tables.Format(run), run.Cancellation));
                return Result(run.Working("factorising", _ => TotalCorrelation.Of(moments, run.Get(confidence))))
                    .Add("read", "read", TableOptions.Describe(shape));
            });
    }

    private static CommandResult Result(TotalCorrelationEstimate estimate) =>
        new CommandResult()
            .Add("plugIn", "plug-in", estimate.PlugIn)
            .Add("bias", "bias of the plug-in", estimate.Bias)
            .Add("corrected", "corrected", estimate.Corrected)
            .Add("perDimension", "per dimension", estimate.PerDimension)
            .Add("standardError", "standard error", estimate.StandardError)
            .Add("interval", "interval", estimate.Interval)
            .Add("confidence", "confidence", estimate.Confidence)
            .Add("samples", "samples", estimate.Samples)
            .Add("dimensions", "dimensions", estimate.Dimensions);
}
