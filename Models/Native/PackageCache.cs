using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TorchSharp;

namespace IDropTheory.Models.Native;

/// <summary>libtorch in NuGet's package cache, for programs beside which no build has laid it: scripts of F# Interactive and
/// notebooks.</summary>
/// <param name="Bridge">TorchSharp's native library.</param>
/// <param name="Folder">The folder of libtorch; it may be missing.</param>
internal sealed record PackageCache(string Bridge, string Folder)
{
    /// <summary>The libraries in the cache that TorchSharp's assembly was loaded from; null if it was loaded from elsewhere, or if a build
    /// has laid the libraries beside the program.</summary>
    public static PackageCache? Find()
    {
        var bridge = LibTorch.FileName("LibTorchSharp");
        // ROOT/torchsharp/VERSION/lib/FRAMEWORK/TorchSharp.dll
        if (File.Exists(Path.Combine(AppContext.BaseDirectory, bridge))
            || Path.GetDirectoryName(typeof(torch).Assembly.Location) is not { Length: > 0 } framework
            || Directory.GetParent(framework)?.Parent is not { } package)
            return null;
        var rid = OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsMacOS() ? "osx-arm64" : "linux-x64";
        var native = Path.Combine(package.FullName, "runtimes", rid, "native", bridge);
        if (!File.Exists(native) || package.Parent?.Parent is not { } root) return null;
        return new(
            native, Path.Combine(root.FullName, $"libtorch-cpu-{rid}", LibTorch.WantedVersion, "runtimes", rid, "native"));
    }

    /// <summary>Loads the libraries by their full paths; what asks for them by name later finds them loaded.</summary>
    /// <returns>TorchSharp's native library.</returns>
    /// <exception cref="LibTorchException">The package of libtorch is missing.</exception>
    public nint Load()
    {
        var files = LibTorch.Files(Folder).ToArray();
        if (files.Length == 0)
            throw new LibTorchException($"libtorch is not in {Folder}; add the package {Path.GetFileName(Package)}, version "
                + $"{LibTorch.WantedVersion}, to the program.");
        foreach (var file in files) NativeLibrary.Load(file);
        try
        {
            return NativeLibrary.Load(Bridge);
        }
        catch (DllNotFoundException) when (OperatingSystem.IsLinux())
        {
            return NativeLibrary.Load(Adapted());
        }
    }

    private string Package => Path.GetFullPath(Path.Combine(Folder, "..", "..", "..", ".."));

    // What a build does once for its program, done once for all scripts of this user.
    private string Adapted()
    {
        var content = File.ReadAllBytes(Bridge);
        NativeAdaptation.Apply(content, "");
        var folder = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "idrop",
            "native");
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}-{Path.GetFileName(Bridge)}");
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(content)) WholeFile.Write(path, content);
        return path;
    }
}
