using System.Runtime.InteropServices;

namespace IDropTheory.Models.Native;

/// <summary>Settings of the GNU C library's allocator for programs that allocate and free the same megabytes at every step.</summary>
internal static class GlibcAllocator
{
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapMax = -4;
    private const int ArenaMax = -8;

    /// <summary>Makes the allocator use one arena, map no large blocks separately, and keep freed memory in the process.</summary>
    /// <returns>False on systems with another C library.</returns>
    public static bool KeepMemory()
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            return mallopt(ArenaMax, 1) != 0 && mallopt(MmapMax, 0) != 0
                && mallopt(TrimThreshold, int.MaxValue) != 0 && mallopt(TopPad, 64 << 20) != 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [DllImport("libc")]
    private static extern int mallopt(int parameter, int value);
}
