using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Runs;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop doctor</c>: lists what the program found on this machine, and what to do about what is missing.</summary>
internal static class DoctorCommand
{
    public static Command Create(Shell shell)
    {
        var folder = new DataFolderOption();
        return shell.Command(
            "doctor",
            "Show what the program found on this machine, and what to do about what is missing",
            [folder],
            run => run.Working("looking", _ => Examine(run, folder.Path(run))),
            new() { Examples = ["idrop doctor"] });
    }

    private static CommandResult Examine(Invocation run, string directory)
    {
        var advice = new List<(string About, string Todo)>();
        var (libTorch, loads) = LibTorch(advice);
        var result = new CommandResult { ExitCode = loads ? ExitCode.Success : ExitCode.CheckFailed }.Add("libtorch", "libtorch", libTorch);
        var algebra = LinearAlgebraProvider.Use();
        result.Add("linearAlgebra", "linear algebra", new CommandResult()
            .Add("provider", "MathNet's provider", algebra)
            .Add("description", null, LinearAlgebraProvider.Description));
        if (algebra == "managed") advice.Add(("linear algebra", AlgebraAdvice()));

        // A composed data set is on disk when its parts are.
        var states = DataSetState.Of(DataSource.All.Where(source => source.Parts.IsEmpty), directory, run.Cancellation);
        advice.AddRange(
            states.Where(state => state.Advice.Length > 0).Select(state => (state.Source.Name, $"{state.State}: {state.Advice}.")));
        return result
            .Add("dataDirectory", "data", directory)
            .Add("datasets", "data sets", [.. states.Select(state => new CommandResult()
                .Add("name", "name", state.Source.Name)
                .Add("state", "state", state.State))])
            .Add("advice", "what to do", [.. advice.Select(line => new CommandResult()
                .Add("about", "about", line.About)
                .Add("advice", "advice", line.Todo))]);
    }

    private static (CommandResult Result, bool Loads) LibTorch(List<(string About, string Todo)> advice)
    {
        try
        {
            var state = TorchRuntime.Configure();
            var devices = TorchRuntimeState.CudaDevices;
            if (devices == 0) advice.Add(("CUDA", CudaAdvice()));
            if (!TorchRuntimeState.HasBfloat16)
                advice.Add(("bfloat16", devices == 0
                    ? "this processor has no hardware bfloat16; use float32 (the default)."
                    : "this processor has no hardware bfloat16; use float32 (the default) with --device cpu."));
            if (!state.FlushesDenormals)
                advice.Add((
                    "denormals", "this system does not flush denormal numbers to zero: long trainings with momentum may slow down."));
            if (!state.KeepsMemory)
                advice.Add((
                    "allocator",
                    "this system's C library has no allocator settings: if memory grows in training, preload another allocator."));
            if (!state.DelaysScalarRelease)
                advice.Add((
                    "scalars",
                    "on this system a scalar may, rarely, be freed while an operation reads it: "
                    + "if a run ends with \"Expected false to be true\", resume it."));
            return (Result(state, devices, null), true);
        }
        catch (LibTorchException e)
        {
            advice.Add(("libtorch", e.Message));
            return (Result(null, null, e.Message), false);
        }
    }

    private static CommandResult Result(TorchRuntimeState? state, int? devices, string? error) => new CommandResult()
        .Add("loads", "loads", state is not null)
        .Add("folder", "folder", state?.LibTorchFolder)
        .Add("version", "version", state is null ? null : state.LibTorchVersion ?? "unknown")
        .Add("wantedVersion", state is null ? "wanted version" : null, TorchRuntimeState.WantedLibTorchVersion)
        .Add("error", "error", error)
        .Add("cudaDevices", "CUDA devices", (double?)devices)
        .Add("cores", "cores", Environment.ProcessorCount)
        .Add("threads", "threads", (double?)state?.Threads)
        .Add("flushesDenormals", "flushes denormals", state?.FlushesDenormals)
        .Add("keepsMemory", "keeps memory", state?.KeepsMemory)
        .Add("delaysScalarRelease", "delays the release of scalars", state?.DelaysScalarRelease)
        .Add("bfloat16", state is null ? null : "bfloat16 in hardware (AMX or AVX-512)", TorchRuntimeState.HasBfloat16);

    private static string CudaAdvice() =>
        "no CUDA device is usable: everything runs on the processor. With an NVIDIA device, set "
        + $"{TorchRuntimeState.LibTorchVariable} to torch/lib of a PyTorch {TorchRuntimeState.WantedLibTorchVersion} for CUDA, "
        + "or build with -p:Accelerator=cuda.";

    private static string AlgebraAdvice() =>
        "linear algebra of the exact tools runs in managed code; the package MathNet.Numerics.Providers.MKL with its native part "
        + "makes large matrices faster"
        + (OperatingSystem.IsLinux() ? ". For Linux, MathNet publishes no native CUDA library." : ".");
}
