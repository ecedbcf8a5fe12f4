namespace IDropTheory.Models.Native;

/// <summary>Features of this machine's processor.</summary>
internal static class Processor
{
    private static readonly Lazy<IReadOnlySet<string>> Flags = new(ReadFlags);

    /// <summary>Whether it multiplies matrices of bfloat16 in hardware (AMX); false on systems other than Linux, where this is not
    /// known.</summary>
    /// <remarks>AVX-512 alone does not count: libtorch is not faster by it, and its gradients were wrong there.</remarks>
    public static bool HasBfloat16 => Flags.Value.Contains("amx_bf16");

    private static HashSet<string> ReadFlags()
    {
        const string Information = "/proc/cpuinfo";
        if (!OperatingSystem.IsLinux() || !File.Exists(Information)) return [];
        var line = File.ReadLines(Information).FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal));
        return line is null ? [] : [.. line.Split(' ')];
    }
}
