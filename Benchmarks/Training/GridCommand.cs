using System.CommandLine;
using IDropTheory.Benchmarks.PyTorch;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Output;
using IDropTheory.Experiments.Text;
using MathNet.Numerics.Statistics;
using static TorchSharp.torch;

namespace IDropTheory.Benchmarks.Training;

/// <summary><c>grid</c>: what is gained when many small networks are trained as one.</summary>
internal static class GridCommand
{
    /// <summary>The name of the command.</summary>
    public const string Name = "grid";

    private const int Batch = 100;

    public static Command Create(Shell shell)
    {
        var widths = NumberOption.Values("--widths", "Units per hidden layer", NumberRange.Positive, 100, 200, 400);
        var members = NumberOption.Count("--members", "Networks of a grid", 1, 1000, 16);
        var repetitions = NumberOption.Count("--repetitions", "Timed steps of each kind", 1, 100_000, 15);
        return shell.Command(
            Name,
            "Time steps of many fully connected networks with Information Dropout as one batched network, and one by one, on one thread",
            [widths, members, repetitions],
            run =>
            {
                TorchRuntime.Configure(1);
                var rows = run.Working("grid", say => run.Get(widths).Select(width =>
                {
                    say(FormattableString.Invariant($"width {width}"));
                    return Row((int)width, run.Get(members), run.Get(repetitions), run.Cancellation);
                }).ToList());
                return new CommandResult()
                    .Add("members", "networks", run.Get(members))
                    .Add("batch", "images per step", Batch)
                    .Add("repetitions", "timed steps", run.Get(repetitions))
                    .Add("rows", "milliseconds of the processor for one network's step", rows);
            });
    }

    private static CommandResult Row(int width, int members, int repetitions, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var each = new NetworkCase(NetworkCase.Mlp, width, Information: true, Activation.Relu, Batch);
        NetworkGrid Grid(int first, int count) => new(width, each.Shape.Size, Batch, first, count);
        using var together = Grid(0, members);
        NetworkGrid[] alone = [.. Enumerable.Range(0, members).Select(member => Grid(member, 1))];
        using var network = each.Network();
        using var session = each.Train(network, CPU);
        var times = new List<(double Together, double Alone, double Session)>();
        for (var repetition = -3; repetition < repetitions; repetition++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            Tensor[] noise = [.. Enumerable.Range(0, NetworkCase.HiddenLayers).Select(_ => randn(members, Batch, width))];
            double PerNetwork(Action action) => 1000 * StepTime.Of(action).Processor / members;
            var taken = (
                PerNetwork(() => together.Step(noise)),
                PerNetwork(() =>
                {
                    for (var member = 0; member < members; member++)
                        alone[member].Step([.. noise.Select(layer => layer.narrow(0, member, 1))]);
                }),
                PerNetwork(() => session.Run(members)));
            if (repetition >= 0) times.Add(taken);
        }
        var difference = (together.Weights() - cat([.. alone.Select(one => one.Weights())])).abs().max().item<float>();
        foreach (var one in alone)
            one.Dispose();
        return new CommandResult()
            .Add("width", "width", width)
            .Add("together", "as one", times.Select(time => time.Together).Median())
            .Add("oneByOne", "one by one", times.Select(time => time.Alone).Median())
            .Add("ratio", "ratio", times.Select(time => time.Alone / time.Together).Median())
            .Add("session", "TrainingSession", times.Select(time => time.Session).Median())
            .Add("difference", "largest difference of a weight", (double)difference);
    }
}
