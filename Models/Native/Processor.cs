namespace IDropTheory.Models.Native;

/// <summary>Features of this machine's processor.</summary>
internal static class Processor
{
    private static readonly Lazy<IReadOnlySet<string>> Flags = new(ReadFlags);

    /// <summary>Whether it multiplies bfloat16 in hardware (AMX or AVX-512); false on systems other than Linux, where this is not
    /// known.</summary>
    public static bool HasBfloat16 => Flags.Value.Contains("amx_bf16") || Flags.Value.Contains("avx512_bf16");

    private static HashSet<string> ReadFlags()
    {
        const string Information = "/proc/cpuinfo";
        if (!OperatingSystem.IsLinux() || !File.Exists(Information)) return [];
        var line = File.ReadLines(Information).FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal));
        return line is null ? [] : [.. line.Split(' ')];
    }
}
