using System.Collections.Immutable;
using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>Fig. 4: errors of the main task and of a nuisance task on occluded images against beta.</summary>
internal sealed record Fig4 : AllCnnFigure
{
    private const string PaperData = "occluded-cifar-10";
    private const int SamplesInARow = 8;

    private static readonly DropoutMethod Information = new DropoutMethod.Information(PriorFamily.LogNormal, new());

    public override string Id => "fig4";

    public override string Title => "Main task and nuisance task on occluded images against beta";

    public override string Claim =>
        "For larger beta the representation is increasingly invariant to the occluding digit: the nuisance task becomes harder, and the main task improves as overfitting is prevented.";

    public override string DefaultDataset(Preset preset) => preset is Preset.Smoke or Preset.Quick ? "occluded-digits" : PaperData;

    public override IReadOnlyList<RunSettings> Plan(StudySettings study, IFinishedRuns finished) =>
        [.. from seed in study.Seeds from beta in AllCnnScale.Betas(study.Preset) select Run(study, beta, seed)];

    // The images are those of every run: one is asked for them.
    public override ImmutableArray<Measurement> Measurements(StudySettings study, RunSettings run) =>
        run == First(study) ? [Probe(study), Samples] : [Probe(study)];

    public override FigureOutcome Measure(StudySettings study, IFinishedRuns finished)
    {
        var scan = new BetaScan<NuisanceProbeError.Outcome>(
            study, AllCnnScale.Betas(study.Preset), (beta, seed) => Run(study, beta, seed), Probe(study), finished);
        var statements = Statements(scan);
        return new(
            Statement.Verdict(statements, scan.IsComplete),
            "The nuisance error rises with beta; the error of the main task falls, with and without noise (no numbers are printed).",
            Statement.Sentences(statements),
            [
                new Plot(
                    $"Errors on the test images of {study.Dataset}", "beta", "test error (%)",
                    scan.Series("main task, no noise (D)", p => 100 * p.Error), scan.Series("main task, noisy (N)", p => 100 * p.Measured.Noisy),
                    scan.Series("nuisance task, noisy", p => 100 * p.Measured.Nuisance)) { LogX = true },
                .. SampleGrid(study, finished),
            ],
            [Statement.Table(statements), Table(scan)],
            Remarks(study, scan));
    }

    private static RunSettings Run(StudySettings study, double beta, ulong seed) => AllCnnScale.Of(study).Run(
        study, study.Preset switch { Preset.Smoke or Preset.Quick => 6.25, Preset.Cpu => 25, _ => 100 }, Activation.Softplus, Information, beta, seed);

    private static RunSettings First(StudySettings study) => Run(study, AllCnnScale.Betas(study.Preset)[0], study.Seeds[0]);

    private static SampleImages Samples { get; } = new(2 * SamplesInARow);

    // The first run may be another one than when the samples were taken.
    private static IEnumerable<ImageGrid> SampleGrid(StudySettings study, IFinishedRuns finished)
    {
        var runs = from seed in study.Seeds from beta in AllCnnScale.Betas(study.Preset) select Run(study, beta, seed);
        if (runs.Select(run => finished.Measured(run, Samples)).FirstOrDefault(taken => taken is not null) is not { } samples) yield break;
        yield return new(
            $"The first test images of {study.Dataset}", [.. Enumerable.Repeat(new ImageColumn(""), SamplesInARow)],
            [
                .. samples.Intensities.Chunk(SamplesInARow)
                    .Select(row => new ImageRow("", [.. row.Select(image => new PixelImage(samples.Shape.Height, samples.Shape.Width, image))])),
            ]);
    }

    private static NuisanceProbeError Probe(StudySettings study) => new(study.Preset == Preset.Smoke ? 1 : 5);

    private static ImmutableArray<Statement> Statements(BetaScan<NuisanceProbeError.Outcome> scan)
    {
        // Two statements of one claim: Bonferroni.
        const double Level = 0.05 / 2;
        return
        [
            scan.Trend("The nuisance error rises with beta", rises: true, p => p.Measured.Nuisance, Level),
            scan.FallsFromSmallest("The error of the main task", Level),
        ];
    }

    private static FigureTable Table(BetaScan<NuisanceProbeError.Outcome> scan) => new(
        "Errors on the test images",
        ["beta", "seed", "main task (D)", "main task (N)", "nuisance", "nuisance, training images", "KL (nats)"],
        [
            .. scan.Points.Select(p => ImmutableArray.Create(
                FormattableString.Invariant($"{p.Beta}"), FormattableString.Invariant($"{p.Seed}"),
                FormattableString.Invariant($"{100 * p.Error:F2}%"), FormattableString.Invariant($"{100 * p.Measured.Noisy:F2}%"),
                FormattableString.Invariant($"{100 * p.Measured.Nuisance:F2}%"), FormattableString.Invariant($"{100 * p.Measured.NuisanceTrain:F2}%"),
                FormattableString.Invariant($"{p.Result.Test.Kl.Value:G5}"))),
        ]);

    private static ImmutableArray<string> Remarks(StudySettings study, BetaScan<NuisanceProbeError.Outcome> scan) =>
    [
        FormattableString.Invariant($"The probe reads the noisy representation of the last dropout layer: normalised per channel, two 3 x 3 convolutions of 64 filters and a linear layer, Adam at 0.001, {Probe(study).Epochs} epochs. The paper does not describe its second network."),
        "How digits are drawn over images is our definition, as no code for it was published: pixels above half intensity become white, at a uniform place where the digit lies inside the image. The same digits cover the training images in every epoch.",
        "The nuisance error at chance is 90%. A probe that fails shows that this probe cannot read the digit, not that the representation has no information about it.",
        .. scan.Unfinished,
        .. AllCnnScale.Of(study).Remarks(study, PaperData),
    ];
}
