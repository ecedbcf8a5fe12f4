using IDropTheory.Verification;

namespace IDropTheory.Experiments.Page;

/// <summary>The outcome of <c>verify</c>: the misprints that it refutes, and every check.</summary>
internal static class ChecksSection
{
    /// <summary>A card for each misprint that is refuted: what is printed and what is derived.</summary>
    public static Html Errata(IReadOnlyList<Check> checks)
    {
        var misprints = checks.Where(check => check.Printed is not null).OrderBy(check => check.Id, StringComparer.Ordinal).ToArray();
        return misprints.Length == 0 ? Html.Empty : $"""
            <section id="errata">
            <h2>What the paper prints, and what follows</h2>
            <p>Each check passes only if the derived formula agrees with an independent reference and the printed one does not.</p>
            <div class="cards">{Html.Each(misprints, Card)}</div>
            </section>

            """;
    }

    /// <summary>Every check.</summary>
    public static Html All(IReadOnlyList<Check> checks)
    {
        if (checks.Count == 0) return Html.Empty;
        int Count(CheckOutcome outcome) => checks.Count(check => check.Outcome == outcome);
        var (failed, undecided) = (Count(CheckOutcome.Failed), Count(CheckOutcome.Undecided));
        return $"""
            <section id="checks">
            <h2>Every check</h2>
            <p>{(failed > 0 ? $"{failed} of {checks.Count} checks failed."
                : undecided > 0 ? $"No check failed; {undecided} of {checks.Count} had too few samples to decide."
                : $"All {checks.Count} checks passed: each compares a value of the library with an independent computation.")}
            Amounts of information are in nats.</p>
            <details><summary>All {checks.Count} checks</summary>
            {Html.Table("", $"<th></th><th>check</th><th>statement</th>{Number("computed")}{Number("reference")}<th>how sure</th>",
                Html.Each(checks, Row), "statements")}
            </details>
            </section>

            """;
    }

    private static Html Card(Check check) => $"""
        <article class="card"><p><b>{check.Id}</b> {Badge(check, "refuted")}</p><p>{Statement(check)}</p>
        <p class="meta">printed {Numbers.Short(check.Printed!.Value)}, derived {Numbers.Short(check.Computed)}</p></article>

        """;

    private static Html Number(string title) => $"""<th class="number">{title}</th>""";

    private static Html Row(Check check) => $"""
        <tr><td>{Badge(check)}</td><td>{check.Id}</td><td class="statement">{Statement(check)}</td>
        <td class="number">{Numbers.Short(check.Computed)}</td><td class="number">{Numbers.Short(check.Reference)}</td>
        <td class="sure">{check.Sureness}</td></tr>

        """;

    private static Html Badge(Check check, string passed = "pass") => check.Outcome switch
    {
        CheckOutcome.Passed => $"""<span class="badge pass">{passed}</span>""",
        CheckOutcome.Failed => $"""<span class="badge fail">FAIL</span>""",
        _ => $"""<span class="badge">undecided</span>""",
    };

    private static string Statement(Check check) => check.Failure is { } failure ? $"{check.Statement}: {failure}" : check.Statement;
}
