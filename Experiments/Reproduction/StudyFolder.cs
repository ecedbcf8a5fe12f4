using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;
using IDropTheory.Experiments.Runs;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>The folder of a study: study.json and, for each run, a folder named by the hash of its settings.</summary>
/// <param name="path">The folder.</param>
internal sealed class StudyFolder(string path) : IFinishedRuns
{
    private const string FileName = "study.json";

    public string Path { get; } = path;

    /// <summary>Every study in a folder or below it.</summary>
    public static IEnumerable<StudyFolder> FindAll(string root) =>
        Directory.EnumerateFiles(root, FileName, SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(file => new StudyFolder(System.IO.Path.GetDirectoryName(file)!));

    /// <summary>A folder for a study; the runs that an earlier study left in it are used.</summary>
    /// <exception cref="UserError">The figure cannot be made of such settings; the folder is left as it was.</exception>
    public static StudyFolder Begin(string path, Figure figure, StudySettings settings)
    {
        var study = new StudyFolder(path);
        figure.Plan(settings, study);
        Directory.CreateDirectory(path);
        RunFolder.Write(System.IO.Path.Combine(path, FileName), RunJson.Text(settings));
        return study;
    }

    public StudySettings ReadSettings()
    {
        var file = System.IO.Path.Combine(Path, FileName);
        return RunJson.Parse<StudySettings>(File.ReadAllText(file), file);
    }

    /// <summary>The folder of a run, whether it exists or not.</summary>
    public RunFolder Of(RunSettings run) => new(System.IO.Path.Combine(Path, run.Hash));

    /// <summary>The folder of a run, begun if it was not: from the same run of another study of this folder's folder, where there is one.</summary>
    public RunFolder Begin(RunSettings run, IReadOnlyList<Measurement> measurements)
    {
        var mine = Of(run);
        if (!mine.IsBegun && Siblings(run).FirstOrDefault(other => other.Offers(measurements)) is { } twin) mine.CopyFrom(twin);
        mine = RunFolder.Begin(mine.Path, run);
        mine.Want(measurements);
        return mine;
    }

    private IEnumerable<RunFolder> Siblings(RunSettings run) =>
        System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path)) is { } folder
            ? Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Select(study => new StudyFolder(study).Of(run))
            : [];

    public T? Measured<T>(RunSettings run, Measurement<T> measurement)
        where T : class => Of(run).ReadMeasured(measurement);

    public RunResult? Result(RunSettings run) => Of(run) is { IsFinished: true } finished ? finished.ReadResult() : null;
}
