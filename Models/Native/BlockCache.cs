using System.Numerics;
using System.Runtime.InteropServices;

namespace IDropTheory.Models.Native;

/// <summary>Caches large memory blocks for the next request of the same size: a training step asks for the same sizes as the step
/// before.</summary>
/// <remarks>
/// Blocks come from the system and not from the C library's heap, so that nothing small lies between them and no block is split: after
/// the first steps no block is added. Sizes are rounded up by at most an eighth. When a new block is needed while more memory is idle
/// than was ever in use, the idle blocks go back to the system: the cache never holds much more than twice the memory that was in use at
/// once.
/// </remarks>
internal static unsafe class BlockCache
{
    private const int ReadWrite = 1 | 2;
    private const int PrivateAnonymous = 2 | 0x20;
    private const int AdviseHugePages = 14;
    private const nint Failed = -1;
    private const nuint HugePage = 2 << 20;

    private static readonly Lock Access = new();
    private static readonly Stack<nint>?[] Idle = new Stack<nint>?[64 * 8];
    private static nuint _inUse, _mostInUse, _idle;

    /// <summary>Lends a block, aligned to pages.</summary>
    /// <param name="size">Number of bytes, &gt;= 64.</param>
    /// <param name="sizeClass">The block's size class, to be passed to <see cref="Return"/>.</param>
    /// <returns>The block, or null if the system has no more memory.</returns>
    public static void* Lend(nuint size, out int sizeClass)
    {
        sizeClass = ClassOf(size);
        var bytes = SizeOf(sizeClass);
        lock (Access)
        {
            nint block;
            if (Idle[sizeClass] is { Count: > 0 } stack)
            {
                block = stack.Pop();
                _idle -= bytes;
            }
            else
            {
                if (_idle > _mostInUse) GiveIdleBack();
                block = Map(bytes);
                if (block == Failed)
                {
                    GiveIdleBack();
                    block = Map(bytes);
                    if (block == Failed) return null;
                }
            }
            _inUse += bytes;
            _mostInUse = nuint.Max(_mostInUse, _inUse);
            return (void*)block;
        }
    }

    /// <summary>Takes a block back.</summary>
    public static void Return(void* block, int sizeClass)
    {
        var bytes = SizeOf(sizeClass);
        lock (Access)
        {
            (Idle[sizeClass] ??= new()).Push((nint)block);
            _inUse -= bytes;
            _idle += bytes;
        }
    }

    /// <summary>Gives all idle blocks back to the system.</summary>
    public static void Trim()
    {
        lock (Access)
            GiveIdleBack();
    }

    // Eight classes from each power of two to the next.
    private static int ClassOf(nuint size)
    {
        var power = BitOperations.Log2(size - 1);
        return power * 8 + (int)((size - 1) >> (power - 3)) - 8 + 1;
    }

    private static nuint SizeOf(int sizeClass)
    {
        var (power, eighths) = (sizeClass / 8, sizeClass % 8);
        return (nuint)(8 + eighths) << (power - 3);
    }

    private static void GiveIdleBack()
    {
        for (var sizeClass = 0; sizeClass < Idle.Length; sizeClass++)
            while (Idle[sizeClass] is { Count: > 0 } stack)
                _ = munmap(stack.Pop(), SizeOf(sizeClass));
        _idle = 0;
    }

    private static nint Map(nuint bytes)
    {
        var block = mmap(0, bytes, ReadWrite, PrivateAnonymous, -1, 0);
        if (block != Failed && bytes >= 2 * HugePage) _ = madvise(block, bytes, AdviseHugePages);
        return block;
    }

    [DllImport("libc")]
    private static extern nint mmap(nint address, nuint length, int protection, int flags, int file, nint offset);

    [DllImport("libc")]
    private static extern int munmap(nint address, nuint length);

    [DllImport("libc")]
    private static extern int madvise(nint address, nuint length, int advice);
}
