using IDropTheory.Experiments.Reproduction;
using IDropTheory.Experiments.Reproduction.Claims;

namespace IDropTheory.Experiments.Page;

/// <summary>The section of a study: claim and measurement, plots, tables, remarks, runs, provenance.</summary>
internal static class StudySection
{
    private const int LongestUnbroken = 32;

    public static Html Of(StudyRecord study, string anchor) => $"""
        <section id="{anchor}">
        <h2>{study.Figure.Title} <span class="soft">({study.Figure.Id})</span></h2>
        <p>{Badge(study)} <span class="meta">{Summary(study)}</span>{Smoke(study)}</p>
        <dl><dt>the paper claims</dt><dd>{study.Figure.Claim}</dd>{Measured(study)}</dl>
        {(study.Outcome is { } outcome ? Body(study, outcome) : Html.Empty)}
        {Runs(study)}
        {Fold("Provenance: command, commit, versions, machine, images", ProvenanceList.Of(study))}
        </section>

        """;

    private static string Summary(StudyRecord study) =>
        $"Preset {Label.Of(study.Settings.Preset)}; images: {study.Settings.Dataset}; seeds: {string.Join(", ", study.Settings.Seeds)}; "
        + string.Create(CultureInfo.InvariantCulture, $"{study.Finished} of {study.Runs.Length} runs finished");

    /// <summary>The verdict as a coloured label.</summary>
    public static Html Badge(StudyRecord study) =>
        $"""<span class="badge {(study.Outcome is { } outcome ? Label.Of(outcome.Verdict) : "open")}">{study.VerdictLabel}</span>""";

    /// <remarks>Runs that have not begun are left out.</remarks>
    private static Html Runs(StudyRecord study)
    {
        var begun = study.Runs.Where(run => run.Epochs.Length > 0).ToList();
        return begun.Count == 0 ? Html.Empty
            : Fold($"{begun.Count} {(begun.Count == 1 ? "run" : "runs")} with their learning curves", RunTable.Of(begun));
    }

    private static Html Fold(string title, Html content) => $"<details><summary>{title}</summary>\n{content}</details>\n";

    private static Html Smoke(StudyRecord study) => study.Settings.Preset == Preset.Smoke
        ? (Html)$" A smoke run shows that everything works, and nothing about the paper."
        : Html.Empty;

    private static Html Measured(StudyRecord study) => study.Outcome is { } outcome
        ? (Html)$"""
            <dt>the paper reports</dt><dd>{outcome.Paper}</dd>
            <dt>measured here</dt><dd><ul class="measured">{Statements(outcome)}</ul></dd>
            """
        : $"<dt>measured here</dt><dd>{study.Missing}</dd>";

    private static Html Statements(FigureOutcome outcome) =>
        $"{Html.Each(outcome.Statements, Statement)}{Html.Each(outcome.Sentences, sentence => $"<li>{sentence}</li> ")}";

    private static Html Statement(Statement statement) => $"""
        <li>{statement.Text}: {Mark(statement.Support)} ({statement.Measured}).</li>
        """;

    private static Html Mark(Support support) => $"""<span class="support {Label.Of(support)}">{Label.Of(support)}</span>""";

    private static Html Body(StudyRecord study, FigureOutcome outcome) => $"""
        {Html.Each(outcome.Plots.Take(1), picture => PictureFigure.Of(picture))}
        {(outcome.Remarks.Length == 0 ? Html.Empty : Remarks(outcome.Remarks))}
        {(outcome.Plots.Length > 1 ? Fold(
            outcome.Plots.Length == 2 ? "One more picture" : $"{outcome.Plots.Length - 1} more pictures",
            $"""<div class="plots">{Html.Each(outcome.Plots.Skip(1), picture => PictureFigure.Of(picture))}</div>""") : Html.Empty)}
        {Html.Each(outcome.Tables, table => Fold($"Table: {table.Title}", Table(table)))}
        <p class="meta">The pictures as files: {Files(study, outcome)}.</p>

        """;

    // Beside the page, where the studies are.
    private static Html Files(StudyRecord study, FigureOutcome outcome) => Html.Each(
        outcome.Plots.Index(), picture => $"""
        {(picture.Index > 0 ? "; " : "")}{picture.Index + 1} as <a href="{File(study, picture.Index, "csv")}">CSV</a>,
        <a href="{File(study, picture.Index, "png")}">PNG</a>, <a href="{File(study, picture.Index, "svg")}">SVG</a>
        """);

    private static string File(StudyRecord study, int index, string ending) =>
        $"{study.Path.Replace('\\', '/')}/{study.Figure.Id}-{(index + 1).ToString(CultureInfo.InvariantCulture)}.{ending}";

    private static Html Remarks(IEnumerable<string> remarks) =>
        $"<h3>What to know</h3><ul>{Html.Each(remarks, remark => $"<li>{remark}</li>")}</ul>";

    private static Html Table(FigureTable table) => Html.Table(
        "",
        Html.Each(table.Columns, column => $"<th>{column}</th>"),
        Html.Each(table.Rows, row => $"<tr>{Html.Each(row, Cell)}</tr>"));

    private static Html Cell(string cell) =>
        cell.Length > LongestUnbroken ? $"""<td class="text">{cell}</td>""" : (Html)$"<td>{cell}</td>";
}
