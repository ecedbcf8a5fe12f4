using System.Collections.Immutable;

namespace IDropTheory.Experiments;

/// <summary>Fig. 5: test error and total correlation of the representation of All-CNN-32 against beta.</summary>
internal sealed record Fig5 : Figure
{
    private static readonly DropoutMethod Information = new DropoutMethod.Information(PriorFamily.LogNormal, new());
    private static readonly RepresentationCorrelation Correlation = new();

    public override string Id => "fig5";

    public override string Title => "Test error and total correlation of the representation against beta";

    public override string Claim =>
        "As beta increases the total correlation of the representation diminishes and the test error improves, until beta is too large and the error rapidly increases.";

    public override ImmutableArray<PresetName> Presets => [PresetName.Smoke, PresetName.Quick, PresetName.Cpu, PresetName.Paper, PresetName.Authors];

    public override string DefaultDataset(PresetName preset) => AllCnnScale.DefaultDataset(preset);

    public override ImmutableArray<ulong> DefaultSeeds(PresetName preset) => preset is PresetName.Paper or PresetName.Authors ? [1, 2, 3] : [1];

    public override IReadOnlyList<RunSettings> Plan(StudySettings study, IFinishedRuns finished) =>
        [.. from seed in study.Seeds from beta in BetaScan.Betas(study.Preset) select Run(study, beta, seed)];

    public override ImmutableArray<Measurement> Measurements(StudySettings study, RunSettings run) => [Correlation];

    public override FigureOutcome Measure(StudySettings study, IFinishedRuns finished)
    {
        var points = (
            from beta in BetaScan.Betas(study.Preset)
            from seed in study.Seeds
            let run = Run(study, beta, seed)
            let result = finished.Result(run)
            let correlation = finished.Measured(run, Correlation)
            where result is not null && correlation is not null
            select new Point(beta, seed, result, correlation)).ToArray();
        if (points.Select(p => p.Beta).Distinct().Count() < 2)
            throw new UsageException($"{Id}: fewer than two values of beta have finished runs; continue with `idrop run {Id}`.");
        var statements = Statements(points);
        return new(
            Statement.Verdict(statements),
            "The error falls with beta to a minimum and rises steeply after it; the total correlation falls throughout (no numbers are printed).",
            Statement.Sentences(statements),
            [
                Plot(study, points, $"Error on the test images of {study.Dataset}", "test error (%)", p => 100 * p.Error, _ => null),
                Plot(study, points, "Total correlation of the representation, less the bias of the estimate", "total correlation (nats per component)",
                    p => p.Correlation.PerDimension.Value,
                    p => (p.Correlation.Interval.Low.Value / p.Correlation.Dimensions, p.Correlation.Interval.High.Value / p.Correlation.Dimensions)),
            ],
            [Statement.Table(statements), Table(points)],
            Remarks(study, points));
    }

    private static RunSettings Run(StudySettings study, double beta, ulong seed) =>
        AllCnnScale.Of(study).Run(study, Filters(study.Preset), Activation.Softplus, Information, beta, seed);

    // Few enough that the representation has fewer components than there are test images: 192 filters at 8 x 8 or 7 x 7 positions are all of them.
    private static double Filters(PresetName preset) => preset switch
    {
        PresetName.Smoke => 2,
        PresetName.Quick => 6.25,
        _ => 25,
    };

    private static ImmutableArray<Statement> Statements(Point[] points)
    {
        // Three statements of one claim: Bonferroni.
        const double Level = 0.05 / 3;
        var scan = new BetaScan(points.Select(p => new BetaScan.Training(p.Beta, p.Seed, p.Result)));
        return
        [
            Statement.Trend("The total correlation falls with beta", rises: false, [.. points.Select(p => (p.Beta, p.Correlation.Corrected.Value))], Level),
            scan.FallsFromSmallest("The error", Level),
            scan.RisesToLargest("The error", Level),
        ];
    }

    private static Plot Plot(
        StudySettings study, Point[] points, string title, string axis, Func<Point, double> of, Func<Point, (double Low, double High)?> intervalOfOne)
    {
        var betas = points.GroupBy(p => p.Beta).OrderBy(beta => beta.Key).ToArray();
        var means = betas.Select(beta => MeanInterval.Of([.. beta.Select(of)])).ToArray();
        return new(title, "beta", axis, new PlotSeries("All-CNN-32, Information Dropout", PlotStyle.Measured, [.. betas.Select(b => b.Key)], [.. means.Select(m => m.Mean)])
        {
            // Of several seeds the spread between them, of one the interval of its estimate.
            Intervals = [.. betas.Zip(means, (beta, mean) => beta.Count() == 1 && intervalOfOne(beta.First()) is { } one ? one : mean.Ends)],
        })
        { LogX = true };
    }

    private static FigureTable Table(Point[] points) => new(
        "Error, information and total correlation",
        ["beta", "seed", "test error", "train error", "KL (nats)", "total correlation, plug-in (nats)", "bias (nats)", "corrected (nats)", "95% interval", "per component"],
        [
            .. points.Select(p => ImmutableArray.Create(
                FormattableString.Invariant($"{p.Beta}"), FormattableString.Invariant($"{p.Seed}"),
                FormattableString.Invariant($"{100 * p.Error:F2}%"), FormattableString.Invariant($"{100 * p.Result.Train.Error!.Value:F2}%"),
                FormattableString.Invariant($"{p.Result.Test.Kl.Value:G4}"),
                FormattableString.Invariant($"{p.Correlation.PlugIn.Value:F1}"), FormattableString.Invariant($"{p.Correlation.Bias.Value:F1}"),
                FormattableString.Invariant($"{p.Correlation.Corrected.Value:F1}"),
                FormattableString.Invariant($"{p.Correlation.Interval.Low.Value:F1} to {p.Correlation.Interval.High.Value:F1}"),
                FormattableString.Invariant($"{p.Correlation.PerDimension.Value:F4}"))),
        ]);

    private static ImmutableArray<string> Remarks(StudySettings study, Point[] points)
    {
        var all = BetaScan.Betas(study.Preset).Length * study.Seeds.Length;
        var first = points[0].Correlation;
        return
        [
            FormattableString.Invariant($"Total correlation of log z of the last dropout layer, all {first.Dimensions} channels and positions, over {first.Samples} test images with one draw of the noise each: that of the normal distribution with their correlations, -1/2 log det R (erratum E3). The plug-in value is biased upward by {first.Bias.Value:F1} nats, which is subtracted."),
            "The best beta is chosen on validation images held out of the training images.",
            .. points.Length < all ? [$"{all - points.Length} of {all} runs are not finished; `idrop run {study.Figure}` continues."] : Array.Empty<string>(),
            .. AllCnnScale.Of(study).Remarks(study),
        ];
    }

    private sealed record Point(double Beta, ulong Seed, RunResult Result, TotalCorrelationEstimate Correlation)
    {
        public double Error => Result.Test.Error!.Value;
    }
}
