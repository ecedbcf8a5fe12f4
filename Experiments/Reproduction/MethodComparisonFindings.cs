using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;
using MethodCell = IDropTheory.Experiments.Reproduction.Cell<
    IDropTheory.Experiments.Reproduction.MethodComparison.Candidate, IDropTheory.Experiments.Runs.RunResult>;
using MethodCells = IDropTheory.Experiments.Reproduction.Cells<
    IDropTheory.Experiments.Reproduction.MethodComparison.Candidate, IDropTheory.Experiments.Runs.RunResult>;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>The plots, the numbers and the statements of a <see cref="MethodComparison"/>.</summary>
internal sealed class MethodComparisonFindings
{
    private const string Information = MethodComparison.InformationLabel;

    private readonly MethodComparison _figure;
    private readonly StudySettings _study;
    private readonly MethodCells _cells;
    private readonly ImmutableArray<MethodComparison.Noise> _noises;
    private readonly ImmutableArray<Row> _rows;

    private MethodComparisonFindings(MethodComparison figure, StudySettings study, MethodCells cells)
    {
        (_figure, _study, _cells) = (figure, study, cells);
        // The constant noise of the learned variance is another at each size, under one name.
        _noises = [.. cells.Trainings.Select(training => training.Point.Noise).DistinctBy(noise => noise.Label)];
        _rows =
        [
            .. from size in figure.ScaleOf(study).Sizes
               let chosen = _noises.Select(noise => (noise.Label, Point: MethodComparison.Chosen(Candidates(size, noise.Label)))).ToArray()
               where chosen.All(noise => noise.Point is not null)
               select new Row(size, chosen.ToImmutableDictionary(n => n.Label, n => cells.Where(candidate => candidate == n.Point))),
        ];
        if (_rows.IsEmpty) throw study.TooLittle("no size has all its runs yet", cells.Completeness);
    }

    public static Findings Of(MethodComparison figure, StudySettings study, MethodCells cells) => new MethodComparisonFindings(
        figure, study, figure.FailedError is { } most ? cells.Warning(cell => cell.Result.Train.Error > most ? Failed(most) : null) : cells)
        .Findings();

    private static string Failed(double most) => Invariant($"more than {100 * most:F0}% of the training images are wrong at the end.");

    private Findings Findings()
    {
        // The claim is about the smallest network first; the rest is said with it, and no noise at all is not part of it.
        string[] claims = [.. Claims().Select(Best)];
        string[] labels = [.. claims, .. _noises.Where(noise => noise.Claim is null && noise.Label != Information).Select(n => n.Label)];
        Comparison[] comparisons =
        [
            .. labels.Select(label => new Comparison(
                label, $"at {_figure.SizeLabel(_rows[0].Size)}",
                PairedDifference.Of(Errors([_rows[0]], Information), Errors([_rows[0]], label)))),
            .. _rows.Length < 2 ? [] : labels.Select(label => new Comparison(
                label, Invariant($"on average over the {_rows.Length} sizes"),
                PairedDifference.Of(Errors(_rows, Information), Errors(_rows, label)))),
        ];
        var stands = PairedDifference.Holm([.. comparisons.Select(c => c.Difference)], _study.Level);
        return new()
        {
            // Holm's correction stands for the level of each test.
            Statements =
            [
                .. claims.Select((against, i) =>
                    _cells.Where(candidate => candidate == _rows[0].Chosen(Information) || candidate == _rows[0].Chosen(against))
                        .State(_ => comparisons[i].Statement(stands[i]))),
            ],
            Sentences = [.. comparisons.Select((c, i) => c.Sentence(stands[i])).Skip(claims.Length)],
            Pictures = [ErrorPlot(), BetaPlot()],
            Tables = [Table(), Comparisons(comparisons, stands)],
            Remarks = [.. Remarks()],
        };
    }

    private MethodCells Candidates(double size, string noise) => _cells.Where((candidate, run) =>
        candidate.Size == size && candidate.Noise.Label == noise && _figure.Deciding(_study).Contains(run.Seed));

