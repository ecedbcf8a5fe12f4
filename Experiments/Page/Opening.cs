using IDropTheory.Experiments.Reproduction.Claims;
using IDropTheory.Verification;

namespace IDropTheory.Experiments.Page;

/// <summary>The first sentences of the report: what was done, what came out, and how to do it again.</summary>
internal static class Opening
{
    public static Html Of(ImmutableArray<StudyRecord> studies, ImmutableArray<Check> checks) => $"""
        <p class="lead">The formulas of Information Dropout (Achille and Soatto, 2018) checked by machine, and its figures measured again.
        {Proved(checks)}{Measured(studies)}</p>
        {Waiting(studies)}
        <p class="meta">{Effort(studies)}Do it yourself: <code>idrop reproduce</code> checks everything and runs a quick version of every
        figure in minutes, without any data.</p>

        """;

    private static string Proved(ImmutableArray<Check> checks)
    {
        if (checks.IsEmpty) return "";
        var passed = checks.Count(check => check.Passed);
        var misprints = checks.Count(check => check.Passed && check.Printed is not null);
        return $"{(passed == checks.Length ? $"All {passed}" : $"{passed} of {checks.Length}")} checks pass, each a value of the library "
            + $"against an independent computation; {misprints} of them refute a formula as it is printed. ";
    }

    private static string Measured(ImmutableArray<StudyRecord> studies)
    {
        var verdicts = studies.Select(study => study.Outcome?.Verdict).OfType<Verdict>().ToArray();
        if (verdicts.Length == 0) return "";
        string Count(Verdict verdict, string one, string several) =>
            verdicts.Count(v => v == verdict) is > 0 and var count ? $"{count} {(count == 1 ? one : several)}" : "";
        string[] counts =
        [
            Count(Verdict.Agrees, "agrees with the paper", "agree with the paper"),
            Count(Verdict.Partly, "agrees in part", "agree in part"),
            Count(Verdict.Contradicted, "contradicts it", "contradict it"),
            Count(Verdict.TooFewRuns, "has too few runs to tell", "have too few runs to tell"),
            Count(Verdict.NoClaim, "tests no claim of it", "test no claim of it"),
        ];
        return $"Of {verdicts.Length} {(verdicts.Length == 1 ? "study" : "studies")} "
            + $"{string.Join(", ", counts.Where(count => count.Length > 0))}.";
    }

    private static Html Waiting(ImmutableArray<StudyRecord> studies) => studies.Count(study => study.IsToCome) is > 0 and var waiting
        ? (Html)$"<p>{waiting} of {studies.Length} figures are still to come. This page is written again after each: reload it.</p>"
        : Html.Empty;

    private static string Effort(ImmutableArray<StudyRecord> studies)
    {
        var results = studies.SelectMany(study => study.Runs).Select(run => run.Result).OfType<Runs.RunResult>().ToArray();
        return results.Length == 0 ? ""
            : $"{results.Length} trainings, {ProvenanceList.Duration(results.Sum(result => result.Seconds))} in all. ";
    }
}
