namespace IDropTheory.Models;

/// <summary>A published file as found on disk.</summary>
/// <param name="File">The published file.</param>
/// <param name="Path">Where it was found; null if it is missing.</param>
/// <param name="Sha256">The file's checksum; null if it is missing.</param>
public sealed record FileState(PublishedFile File, string? Path, string? Sha256)
{
    /// <summary>True if the file on disk is the published one.</summary>
    public bool Verified => Sha256 is not null && File.IsPublished(Sha256);
}
