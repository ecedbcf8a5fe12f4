using System.Text;
using IDropTheory.Experiments.Output;
using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Experiments.Page;

/// <summary>Writes the report of a folder of results.</summary>
internal static class ReportFile
{
    /// <summary>Its usual name.</summary>
    public const string Name = "report.html";

    // The page names its generator in its first lines.
    private static readonly byte[] Mark = Encoding.UTF8.GetBytes("<meta name=\"generator\" content=\"idrop\" />");

    /// <summary>Reads the results, writes the page, and the plots beside their runs, and says what is on it.</summary>
    /// <exception cref="UserError">There is nothing to report, a file cannot be read, or the page cannot be written.</exception>
    public static CommandResult Write(ResultsFolder results, string file)
    {
        if (!Directory.Exists(results.Path))
            throw new UserError($"{results.Path} is no folder; name the folder that `idrop run` or `idrop reproduce` wrote to.");
        var (studies, checks, toys) = (results.ReadStudies(), results.ReadChecks(), results.ReadToys());
        if (studies.IsEmpty && checks.IsEmpty && toys.IsEmpty)
            throw new UserError($"{results.Path} holds no results; name the folder that `idrop run` or `idrop reproduce` wrote to.");
        foreach (var study in studies)
            PlotFiles.Write(Path.Combine(results.Path, study.Path), study.Figure.Id, study.Outcome?.Plots ?? []);
        OwnFile.Write(file, Encoding.UTF8.GetBytes(ReportPage.Of(studies, checks, toys)), Mark);
        return new CommandResult { ExitCode = checks.All(check => check.Passed) ? ExitCode.Success : ExitCode.CheckFailed }
            .Add("report", "report", file)
            .Add("checksPassed", "checks passed", checks.Count(check => check.Passed))
            .Add("checksFailed", "checks failed", checks.Count(check => !check.Passed))
            .Add("toys", "toy problems", toys.Length)
            .Add("studies", "studies", [.. studies.Select(study => Entry(study, results))]);
    }

    private static CommandResult Entry(StudyRecord study, ResultsFolder results) => new CommandResult()
        .Add("id", "figure", study.Figure.Id)
        .Add("preset", "preset", Label.Of(study.Settings.Preset))
        .Add("dataset", "images", study.Settings.Dataset)
        .Add("verdict", "verdict", study.Outcome is { } outcome ? Label.Of(outcome.Verdict) : "not-measured")
        .Add("finished", "runs finished", study.Finished)
        .Add("runs", "runs known", study.Runs.Length)
        .Add("claim", null, study.Figure.Claim)
        .Add("paper", null, study.Outcome?.Paper ?? "")
        .Add("ours", null, study.Outcome?.Ours ?? study.Missing ?? "")
        .Add("folder", "folder", Path.Combine(results.Path, study.Path));
}
