using System.Collections.Immutable;

namespace IDropTheory.Experiments;

/// <summary>The plot, the numbers and the verdict of <see cref="Fig3a"/>.</summary>
internal static class Fig3aOutcome
{
    // A training whose network gets this share of its own training images wrong has not learned the task.
    private const double FailedError = 0.2;

    private const string InformationLabel = "Information Dropout";

    public static FigureOutcome Of(StudySettings study, Fig3a.Scale scale, IReadOnlyList<Fig3a.Cell> cells)
    {
        var smallest = cells[0];
        // The claim is about noise in the smallest network first; the rest is said with it, and no noise at all is not part of it.
        string[] baselines = [Fig3a.Binary, BestConstant(cells), Fig3a.NoNoise];
        (string Against, string Where, PairedDifference Difference)[] comparisons =
        [
            .. from label in baselines
               select (label, FormattableString.Invariant($"at width {smallest.Width}"),
                   PairedDifference.Of(Errors(smallest.Information), Errors(smallest.Of(label)))),
            .. cells.Count < 2 ? [] :
               from label in baselines
               select (label, FormattableString.Invariant($"on average over the {cells.Count} widths"),
                   PairedDifference.Of(MeanErrors(cells.Select(cell => cell.Information)), MeanErrors(cells.Select(cell => cell.Of(label))))),
        ];
        var stands = PairedDifference.Holm([.. comparisons.Select(c => c.Difference)]);
        return new(
            VerdictOf(comparisons.Select((c, i) => (c.Difference.Mean, stands[i])).ToArray(), claims: 2),
            "Lower error than binary dropout, most clearly in small networks, and than constant log-normal noise (average of 3 runs; no numbers are printed).",
            string.Join(" ", comparisons.Select((c, i) => Sentence(c.Against, c.Where, c.Difference, stands[i]))),
            [ErrorPlot(study, cells), BetaPlot(study, cells)],
            [Table(cells), Comparisons(comparisons, stands)],
            Remarks(study, scale, cells));
    }

    /// <summary>Confirmed when every comparison that the claim makes stands; opposite when some stand the other way and none this way.</summary>
    private static Verdict VerdictOf((double Mean, bool Stands)[] comparisons, int claims)
    {
        var claimed = comparisons[..claims];
        if (claimed.All(c => c.Stands && c.Mean < 0)) return Verdict.Confirmed;
        return claimed.Any(c => c.Stands && c.Mean > 0) && !claimed.Any(c => c.Stands && c.Mean < 0) ? Verdict.Opposite : Verdict.NotConfirmed;
    }

    /// <summary>The stronger of the two constant noises, by the validation images.</summary>
    private static string BestConstant(IReadOnlyList<Fig3a.Cell> cells) =>
        new[] { Fig3a.ConstantMedian, Fig3a.ConstantMean }.MinBy(label => cells.Average(cell => cell.Of(label).Values.Average(r => r.Validation!.Error)))!;

    private static string Sentence(string against, string where, PairedDifference difference, bool stands) => FormattableString.Invariant(
        $"Against {against} {where} its error is {100 * Math.Abs(difference.Mean):F2} points {(difference.Mean < 0 ? "lower" : "higher")} ({(stands ? "significant" : "not significant")}, p = {difference.PValue:G2}, {difference.Pairs} seed{(difference.Pairs == 1 ? "" : "s")}).");

    private static Dictionary<ulong, double> Errors(ImmutableSortedDictionary<ulong, RunResult> results) =>
        results.ToDictionary(r => r.Key, r => r.Value.Test.Error!.Value);

    private static Dictionary<ulong, double> MeanErrors(IEnumerable<ImmutableSortedDictionary<ulong, RunResult>> cells)
    {
        var all = cells.ToArray();
        return all.SelectMany(c => c.Keys).Distinct().Where(seed => all.All(c => c.ContainsKey(seed)))
            .ToDictionary(seed => seed, seed => all.Average(c => c[seed].Test.Error!.Value));
    }

    private static MeanInterval Error(ImmutableSortedDictionary<ulong, RunResult> results) => MeanInterval.Of([.. Errors(results).Values]);

    private static Plot ErrorPlot(StudySettings study, IReadOnlyList<Fig3a.Cell> cells)
    {
        PlotSeries Series(string label, Func<Fig3a.Cell, ImmutableSortedDictionary<ulong, RunResult>> results)
        {
            var errors = cells.Select(cell => Error(results(cell))).ToArray();
            return new(label, PlotStyle.Measured, [.. cells.Select(c => (double)c.Width)], [.. errors.Select(e => 100 * e.Mean)])
            {
                Intervals = [.. errors.Select(e => (100 * e.Ends.Low, 100 * e.Ends.High))],
            };
        }

        return new(
            $"Test error on {study.Dataset}, mean and 95% interval over seeds", "units per hidden layer", "test error (%)",
            [
                .. cells[0].Baselines.Select(b => Series(b.Label, cell => cell.Of(b.Label))),
                Series(InformationLabel, cell => cell.Information),
            ])
        { LogX = true, LogY = true };
    }

