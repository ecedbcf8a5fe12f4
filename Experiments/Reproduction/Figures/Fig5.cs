using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Runs.Measurements;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>Fig. 5: test error and total correlation of the representation of All-CNN-32 against beta.</summary>
internal sealed record Fig5() : BetaFigure<TotalCorrelationEstimate>(
    "fig5", "Test error and total correlation of the representation against beta",
    claim: "As beta increases the total correlation of the representation diminishes and the test error improves, until beta is too large "
        + "and the error rapidly increases.",
    paper: "The error falls with beta to a minimum and rises steeply after it; the total correlation falls throughout (no numbers are "
        + "printed).")
{
    private const string Trained = "All-CNN-32, Information Dropout";

    // So few that the representation has fewer components than there are test images: of all filters there are 192 at 8 x 8 positions.
    protected override double Filters(Preset preset) => preset switch { Preset.Smoke => 2, Preset.Quick => 6.25, _ => 25 };

    protected override Measurement<TotalCorrelationEstimate> Measured(StudySettings study) => new RepresentationCorrelation();

    protected override Findings Show(StudySettings study, Cells<double, TotalCorrelationEstimate> cells) => new()
    {
        Statements =
        [
            cells.Trend("The total correlation falls with beta", rises: false, c => c.Measured.Corrected.Value),
            cells.FallsFromSmallest("The error"),
            cells.RisesToLargest("The error"),
        ],
        Pictures =
        [
            new Plot($"Error on the test images of {study.Dataset}", "beta", "test error (%)",
                cells.Series(Trained, c => 100 * c.Error)) { LogX = true, Possible = Plot.Percentages },
            new Plot(
                "Total correlation of the representation, less the bias of the estimate", "beta", "total correlation (nats per component)",
                cells.Curves(Trained)) { LogX = true },
        ],
        Tables =
        [
            FigureTable.Of(
                "Error, information and total correlation", cells.All,
                [
                    ("beta", c => $"{c.Point}"), ("seed", c => $"{c.Seed}"), ("test error", c => $"{100 * c.Error:F2}%"),
                    ("train error", c => $"{100 * c.Result.Train.Error:F2}%"), ("KL (nats)", c => $"{c.Result.Test.Kl.Value:G5}"),
                    .. cells.Columns(),
                ]),
        ],
        Remarks =
        [
            $"Total correlation of log z of the last dropout layer, all {cells.All[0].Measured.Dimensions} channels and positions, over "
                + $"{cells.All[0].Measured.Samples} test images with one draw of the noise each: that of the normal distribution with "
                + "their correlations, -1/2 log det R (erratum E3). The plug-in value is biased upward by "
                + Invariant($"{cells.All[0].Measured.Bias.Value:F1} nats, which is subtracted."),
            "The best beta is chosen on validation images held out of the training images.",
        ],
    };
}
