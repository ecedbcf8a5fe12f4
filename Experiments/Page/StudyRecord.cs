using System.Collections.Immutable;
using IDropTheory.Experiments.Reproduction;
using IDropTheory.Experiments.Reproduction.Figures;
using IDropTheory.Experiments.Runs;
using IDropTheory.Experiments.Runs.Settings;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Experiments.Page;

/// <summary>What the folder of a study holds: its outcome, or the reason why there is none yet.</summary>
/// <param name="Path">Its folder, relative to the folder of all results.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Figure">The figure.</param>
/// <param name="Outcome">The measurement; null if too few runs are finished.</param>
/// <param name="Missing">Why there is no outcome; null if there is one.</param>
/// <param name="Runs">The runs that are known to be needed.</param>
internal sealed record StudyRecord(
    string Path, StudySettings Settings, Figure Figure, FigureOutcome? Outcome, string? Missing, ImmutableArray<RunRecord> Runs)
{
    /// <summary>Reads a study.</summary>
    /// <exception cref="UserError">A file of it cannot be read, or its figure is unknown.</exception>
    public static StudyRecord Read(StudyFolder directory, string root)
    {
        var path = System.IO.Path.GetRelativePath(root, directory.Path);
        var settings = directory.ReadSettings();
        var figure = FigureCatalogue.Named(settings.Figure);
        ImmutableArray<RunRecord> runs = [];
        try
        {
            runs = [.. figure.Plan(settings, directory).Select(run => RunRecord.Read(directory.Of(run), run))];
            return new(path, settings, figure, figure.Measure(settings, directory), null, runs);
        }
        catch (UserError tooLittle)
        {
            return new(path, settings, figure, null, tooLittle.Message, runs);
        }
    }

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
internal sealed record RunRecord(RunSettings Settings, IReadOnlyList<EpochRecord> Epochs, RunResult? Result, RunManifest? Manifest)
{
    public static RunRecord Read(RunFolder directory, RunSettings settings) => directory.IsFinished
        ? new(settings, directory.ReadMetrics(), directory.ReadResult(), directory.ReadManifest())
        : new(settings, directory.ReadMetrics(), null, null);
}