    private static Plot BetaPlot(StudySettings study, IReadOnlyList<Fig3a.Cell> cells) => new(
        $"Choice of beta on the validation images of {study.Dataset}, first seed", "beta", "validation error (%)",
        [
            .. cells.Select(cell => new PlotSeries(
                FormattableString.Invariant($"{cell.Width} units"), PlotStyle.Measured,
                [.. cell.BetasTried.Select(b => b.Beta)], [.. cell.BetasTried.Select(b => 100 * b.Result.Validation!.Error!.Value)])),
        ])
    { LogX = true };

    private static FigureTable Table(IReadOnlyList<Fig3a.Cell> cells) => new(
        "Test error, mean ± half of the 95% interval",
        ["width", .. cells[0].Baselines.Select(b => b.Label), InformationLabel, "beta", "KL per layer (nats)"],
        [
            .. cells.Select(cell => ImmutableArray.Create(
            [
                FormattableString.Invariant($"{cell.Width}"),
                .. cell.Baselines.Select(b => Error(b.Results).Percent()),
                Error(cell.Information).Percent(),
                FormattableString.Invariant($"{cell.Beta}"),
                string.Join(", ", cell.Information.Values.First().Test.Layers.Select(l => FormattableString.Invariant($"{l.Kl.Value:F0}"))),
            ])),
        ]);

    private static FigureTable Comparisons((string Against, string Where, PairedDifference Difference)[] comparisons, bool[] stands) => new(
        "Information Dropout against the baselines, paired by seed, Holm's correction at 5%",
        ["against", "where", "difference of errors", "p", "seeds", "significant"],
        [
            .. comparisons.Select((c, i) => ImmutableArray.Create(
                c.Against, c.Where, FormattableString.Invariant($"{100 * c.Difference.Mean:+0.00;-0.00}%"),
                FormattableString.Invariant($"{c.Difference.PValue:G2}"), FormattableString.Invariant($"{c.Difference.Pairs}"), stands[i] ? "yes" : "no")),
        ]);

    private static ImmutableArray<string> Remarks(StudySettings study, Fig3a.Scale scale, IReadOnlyList<Fig3a.Cell> cells)
    {
        var remarks = ImmutableArray.CreateBuilder<string>();
        remarks.Add("beta was chosen for each width on held-out training images with the first seed; the test images were not used for it.");
        if (study.Dataset != "mnist") remarks.Add($"The images are {study.Dataset}, not the MNIST of the paper.");
        if ((study.Epochs ?? scale.Epochs) is var epochs && epochs != PaperSchedules.Mlp.Epochs)
            remarks.Add($"{epochs} epochs instead of the paper's {PaperSchedules.Mlp.Epochs}.");
        if (cells.Count < scale.Widths.Length)
            remarks.Add($"Only {cells.Count} of {scale.Widths.Length} widths are finished; `idrop run {study.Figure}` continues.");
        if (cells.Any(c => c.Information.Count < study.Seeds.Length || c.Baselines.Any(b => b.Results.Count < study.Seeds.Length)))
            remarks.Add("Some seeds are not finished.");
        if (study.Seeds.Length < 3) remarks.Add("With fewer than three seeds no difference can be called significant.");
        remarks.AddRange(cells.SelectMany(cell => cell.Baselines.Select(b => (cell.Width, b.Label, Failed: b.Results.Count(r => r.Value.Train.Error > FailedError), b.Results.Count)))
            .Where(b => b.Failed > 0)
            .Select(b => FormattableString.Invariant(
                $"At width {b.Width}, {b.Failed} of {b.Count} trainings with {b.Label} failed at the paper's learning rate: more than {FailedError:P0} of the training images are wrong at the end. That is a comparison with a failed training, not with a good baseline.")));
        foreach (var cell in cells.Where(c => c.Beta == scale.Betas[0] || c.Beta == scale.Betas[^1]))
            remarks.Add(FormattableString.Invariant($"At width {cell.Width} the best beta, {cell.Beta}, is at the end of the range that was tried."));
        remarks.Add($"The comparison with constant log-normal noise is with the better of its two forms on the validation images: {BestConstant(cells)}.");
        remarks.Add("Batch 100, He initialisation, inputs in [0, 1], and noise after every hidden layer are ours: the paper does not say.");
        return remarks.ToImmutable();
    }
}
