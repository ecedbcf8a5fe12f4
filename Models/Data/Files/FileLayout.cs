using System.Collections.Immutable;

namespace IDropTheory.Models;

/// <summary>A set of files that together are a data set, and the folder that they are expected in.</summary>
/// <param name="Folder">Folder below the data directory; empty for the directory itself. The files are also looked for in the directory
/// itself.</param>
/// <param name="Files">All are needed.</param>
public sealed record FileLayout(string Folder, ImmutableArray<PublishedFile> Files)
{
    /// <summary>Whether all members are equal, those of arrays element by element.</summary>
    public bool Equals(FileLayout? other) =>
        other is not null && Folder == other.Folder && Files.AsSpan().SequenceEqual(other.Files.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Folder, Files.AsSpan().Length);

    /// <summary>Where a file is, packed or unpacked; null if it is not there.</summary>
    public string? Find(string directory, PublishedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        string[] places =
        [
            Path.Combine(directory, Folder, file.Name), Path.Combine(directory, Folder, file.UnpackedName),
            Path.Combine(directory, file.Name), Path.Combine(directory, file.UnpackedName),
        ];
        return Array.Find(places, File.Exists);
    }
}
