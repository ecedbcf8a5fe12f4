namespace IDropTheory.Experiments;

/// <summary>The folder of a study: study.json and, for each run, a folder named by the hash of its settings.</summary>
/// <param name="path">The folder.</param>
internal sealed class StudyDirectory(string path) : IFinishedRuns
{
    private const string FileName = "study.json";

    public string Path { get; } = path;

    /// <summary>Every study in a folder or below it.</summary>
    public static IEnumerable<StudyDirectory> FindAll(string root) =>
        Directory.EnumerateFiles(root, FileName, SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(file => new StudyDirectory(System.IO.Path.GetDirectoryName(file)!));

    /// <summary>A folder for a study; the runs that an earlier study left in it are used.</summary>
    /// <exception cref="UsageException">The figure cannot be made of such settings; the folder is left as it was.</exception>
    public static StudyDirectory Begin(string path, Figure figure, StudySettings settings)
    {
        var study = new StudyDirectory(path);
        figure.Plan(settings, study);
        Directory.CreateDirectory(path);
        RunDirectory.Write(System.IO.Path.Combine(path, FileName), RunJson.Text(settings));
        return study;
    }

    public StudySettings ReadSettings()
    {
        var file = System.IO.Path.Combine(Path, FileName);
        return RunJson.Parse<StudySettings>(File.ReadAllText(file), file);
    }

    /// <summary>The folder of a run, whether it exists or not.</summary>
    public RunDirectory Of(RunSettings run) => new(System.IO.Path.Combine(Path, run.Hash));

    /// <summary>The folder of a run, begun if it was not: from the same run of another study of this folder's folder, where there is one.</summary>
    public RunDirectory Begin(RunSettings run, IReadOnlyList<Measurement> measurements)
    {
        var mine = Of(run);
        if (!mine.IsBegun && Siblings(run).FirstOrDefault(other => other.Offers(measurements)) is { } twin) mine.CopyFrom(twin);
        mine = RunDirectory.Begin(mine.Path, run);
        mine.Want(measurements);
        return mine;
    }

    private IEnumerable<RunDirectory> Siblings(RunSettings run) =>
        System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path)) is { } folder
            ? Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Select(study => new StudyDirectory(study).Of(run))
            : [];

    public T? Measured<T>(RunSettings run, Measurement<T> measurement)
        where T : class => Of(run).ReadMeasured(measurement);

    public RunResult? Result(RunSettings run) => Of(run) is { IsFinished: true } finished ? finished.ReadResult() : null;
}
