using IDropTheory.Experiments.Text;
using IDropTheory.Experiments.Verification;

namespace IDropTheory.Experiments.Page;

/// <summary>The report: one page that needs nothing else, well-formed as HTML and as XML.</summary>
internal static class ReportPage
{
    public static string Of(ImmutableArray<StudyRecord> studies, ImmutableArray<Check> checks, ImmutableArray<ToyRecord> toys)
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
            <p class="soft">What the paper claims (Achille and Soatto, 2018) beside what was measured here.</p>
            {Summary(studies)}
            {Html.Each(studies.Index(), entry => StudySection.Of(entry.Item, Anchor(entry.Index)))}
            {ChecksSection.Of(checks)}
            {Toys(toys)}
            </main></body>
            </html>

            """;
        return page.ToString();
    }

    private static Html Summary(ImmutableArray<StudyRecord> studies) => studies.IsEmpty ? Html.Empty : $"""
        <table class="summary">
        <thead><tr><th>figure</th><th>the paper claims</th><th>the paper reports</th><th>measured here</th><th>verdict</th></tr></thead>
        <tbody>{Html.Each(studies.Index(), entry => SummaryRow(entry.Item, Anchor(entry.Index)))}</tbody>
        </table>

        """;

    private static Html SummaryRow(StudyRecord study, string anchor) => $"""
        <tr><td data-label="figure"><a href="#{anchor}">{study.Figure.Id}</a><br /><span class="meta">{Label.Of(study.Settings.Preset)}, {study.Settings.Dataset}</span></td>
        <td data-label="the paper claims">{study.Figure.Claim}</td>
        <td data-label="the paper reports">{study.Outcome?.Paper}</td>
        <td data-label="measured here">{study.Outcome?.Ours ?? study.Missing}</td>
        <td data-label="verdict">{StudySection.Badge(study)}</td></tr>

        """;

    private static Html Toys(ImmutableArray<ToyRecord> toys) => toys.IsEmpty ? Html.Empty : $"""
        <section id="toys">
        <h2>Small problems with known answers</h2>
        <p>Solved exactly: each has a closed form that the general solver must find, with a proof that nothing is better.</p>
        <div class="plots">{Html.Each(toys, toy => StudySection.Picture(toy.Plot, toy.Sentence))}</div>
        </section>

        """;

    private static string Anchor(int index) => FormattableString.Invariant($"study-{index + 1}");
}
