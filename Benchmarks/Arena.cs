using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IDropTheory.Benchmarks;

/// <summary>
/// Arrays of one length at fixed places: each starts on a cache line and none a multiple of a page from another, which otherwise
/// changes the time of a vectorised loop by up to a factor of two from run to run.
/// </summary>
internal sealed class Arena<T>(int length, int arrays)
    where T : unmanaged
{
    private const int Line = 64;
    private const int Gap = 20 * Line;

    private readonly T[] _memory = GC.AllocateArray<T>(arrays * (length + Gap / Unsafe.SizeOf<T>()) + Line, pinned: true);

    /// <summary>One of the arrays.</summary>
    public Span<T> this[int index]
    {
        get
        {
            var misplaced = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0) % Line);
            var first = (Line - misplaced) % Line / Unsafe.SizeOf<T>();
            return _memory.AsSpan(first + index * (length + Gap / Unsafe.SizeOf<T>()), length);
        }
    }
}