    private IEnumerable<IGrouping<string, MethodComparison.Noise>> Claims() =>
        _noises.Where(noise => noise.Claim is not null).GroupBy(noise => noise.Claim!);

    /// <summary>The strongest of the noises that stand for one claim, by the validation images.</summary>
    private string Best(IEnumerable<MethodComparison.Noise> claim) => claim.MinBy(noise => _rows.Average(row =>
        row.Of(noise.Label).All.Select(cell => cell.Result.Validation!.Error!.Value).DefaultIfEmpty(1).Average()))!.Label;

    /// <summary>Means over sizes, of the seeds that all of them have.</summary>
    private static Dictionary<ulong, double> Errors(IReadOnlyCollection<Row> rows, string noise) =>
        rows.SelectMany(row => row.Of(noise).All).GroupBy(cell => cell.Seed).Where(seed => seed.Count() == rows.Count)
            .ToDictionary(seed => seed.Key, seed => seed.Average(cell => cell.Error));

    private Plot ErrorPlot() => new(
        $"Test error on {_study.Dataset}, mean and 95% interval over seeds", _figure.SizeAxis, "test error (%)",
        [
            .. _noises.Select(noise => Curve(noise.Label, noise.Label, failed: false)).Where(curve => !curve.X.IsEmpty),
            // Means of trainings that failed tell nothing of a method: points apart, without a line.
            .. _noises.Select(noise => Curve(noise.Label, $"{noise.Label}, failed trainings", failed: true))
                .Where(points => !points.X.IsEmpty).Select(points => points with { Style = PlotStyle.Points, Intervals = [] }),
        ])
    { LogX = true, LogY = true, Possible = Plot.Percentages };

    private PlotSeries Curve(string noise, string name, bool failed) => _rows.SelectMany(row => row.Of(noise).All)
        .Where(cell => (!cell.Result.Warnings.IsEmpty && !cell.IsOutcome) == failed)
        .Series(name, candidate => candidate.Size, cell => 100 * cell.Error);

    private Plot BetaPlot()
    {
        var single = _figure.Deciding(_study).Length == 1;
        PlotSeries Curve(Row row)
        {
            var rate = row.Chosen(Information).Rate;
            var curve = Candidates(row.Size, Information).Where(candidate => candidate.Rate == rate).All.Series(
                _figure.SizeLabel(row.Size), candidate => candidate.Beta, cell => 100 * cell.Result.Validation!.Error!.Value);
            return single ? curve with { Intervals = [] } : curve;
        }

        return new(
            $"Choice of beta on the validation images of {_study.Dataset}, {(single ? "first seed" : "mean over seeds")}", "beta",
            "validation error (%)", [.. _rows.Select(Curve)])
        { LogX = true, Possible = Plot.Percentages };
    }

    private FigureTable Table() => FigureTable.Of(
        "Test error, mean ± half of the 95% interval", _rows,
        [
            (_figure.SizeAxis, row => $"{row.Size}"),
            .. _noises.Select(noise => (noise.Label, (Func<Row, FormattableString>)(row => $"{Error(row.Of(noise.Label).All)}"))),
            ("beta", row => $"{row.Chosen(Information).Beta}"),
            .. _figure.ScaleOf(_study).Rates.Length == 1 ? [] : new (string, Func<Row, FormattableString>)[]
            {
                ("learning rates", row => $"{string.Join(", ", _noises.Select(noise => Numbers.Short(row.Chosen(noise.Label).Rate)))}"),
            },
            ("KL per layer (nats)", row => $"{string.Join(", ", row.KlPerLayer().Select(kl => Invariant($"{kl:F0}")))}"),
        ]);

    private static string Error(IReadOnlyCollection<MethodCell> cells) =>
        cells.Count == 0 ? "failed" : MeanInterval.Of([.. cells.Select(cell => cell.Error)]).Percent();

