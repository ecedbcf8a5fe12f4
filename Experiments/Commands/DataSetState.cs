namespace IDropTheory.Experiments.Commands;

/// <summary>The state of a data set on disk.</summary>
/// <param name="Source">The data set.</param>
/// <param name="Files">The state of each file; empty for a generated data set.</param>
internal sealed record DataSetState(DataSource Source, EquatableArray<FileState> Files)
{
    public static DataSetState Of(DataSource source, string directory) => new(source, source.Inspect(directory));

    public static DataSetState[] Of(IEnumerable<DataSource> sources, string directory, CancellationToken cancellation) =>
    [
        .. sources.Select(source =>
        {
            cancellation.ThrowIfCancellationRequested();
            return Of(source, directory);
        }),
    ];

    /// <summary>Whether a file exists and differs from the published one.</summary>
    public bool IsDamaged => Files.Any(file => file.Path is not null && !file.Verified);

    /// <summary>Whether every file exists and equals the published one.</summary>
    public bool IsVerified => Files.All(file => file.Verified);

    /// <summary>generated, verified, damaged, incomplete or missing.</summary>
    public string State =>
        Files.Length == 0 ? "generated"
        : IsVerified ? "verified"
        : IsDamaged ? "damaged"
        : Files.Any(file => file.Path is not null) ? "incomplete"
        : "missing";

    /// <summary>What to do so that the data set can be used; empty if it can.</summary>
    public string Advice => State switch
    {
        "generated" or "verified" => "",
        "damaged" => Damage(Files.First(file => file.Path is not null && !file.Verified)),
        _ => $"run `idrop data fetch {Source.Name}`, or copy its files and name their folder with --data "
            + $"or {DataOptions.DirectoryVariable}",
    };

    private string Damage(FileState file)
    {
        var what = ForeignContent.DescribeFile(file.Path!) is { } foreign ? foreign
            : DataSource.OwnerOf(file.Sha256!) is var (source, published) && source.Name != Source.Name
                ? $"is {published.UnpackedName} of {source.Name}" : "is not the published file";
        return $"{file.Path} {what}; `idrop data fetch {Source.Name}` puts the published one in its place";
    }

    public CommandResult Summary() => new CommandResult()
        .Add("name", "data set", Source.Name)
        .Add("title", "what", Source.Title)
        .Add("state", "state", State)
        .Add("files", "files", Files.Length)
        .Add("bytes", "bytes to fetch", Files.Where(file => !file.Verified).Sum(file => file.File.Length))
        .Add("advice", "what to do", Advice);

    public IEnumerable<CommandResult> FileRows() => Files.Select(file =>
        new CommandResult()
            .Add("dataset", "data set", Source.Name)
            .Add("file", "file", file.File.Name)
            .Add("state", "state", file.Path is null ? "missing" : file.Verified ? "verified" : "damaged")
            .Add("path", "where", file.Path ?? "")
            .Add("sha256", null, file.Sha256)
            .Add("published", null, file.File.Sha256));
}
