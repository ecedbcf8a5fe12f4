using System.Runtime.InteropServices;

namespace IDropTheory.Models.Native;

/// <summary>Loads a libtorch other than the packaged one, for instance that of PyTorch with CUDA, from the folder that
/// <see cref="FolderVariable"/> names.</summary>
/// <remarks>The libraries are loaded by their full path before anything else asks for one. TorchSharp's native library then uses them,
/// because the dynamic linker does not load a second library of the same name.</remarks>
internal static class ExistingLibTorch
{
    /// <summary>The environment variable that names the folder, torch/lib of an installation.</summary>
    public const string FolderVariable = "IDROP_LIBTORCH";

    private static readonly string[] Needed = ["c10", "torch_cpu", "torch"];

    /// <summary>Loads the libraries of the named folder.</summary>
    /// <returns>The folder; null if the variable is not set.</returns>
    /// <exception cref="LibTorchException">The folder has no libtorch, or one that does not fit.</exception>
    public static string? Load()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { Length: > 0 } named) return null;
        var folder = Path.GetFullPath(named);
        // Elsewhere TorchSharp would load the packaged one as well, from the program's folder.
        if (!OperatingSystem.IsLinux())
            throw new LibTorchException(
                $"{FolderVariable} is {folder}; only on Linux can another libtorch replace the packaged one. Unset {FolderVariable}.");
        if (Needed.Select(LibTorch.FileName).FirstOrDefault(file => !File.Exists(Path.Combine(folder, file))) is { } missing)
            throw Refusal(folder, $"has no {missing}");
        var files = LibTorch.Files(folder).ToArray();
        RequireFit(folder, files);
        foreach (var file in files) Load(folder, file);
        return folder;
    }

    private static void Load(string folder, string file)
    {
        try
        {
            NativeLibrary.Load(file);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw Refusal(folder, $"does not load ({LibTorch.Reason(e)})", e);
        }
    }

    /// <summary>Checks that libtorch exports every symbol that TorchSharp's native library imports: a missing symbol would end the
    /// process in the middle of its work.</summary>
    private static void RequireFit(string folder, IEnumerable<string> files)
    {
        var bridge = Path.Combine(AppContext.BaseDirectory, LibTorch.FileName("LibTorchSharp"));
        if (!File.Exists(bridge)) return;
        try
        {
            var needed = ElfSymbols.Of(bridge).Needed;
            var missing = new SortedSet<string>(needed, StringComparer.Ordinal);
            foreach (var file in files) missing.ExceptWith(ElfSymbols.Of(file).Defined);
            if (missing.Count > 0)
                throw Refusal(folder, $"does not fit: {missing.Count} of {needed.Count} functions are missing, the first is {missing.Min}");
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw Refusal(folder, $"cannot be read ({e.Message})", e);
        }
    }

    private static LibTorchException Refusal(string folder, string what, Exception? cause = null)
    {
        var message = $"{FolderVariable} is {folder}, which {what}; "
            + $"name the folder torch/lib of a libtorch {LibTorch.WantedVersion}, or unset {FolderVariable} to use the packaged one.";
        return cause is null ? new(message) : new(message, cause);
    }
}
