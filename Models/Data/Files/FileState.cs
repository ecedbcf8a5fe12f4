namespace IDropTheory.Models;

/// <summary>What is on disk of a published file.</summary>
/// <param name="File">The published file.</param>
/// <param name="Path">Where it was found; null if it is missing.</param>
/// <param name="Sha256">The checksum that was found; null if it is missing.</param>
public sealed record FileState(PublishedFile File, string? Path, string? Sha256)
{
    /// <summary>True if the file on disk is the published one.</summary>
    public bool Verified => Sha256 is not null && File.IsPublished(Sha256);
}
