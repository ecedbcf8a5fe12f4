using IDropTheory.Experiments.Output;

namespace IDropTheory.Experiments.Commands;

/// <summary>A data set as it is on disk, in words.</summary>
/// <param name="Source">The data set.</param>
/// <param name="Files">Its files on disk; none for a generated one.</param>
internal sealed record DataSetState(DataSource Source, IReadOnlyList<FileState> Files)
{
    public static DataSetState Of(DataSource source, string directory) => new(source, source.Inspect(directory));

    /// <summary>Whether a file is there and is not the published one.</summary>
    public bool IsDamaged => Files.Any(file => file.Path is not null && !file.Verified);

    /// <summary>Whether every file is there and is the published one.</summary>
    public bool IsVerified => Files.All(file => file.Verified);

    /// <summary>generated, verified, damaged, incomplete or missing.</summary>
    public string State =>
        Files.Count == 0 ? "generated"
        : IsVerified ? "verified"
        : IsDamaged ? "damaged"
        : Files.Any(file => file.Path is not null) ? "incomplete"
        : "missing";

    /// <summary>What to do so that it can be used; empty if it can.</summary>
    public string Advice => State switch
    {
        "generated" or "verified" => "",
        "damaged" => $"delete {Files.First(file => file.Path is not null && !file.Verified).Path} and run `idrop data fetch {Source.Name}`",
        _ => $"run `idrop data fetch {Source.Name}`, or copy its files and name their folder with --data or {DataOptions.DirectoryVariable}",
    };

    public CommandResult Summary() => new CommandResult()
        .Add("name", "data set", Source.Name)
        .Add("title", "what", Source.Title)
        .Add("state", "state", State)
        .Add("files", "files", Files.Count)
        .Add("bytes", "bytes to fetch", Files.Where(file => !file.Verified).Sum(file => file.File.Length))
        .Add("advice", "what to do", Advice);

    public IEnumerable<CommandResult> FileRows() => Files.Select(file =>
    {
        var report = new CommandResult()
            .Add("dataset", "data set", Source.Name)
            .Add("file", "file", file.File.Name)
            .Add("state", "state", file.Path is null ? "missing" : file.Verified ? "verified" : "damaged");
        return Text(Text(report, "path", "where", file.Path), "sha256", null, file.Sha256).Add("published", null, file.File.Sha256);
    });

    private static CommandResult Text(CommandResult report, string key, string? label, string? text) =>
        text is null && label is null ? report.AddMissing(key) : report.Add(key, label, text ?? "");
}
