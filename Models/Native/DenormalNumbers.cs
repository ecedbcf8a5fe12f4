using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Flushes denormal numbers to zero in this thread until it is disposed of: <c>at::globalContext().setFlushDenormal</c>, which TorchSharp does not offer.</summary>
/// <remarks>The setting is the processor's and would change every double of the thread, the closed forms of Theory too: so it lasts no longer than it must.
/// Threads that libtorch starts within keep it, and they do nothing but libtorch's work.</remarks>
internal readonly struct DenormalNumbers : IDisposable
{
    // Enough numbers that libtorch starts its threads for them.
    private const int Large = 1 << 20;
    private static double s_smallest = double.Epsilon;

    private readonly bool _restore;

    private DenormalNumbers(bool restore) => _restore = restore;

    /// <summary>Begins to flush; where this thread does so already, or the system cannot, nothing happens.</summary>
    public static DenormalNumbers Flushed() => new(!IsFlushing && Set(true));

    /// <summary>Whether the system can, and that libtorch's own threads do from now on.</summary>
    public static bool FlushInThreadsOfLibTorch()
    {
        using var flushed = Flushed();
        if (!IsFlushing) return false;
        using var scope = NewDisposeScope();
        ones(Large).add_(1);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_restore) Set(false);
    }

    private static bool IsFlushing => Volatile.Read(ref s_smallest) * 1.0 == 0;

    private static bool Set(bool on)
    {
        // The names are those of GCC and Clang; on Windows they are others.
        if (OperatingSystem.IsWindows()) return false;
        try
        {
            return SetFlushDenormal(GlobalContext(), on ? (byte)1 : (byte)0) != 0;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    [DllImport("torch_cpu", EntryPoint = "_ZN2at13globalContextEv")]
    private static extern nint GlobalContext();

    [DllImport("torch_cpu", EntryPoint = "_ZN2at7Context16setFlushDenormalEb")]
    private static extern byte SetFlushDenormal(nint context, byte on);
}
