using IDropTheory.Experiments.Reproduction.Figures;
using IDropTheory.Experiments.Reproduction;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Experiments.Page;

/// <summary>What the folder of a study says: its outcome, or why there is none yet.</summary>
/// <param name="Path">Its folder, as seen from the folder of all results.</param>
/// <param name="Study">The study.</param>
/// <param name="Outcome">What was measured; null if there is too little.</param>
/// <param name="Missing">Why there is no outcome; null if there is one.</param>
/// <param name="Runs">The runs that are known to be needed.</param>
internal sealed record StudyRecord(
    string Path, Study Study, FigureOutcome? Outcome, string? Missing, ImmutableArray<RunRecord> Runs)
{
    /// <summary>Reads a study.</summary>
    /// <exception cref="UserError">A file of it cannot be read, or its figure is unknown.</exception>
    public static StudyRecord Read(StudyFolder directory, string root)
    {
        var path = System.IO.Path.GetRelativePath(root, directory.Path);
        var settings = directory.ReadSettings();
        var study = new Study(FigureCatalogue.Named(settings.Figure), settings, directory);
        ImmutableArray<RunRecord> runs = [];
        try
        {
            runs = [.. study.Plan().Select(run => RunRecord.Read(directory.Of(run.Settings), run.Settings))];
            return new(path, study, study.Measure(), null, runs);
        }
        catch (UserError tooLittle)
        {
            return new(path, study, null, tooLittle.Message, runs);
        }
    }

    /// <summary>What is studied.</summary>
    public Figure Figure => Study.Figure;

    /// <summary>What was asked for.</summary>
    public StudySettings Settings => Study.Settings;

    /// <summary>Number of finished runs.</summary>
    public int Finished => Runs.Count(run => run.Result is not null);

    /// <summary>Verdict of the measurement, or that there is none.</summary>
    public string VerdictWords => Outcome is { } outcome ? Label.Of(outcome.Verdict).Replace('-', ' ') : "not measured yet";
}
