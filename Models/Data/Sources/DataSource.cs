using System.Collections.Immutable;

namespace IDropTheory.Models;

/// <summary>A data set that can be asked for by name.</summary>
/// <param name="name">The name on the command line.</param>
/// <param name="title">What it is, in a line.</param>
/// <param name="layouts">The sets of files that hold it, the downloadable one first; none for generated data.</param>
/// <param name="mirrors">Addresses that the downloadable files' names are appended to, in the order to try them.</param>
public abstract class DataSource(string name, string title, ImmutableArray<FileLayout> layouts, ImmutableArray<string> mirrors)
{
    /// <summary>The name on the command line.</summary>
    public string Name { get; } = name;

    /// <summary>What it is, in a line.</summary>
    public string Title { get; } = title;

    /// <summary>The sets of files that hold it, the downloadable one first; none for generated data.</summary>
    public ImmutableArray<FileLayout> Layouts { get; } = layouts;

    /// <summary>Addresses that the downloadable files' names are appended to, in the order to try them.</summary>
    public ImmutableArray<string> Mirrors { get; } = mirrors;

    /// <summary>Every data set known.</summary>
    public static ImmutableArray<DataSource> All =>
    [
        DigitsSource.Instance, IdxSource.Mnist, IdxSource.FashionMnist, Cifar10Source.Instance,
        .. ClutteredSource.All, .. OccludedSource.All, .. JointSource.All,
    ];

    /// <summary>The data sets that this one is composed of; none for most.</summary>
    public virtual ImmutableArray<DataSource> Parts => [];

    /// <summary>The data set of a name.</summary>
    /// <exception cref="DataException">There is none.</exception>
    public static DataSource Named(string name) =>
        All.FirstOrDefault(source => source.Name == name)
        ?? throw new DataException($"There is no data set '{name}'; known: {string.Join(", ", All.Select(source => source.Name))}.");

    /// <summary>Reads it. Dispose of the result.</summary>
    /// <exception cref="DataException">Files are missing, damaged or not the published ones.</exception>
    public abstract DataSet Load(DataOptions options);

    /// <summary>What is on disk, with checksums: of the layout that is there, else of the
    /// downloadable one. Of a composed data set those of its parts; empty for generated data.</summary>
    public ImmutableArray<FileState> Inspect(string directory)
    {
        if (!Parts.IsEmpty) return [.. Parts.SelectMany(part => part.Inspect(directory))];
        if (Layouts.IsEmpty) return [];
        var layout = Layouts.FirstOrDefault(l => l.Files.Any(file => l.Find(directory, file) is not null)) ?? Layouts[0];
        return [.. layout.Files.Select(file =>
        {
            var path = layout.Find(directory, file);
            return new FileState(file, path, path is null ? null : Checksum.OfFile(path));
        })];
    }

    /// <summary>The first layout of which every file is there.</summary>
    /// <exception cref="DataException">There is none.</exception>
    private protected FileLayout FindLayout(string directory)
    {
        foreach (var layout in Layouts)
            if (layout.Files.All(file => layout.Find(directory, file) is not null)) return layout;
        // Of a layout that is there in part, the missing file is named; else the download's first.
        var nearest = Layouts.MaxBy(l => l.Files.Count(file => l.Find(directory, file) is not null))!;
        var missing = nearest.Files.First(file => nearest.Find(directory, file) is null);
        throw new DataException($"{Name}: {missing.Name} is not in {Path.Combine(directory, nearest.Folder)}; "
            + $"run `idrop data fetch {Name}`, copy the published file there, "
            + $"or name its directory with --data or {DataOptions.DirectoryVariable}.");
    }

    /// <summary>The record of a file that was read.</summary>
    /// <exception cref="DataException">It is not the published one and that is not allowed.</exception>
    private protected FileRecord Verify(string path, PublishedFile file, string sha256, DataOptions options)
    {
        var verified = file.IsPublished(sha256);
        if (!verified && !options.AllowUnverified)
            throw new DataException($"{path} is not the published file (SHA-256 {sha256}, published: {file.Sha256}); "
                + $"delete it and run `idrop data fetch {Name}`, or accept it with --allow-unverified.");
        return new(Path.GetFileName(path), sha256, verified);
    }

    /// <summary>The remark that unverified files call for.</summary>
    private protected static ImmutableArray<string> Remarks(IEnumerable<FileRecord> files)
    {
        var unverified = files.Where(file => !file.Verified).Select(file => file.Name).ToArray();
        return unverified.Length == 0
            ? []
            : [$"Not the published files (accepted by --allow-unverified): {string.Join(", ", unverified)}."];
    }
}
