using System.Collections.Immutable;

namespace IDropTheory.Models;

/// <summary>A set of files that together are a data set, and the folder that they are expected in.</summary>
/// <param name="Folder">Folder below the data directory; empty for the directory itself. The files are also looked for in the directory
/// itself.</param>
/// <param name="Files">All are needed.</param>
public sealed record FileLayout(string Folder, ImmutableArray<PublishedFile> Files)
{
    /// <summary>Folders in which other programs put the same files, below the data directory.</summary>
    public ImmutableArray<string> OtherFolders { get; init; } = [];

    /// <summary>Whether all members are equal, those of arrays element by element.</summary>
    public bool Equals(FileLayout? other) =>
        other is not null && Folder == other.Folder
        && OtherFolders.AsSpan().SequenceEqual(other.OtherFolders.AsSpan()) && Files.AsSpan().SequenceEqual(other.Files.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Folder, Files.AsSpan().Length);

    /// <summary>Where a file is, packed or unpacked; null if it is not there.</summary>
    public string? Find(string directory, PublishedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        string[] names = [file.Name, file.UnpackedName];
        string[] folders = [Folder, .. OtherFolders, ""];
        var places =
            from folder in folders
            from name in names.Concat(names.Select(Dotted))
            select Path.Combine(directory, folder, name);
        return places.FirstOrDefault(File.Exists);
    }

    // MNIST's files are also found as train-images.idx3-ubyte.
    private static string Dotted(string name) =>
        name.Replace("-idx3-ubyte", ".idx3-ubyte", StringComparison.Ordinal)
            .Replace("-idx1-ubyte", ".idx1-ubyte", StringComparison.Ordinal);
}
