using System.Collections.Immutable;
using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>Fig. 2: where in cluttered images the dropout layers of All-CNN-96 let information through, for several beta.</summary>
internal sealed record Fig2 : AllCnnFigure
{
    private const string PaperData = "cluttered-mnist";

    // The layers that the paper shows, and those of them whose fields are wider than a piece of clutter: there a distractor can be told from a digit.
    private const int Shown = 3;
    private static readonly int Piece = new ClutterOptions().PieceSide;

    public override string Id => "fig2";

    public override string Title => "Where cluttered images' information passes the dropout layers, against beta";

    public override string Claim =>
        "For small beta information about the distractors is transmitted to the next layers; for larger beta the dropout layers drop it as soon as the receptive field is big enough to recognise it as a nuisance, so that the digit can be localised.";

    public override string DefaultDataset(Preset preset) => preset is Preset.Smoke or Preset.Quick ? "cluttered-digits" : PaperData;

    public override IReadOnlyList<RunSettings> Plan(StudySettings study, IFinishedRuns finished) =>
        [.. from seed in study.Seeds from beta in Scale.Of(study).Betas select Run(study, beta, seed)];

    public override ImmutableArray<Measurement> Measurements(StudySettings study, RunSettings run) => [Maps(study)];

    public override FigureOutcome Measure(StudySettings study, IFinishedRuns finished)
    {
        var scan = new BetaScan<KlMaps.Outcome>(study, Scale.Of(study).Betas, (beta, seed) => Run(study, beta, seed), Maps(study), finished);
        var statements = Statements(scan);
        return new(
            Statement.Verdict(statements, scan.IsComplete),
            "Maps of the KL in the first three dropout layers: at small beta digit and distractors alike, at larger beta the digit alone from the second or third layer on (no numbers are printed).",
            Statement.Sentences(statements),
            [
                Grid(study, scan.Points),
                Plot(study, scan, "KL at the digit", "share of the layer's KL (%)", layer => 100 * layer.Share(l => l.Digit), AreaLine(scan.Points)),
                Plot(study, scan, "KL of a position at a distractor, of one at the digit 1", "ratio", Distraction),
            ],
            [Statement.Table(statements), Table(scan.Points)],
            Remarks(study, scan));
    }

    private static RunSettings Run(StudySettings study, double beta, ulong seed)
    {
        var scale = Scale.Of(study);
        return new()
        {
            Dataset = study.Dataset,
            Validation = scale.Validation,
            TrainImages = scale.TrainImages,
            TestImages = scale.TestImages,
            Network = new AllCnnSettings(96, scale.Filters, Activation.Relu, scale.Method, scale.Options with { Precision = study.Precision }),
            Beta = beta,
            Epochs = scale.Epochs,
            Batch = scale.Batch,
            LearningRate = scale.Schedule,
            Optimiser = new OptimiserSettings.Sgd(Nesterov: true),
            Seed = seed,
        };
    }

    private static KlMaps Maps(StudySettings study) => study.Preset == Preset.Smoke ? new(100, 2) : new(500, 8);

    /// <summary>Images with their maps at the smallest, the middle and the largest beta of the first seed: of each layer on one scale.</summary>
    private static ImageGrid Grid(StudySettings study, ImmutableArray<BetaScan<KlMaps.Outcome>.Point> points)
    {
        var drawn = points.Where(p => p.Seed == points.Min(q => q.Seed)).OrderBy(p => p.Beta).ToArray();
        BetaScan<KlMaps.Outcome>.Point[] chosen = [.. new[] { drawn[0], drawn[drawn.Length / 2], drawn[^1] }.Distinct()];
        var columns = (
            from layer in ShownLayers(points[0].Measured.Layers)
            let most = chosen.Max(p => p.Measured.Samples.Max(sample => sample.Maps[layer].Max()))
            let scale = new MapScale($"KL in dropout layer {layer + 1} (nats)", most)
            from p in chosen
            select (Layer: layer, Point: p, Column: new ImageColumn(FormattableString.Invariant($"beta {p.Beta}")) { Scale = scale })).ToArray();
        return new(
            $"KL at every position of the dropout layers, test images of {study.Dataset}", [new ImageColumn("image"), .. columns.Select(c => c.Column)],
            [
                .. chosen[0].Measured.Samples.Select((sample, index) => new ImageRow("",
                [
                    Square(sample.Pixels.ToArray().Select(grey => grey / 255f)),
                    .. columns.Select(c => Square(c.Point.Measured.Samples[index].Maps[c.Layer])),
                ])),
            ]);
    }

