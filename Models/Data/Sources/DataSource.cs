using System.Collections.Immutable;

namespace IDropTheory.Models;

/// <summary>A data set with a name, and how to obtain and read it.</summary>
/// <example><code>
/// using var data = DataSource.Named("digits").Load(new DataOptions());
/// using var split = data.HoldOut(5000, RandomKey.FromSeed(1));
/// Console.WriteLine($"{split.Train.Count} training and {split.Validation!.Count} validation images of shape {split.Train.Shape}");
/// </code></example>
/// <param name="name">The name on the command line.</param>
/// <param name="title">A description in one line.</param>
/// <param name="layouts">Alternative sets of files that contain it, the downloadable one first; none for generated data.</param>
/// <param name="mirrors">Addresses that the downloadable files' names are appended to, in the order to try them.</param>
public abstract class DataSource(string name, string title, ImmutableArray<FileLayout> layouts, ImmutableArray<string> mirrors)
{
    /// <summary>The name on the command line.</summary>
    public string Name { get; } = name;

    /// <summary>A description in one line.</summary>
    public string Title { get; } = title;

    /// <summary>Alternative sets of files that contain it, the downloadable one first; none for generated data.</summary>
    public ImmutableArray<FileLayout> Layouts { get; } = layouts;

    /// <summary>Addresses that the downloadable files' names are appended to, in the order to try them.</summary>
    public ImmutableArray<string> Mirrors { get; } = mirrors;

    /// <summary>All known data sets.</summary>
    public static ImmutableArray<DataSource> All =>
    [
        DigitsSource.Instance, IdxSource.Mnist, IdxSource.FashionMnist, Cifar10Source.Instance,
        .. ClutteredSource.All, .. OccludedSource.All, .. JointSource.All,
    ];

    /// <summary>The data sets that this one is composed of; none for most.</summary>
    public virtual ImmutableArray<DataSource> Parts => [];

    /// <summary>Channels of its images: 1 for grey, 3 for colour; of a composed data set the most of its parts.</summary>
    public virtual int Channels => Parts.Select(part => part.Channels).DefaultIfEmpty(1).Max();

    /// <summary>The data set with a name.</summary>
    /// <exception cref="DataException">It does not exist.</exception>
    public static DataSource Named(string name) =>
        All.FirstOrDefault(source => source.Name == name)
        ?? throw new DataException($"There is no data set '{name}'; known: {string.Join(", ", All.Select(source => source.Name))}.");

    /// <summary>Reads or generates the images. Dispose of the result.</summary>
    /// <exception cref="DataException">Files are missing, damaged or not the published ones.</exception>
    public DataSet Load(DataOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        TorchRuntime.Prepare();
        return Read(options);
    }

    /// <summary>Reads or generates the images; libtorch is prepared.</summary>
    protected abstract DataSet Read(DataOptions options);

    /// <summary>The files on disk, with checksums: those of the layout that exists, otherwise of the downloadable one. A composed data
    /// set has the files of its parts, generated data has none.</summary>
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

    /// <summary>The first layout whose files all exist.</summary>
    /// <exception cref="DataException">It does not exist.</exception>
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
    /// <exception cref="DataException">The file is not the published one, and unverified files are not allowed.</exception>
    private protected FileRecord Verify(string path, PublishedFile file, string sha256, DataOptions options)
    {
        var verified = file.IsPublished(sha256);
        if (!verified && !options.AllowUnverified)
            throw new DataException(OwnerOf(sha256) is var (source, published)
                ? $"{path} is {published.UnpackedName} of {source.Name}, and not of {Name}; use --dataset {source.Name}, or put the "
                    + $"files of {Name} into a folder {Name} of the data directory."
                : $"{path} is not the published file (SHA-256 {sha256}, published: {file.Sha256}); "
                    + $"`idrop data fetch {Name}` replaces it, or --allow-unverified accepts it.");
        return new(Path.GetFileName(path), sha256, verified);
    }

    /// <summary>The data set that a file belongs to, by its checksum; null if none is known.</summary>
    internal static (DataSource Source, PublishedFile File)? OwnerOf(string sha256)
    {
        foreach (var source in All)
            foreach (var layout in source.Layouts)
                if (layout.Files.FirstOrDefault(file => file.IsPublished(sha256)) is { } file)
                    return (source, file);
        return null;
    }

    /// <summary>A remark about unverified files, if there are any.</summary>
    private protected static ImmutableArray<string> Remarks(IEnumerable<FileRecord> files)
    {
        var unverified = files.Where(file => !file.Verified).Select(file => file.Name).ToArray();
        return unverified.Length == 0
            ? []
            : [$"Not the published files (accepted by --allow-unverified): {string.Join(", ", unverified)}."];
    }
}
