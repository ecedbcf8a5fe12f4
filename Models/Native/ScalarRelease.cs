using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;

namespace IDropTheory.Models.Native;

/// <summary>Keeps a scalar of libtorch for ten seconds after TorchSharp releases it.</summary>
/// <remarks>
/// <c>x * 0.5</c> makes a <see cref="Scalar"/>, whose finaliser frees the native number. TorchSharp passes on the native address without
/// keeping the object alive, so that a garbage collection that another thread causes may free the number while the operation still reads
/// it. One function of TorchSharp's native library frees scalars, and the runtime looks up its address when the first scalar is freed.
/// Before that, this class replaces the address, in the symbol table of the loaded library (no code and no file is changed), by that of a
/// function that frees later. Operations read their scalars when they begin, some after a copy of the tensor; the delay leaves time for
/// threads that wait for a processor.
/// </remarks>
internal static unsafe class ScalarRelease
{
    private const string Function = "THSTorch_dispose_scalar";
    private const long Delay = 10_000;
    private const int SymbolEntry = 1;
    private const int Read = 1;
    private const int Write = 2;

    private static delegate* unmanaged<nint, void> _original;
    private static DelayedRelease? _released;
    private static bool _called;

    private static bool IsKnown =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is (Architecture.X64 or Architecture.Arm64);

    /// <summary>Replaces the function; called once.</summary>
    /// <param name="library">TorchSharp's native library, as the loader knows it.</param>
    /// <returns>False if this system or library differs from what is expected here, or if a scalar was freed before; then nothing has
    /// changed.</returns>
    public static bool Install(nint library)
    {
        if (!IsKnown || !NativeLibrary.TryGetExport(library, Function, out var original)) return false;
        var symbol = Find(original);
        if (symbol == null) return false;
        _original = (delegate* unmanaged<nint, void>)original;
        _released = new(static scalar => _original(scalar), static () => Environment.TickCount64, Delay);
        var replacement = (nint)(delegate* unmanaged<nint, void>)&Dispose;
        if (!Set(symbol, symbol->Value + replacement - original)) return false;
        if (NativeLibrary.GetExport(library, Function) == replacement && IsCalled()) return true;
        Set(symbol, symbol->Value + original - replacement);
        return false;
    }

    /// <summary>Whether TorchSharp calls the replacement: it does not if it freed a scalar before, because the runtime then has the other
    /// address.</summary>
    private static bool IsCalled()
    {
        using (0.ToScalar()) { }
        return Volatile.Read(ref _called);
    }

    [UnmanagedCallersOnly]
    private static void Dispose(nint scalar)
    {
        Volatile.Write(ref _called, true);
        if (scalar != 0) _released!.Add(scalar);
    }

    /// <summary>The symbol table's entry for the function at an address; null if the loader reports none or that of another
    /// function.</summary>
    private static Symbol* Find(nint address)
    {
        try
        {
            return dladdr1(address, out var place, out var symbol, SymbolEntry) != 0 && symbol != null && symbol->Value != 0
                && Marshal.PtrToStringUTF8(place.Name) == Function && place.Address == address ? symbol : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Writes the symbol's value: an address relative to that of the library.</summary>
    private static bool Set(Symbol* symbol, nint value)
    {
        var page = (nint)symbol & -Environment.SystemPageSize;
        if (!IsReadOnly(page) || mprotect(page, Environment.SystemPageSize, Read | Write) != 0) return false;
        Volatile.Write(ref symbol->Value, value);
        _ = mprotect(page, Environment.SystemPageSize, Read);
        return true;
    }

    /// <summary>Whether a page is read-only, as that of a symbol table is. The rights of a page of code must not change while other
    /// threads run it.</summary>
    private static bool IsReadOnly(nint page)
    {
        try
        {
            // Lines such as 7f0123456000-7f0123458000 r--p 00000000 ...
            return File.ReadLines("/proc/self/maps").Select(line => line.Split(['-', ' '], 3))
                .Any(fields => page >= Address(fields[0]) && page < Address(fields[1])
                    && fields[2].StartsWith("r--p ", StringComparison.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static nint Address(string text) => nint.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    // In the GNU C library alone; before its version 2.34, in a library of their own.
    [DllImport("libdl.so.2")]
    private static extern int dladdr1(nint address, out Place place, out Symbol* symbol, int kind);

    [DllImport("libc")]
    private static extern int mprotect(nint address, nint length, int protection);

    /// <summary>Dl_info.</summary>
    private struct Place
    {
        public nint File;
        public nint Base;
        public nint Name;
        public nint Address;
    }

    /// <summary>Elf64_Sym.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 24)]
    private struct Symbol
    {
        [FieldOffset(8)]
        public nint Value;
    }
}