    private static PixelImage Square(IEnumerable<float> values)
    {
        float[] numbers = [.. values];
        var side = (int)Math.Sqrt(numbers.Length);
        return new(side, side, numbers);
    }

    /// <summary>KL of a position at a distractor, relative to one at the digit.</summary>
    private static double Distraction(KlMaps.Layer layer) =>
        layer.Distractors.Kl / layer.Distractors.Positions / (layer.Digit.Kl / layer.Digit.Positions);

    private static ImmutableArray<Statement> Statements(BetaScan<KlMaps.Outcome> scan)
    {
        var maps = scan.Points[0].Measured.Layers;
        var layers = ShownLayers(maps).Where(layer => maps[layer].Field.Size > Piece).ToArray();
        return
        [
            .. layers.Select(layer => scan.Trend(
                FormattableString.Invariant($"In dropout layer {layer + 1}, whose fields are {maps[layer].Field.Size} pixels wide, the KL of a position at a distractor falls with beta relative to one at the digit"),
                rises: false,
                p => Distraction(p.Measured.Layers[layer]),
                // Several statements of one claim: Bonferroni.
                0.05 / layers.Length)),
        ];
    }

    private static IEnumerable<int> ShownLayers(ImmutableArray<KlMaps.Layer> layers) => Enumerable.Range(0, Math.Min(Shown, layers.Length));

    private static string Name(KlMaps.Layer layer) => FormattableString.Invariant($"{layer.Side}x{layer.Side}");

    private static Plot Plot(
        StudySettings study, BetaScan<KlMaps.Outcome> scan, string title, string axis, Func<KlMaps.Layer, double> of, params PlotSeries[] others) => new(
        $"{title}, first {scan.Points[0].Measured.Images} test images of {study.Dataset}", "beta", axis,
        [
            .. scan.Points[0].Measured.Layers.Select((layer, index) =>
                scan.Series($"dropout layer {index + 1}, {Name(layer)}", p => of(p.Measured.Layers[index]))),
            .. others,
        ])
        { LogX = true };

    /// <summary>The digit's share if information passed everywhere alike.</summary>
    private static PlotSeries AreaLine(ImmutableArray<BetaScan<KlMaps.Outcome>.Point> points)
    {
        var area = 100 * points[0].Measured.Layers[0].Area(layer => layer.Digit);
        double[] ends = [points.Min(p => p.Beta), points.Max(p => p.Beta)];
        return new("share of the area", PlotStyle.Thin, ends, [area, area]);
    }

    private static FigureTable Table(ImmutableArray<BetaScan<KlMaps.Outcome>.Point> points) => new(
        "KL by layer and region, with the regions' shares of the area in brackets",
        ["beta", "seed", "test error", "layer", "field (pixels)", "KL (nats)", "at the digit", "at distractors", "elsewhere", "distractor to digit", "peak at the digit"],
        [
            .. from p in points
               from layer in p.Measured.Layers
               select ImmutableArray.Create(
                   FormattableString.Invariant($"{p.Beta}"), FormattableString.Invariant($"{p.Seed}"), FormattableString.Invariant($"{100 * p.Error:F2}%"),
                   Name(layer), FormattableString.Invariant($"{layer.Field.Size}"), FormattableString.Invariant($"{layer.Kl:G4}"),
                   Percentages(layer, l => l.Digit), Percentages(layer, l => l.Distractors), Percentages(layer, l => l.Background),
                   FormattableString.Invariant($"{Distraction(layer):F2}"), FormattableString.Invariant($"{100 * layer.Peaks:F0}%")),
        ]);

    private static string Percentages(KlMaps.Layer layer, Func<KlMaps.Layer, KlMaps.Region> region) =>
        FormattableString.Invariant($"{100 * layer.Share(region):F1}% ({100 * layer.Area(region):F1}%)");