    private static FigureTable Comparisons(Comparison[] comparisons, bool[] stands) => FigureTable.Of(
        "Information Dropout against the baselines, paired by seed, Holm's correction at 5%", comparisons.Zip(stands),
        ("against", c => $"{c.First.Against}"), ("where", c => $"{c.First.Where}"),
        ("difference of errors", c => $"{100 * c.First.Difference.Mean:+0.00;-0.00}%"), ("p", c => $"{c.First.Difference.PValue:G2}"),
        ("seeds", c => $"{c.First.Difference.Pairs}"), ("significant", c => $"{(c.Second ? "yes" : "no")}"));

    private IEnumerable<string> Remarks()
    {
        var scale = _figure.ScaleOf(_study);
        yield return (scale.Rates.Length > 1 ? "beta, and for every noise the learning rate, were" : "beta was")
            + " chosen for each size on held-out training images"
            + (_figure.Deciding(_study).Length == 1 ? " with the first seed" : ", by the mean over all seeds")
            + "; the test images were not used for it.";
        if (_rows.Length < scale.Sizes.Length)
            yield return $"{_rows.Length} of {scale.Sizes.Length} sizes are shown; the others lack runs.";
        if (_study.Seeds.Length < PairedDifference.FewestPairs)
            yield return "With fewer than three seeds no difference can be called significant.";
        foreach (var noise in _noises)
        {
            var trainings = _rows.SelectMany(row => row.Of(noise.Label).All).ToArray();
            var failed = trainings.Count(cell => cell.Result.Train.Error > _figure.FailedError);
            if (failed > 0)
                yield return $"{failed} of {trainings.Length} trainings with {noise.Label} failed at the "
                    + $"{(scale.Rates.Length > 1 ? "chosen" : "paper's")} learning rate: {Failed(_figure.FailedError!.Value)} A comparison "
                    + "with them is one with failed trainings, not with a good baseline.";
        }
        foreach (var (size, beta) in _rows.Select(row => (row.Size, row.Chosen(Information).Beta)))
            if (beta == scale.Betas[0] || beta == scale.Betas[^1])
                yield return Invariant($"At {_figure.SizeLabel(size)} the best beta, {beta}, is at the end of the range that was tried.");
        foreach (var claim in Claims().Where(claim => claim.Count() > 1))
            yield return $"The comparison with {claim.Key} is with the best of its {claim.Count()} forms on the validation images: "
                + $"{Best(claim)}.";
        foreach (var remark in _figure.Remarks(_study)) yield return remark;
    }

    /// <summary>One size, with the trainings of what every noise has chosen.</summary>
    private sealed class Row(double size, ImmutableDictionary<string, MethodCells> noises)
    {
        public double Size => size;

        public MethodCells Of(string noise) => noises[noise];

        /// <summary>Of Information Dropout with its first seed.</summary>
        public IEnumerable<double> KlPerLayer() => Of(Information).All.OrderBy(cell => cell.Seed).Take(1)
            .SelectMany(cell => cell.Result.Test.Layers.Select(layer => layer.Kl.Value));

        public MethodComparison.Candidate Chosen(string noise) => Of(noise).Trainings[0].Point;
    }

    /// <summary>Information Dropout against another noise.</summary>
    private sealed record Comparison(string Against, string Where, PairedDifference Difference)
    {
        public Statement Statement(bool stands) => new(
            $"{Information} has a lower error than {Against} {Where}",
            Invariant($"difference {100 * Difference.Mean:+0.00;-0.00} points, ") + Difference.Test,
            !stands ? Support.Undecided : Difference.Mean < 0 ? Support.Holds : Support.Contrary);

        public string Sentence(bool stands) =>
            Invariant($"Against {Against} {Where} its error is {100 * Math.Abs(Difference.Mean):F2} points ")
            + $"{(Difference.Mean < 0 ? "lower" : "higher")} ({Significance(stands)}{Difference.Test}).";

        private string Significance(bool stands) =>
            Difference.Pairs < PairedDifference.FewestPairs ? "" : stands ? "significant, " : "not significant, ";
    }
}
