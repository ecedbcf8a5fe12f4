using System.Collections.Immutable;
using IDropTheory.Experiments.Reproduction.Figures;
using IDropTheory.Experiments.Reproduction;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Experiments.Page;

/// <summary>What the folder of a study says: its outcome, or why there is none yet.</summary>
/// <param name="Path">Its folder, as seen from the folder of all results.</param>
/// <param name="Settings">What was asked for.</param>
/// <param name="Figure">What is studied.</param>
/// <param name="Outcome">What was measured; null if there is too little.</param>
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

    /// <summary>Verdict of the measurement, or that there is none.</summary>
    public string VerdictWords => Outcome is { } outcome ? Label.Of(outcome.Verdict).Replace('-', ' ') : "not measured yet";
}
