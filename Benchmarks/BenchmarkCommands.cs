using IDropTheory.Benchmarks.Bottleneck;
using IDropTheory.Benchmarks.Device;
using IDropTheory.Benchmarks.Faults;
using IDropTheory.Benchmarks.PyTorch;
using IDropTheory.Benchmarks.Training;
using IDropTheory.Experiments.Output;

namespace IDropTheory.Benchmarks;

/// <summary>The commands that measure trainings, the bottleneck and the checks; the rest of this program is micro-benchmarks.</summary>
internal static class BenchmarkCommands
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [TrainingCommand.Name, GridCommand.Name, PyTorchCommand.Name, DeviceCheckCommand.Name, BottleneckCommand.Name, FaultsCommand.Name];

    /// <summary>Runs a command line.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<string> arguments, Streams streams) =>
        Experiments.CommandLine.Run(
            "benchmarks",
            shell => shell.Root(
                "How fast training steps and the bottleneck are on this machine, and which faults the checks notice",
                (
                    "Commands",
                    [
                        TrainingCommand.Create(shell), GridCommand.Create(shell), PyTorchCommand.Create(shell),
                        DeviceCheckCommand.Create(shell), BottleneckCommand.Create(shell), FaultsCommand.Create(shell),
                    ])),
            arguments, streams);
}
