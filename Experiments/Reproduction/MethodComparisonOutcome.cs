using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;
using IDropTheory.Experiments.Runs;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>The plots, the numbers and the verdict of a <see cref="MethodComparison"/>.</summary>
internal static class MethodComparisonOutcome
{
    // A training whose network gets this share of its own training images wrong has not learned the task.
    private const double FailedError = 0.2;

    private const string InformationLabel = "Information Dropout";

    public static FigureOutcome Of(MethodComparison figure, StudySettings study, IReadOnlyList<MethodComparison.Cell> cells)
    {
        var smallest = cells[0];
        // The claim is about the smallest network first; the rest is said with it, and no noise at all is not part of it.
        var claims = figure.Baselines.Where(b => b.Claim is not null).GroupBy(b => b.Claim).Select(claim => Best(claim, cells)).ToArray();
        string[] labels = [.. claims, .. figure.Baselines.Where(b => b.Claim is null).Select(b => b.Label)];
        (string Against, string Where, PairedDifference Difference)[] comparisons =
        [
            .. from label in labels
               select (label, $"at {figure.SizeLabel(smallest.Size)}",
                   PairedDifference.Of(Errors(smallest.Information), Errors(smallest.Baselines[label]))),
            .. cells.Count < 2 ? [] :
               from label in labels
               select (label, Invariant($"on average over the {cells.Count} sizes"),
                   PairedDifference.Of(MeanErrors(cells.Select(cell => cell.Information)),
                       MeanErrors(cells.Select(cell => cell.Baselines[label])))),
        ];
        var stands = PairedDifference.Holm([.. comparisons.Select(c => c.Difference)]);
        Statement[] statements = [.. comparisons[..claims.Length].Select((c, i) =>
            StatementOf(c.Against, c.Where, c.Difference, stands[i], smallest.Baselines[c.Against].Values.Count(Failed)))];
        return new(
            Statement.Verdict(statements, cells.Count == figure.ScaleOf(study).Sizes.Length
                && cells.All(cell => cell.Has(study.Seeds.Length))),
            figure.Paper,
            string.Join(" ", comparisons.Select((c, i) => Sentence(c.Against, c.Where, c.Difference, stands[i]))),
            [ErrorPlot(figure, study, cells), BetaPlot(figure, study, cells)],
            [Findings.StatementTable(statements), Table(figure, cells), Comparisons(comparisons, stands)],
            Remarks(figure, study, cells));
    }

    /// <summary>What the claim says of one of the other noises. A training that failed is no evidence for anything.</summary>
    internal static Statement StatementOf(string against, string where, PairedDifference difference, bool stands, int failed) => new(
        $"{InformationLabel} has a lower error than {against} {where}",
        Invariant($"difference {100 * difference.Mean:+0.00;-0.00} points, p = {difference.PValue:G2}, ")
            + Invariant($"{difference.Pairs} seeds")
        + (failed > 0 ? $"; {failed} trainings of {against} failed" : ""),
        failed > 0 || !stands ? Support.Undecided : difference.Mean < 0 ? Support.Holds : Support.Contrary);

    private static bool Failed(RunResult result) => result.Train.Error > FailedError;

    /// <summary>The strongest of the noises that stand for one claim, by the validation images.</summary>
    private static string Best(IEnumerable<MethodComparison.Baseline> claim, IReadOnlyList<MethodComparison.Cell> cells) =>
        claim.MinBy(b => cells.Average(cell => cell.Baselines[b.Label].Values.Average(result => result.Validation!.Error)))!.Label;

    private static string Sentence(string against, string where, PairedDifference difference, bool stands) => Invariant(
        $"Against {against} {where} its error is {100 * Math.Abs(difference.Mean):F2} points {(difference.Mean < 0 ? "lower" : "higher")} ")
        + Invariant($"({(stands ? "significant" : "not significant")}, p = {difference.PValue:G2}, {Seeds(difference.Pairs)}).");

    private static string Seeds(int count) => count == 1 ? "1 seed" : $"{count} seeds";

    private static Dictionary<ulong, double> Errors(ImmutableSortedDictionary<ulong, RunResult> results) =>
        results.ToDictionary(r => r.Key, r => r.Value.Test.Error!.Value);

    private static Dictionary<ulong, double> MeanErrors(IEnumerable<ImmutableSortedDictionary<ulong, RunResult>> cells)
    {
        var all = cells.ToArray();
        return all.SelectMany(c => c.Keys).Distinct().Where(seed => all.All(c => c.ContainsKey(seed)))
            .ToDictionary(seed => seed, seed => all.Average(c => c[seed].Test.Error!.Value));
    }

    private static MeanInterval Error(ImmutableSortedDictionary<ulong, RunResult> results) => MeanInterval.Of([.. Errors(results).Values]);

