using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Runs.Measurements;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>Fig. 4: errors of the main task and of a nuisance task on occluded images against beta.</summary>
internal sealed record Fig4() : BetaFigure<NuisanceProbeError.Outcome>(
    "fig4", "Main task and nuisance task on occluded images against beta",
    claim: "For larger beta the representation is increasingly invariant to the occluding digit: the nuisance task becomes harder, and the "
        + "main task improves as overfitting is prevented.",
    paper: "The nuisance error rises with beta; the error of the main task falls, with and without noise (no numbers are printed).")
{
    private const int SamplesInARow = 8;

    private static readonly SampleImages Samples = new(2 * SamplesInARow);

    public override string PaperDataset => "occluded-cifar-10";

    protected override string GeneratedDataset => "occluded-digits";

    protected override StudySettings WithImages(StudySettings study) => AllCnnScale.WithMoreImages(study);

    // It has more images than Fig. 5, and the probe besides: fewer filters and beta.
    protected override double Filters(Preset preset) => preset == Preset.SmallData ? 12.5 : base.Filters(preset);

    protected override ImmutableArray<double> Betas(Preset preset) => preset switch
    {
        Preset.Quick => [0.003, 0.03, 0.3],
        Preset.SmallData => [0, 0.01, 0.03, 0.1, 1],
        _ => base.Betas(preset),
    };

    protected override Measurement<NuisanceProbeError.Outcome> Measured(StudySettings study) => Probe(study);

    // The images are those of every run: the first is asked for them.
    public override ImmutableArray<PlannedRun> Plan(StudySettings study, IFinishedRuns finished) =>
    [
        .. base.Plan(study, finished).Select((run, index) => index == 0 ? run with { Measurements = [.. run.Measurements, Samples] } : run),
    ];

    protected override Findings Show(StudySettings study, Cells<double, NuisanceProbeError.Outcome> cells) => new()
    {
        Statements =
        [
            cells.Trend("The nuisance error rises with beta", rises: true, c => c.Measured.Nuisance),
            cells.FallsFromSmallest("The error of the main task"),
        ],
        Pictures =
        [
            new Plot(
                $"Errors on the test images of {study.Dataset}", "beta", "test error (%)",
                cells.Series("main task, no noise (D)", c => 100 * c.Error),
                cells.Series("main task, noisy (N)", c => 100 * c.Measured.Noisy),
                cells.Series("nuisance task, noisy", c => 100 * c.Measured.Nuisance)) { LogX = true, Possible = Plot.Percentages },
            .. SampleGrid(study, cells),
        ],
        Tables =
        [
            FigureTable.Of(
                "Errors on the test images", cells.All,
                ("beta", c => $"{c.Point}"), ("seed", c => $"{c.Seed}"),
                ("main task (D)", c => $"{100 * c.Error:F2}%"), ("main task (N)", c => $"{100 * c.Measured.Noisy:F2}%"),
                ("nuisance", c => $"{100 * c.Measured.Nuisance:F2}%"),
                ("nuisance, training images", c => $"{100 * c.Measured.NuisanceTrain:F2}%"),
                ("KL (nats)", c => $"{c.Result.Test.Kl.Value:G5}")),
        ],
        Remarks =
        [
            "The probe reads the noisy representation of the last dropout layer: normalised per channel, two 3 x 3 convolutions of 64 "
                + $"filters and a linear layer, Adam at 0.001, {Plural.Of(Probe(study).Epochs, "epoch")}"
                + (Probe(study).OnAllImages ? " of all training images, also of those that the network did not see. " : ". ")
                + "The paper does not describe its second network.",
            "How digits are drawn over images is our definition, as no code for it was published: pixels above half intensity become "
                + "white, at a "
                + "uniform place where the digit lies inside the image. The same digits cover the training images in every epoch.",
            "The nuisance error at chance is 90%. A probe that fails shows that this probe cannot read the digit, not that the "
                + "representation has no information about it.",
        ],
    };

    private static NuisanceProbeError Probe(StudySettings study) => study.Preset switch
    {
        Preset.Smoke => new(1),
        Preset.Quick => new(3),
        Preset.SmallData => new(3) { OnAllImages = true },
        _ => new(5),
    };

    // The first run may be another one than when the samples were taken.
    private static IEnumerable<ImageGrid> SampleGrid(StudySettings study, Cells<double, NuisanceProbeError.Outcome> cells)
    {
        if (cells.FirstMeasured(Samples) is not { } samples) yield break;
        yield return new(
            $"The first test images of {study.Dataset}", [.. Enumerable.Repeat(new ImageColumn(""), SamplesInARow)],
            [
                .. samples.Intensities.Chunk(SamplesInARow)
                    .Select(row => new ImageRow("",
                        [.. row.Select(image => new PixelImage(samples.Shape.Height, samples.Shape.Width, image))])),
            ]);
    }
}
