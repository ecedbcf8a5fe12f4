using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction;

namespace IDropTheory.Experiments.Page;

/// <summary>The section of a study: claim and measurement, plots, tables, remarks, runs, provenance.</summary>
internal static class StudySection
{
    private const int MostRunsInView = 12;
    private const int LongestUnbroken = 32;

    public static Html Of(StudyRecord study, string anchor) => $"""
        <section id="{anchor}">
        <h2>{study.Figure.Title} <span class="soft">({study.Figure.Id})</span></h2>
        <p class="meta">{Summary(study)}</p>
        <p>{Badge(study)}{Smoke(study)}</p>
        <dl><dt>the paper claims</dt><dd>{study.Figure.Claim}</dd>{Measured(study)}</dl>
        {(study.Outcome is { } outcome ? Body(outcome) : Html.Empty)}
        {Runs(study)}
        <h3>Provenance</h3>
        {ProvenanceList.Of(study)}
        </section>

        """;

    private static string Summary(StudyRecord study) =>
        $"Preset {Label.Of(study.Settings.Preset)}; images: {study.Settings.Dataset}; seeds: {string.Join(", ", study.Settings.Seeds)}; "
        + string.Create(CultureInfo.InvariantCulture, $"{study.Finished} of {study.Runs.Length} runs finished");

    /// <summary>The verdict as a coloured label.</summary>
    public static Html Badge(StudyRecord study) =>
        $"""<span class="badge {(study.Outcome is { } outcome ? Label.Of(outcome.Verdict) : "open")}">{study.VerdictLabel}</span>""";

    /// <summary>A picture whose text stays text.</summary>
    public static Html Picture(Picture picture, string caption = "") => $"""
        <figure>{Html.Trusted(SvgImage.Of(picture.Draw()))}{Html.Caption(caption)}</figure>

        """;

    /// <remarks>Runs that have not begun are left out. A long table is folded, because it hides what comes after it.</remarks>
    private static Html Runs(StudyRecord study)
    {
        var begun = study.Runs.Where(run => run.Epochs.Length > 0).ToList();
        if (begun.Count == 0) return Html.Empty;
        if (begun.Count <= MostRunsInView) return $"<h3>Runs</h3>{RunTable.Of(begun)}";
        return $"<h3>Runs</h3><details><summary>{begun.Count} runs, epoch by epoch</summary>{RunTable.Of(begun)}</details>";
    }

    private static Html Smoke(StudyRecord study) => study.Settings.Preset == Preset.Smoke
        ? (Html)$" A smoke run shows that everything works, and nothing about the paper."
        : Html.Empty;

    private static Html Measured(StudyRecord study) => study.Outcome is { } outcome
        ? (Html)$"<dt>the paper reports</dt><dd>{outcome.Paper}</dd><dt>measured here</dt><dd>{outcome.Ours}</dd>"
        : $"<dt>measured here</dt><dd>{study.Missing}</dd>";

    private static Html Body(FigureOutcome outcome) => $"""
        <div class="plots">{Html.Each(outcome.Plots, picture => Picture(picture))}</div>
        {Html.Each(outcome.Tables, Table)}
        {(outcome.Remarks.Length == 0 ? Html.Empty : Remarks(outcome.Remarks))}

        """;

    private static Html Remarks(IEnumerable<string> remarks) =>
        $"<h3>What to know</h3><ul>{Html.Each(remarks, remark => $"<li>{remark}</li>")}</ul>";

    private static Html Table(FigureTable table) => Html.Table(
        table.Title,
        Html.Each(table.Columns, column => $"<th>{column}</th>"),
        Html.Each(table.Rows, row => $"<tr>{Html.Each(row, Cell)}</tr>"));

    private static Html Cell(string cell) =>
        cell.Length > LongestUnbroken ? $"""<td class="text">{cell}</td>""" : (Html)$"<td>{cell}</td>";
}
