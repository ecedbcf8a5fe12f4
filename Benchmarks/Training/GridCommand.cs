using System.CommandLine;
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

    private const int Layers = 3;
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
        using var together = new NetworkGrid(width, Batch, 0, members);
        NetworkGrid[] alone = [.. Enumerable.Range(0, members).Select(member => new NetworkGrid(width, Batch, member, 1))];
        var noisy = new DropoutMethod.Information(PriorFamily.LogUniform, new());
        using var network = new Mlp(784, width, Layers, AllCnnArchitecture.PaperClasses, Activation.Relu, noisy);
        using var session = new RandomTraining(network, new(1, 28, 28), Batch, CPU);
        var times = new List<(double Together, double Alone, double Session)>();
        for (var repetition = -3; repetition < repetitions; repetition++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            Tensor[] noise = [.. Enumerable.Range(0, Layers).Select(_ => randn(members, Batch, width))];
            double PerNetwork(Action action) => 1000 * StepTime.Of(action).Processor / members;
            var each = (
                PerNetwork(() => together.Step(noise)),
                PerNetwork(() =>
                {
                    for (var member = 0; member < members; member++)
                        alone[member].Step([.. noise.Select(layer => layer.narrow(0, member, 1))]);
                }),
                PerNetwork(() => session.Run(members)));
            if (repetition >= 0) times.Add(each);
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
