using System.Text;
using IDropTheory.Experiments.Plots;
using IDropTheory.Verification;

namespace IDropTheory.Experiments.Page;

/// <summary>The report about a folder of results: one page that needs no other file, well-formed as HTML and as XML.</summary>
internal static class ReportPage
{
    /// <summary>The usual name of the file.</summary>
    public const string Name = "report.html";

    // The first lines of the page name its generator.
    private static readonly byte[] Mark = Encoding.UTF8.GetBytes("<meta name=\"generator\" content=\"idrop\" />");

    /// <summary>Reads the results, writes the page, and writes the plots of each study into its folder.</summary>
    /// <returns>What is on the page.</returns>
    /// <exception cref="UserError">There are no results, a file cannot be read, or the page cannot be written.</exception>
    public static CommandResult Write(ResultsFolder results, string file)
    {
        if (!Directory.Exists(results.Path))
            throw new UserError($"{results.Path} is not a folder; name the folder that `idrop run` or `idrop reproduce` wrote to.");
        return Write(results, results.ReadStudies(), file);
    }

    /// <summary>Writes the page about some studies, with the checks and toy problems of the folder.</summary>
    /// <inheritdoc cref="Write(ResultsFolder, string)"/>
    public static CommandResult Write(ResultsFolder results, ImmutableArray<StudyRecord> studies, string file)
    {
        var (checks, toys) = (results.ReadChecks(), results.ReadToys());
        if (studies.IsEmpty && checks.IsEmpty && toys.IsEmpty)
            throw new UserError($"{results.Path} holds no results; name the folder that `idrop run` or `idrop reproduce` wrote to.");
        foreach (var study in studies)
            PlotFiles.Write(Path.Combine(results.Path, study.Path), study.Figure.Id, study.Outcome?.Plots ?? []);
        OwnFile.Write(file, Encoding.UTF8.GetBytes(Page(studies, checks, toys)), Mark);
        int Count(CheckOutcome outcome) => checks.Count(check => check.Outcome == outcome);
        return new CommandResult { ExitCode = ExitCode.OfChecks(Count(CheckOutcome.Failed), Count(CheckOutcome.Undecided)) }
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

    private static string Page(ImmutableArray<StudyRecord> studies, ImmutableArray<Check> checks, ImmutableArray<ToyRecord> toys)
    {
        Html page = $"""
            <!DOCTYPE html>
            <html xmlns="http://www.w3.org/1999/xhtml" lang="en">
            <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="generator" content="idrop" />
            <title>Information Dropout, reproduced</title>
            <style>
            {Html.Trusted(ReportStyle.Css)}
            </style>
            </head>
            <body><main>
            <h1>Information Dropout, reproduced</h1>
            {Opening.Of(studies, checks)}
            {ChecksSection.Errata(checks)}
            {Contents(studies)}
            {Html.Each(studies.Index(), entry => StudySection.Of(entry.Item, Anchor(entry.Index)))}
            {Toys(toys)}
            {ChecksSection.All(checks)}
            </main></body>
            </html>

            """;
        return page.ToString();
    }

    private static Html Contents(ImmutableArray<StudyRecord> studies) => studies.IsEmpty ? Html.Empty : $"""
        <section id="figures">
        <h2>The figures of the paper</h2>
        <ul class="contents">{Html.Each(studies.Index(), entry => ContentsEntry(entry.Item, Anchor(entry.Index)))}</ul>
        </section>

        """;

    private static Html ContentsEntry(StudyRecord study, string anchor) => $"""
        <li>{StudySection.Badge(study)} <a href="#{anchor}">{study.Figure.Title}</a>
        <span class="meta">{study.Figure.Id}, {Label.Of(study.Settings.Preset)}, {study.Settings.Dataset}</span></li>

        """;

    private static Html Toys(ImmutableArray<ToyRecord> toys) => toys.IsEmpty ? Html.Empty : $"""
        <section id="toys">
        <h2>Small problems with known answers</h2>
        <p>Solved exactly: each has a closed form that the general solver must find, with a proof that nothing is better.</p>
        <div class="plots">{Html.Each(toys, toy => PictureFigure.Of(toy.Plot, toy.Sentence))}</div>
        </section>

        """;

    private static string Anchor(int index) => Invariant($"study-{index + 1}");
}
