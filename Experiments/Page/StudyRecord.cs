using IDropTheory.Experiments.Reproduction;
using IDropTheory.Experiments.Reproduction.Figures;
using IDropTheory.Experiments.Runs;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Page;

/// <summary>What the folder of a study holds: its outcome, or the reason why there is none yet.</summary>
/// <param name="Path">Its folder, relative to the folder of all results.</param>
/// <param name="Study">The study.</param>
/// <param name="Outcome">The measurement; null if too few runs are finished.</param>
/// <param name="Missing">Why there is no outcome; null if there is one.</param>
/// <param name="Runs">The runs that are known to be needed.</param>
internal sealed record StudyRecord(
    string Path, Study Study, FigureOutcome? Outcome, string? Missing, EquatableArray<RunRecord> Runs)
{
    /// <summary>Reads a study.</summary>
    /// <exception cref="UserError">A file of it cannot be read, or its figure is unknown.</exception>
    public static StudyRecord Read(StudyFolder folder, string root)
    {
        var path = System.IO.Path.GetRelativePath(root, folder.Path);
        var settings = folder.ReadSettings();
        var study = new Study(FigureCatalogue.Named(settings.Figure), settings, folder);
        ImmutableArray<RunRecord> runs = [];
        try
        {
            runs = [.. study.Plan().Select(run => RunRecord.Read(folder.Of(run.Settings), run.Settings))];
            return new(path, study, study.Measure(), null, runs);
        }
        catch (UserError tooLittle)
        {
            return new(path, study, null, tooLittle.Message, runs);
        }
    }

    /// <summary>A study of which nothing is read: its runs are still to come.</summary>
    public static StudyRecord ToCome(Study study, string root) => new(
        System.IO.Path.GetRelativePath(root, study.Folder.Path), study, null, StillToCome,
        [.. study.Plan().Select(run => new RunRecord(run.Settings, [], null, null, false))]);

    /// <summary>Whether its runs are still to come.</summary>
    public bool IsToCome => Missing == StillToCome;

    private const string StillToCome = "still to come";

    /// <summary>What is studied.</summary>
    public Figure Figure => Study.Figure;

    /// <summary>What was asked for.</summary>
    public StudySettings Settings => Study.Settings;

    /// <summary>Number of finished runs.</summary>
    public int Finished => Runs.Count(run => run.Result is not null);

    /// <summary>The verdict for a reader.</summary>
    public string VerdictLabel => Outcome is { } outcome ? Label.Of(outcome.Verdict).Replace('-', ' ') : "not measured yet";
}

/// <summary>What the folder of a run holds.</summary>
/// <param name="Settings">Its settings.</param>
/// <param name="Epochs">The epochs that are complete.</param>
/// <param name="Result">Its result; null until it is finished.</param>
/// <param name="Manifest">Its provenance; null until it is finished.</param>
/// <param name="Failed">Whether it failed for good.</param>
internal sealed record RunRecord(
    RunSettings Settings, EquatableArray<EpochRecord> Epochs, RunResult? Result, RunManifest? Manifest, bool Failed)
{
    public static RunRecord Read(RunFolder folder, RunSettings settings) => folder.IsFinished
        ? new(settings, [.. folder.ReadMetrics()], folder.ReadResult(), folder.ReadManifest(), folder.IsFailed)
        : new(settings, [.. folder.ReadMetrics()], null, null, folder.IsFailed);
}