    private static ImmutableArray<string> Remarks(StudySettings study, BetaScan<KlMaps.Outcome> scan)
    {
        var scale = Scale.Of(study);
        var remarks = ImmutableArray.CreateBuilder<string>();
        remarks.Add("Shares of the KL by region are ours: the paper shows maps alone. A position belongs to what its receptive field is centred at: the 28x28 box of the digit, the 8x8 box of a piece outside of it, or neither. In deep layers fields are wider than these boxes, so that information about the digit also passes beside it.");
        remarks.Add("With the noise at its median, as for the test error. The verdict is the trend over trainings of the KL per position at distractors relative to that at the digit, in those layers of the paper whose fields are wider than a piece; the digit's share of the whole KL also rises where only the empty background falls silent.");
        remarks.Add("ReLU units with the log-uniform prior and the authors' schedule (batch 128, learning rate 0.01, 80 epochs, drops at 30 and 60, no weight decay): the paper does not say how this network was trained. Nesterov momentum 0.9 is ours.");
        if (study.Preset == Preset.Authors) remarks.Add("Largest alpha 1 and the details of the network as in the authors' code, without dropout at the input.");
        if (study.Dataset != PaperData) remarks.Add($"The images are {study.Dataset}, not the {PaperData} of the paper.");
        if (scale.Filters != 100) remarks.Add(FormattableString.Invariant($"{scale.Filters}% of the filters."));
        if (scale.Epochs != AuthorsSchedules.AllCnn96.Epochs)
            remarks.Add(FormattableString.Invariant($"{scale.Epochs} epochs instead of {AuthorsSchedules.AllCnn96.Epochs}; the learning rate drops at the same fractions of them."));
        if (study.Precision != ConvolutionPrecision.Single)
            remarks.Add("Convolutions multiplied in bfloat16 (inputs and weights rounded to 8 significant bits, sums in float32); all else in float32.");
        if (scale.Schedule.Initial != AuthorsSchedules.AllCnn96.Schedule.Initial)
            remarks.Add(FormattableString.Invariant($"{scale.TrainImages} training images in batches of {scale.Batch}, learning rate {scale.Schedule.Initial}."));
        if (study.Seeds.Length == 1) remarks.Add("One training per point: the spread between seeds is not measured.");
        if (scan.Points.Any(p => p.Measured.Layers.Any(layer => !double.IsFinite(Distraction(layer)))))
            remarks.Add("Layers that let nothing through at the digit have no ratio; they are left out of the trend and the plots.");
        remarks.AddRange(scan.Unfinished);
        return remarks.ToImmutable();
    }

    /// <summary>The size of a preset.</summary>
    private sealed record Scale(
        ImmutableArray<double> Betas, double Filters, int Epochs, LearningRateSchedule Schedule, int Batch, int Validation, int? TrainImages, int? TestImages)
    {
        public AllCnnOptions Options { get; init; } = AllCnnOptions.Paper;

        public DropoutMethod Method { get; init; } = new DropoutMethod.Information(PriorFamily.LogUniform, new());

        private static ImmutableArray<double> PaperBetas => [0.01, 0.03, 0.1, 0.3, 1];

        // Fewer filters have less information to pay for.
        private static ImmutableArray<double> CpuBetas => [0.03, 0.1, 0.3, 1, 3];

        // Beta counts relative to the number of training images.
        private static ImmutableArray<double> QuickBetas => [0.003, 0.03, 0.3];

        public static Scale Of(StudySettings study) => study.Preset switch
        {
            Preset.Smoke => Short([0.1, 1], 6.25, study.Epochs ?? 1, 200, 100, 100),
            Preset.Quick => Short(QuickBetas, 12.5, study.Epochs ?? 12, 500, 4500, 500),
            Preset.Cpu => Plain(CpuBetas, 25, study.Epochs ?? AuthorsSchedules.AllCnn96.Epochs / 5),
            Preset.Authors => Plain(PaperBetas, 100, study.Epochs ?? AuthorsSchedules.AllCnn96.Epochs) with
            {
                // The authors drop inputs of CIFAR-10 alone.
                Options = AllCnnOptions.Authors with { InputKeep = 1 },
                Method = new DropoutMethod.Information(PriorFamily.LogUniform, new() { AlphaMax = 1 }),
            },
            _ => Plain(PaperBetas, 100, study.Epochs ?? AuthorsSchedules.AllCnn96.Epochs),
        };

        private static Scale Plain(ImmutableArray<double> betas, double filters, int epochs) => new(betas, filters, epochs, Rates(epochs), 128, 5000, null, null);

        // Fewer steps are longer ones.
        private static Scale Short(ImmutableArray<double> betas, double filters, int epochs, int validation, int train, int test) =>
            new(betas, filters, epochs, Rates(epochs) with { Initial = 5 * AuthorsSchedules.AllCnn96.Schedule.Initial }, 50, validation, train, test);

        private static LearningRateSchedule Rates(int epochs) => AuthorsSchedules.AllCnn96.Schedule.Rescaled(AuthorsSchedules.AllCnn96.Epochs, epochs);
    }
}
