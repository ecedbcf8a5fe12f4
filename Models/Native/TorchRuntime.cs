using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Sets libtorch up for long trainings: once, at the start of a program, before the first tensor.</summary>
/// <remarks>
/// libtorch's threads flush denormal numbers to zero, for momentum that decays into them slows a training several times over (the calling thread does so within
/// the steps of a <see cref="TrainingSession"/>, so that other computations keep theirs); the memory of large tensors is kept
/// for the next ones of their size (<see cref="TensorAllocator"/>), or else the C library is told to keep what it has; scalars are freed later than TorchSharp asks
/// for (<see cref="ScalarRelease"/>); and the number of threads is set.
/// </remarks>
public static class TorchRuntime
{
    /// <summary>Applies the settings. Safe to call again; where a remedy does not exist on a system it is left out.</summary>
    /// <param name="threads">Threads of one operation, &gt;= 1; null for all processors but one.</param>
    /// <returns>What was found and set.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is less than 1.</exception>
    /// <exception cref="LibTorchException">libtorch cannot be loaded, or the one that IDROP_LIBTORCH names does not fit.</exception>
    public static TorchRuntimeState Configure(int? threads = null)
    {
        var count = Require.AtLeast(threads ?? Math.Max(1, Environment.ProcessorCount - 1), 1, nameof(threads));
        var library = LibTorch.Load();
        var keepsMemory = TensorAllocator.Install(library) || GlibcAllocator.KeepMemory();
        set_num_threads(count);
        return new(library.Folder, library.Version, count, DenormalNumbers.FlushInThreadsOfLibTorch(), keepsMemory, library.DelaysScalarRelease);
    }
}
