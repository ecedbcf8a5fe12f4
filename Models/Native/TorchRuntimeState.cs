using static TorchSharp.torch;

namespace IDropTheory.Models.Native;

/// <summary>The libtorch that <see cref="TorchRuntime"/> loaded, and the settings that it made.</summary>
/// <param name="LibTorchFolder">The folder of the libtorch that this program uses.</param>
/// <param name="LibTorchVersion">The version of libtorch; null if the library does not report it, which is so before 2.9.</param>
/// <param name="Threads">Threads of one operation.</param>
/// <param name="FlushesDenormals">Whether training steps can flush denormal numbers to zero.</param>
/// <param name="KeepsMemory">Whether the memory of a training step is kept for the next one.</param>
/// <param name="DelaysScalarRelease">Whether the scalars of operations such as <c>x * 0.5</c> are kept for a while after TorchSharp
/// releases them. If not, a garbage collection that another thread causes may free a scalar that an operation still reads, so that the
/// operation fails (rarely) with "Expected false to be true". False on systems other than Linux with the GNU C library, and if a scalar
/// was freed before libtorch was prepared.</param>
public sealed record TorchRuntimeState(
    string LibTorchFolder, string? LibTorchVersion, int Threads, bool FlushesDenormals, bool KeepsMemory, bool DelaysScalarRelease)
{
    /// <summary>Number of CUDA devices that this libtorch can use; 0 without a driver or with a CPU-only libtorch.</summary>
    /// <remarks>Determined at each read, because this may start the CUDA driver.</remarks>
    public static int CudaDevices
    {
        get
        {
            TorchRuntime.Prepare();
            return cuda.is_available() ? cuda.device_count() : 0;
        }
    }

    /// <summary>Whether the processor multiplies bfloat16 in hardware (AMX or AVX-512): without it bfloat16 is slower than single
    /// precision. False on systems other than Linux, where this is not known.</summary>
    public static bool HasBfloat16 => Processor.HasBfloat16;

    /// <summary>The version of libtorch that this program was built with.</summary>
    public static string WantedLibTorchVersion => LibTorch.WantedVersion;

    /// <summary>The environment variable that names the folder of another libtorch: torch/lib of an installation.</summary>
    public static string LibTorchVariable => ExistingLibTorch.FolderVariable;
}
