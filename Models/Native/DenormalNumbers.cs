using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace IDropTheory.Models.Native;

/// <summary>Flushes denormal numbers to zero, as operands and as results, in this thread until it is disposed of.</summary>
/// <remarks>
/// The setting belongs to the processor and affects every computation of the thread, also Theory's closed forms, so that it lasts no
/// longer than necessary. Threads that libtorch starts meanwhile keep it, and they run nothing but libtorch. libtorch's own switch cannot
/// be used: it cannot be switched off again.
/// </remarks>
internal readonly struct DenormalNumbers : IDisposable
{
    // Bits of the control register MXCSR: results that are denormal are zero, and operands too.
    private const uint Flush = 0x8040;

    // Enough numbers that libtorch starts its threads for them.
    private const int Large = 1 << 20;

    private readonly bool _restore;

    private DenormalNumbers(bool restore) => _restore = restore;

    /// <summary>Begins to flush; does nothing if this thread flushes already or the system is not Linux on x64.</summary>
    public static DenormalNumbers Flushed()
    {
        if (!IsKnown || Get(out var environment) != 0 || (environment.Control & Flush) == Flush) return default;
        environment.Control |= Flush;
        return new(Set(in environment) == 0);
    }

    /// <summary>Makes libtorch's threads flush from now on.</summary>
    /// <returns>Whether this system supports it.</returns>
    public static bool FlushInThreadsOfLibTorch()
    {
        if (!IsKnown) return false;
        using var flushed = Flushed();
        using var scope = NewDisposeScope();
        ones(Large).add_(1);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_restore || Get(out var environment) != 0) return;
        environment.Control &= ~Flush;
        _ = Set(in environment);
    }

    // The layout below is that of the GNU C library on this processor.
    private static bool IsKnown => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    [DllImport("libm.so.6", EntryPoint = "fegetenv")]
    private static extern int Get(out FloatingPointEnvironment environment);

    [DllImport("libm.so.6", EntryPoint = "fesetenv")]
    private static extern int Set(in FloatingPointEnvironment environment);

    /// <summary>fenv_t: the state of the old unit, and the control register of the vector unit.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 32)]
    private struct FloatingPointEnvironment
    {
        [FieldOffset(28)]
        public uint Control;
    }
}
