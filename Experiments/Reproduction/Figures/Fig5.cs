using System.Collections.Immutable;
using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>Fig. 5: test error and total correlation of the representation of All-CNN-32 against beta.</summary>
internal sealed record Fig5 : AllCnnFigure
{
    private static readonly DropoutMethod Information = new DropoutMethod.Information(PriorFamily.LogNormal, new());
    private static readonly RepresentationCorrelation Correlation = new();
    private const string Trained = "All-CNN-32, Information Dropout";

    public override string Id => "fig5";

    public override string Title => "Test error and total correlation of the representation against beta";

    public override string Claim =>
        "As beta increases the total correlation of the representation diminishes and the test error improves, until beta is too large and the error rapidly increases.";

    public override IReadOnlyList<RunSettings> Plan(StudySettings study, IFinishedRuns finished) =>
        [.. from seed in study.Seeds from beta in AllCnnScale.Betas(study.Preset) select Run(study, beta, seed)];

    public override ImmutableArray<Measurement> Measurements(StudySettings study, RunSettings run) => [Correlation];

    public override FigureOutcome Measure(StudySettings study, IFinishedRuns finished)
    {
        var scan = new BetaScan<TotalCorrelationEstimate>(study, AllCnnScale.Betas(study.Preset), (beta, seed) => Run(study, beta, seed), Correlation, finished);
        var statements = Statements(scan);
        return new(
            Statement.Verdict(statements, scan.IsComplete),
            "The error falls with beta to a minimum and rises steeply after it; the total correlation falls throughout (no numbers are printed).",
            Statement.Sentences(statements),
            [
                new Plot($"Error on the test images of {study.Dataset}", "beta", "test error (%)", scan.Series(Trained, p => 100 * p.Error)) { LogX = true },
                new Plot(
                    "Total correlation of the representation, less the bias of the estimate", "beta", "total correlation (nats per component)",
                    // Of several seeds the spread between them, of one the interval of its estimate.
                    scan.Series(
                        Trained, p => p.Measured.PerDimension.Value,
                        p => (p.Measured.Interval.Low.Value / p.Measured.Dimensions, p.Measured.Interval.High.Value / p.Measured.Dimensions))) { LogX = true },
            ],
            [Statement.Table(statements), Table(scan)],
            Remarks(study, scan));
    }

    private static RunSettings Run(StudySettings study, double beta, ulong seed) =>
        AllCnnScale.Of(study).Run(study, Filters(study.Preset), Activation.Softplus, Information, beta, seed);

    // Few enough that the representation has fewer components than there are test images: 192 filters at 8 x 8 or 7 x 7 positions are all of them.
    private static double Filters(Preset preset) => preset switch
    {
        Preset.Smoke => 2,
        Preset.Quick => 6.25,
        _ => 25,
    };

    private static ImmutableArray<Statement> Statements(BetaScan<TotalCorrelationEstimate> scan)
    {
        // Three statements of one claim: Bonferroni.
        const double Level = 0.05 / 3;
        return
        [
            scan.Trend("The total correlation falls with beta", rises: false, p => p.Measured.Corrected.Value, Level),
            scan.FallsFromSmallest("The error", Level),
            scan.RisesToLargest("The error", Level),
        ];
    }

    private static FigureTable Table(BetaScan<TotalCorrelationEstimate> scan) => new(
        "Error, information and total correlation",
        ["beta", "seed", "test error", "train error", "KL (nats)", "total correlation, plug-in (nats)", "bias (nats)", "corrected (nats)", "95% interval", "per component"],
        [
            .. scan.Points.Select(p => ImmutableArray.Create(
                FormattableString.Invariant($"{p.Beta}"), FormattableString.Invariant($"{p.Seed}"),
                FormattableString.Invariant($"{100 * p.Error:F2}%"), FormattableString.Invariant($"{100 * p.Result.Train.Error!.Value:F2}%"),
                FormattableString.Invariant($"{p.Result.Test.Kl.Value:G5}"),
                FormattableString.Invariant($"{p.Measured.PlugIn.Value:F1}"), FormattableString.Invariant($"{p.Measured.Bias.Value:F1}"),
                FormattableString.Invariant($"{p.Measured.Corrected.Value:F1}"),
                FormattableString.Invariant($"{p.Measured.Interval.Low.Value:F1} to {p.Measured.Interval.High.Value:F1}"),
                FormattableString.Invariant($"{p.Measured.PerDimension.Value:F4}"))),
        ]);

    private static ImmutableArray<string> Remarks(StudySettings study, BetaScan<TotalCorrelationEstimate> scan)
    {
        var first = scan.Points[0].Measured;
        return
        [
            FormattableString.Invariant($"Total correlation of log z of the last dropout layer, all {first.Dimensions} channels and positions, over {first.Samples} test images with one draw of the noise each: that of the normal distribution with their correlations, -1/2 log det R (erratum E3). The plug-in value is biased upward by {first.Bias.Value:F1} nats, which is subtracted."),
            "The best beta is chosen on validation images held out of the training images.",
            .. scan.Unfinished,
            .. AllCnnScale.Of(study).Remarks(study),
        ];
    }
}
