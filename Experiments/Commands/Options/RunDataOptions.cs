using System.CommandLine;
using IDropTheory.Experiments.Runs;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>The options of where images are read from and where tensors are computed.</summary>
internal sealed class RunDataOptions
{
    private readonly DataFolderOption _data = new();
    private readonly Option<bool> _unverified = new("--allow-unverified")
    {
        Description = "Take files that do not have the published checksums; the manifest says so",
    };

    private readonly Choice<string> _device = new("--device", "Where tensors are computed", ("cpu", "cpu"), ("cuda", "cuda"));

    private readonly Option<int?> _threads =
        NumberOption.OptionalCount("--threads", "Threads of one training (default: all processors but one)", 1, 1024);

    public IReadOnlyList<Option> All => [_data, _unverified, _device, _threads];

    /// <summary>The options as a group of a help.</summary>
    public (string Title, IReadOnlyList<Option> Options) Group => ("Data and device", All);

    /// <summary>The option of trainings at a time; null if the user gives none, for <see cref="RunOptions.DefaultJobs"/>.</summary>
    public static Option<int?> JobsOption(string help) => NumberOption.OptionalCount(
        "--jobs", $"{help} (default: {RunOptions.DefaultJobs("cpu")}, the processors; on cuda 1)", 1, 1024);

    public DataOptions Data(Invocation run) => new() { Directory = run.Get(_data), AllowUnverified = run.Get(_unverified) };

    /// <summary>The threads of a worker on a cluster, one unless told otherwise, and its arguments.</summary>
    /// <param name="run">The command.</param>
    /// <param name="onGpu">Whether it has a GPU, which it then uses.</param>
    /// <param name="path">A path of this machine as the worker sees it.</param>
    public (int Threads, IEnumerable<string> Arguments) OfWorker(Invocation run, bool onGpu, Func<string, string> path)
    {
        var (threads, device) = (run.Get(_threads) ?? 1, onGpu && !run.IsGiven(_device) ? "cuda" : run.Get(_device));
        return (threads,
        [
            "--threads", Invariant($"{threads}"), "--device", device,
            .. run.Get(_data) is { } data ? ["--data", path(data)] : Array.Empty<string>(), .. run.Written(_unverified),
        ]);
    }

    /// <summary>Configures the runtime and returns the device.</summary>
    /// <exception cref="UserError">There is no such device.</exception>
    /// <param name="run">The command.</param>
    /// <param name="threads">Threads if the user gives no number; null: all processors but one.</param>
    public string Prepare(Invocation run, int? threads = null)
    {
        TorchRuntime.Configure(run.Get(_threads) ?? threads);
        var device = run.Get(_device);
        if (device == "cuda" && !TorchSharp.torch.cuda.is_available())
            throw new UserError("--device is cuda, and no CUDA device is usable; `idrop doctor` says why. Use --device cpu.");
        return device;
    }
}
