using System.Globalization;
using System.Runtime.InteropServices;

namespace IDropTheory.Models.Native;

/// <summary>How libtorch's threads wait for work: they look for it for a moment, and then sleep.</summary>
/// <remarks>Threads that look on and on keep a core from the programs that share it; where there are more threads than free cores, they
/// keep it from each other, and a training step takes several times as long. Threads that sleep at once are woken for each of the hundreds
/// of operations of a step. OpenMP reads the settings from the environment of the C library when it is loaded; settings that the user made
/// stay.</remarks>
internal static class ThreadWaiting
{
    // Looks before it sleeps, some microseconds: as docs/training-speed.md has measured them.
    private const int Looks = 1000;

    /// <summary>Asks for it; to be called before libtorch is loaded.</summary>
    public static void Shorten()
    {
        // .NET keeps an environment of its own, which native libraries do not read.
        if (!OperatingSystem.IsLinux() || getenv("OMP_WAIT_POLICY") != 0) return;
        _ = setenv("OMP_WAIT_POLICY", "PASSIVE", overwrite: 0);
        _ = setenv("GOMP_SPINCOUNT", Looks.ToString(CultureInfo.InvariantCulture), overwrite: 0);
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint getenv([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int setenv(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
