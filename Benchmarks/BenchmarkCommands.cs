using IDropTheory.Benchmarks.Bottleneck;
using IDropTheory.Benchmarks.Device;
using IDropTheory.Benchmarks.PyTorch;
using IDropTheory.Benchmarks.Training;
using IDropTheory.Experiments.Output;

namespace IDropTheory.Benchmarks;

/// <summary>The commands that measure trainings and the bottleneck; the rest of this program is micro-benchmarks.</summary>
internal static class BenchmarkCommands
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [TrainingCommand.Name, PyTorchCommand.Name, DeviceCheckCommand.Name, BottleneckCommand.Name];

    /// <summary>Runs a command line.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<string> arguments, Streams streams) =>
        Experiments.CommandLine.Run(
            "benchmarks",
            shell => shell.Root(
                "How fast training steps and the bottleneck are on this machine",
                ("Commands",
                [
                    TrainingCommand.Create(shell), PyTorchCommand.Create(shell), DeviceCheckCommand.Create(shell),
                    BottleneckCommand.Create(shell),
                ])),
            arguments, streams);
}