    private static Plot ErrorPlot(MethodComparison figure, StudySettings study, IReadOnlyList<MethodComparison.Cell> cells)
    {
        PlotSeries Series(string label, Func<MethodComparison.Cell, ImmutableSortedDictionary<ulong, RunResult>> results)
        {
            var errors = cells.Select(cell => Error(results(cell))).ToArray();
            return new(label, PlotStyle.Measured, [.. cells.Select(c => c.Size)], [.. errors.Select(e => 100 * e.Mean)])
            {
                Intervals = [.. errors.Select(e => (100 * e.Ends.Low, 100 * e.Ends.High))],
            };
        }

        return new(
            $"Test error on {study.Dataset}, mean and 95% interval over seeds", figure.SizeAxis, "test error (%)",
            [
                .. figure.Baselines.Select(b => Series(b.Label, cell => cell.Baselines[b.Label])),
                Series(InformationLabel, cell => cell.Information),
            ])
        { LogX = true, LogY = true };
    }

    private static Plot BetaPlot(MethodComparison figure, StudySettings study, IReadOnlyList<MethodComparison.Cell> cells) => new(
        $"Choice of beta on the validation images of {study.Dataset}, first seed", "beta", "validation error (%)",
        [
            .. cells.Select(cell => new PlotSeries(
                figure.SizeLabel(cell.Size), PlotStyle.Measured,
                [.. cell.BetasTried.Select(b => b.Beta)], [.. cell.BetasTried.Select(b => 100 * b.Result.Validation!.Error!.Value)])),
        ])
    { LogX = true };

    private static FigureTable Table(MethodComparison figure, IReadOnlyList<MethodComparison.Cell> cells) => FigureTable.Of(
        "Test error, mean ± half of the 95% interval", cells,
        [
            (figure.SizeAxis, cell => $"{cell.Size}"),
            .. figure.Baselines.Select(b =>
                (b.Label, (Func<MethodComparison.Cell, FormattableString>)(cell => $"{Error(cell.Baselines[b.Label]).Percent()}"))),
            (InformationLabel, cell => $"{Error(cell.Information).Percent()}"),
            ("beta", cell => $"{cell.Beta}"),
            ("KL per layer (nats)", cell =>
                $"{string.Join(", ", cell.Information.Values.First().Test.Layers.Select(l => Invariant($"{l.Kl.Value:F0}")))}"),
        ]);

    private static FigureTable Comparisons((string Against, string Where, PairedDifference Difference)[] comparisons, bool[] stands) =>
        FigureTable.Of(
        "Information Dropout against the baselines, paired by seed, Holm's correction at 5%", comparisons.Zip(stands),
        ("against", c => $"{c.First.Against}"), ("where", c => $"{c.First.Where}"),
        ("difference of errors", c => $"{100 * c.First.Difference.Mean:+0.00;-0.00}%"), ("p", c => $"{c.First.Difference.PValue:G2}"),
        ("seeds", c => $"{c.First.Difference.Pairs}"), ("significant", c => $"{(c.Second ? "yes" : "no")}"));

    private static ImmutableArray<string> Remarks(MethodComparison figure, StudySettings study, IReadOnlyList<MethodComparison.Cell> cells)
    {
        var scale = figure.ScaleOf(study);
        var remarks = ImmutableArray.CreateBuilder<string>();
        remarks.Add("beta was chosen for each size on held-out training images with the first seed; the test images were not used for it.");
        remarks.AddRange(study.Unfinished(cells.Count, scale.Sizes.Length, "sizes"));
        if (!cells.All(cell => cell.Has(study.Seeds.Length)))
            remarks.Add("Some seeds are not finished.");
        if (study.Seeds.Length < PairedDifference.FewestPairs) remarks.Add("With fewer than three seeds no difference can be called "
            + "significant.");
        remarks.AddRange(
            from baseline in figure.Baselines
            let trainings = cells.SelectMany(cell => cell.Baselines[baseline.Label].Values).ToArray()
            let failed = trainings.Count(Failed)
            where failed > 0
            select $"{failed} of {trainings.Length} trainings with {baseline.Label} failed at the paper's learning rate: more than "
                + Invariant($"{FailedError:P0} of the training images are wrong at the end. A comparison with them is one with failed ")
                + "trainings, not with a good baseline.");
        foreach (var cell in cells.Where(c => c.Beta == scale.Betas[0] || c.Beta == scale.Betas[^1]))
            remarks.Add(Invariant($"At {figure.SizeLabel(cell.Size)} the best beta, {cell.Beta}, is at the end of the ")
                + "range that was tried.");
        remarks.AddRange(
            from claim in figure.Baselines.Where(b => b.Claim is not null).GroupBy(b => b.Claim)
            where claim.Count() > 1
            select $"The comparison with {claim.Key} is with the best of its {claim.Count()} forms on the validation images: "
                + $"{Best(claim, cells)}.");
        remarks.AddRange(figure.Remarks(study));
        return remarks.ToImmutable();
    }
}
