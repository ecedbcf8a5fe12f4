namespace IDropTheory.Models;

/// <summary>A file as its authors published it.</summary>
/// <param name="Name">File name without folder.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">SHA-256 of the file, in lower-case hexadecimal.</param>
/// <param name="ContentSha256">For a .gz file: SHA-256 of the unpacked content, so that an unpacked copy can be verified too.</param>
public sealed record PublishedFile(string Name, long Length, string Sha256, string? ContentSha256 = null)
{
    /// <summary>The name without .gz.</summary>
    public string UnpackedName => Name.EndsWith(".gz", StringComparison.Ordinal) && ContentSha256 is not null ? Name[..^3] : Name;

    /// <summary>True for the checksum of this file, packed or unpacked.</summary>
    public bool IsPublished(string sha256) => sha256 == Sha256 || sha256 == ContentSha256;
}
