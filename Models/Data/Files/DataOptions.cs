namespace IDropTheory.Models;

/// <summary>Where data is read from, and which files are accepted.</summary>
public sealed record DataOptions
{
    /// <summary>The environment variable that names the data directory.</summary>
    public const string DirectoryVariable = "IDROP_DATA";

    /// <summary>The data directory (<c>--data</c>); null: <see cref="DirectoryVariable"/>, else a folder of this user's application
    /// data.</summary>
    public string? Directory { get; init; }

    /// <summary>Whether files without the published checksums are accepted (<c>--allow-unverified</c>); the provenance then says
    /// so.</summary>
    public bool AllowUnverified { get; init; }

    /// <summary>The seed of <see cref="GeneratedDigits"/>.</summary>
    public ulong DigitsSeed { get; init; }

    /// <summary>The data directory of these options; it need not exist.</summary>
    public string ResolveDirectory()
    {
        if (!string.IsNullOrEmpty(Directory)) return Directory;
        return Environment.GetEnvironmentVariable(DirectoryVariable) is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "idrop", "data");
    }
}
