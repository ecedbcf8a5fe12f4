using System.Runtime.InteropServices;

namespace IDropTheory.Models;

/// <summary>libtorch's switch for denormal numbers, which TorchSharp does not offer: <c>at::globalContext().setFlushDenormal(true)</c>.</summary>
internal static class DenormalNumbers
{
    /// <summary>Flushes denormal numbers to zero in this thread and in the threads that libtorch starts from now on.</summary>
    /// <returns>Whether the processor and this libtorch can do it.</returns>
    public static bool Flush()
    {
        // The names are those of GCC and Clang; on Windows they are others.
        if (OperatingSystem.IsWindows()) return false;
        TorchSharp.torch.InitializeDeviceType(TorchSharp.DeviceType.CPU);
        try
        {
            return SetFlushDenormal(GlobalContext(), 1) != 0;
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
