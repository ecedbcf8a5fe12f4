using System.Runtime.InteropServices;

namespace IDropTheory.Models.Native;

/// <summary>How libtorch's threads wait for work: asleep instead of spinning.</summary>
/// <remarks>Spinning threads keep a core from the programs that share it; where there are more threads than free cores, they keep it from
/// each other, and a training step takes several times as long. OpenMP reads the setting from the environment of the C library when it is
/// loaded; a setting that the user made stays.</remarks>
internal static class ThreadWaiting
{
    /// <summary>Asks for it; to be called before libtorch is loaded.</summary>
    public static void Sleeps()
    {
        if (!OperatingSystem.IsLinux()) return;
        // .NET keeps an environment of its own, which native libraries do not read.
        _ = setenv("OMP_WAIT_POLICY", "PASSIVE", overwrite: 0);
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int setenv(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
