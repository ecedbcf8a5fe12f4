using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace IDropTheory.Models.Native;

/// <summary>The loaded libtorch: the packaged one beside the program, or the one that <see cref="ExistingLibTorch"/> loads.</summary>
/// <param name="Folder">The folder of its libraries.</param>
/// <param name="Version">Its version; null if the library does not report it, which is so before 2.9.</param>
/// <param name="DelaysScalarRelease">Whether <see cref="ScalarRelease"/> is in force.</param>
internal sealed record LibTorch(string Folder, string? Version, bool DelaysScalarRelease)
{
    // Below the program's folder on Linux; elsewhere the libraries are beside the program, where TorchSharp finds them.
    private const string PackagedFolder = "libtorch";

    // In the order of their dependencies. Those for CUDA are loaded where they exist.
    private static readonly string[] Names = ["c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"];

    /// <summary>The version that TorchSharp was built with.</summary>
    /// <remarks>Read without starting <see cref="torch"/>, which would load libtorch.</remarks>
    public static string WantedVersion { get; } =
        typeof(torch).GetField("libtorchPackageVersion", BindingFlags.Static | BindingFlags.NonPublic)?.GetRawConstantValue()
            is string version
            ? version[..version.LastIndexOf('.')]
            : "of TorchSharp's version";

    /// <summary>Loads libtorch, then TorchSharp's native library, which takes the libtorch that is loaded.</summary>
    /// <remarks>TorchSharp's own attempt asks the system for torch_cpu, so that a libtorch of the system or on LD_LIBRARY_PATH comes
    /// first; if that fails, it prints a page on standard output and copies the packaged libraries beside the program. After this call it
    /// finds everything loaded.</remarks>
    /// <exception cref="LibTorchException">libtorch cannot be loaded.</exception>
    public static LibTorch Load()
    {
        var folder = ExistingLibTorch.Load();
        nint bridge;
        try
        {
            if (folder is null && PackageCache.Find() is { } cache)
            {
                bridge = cache.Load();
            }
            else
            {
                if (folder is null)
                    foreach (var file in Files(Path.Combine(AppContext.BaseDirectory, PackagedFolder)))
                        NativeLibrary.Load(file);
                bridge = NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null);
            }
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new LibTorchException(
                $"libtorch {WantedVersion} does not load ({Reason(e)}); build again with the packages restored, "
                + $"or set {ExistingLibTorch.FolderVariable} to the folder torch/lib of an installation of that version.", e);
        }
        torch.InitializeDeviceType(DeviceType.CPU);
        return new(folder ?? FolderOfLoaded(), ReadVersion(), ScalarRelease.Install(bridge));
    }

    /// <summary>The libraries of libtorch that a folder has, in the order of their dependencies.</summary>
    public static IEnumerable<string> Files(string folder) => Names.Select(name => Path.Combine(folder, FileName(name))).Where(File.Exists);

    /// <summary>The file name of a native library on this system.</summary>
    public static string FileName(string name) =>
        OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";

    /// <summary>The line of a loader's message that gives the reason; the other lines list places where the library is not.</summary>
    public static string Reason(Exception failure)
    {
        var lines = failure.Message.ReplaceLineEndings("\n")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var places = lines.Skip(1).ToArray();
        return (places.FirstOrDefault(line => !line.Contains("LibTorchSharp: cannot open", StringComparison.Ordinal)
            && !line.Contains("LibTorchSharp.so: cannot open", StringComparison.Ordinal)) ?? lines[0]).TrimEnd('.');
    }

    private static string FolderOfLoaded()
    {
        using var process = Process.GetCurrentProcess();
        var name = FileName("torch_cpu");
        return process.Modules.Cast<ProcessModule>().Where(module => Path.GetFileName(module.FileName) == name)
            .Select(module => Path.GetDirectoryName(module.FileName)).FirstOrDefault() ?? AppContext.BaseDirectory;
    }

    // One byte each for major, minor and patch number, from the top.
    private static string? ReadVersion()
    {
        try
        {
            var version = AbiVersion();
            return $"{version >> 56}.{(version >> 48) & 255}.{(version >> 40) & 255}";
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    [DllImport("torch_cpu", EntryPoint = "aoti_torch_abi_version")]
    private static extern ulong AbiVersion();
}
