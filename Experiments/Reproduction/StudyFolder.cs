using IDropTheory.Experiments.Runs;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>The runs of a study that have ended.</summary>
internal interface IFinishedRuns
{
    /// <summary>Why a run failed, or null if it did not, or is to be tried again.</summary>
    RunFailure? Failure(RunSettings run);

    /// <summary>The result of a run, or null while it is not finished.</summary>
    RunResult? Result(RunSettings run);

    /// <summary>What was measured of a run, or null while it was not.</summary>
    T? Measured<T>(RunSettings run, Measurement<T> measurement)
        where T : class;
}

/// <summary>The folder of a study: study.json and, for each run, a folder named by the hash of its settings.</summary>
/// <param name="path">The folder.</param>
internal sealed class StudyFolder(string path) : IFinishedRuns
{
    private const string FileName = "study.json";

    public string Path { get; } = path;

    // A link may lead out of the folder, or round in a circle.
    private static readonly EnumerationOptions WithoutLinks = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    /// <summary>Every study in a folder or below it; links are not followed.</summary>
    public static IEnumerable<StudyFolder> FindAll(string root) =>
        Directory.EnumerateFiles(root, FileName, WithoutLinks)
            .Order(StringComparer.Ordinal)
            .Select(file => new StudyFolder(System.IO.Path.GetDirectoryName(file)!));

    /// <summary>What the study was asked for.</summary>
    /// <exception cref="UserError">study.json cannot be read.</exception>
    public StudySettings ReadSettings() => RunJson.Read<StudySettings>(System.IO.Path.Combine(Path, FileName));

    /// <summary>Writes what the study is asked for; the runs in the folder stay, and are used.</summary>
    public void Write(StudySettings settings)
    {
        Directory.CreateDirectory(Path);
        WholeFile.Write(System.IO.Path.Combine(Path, FileName), RunJson.Text(settings));
    }

    /// <summary>The folder of a run, whether it exists or not.</summary>
    public RunFolder Of(RunSettings run) => new(System.IO.Path.Combine(Path, run.Hash));

    /// <summary>Gets or creates the run's folder, copying a matching run from a sibling study if there is one.</summary>
    public RunFolder Begin(PlannedRun run)
    {
        var mine = Of(run.Settings);
        if (!mine.IsBegun && Siblings(run.Settings).FirstOrDefault(other =>
            other.Offers(run.Measurements)) is { } twin) mine.CopyFrom(twin);
        mine = RunFolder.Begin(mine.Path, run.Settings);
        mine.Want(run.Measurements);
        return mine;
    }

    /// <summary>Forgets the failures of all runs that no process has, so that they are tried again.</summary>
    public void ForgetFailures()
    {
        foreach (var run in Directory.EnumerateDirectories(Path).Select(run => new RunFolder(run)))
        {
            if (run.ReadFailure() is not { } failure || ClaimedRun.TryTake(run) is not { } mine) continue;
            using (mine)
            {
                if (failure.Diverged) mine.SetCheckpointAside();
                mine.ForgetFailure();
            }
        }
    }

    public RunFailure? Failure(RunSettings run) => Of(run).ReadFailure() is { IsFinal: true } failure ? failure : null;

    public T? Measured<T>(RunSettings run, Measurement<T> measurement)
        where T : class => Of(run).ReadMeasured(measurement);

    public RunResult? Result(RunSettings run) => Of(run) is { IsFinished: true } finished ? finished.ReadResult() : null;

    private IEnumerable<RunFolder> Siblings(RunSettings run) =>
        System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path)) is { } folder
            ? Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Select(study => new StudyFolder(study).Of(run))
            : [];
}
