using static TorchSharp.torch;

namespace IDropTheory.Models.Native;

/// <summary>The one place that loads libtorch and prepares it. Everything in this library that makes tensors comes here first.</summary>
/// <remarks>
/// Preparation happens once in a process. It makes threads look for work for a moment and then sleep (<see cref="ThreadWaiting"/>) and
/// loads libtorch by its full path: the libraries that the environment variable IDROP_LIBTORCH names, or else the packaged ones, and never
/// those that the system happens to have. libtorch's threads flush denormal numbers to zero, because momentum that decays into them slows a
/// training several times over (the calling thread flushes only within the steps of a <see cref="TrainingSession"/>, so that other
/// computations keep denormal numbers). Memory of large tensors is kept for the next tensors of that size (<see cref="TensorAllocator"/>);
/// where that is impossible, the C library is told to keep freed memory (<see cref="GlibcAllocator"/>). Scalars are freed later than
/// TorchSharp asks for (<see cref="ScalarRelease"/>). A remedy that does not exist on a system is left out. A program whose first tensor
/// does not come from this library, for instance from <c>nn.Linear</c>, must call <see cref="Prepare"/> or <see cref="Configure"/> before
/// it: later, TorchSharp has already loaded the libtorch that it finds.
/// </remarks>
/// <example><code>
/// using IDropTheory.Models.Native;
///
/// var state = TorchRuntime.Configure(threads: 4);
/// Console.WriteLine($"libtorch {state.LibTorchVersion} in {state.LibTorchFolder}, {state.Threads} threads");
/// </code></example>
public static class TorchRuntime
{
    private static readonly Lazy<(LibTorch Library, bool KeepsMemory)> Loaded = new(Load);
    private static readonly Lazy<bool> FlushedThreads = new(DenormalNumbers.FlushInThreadsOfLibTorch);

    /// <summary>Loads and prepares libtorch if that has not been done. The number of threads is not changed.</summary>
    /// <exception cref="LibTorchException">libtorch cannot be loaded, or the one that IDROP_LIBTORCH names does not fit.</exception>
    public static void Prepare()
    {
        _ = Loaded.Value;
        _ = FlushedThreads.Value;
    }

    /// <summary>Loads and prepares libtorch if that has not been done, and sets the number of threads.</summary>
    /// <param name="threads">Threads of one operation, &gt;= 1; null for all processors but one.</param>
    /// <returns>The libtorch that was loaded, and the settings that were made.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is less than 1.</exception>
    /// <exception cref="LibTorchException">libtorch cannot be loaded, or the one that IDROP_LIBTORCH names does not fit.</exception>
    public static TorchRuntimeState Configure(int? threads = null)
    {
        var count = Require.AtLeast(threads ?? Math.Max(1, Environment.ProcessorCount - 1), 1, nameof(threads));
        var (library, keepsMemory) = Loaded.Value;
        set_num_threads(count);
        // Again for every number of threads: libtorch starts new ones for a larger number.
        var flushes = DenormalNumbers.FlushInThreadsOfLibTorch();
        return new(library.Folder, library.Version, count, flushes, keepsMemory, library.DelaysScalarRelease);
    }

    /// <summary>A value, after <see cref="Prepare"/>: for the argument of a TorchSharp constructor, which may be the first call into
    /// libtorch.</summary>
    internal static T Prepared<T>(T value)
    {
        Prepare();
        return value;
    }

    private static (LibTorch Library, bool KeepsMemory) Load()
    {
        ThreadWaiting.Shorten();
        var library = LibTorch.Load();
        return (library, TensorAllocator.Install(library) || GlibcAllocator.KeepMemory());
    }
}
