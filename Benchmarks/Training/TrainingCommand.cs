using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Output;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Benchmarks.Training;

/// <summary><c>training</c>: compares training steps with their convolutions and batch normalisations alone.</summary>
internal static class TrainingCommand
{
    /// <summary>The name of the command.</summary>
    public const string Name = "training";

    public static Command Create(Shell shell)
    {
        var network = new Choice<AllCnnArchitecture>(
            "--network", "Network of Table 2", ("all-cnn-32", AllCnnArchitecture.AllCnn32), ("all-cnn-96", AllCnnArchitecture.AllCnn96));
        var filters = NumberOption.Values("--filters", "Percentages of the filters", NumberRange.Positive, 25, 100);
        var activation = new Choice<Activation>(
            "--activation", "Nonlinearity, and with it the prior", ("softplus", Activation.Softplus), ("relu", Activation.Relu));
        var batch = NumberOption.Count("--batch", "Images per step", 1, 100_000, 100);
        var threads = NumberOption.OptionalCount("--threads", "Threads of one operation (default: all processors but one)", 1, 1024);
        var repetitions = NumberOption.Count("--repetitions", "Timed steps of each kind", 1, 100_000, 15);
        return shell.Command(
            Name,
            "Time training steps with and without Information Dropout against their bare convolutions and batch normalisations",
            [network, filters, activation, batch, threads, repetitions],
            run =>
            {
                var cases = Cases(run.Get(network), run.Get(filters), run.Get(activation), run.Get(batch)).ToList();
                var state = TorchRuntime.Configure(run.Get(threads));
                var rows = run.Working(
                    "training", say => cases.Select(each => Row(each, run.Get(repetitions), say, run.Cancellation)).ToList());
                return new CommandResult()
                    .Add("network", "network", run.Get(network).Name)
                    .Add("activation", "activation", Label.Of(run.Get(activation)))
                    .Add("batch", "images per step", run.Get(batch))
                    .Add("threads", "threads", state.Threads)
                    .Add("repetitions", "timed steps", run.Get(repetitions))
                    .Add("bfloat16", "bfloat16", Bfloat16)
                    .Add("rows", "training steps", rows);
            });
    }

    private static string Bfloat16 => TorchRuntimeState.HasBfloat16
        ? "timed"
        : "not timed: this processor has no hardware bfloat16, and in software bfloat16 is slower than float32";

    private static IEnumerable<Case> Cases(AllCnnArchitecture network, double[] filters, Activation activation, int batch)
    {
        var prior = activation == Activation.Relu ? PriorFamily.LogUniform : PriorFamily.LogNormal;
        ConvolutionPrecision[] precisions = TorchRuntimeState.HasBfloat16
            ? [ConvolutionPrecision.Single, ConvolutionPrecision.BrainFloat16]
            : [ConvolutionPrecision.Single];
        return
            from percent in filters
            let architecture = network.WithFilters(percent)
            from method in new DropoutMethod[] { new DropoutMethod.None(), new DropoutMethod.Information(prior, new()) }
            from precision in precisions
            select new Case(percent, new(architecture, activation, method, AllCnnOptions.Paper with { Precision = precision }, batch));
    }

    private static CommandResult Row(Case each, int repetitions, Action<string> say, CancellationToken cancellation)
    {
        var noise = each.Benchmark.Method is DropoutMethod.None ? "none" : "information";
        var precision = Label.Of(each.Benchmark.Options.Precision);
        var times = each.Benchmark.Run(
            repetitions,
            done => say(FormattableString.Invariant(
                $"{each.Filters:G4} % of the filters, noise {noise}, {precision}: step {done} of {repetitions}")),
            cancellation);
        return new CommandResult()
            .Add("filters", "filters (%)", each.Filters)
            .Add("method", "noise", noise)
            .Add("precision", "precision", precision)
            .Add("imagesPerSecond", "images/s", each.Benchmark.Batch / times.Seconds)
            .Add("bareImagesPerSecond", "bare images/s", each.Benchmark.Batch / times.BareSeconds)
            .Add("ratio", "ratio", times.Ratio)
            .Add("processorRatio", "ratio of processor time", times.ProcessorRatio);
    }

    private sealed record Case(double Filters, TrainingBenchmark Benchmark);
}
