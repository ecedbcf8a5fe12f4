using IDropTheory.Verification;

namespace IDropTheory.Experiments.Page;

/// <summary>The outcome of <c>verify</c>: the misprints that it refutes, and every check.</summary>
internal static class ChecksSection
{
    public static Html Of(IReadOnlyList<Check> checks)
    {
        if (checks.Count == 0) return Html.Empty;
        var failed = checks.Count(check => !check.Passed);
        var misprints = checks.Where(check => check.Printed is not null).OrderBy(check => check.Id, StringComparer.Ordinal).ToArray();
        return $"""
            <section id="checks">
            <h2>The paper's formulas, checked</h2>
            <p>{(failed == 0
                ? $"All {checks.Count} checks passed: each compares a value of the library with an independent computation."
                : $"{failed} of {checks.Count} checks failed.")} Amounts of information are in nats.</p>
            <h3>Errata: what the paper prints and what is derived</h3>
            <p>{MisprintsPass}</p>
            {Html.Table("", $"{Head}{Number("printed")}{Number("derived")}{Foot}", Html.Each(misprints, Misprint), "statements")}
            <details><summary>All {checks.Count} checks</summary>
            {Html.Table("", $"{Head}{Number("computed")}{Foot}", Html.Each(checks, check => Row(check, Html.Empty)), "statements")}
            </details>
            </section>

            """;
    }

    private const string MisprintsPass =
        "A check of this kind passes only if the derived formula agrees with the independent reference and the printed one does not.";

    private static Html Head => $"<th></th><th>check</th><th>statement</th>";

    private static Html Foot => $"{Number("reference")}<th>how sure</th>";

    private static Html Number(string title) => $"""<th class="number">{title}</th>""";

    private static Html Misprint(Check check) => Row(check, $"""<td class="number">{Numbers.Short(check.Printed!.Value)}</td>""");

    private static Html Sure(Check check) => $"""<td class="sure">{check.Sureness}</td>""";

    private static Html Row(Check check, Html printed) => $"""
        <tr><td>{Badge(check)}</td><td>{check.Id}</td><td class="statement">{Statement(check)}</td>{printed}
        <td class="number">{Numbers.Short(check.Computed)}</td><td class="number">{Numbers.Short(check.Reference)}</td>{Sure(check)}</tr>

        """;

    private static Html Badge(Check check) =>
        check.Passed ? (Html)$"""<span class="badge pass">pass</span>""" : $"""<span class="badge fail">FAIL</span>""";

    private static string Statement(Check check) => check.Failure is { } failure ? $"{check.Statement}: {failure}" : check.Statement;
}
