using System.CommandLine;
using IDropTheory.Benchmarks.Training;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Output;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Benchmarks.PyTorch;

/// <summary><c>pytorch</c>: compares training steps on the CPU with those of PyTorch.</summary>
internal static class PyTorchCommand
{
    /// <summary>The name of the command.</summary>
    public const string Name = "pytorch";

    private const int Batch = 100;
    private static readonly bool[] WithAndWithout = [false, true];

    /// <summary>The option that names the interpreter.</summary>
    public static Option<string> PythonOption() => new("--python")
    {
        Description = "Python interpreter that has PyTorch, 1.13 or newer",
        DefaultValueFactory = _ => "python3",
        HelpName = "command",
    };

    public static Command Create(Shell shell)
    {
        var python = PythonOption();
        var threads = NumberOption.Counts(
            "--threads", "Numbers of threads, each measured", 1, 1024, [.. new[] { 1, Environment.ProcessorCount }.Distinct()]);
        var widths = NumberOption.Counts("--widths", "Units per layer of the fully connected networks", 1, 100_000, 100, 400, 800);
        var filters = NumberOption.Values(
            "--filters", "Percentages of the filters of All-CNN-32", NumberRange.Positive, 6.25, 12.5, 25, 100);
        var blocks = NumberOption.Count("--blocks", "Blocks of steps of each side", 1, 1000, 5);
        var seconds = NumberOption.WithDefault("--seconds", "Length of a block", NumberRange.Positive, 0.5);
        return shell.Command(
            Name,
            "Time training steps against PyTorch's, in turn: MLP and All-CNN-32, float32, ReLU, without noise and with Information Dropout",
            [python, threads, widths, filters, blocks, seconds],
            run =>
            {
                var cases = Cases(run.Get(widths), run.Get(filters)).ToList();
                var summary = "";
                var rows = run.Working(Name, say =>
                {
                    var measured = new List<CommandResult>();
                    foreach (var count in run.Get(threads))
                    {
                        TorchRuntime.Configure(count);
                        using var peer = new PyTorchProcess(run.Get(python), count);
                        summary = peer.Summary;
                        foreach (var each in cases)
                        {
                            run.Cancellation.ThrowIfCancellationRequested();
                            say($"{each.Label}, {each.Method}, {count} threads");
                            var steps = PairedSteps.Measure(each, peer, "cpu", compile: false, run.Get(blocks), run.Get(seconds));
                            measured.Add(Row(each, count, steps));
                        }
                    }
                    return measured;
                });
                return new CommandResult()
                    .Add("pytorch", "PyTorch", summary)
                    .Add("python", null, run.Get(python))
                    .Add("openBlasCoreType", "OPENBLAS_CORETYPE", Environment.GetEnvironmentVariable("OPENBLAS_CORETYPE") ?? "not set")
                    .Add("batch", "images per step", Batch)
                    .Add("blocks", "blocks of steps", run.Get(blocks))
                    .Add("rows", "training steps, images per second", rows);
            });
    }

    private static IEnumerable<NetworkCase> Cases(int[] widths, double[] filters) =>
        from network in widths.Select(width => (NetworkCase.Mlp, (double)width)).Concat(filters.Select(f => (NetworkCase.AllCnn, f)))
        from information in WithAndWithout
        select new NetworkCase(network.Item1, network.Item2, information, Activation.Relu, Batch);

    private static CommandResult Row(NetworkCase each, int threads, PairedSteps steps) => new CommandResult()
        .Add("threads", "threads", threads)
        .Add("network", "network", each.Label)
        .Add("method", "noise", each.Method)
        .Add("imagesPerSecond", "here", steps.Rate(steps.Own, Wall))
        .Add("peerImagesPerSecond", "PyTorch", steps.Rate(steps.Peer, Wall))
        .Add("ratio", "ratio", steps.Ratio(Wall))
        .Add("imagesPerProcessorSecond", "here, of processor time", steps.Rate(steps.Own, Processor))
        .Add("peerImagesPerProcessorSecond", "PyTorch, of processor time", steps.Rate(steps.Peer, Processor))
        .Add("processorRatio", "ratio", steps.Ratio(Processor))
        .Add("reason", null, steps.Reason);

    private static double Wall(StepTime time) => time.Wall;

    private static double Processor(StepTime time) => time.Processor;
}
