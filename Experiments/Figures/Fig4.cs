using System.Collections.Immutable;

namespace IDropTheory.Experiments;

/// <summary>Fig. 4: errors of the main task and of a nuisance task on occluded images against beta.</summary>
internal sealed record Fig4 : Figure
{
    private const string PaperData = "occluded-cifar-10";
    private const int SamplesInARow = 8;

    private static readonly DropoutMethod Information = new DropoutMethod.Information(PriorFamily.LogNormal, new());

    public override string Id => "fig4";

    public override string Title => "Main task and nuisance task on occluded images against beta";

    public override string Claim =>
        "For larger beta the representation is increasingly invariant to the occluding digit: the nuisance task becomes harder, and the main task improves as overfitting is prevented.";

    public override ImmutableArray<PresetName> Presets => [PresetName.Smoke, PresetName.Quick, PresetName.Cpu, PresetName.Paper, PresetName.Authors];

    public override string DefaultDataset(PresetName preset) => preset is PresetName.Smoke or PresetName.Quick ? "occluded-digits" : PaperData;

    public override ImmutableArray<ulong> DefaultSeeds(PresetName preset) => preset is PresetName.Paper or PresetName.Authors ? [1, 2, 3] : [1];

    public override IReadOnlyList<RunSettings> Plan(StudySettings study, IFinishedRuns finished) =>
        [.. from seed in study.Seeds from beta in BetaScan.Betas(study.Preset) select Run(study, beta, seed)];

    // The images are those of every run: one is asked for them.
    public override ImmutableArray<Measurement> Measurements(StudySettings study, RunSettings run) =>
        run == First(study) ? [Probe(study), Samples] : [Probe(study)];

    public override FigureOutcome Measure(StudySettings study, IFinishedRuns finished)
    {
        var points = (
            from beta in BetaScan.Betas(study.Preset)
            from seed in study.Seeds
            let run = Run(study, beta, seed)
            let result = finished.Result(run)
            let probe = finished.Measured(run, Probe(study))
            where result is not null && probe is not null
            select new Point(beta, seed, result, probe)).ToArray();
        if (points.Select(p => p.Beta).Distinct().Count() < 2)
            throw new UsageException($"{Id}: fewer than two values of beta have finished runs; continue with `idrop run {Id}`.");
        var statements = Statements(points);
        return new(
            Statement.Verdict(statements),
            "The nuisance error rises with beta; the error of the main task falls, with and without noise (no numbers are printed).",
            Statement.Sentences(statements),
            [
                new Plot(
                    $"Errors on the test images of {study.Dataset}", "beta", "test error (%)",
                    Series("main task, no noise (D)", points, p => p.Deterministic), Series("main task, noisy (N)", points, p => p.Probe.Noisy),
                    Series("nuisance task, noisy", points, p => p.Probe.Nuisance)) { LogX = true },
                .. SampleGrid(study, finished.Measured(First(study), Samples)),
            ],
            [Statement.Table(statements), Table(points)],
            Remarks(study, points));
    }

    private static RunSettings Run(StudySettings study, double beta, ulong seed) => AllCnnScale.Of(study).Run(
        study, study.Preset switch { PresetName.Smoke or PresetName.Quick => 6.25, PresetName.Cpu => 25, _ => 100 }, Activation.Softplus, Information, beta, seed);

    private static RunSettings First(StudySettings study) => Run(study, BetaScan.Betas(study.Preset)[0], study.Seeds[0]);

    private static SampleImages Samples { get; } = new(2 * SamplesInARow);

    private static IEnumerable<ImageGrid> SampleGrid(StudySettings study, SampleImages.Outcome? samples)
    {
        if (samples is null) yield break;
        yield return new(
            $"The first test images of {study.Dataset}", [.. Enumerable.Repeat(new ImageColumn(""), SamplesInARow)],
            [
                .. samples.Intensities.Chunk(SamplesInARow)
                    .Select(row => new ImageRow("", [.. row.Select(image => new PixelImage(samples.Shape.Height, samples.Shape.Width, image))])),
            ]);
    }

    private static NuisanceProbeError Probe(StudySettings study) => new(study.Preset == PresetName.Smoke ? 1 : 5);

    private static ImmutableArray<Statement> Statements(Point[] points)
    {
        // Two statements of one claim: Bonferroni.
        const double Level = 0.05 / 2;
        return
        [
            Statement.Trend("The nuisance error rises with beta", rises: true, [.. points.Select(p => (p.Beta, p.Probe.Nuisance))], Level),
            new BetaScan(points.Select(p => new BetaScan.Training(p.Beta, p.Seed, p.Result))).FallsFromSmallest("The error of the main task", Level),
        ];
    }

    private static PlotSeries Series(string name, Point[] points, Func<Point, double> of)
    {
        var betas = points.GroupBy(p => p.Beta).OrderBy(beta => beta.Key).ToArray();
        var means = betas.Select(beta => MeanInterval.Of([.. beta.Select(p => 100 * of(p))])).ToArray();
        return new(name, PlotStyle.Measured, [.. betas.Select(b => b.Key)], [.. means.Select(m => m.Mean)]) { Intervals = [.. means.Select(m => m.Ends)] };
    }

    private static FigureTable Table(Point[] points) => new(
        "Errors on the test images",
        ["beta", "seed", "main task (D)", "main task (N)", "nuisance", "nuisance, training images", "KL (nats)"],
        [
            .. points.Select(p => ImmutableArray.Create(
                FormattableString.Invariant($"{p.Beta}"), FormattableString.Invariant($"{p.Seed}"),
                FormattableString.Invariant($"{100 * p.Deterministic:F2}%"), FormattableString.Invariant($"{100 * p.Probe.Noisy:F2}%"),
                FormattableString.Invariant($"{100 * p.Probe.Nuisance:F2}%"), FormattableString.Invariant($"{100 * p.Probe.NuisanceTrain:F2}%"),
                FormattableString.Invariant($"{p.Result.Test.Kl.Value:G4}"))),
        ]);

    private static ImmutableArray<string> Remarks(StudySettings study, Point[] points)
    {
        var all = BetaScan.Betas(study.Preset).Length * study.Seeds.Length;
        return
        [
            FormattableString.Invariant($"The probe reads the noisy representation of the last dropout layer: normalised per channel, two 3 x 3 convolutions of 64 filters and a linear layer, Adam at 0.001, {Probe(study).Epochs} epochs. The paper does not describe its second network."),
            "How digits are drawn over images is our definition, as no code for it was published: pixels above half intensity become white, at a uniform place where the digit lies inside the image. The same digits cover the training images in every epoch.",
            "The nuisance error at chance is 90%. A probe that fails shows that this probe cannot read the digit, not that the representation has no information about it.",
            .. points.Length < all ? [$"{all - points.Length} of {all} runs are not finished; `idrop run {study.Figure}` continues."] : Array.Empty<string>(),
            .. AllCnnScale.Of(study).Remarks(study, PaperData),
        ];
    }

    private sealed record Point(double Beta, ulong Seed, RunResult Result, NuisanceProbeError.Outcome Probe)
    {
        public double Deterministic => Result.Test.Error!.Value;
    }
}
