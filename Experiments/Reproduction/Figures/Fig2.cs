using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;
using BetaCells = IDropTheory.Experiments.Reproduction.Cells<double, IDropTheory.Experiments.Runs.Measurements.KlMaps.Outcome>;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>Fig. 2: where in cluttered images the dropout layers of All-CNN-96 let information through, for several beta.</summary>
internal sealed record Fig2() : SweepFigure<double, KlMaps.Outcome>(
    "fig2", "Where cluttered images' information passes the dropout layers, against beta",
    claim: "For small beta information about the distractors is transmitted to the next layers; for larger beta the dropout layers drop it "
        + "as soon as the receptive field is big enough to recognise it as a nuisance, so that the digit can be localised.",
    paper: "Maps of the KL in the first three dropout layers: at small beta digit and distractors alike, at larger beta the digit alone "
        + "from the second or third layer on (no numbers are printed).")
{
    // The paper shows these layers; where a field is wider than a piece of clutter, a distractor can be told from a digit.
    private const int Shown = 3;

    private static readonly int Piece = new ClutterOptions().PieceSide;

    public override string PaperDataset => "cluttered-mnist";

    protected override string GeneratedDataset => "cluttered-digits";

    protected override Preset? RepeatedFrom => Preset.Paper;

    protected override int FewestPoints => 2;

    protected override BetaCells Judged(BetaCells cells) => cells.ScanOfBeta();

    protected override Sweep<double, KlMaps.Outcome> Sweep(StudySettings study, IFinishedRuns finished) => Reproduction.Sweep.Of(
        from seed in study.Seeds
        from beta in Scale.Of(study).Betas
        select (beta, Training(study, beta, seed)),
        study.Preset == Preset.Smoke ? new KlMaps(100, 2) : new KlMaps(500, 8));

    protected override Findings Show(StudySettings study, BetaCells cells)
    {
        var maps = cells.All[0].Measured.Layers;
        return new()
        {
            Statements =
            [
                .. ShownLayers(maps).Where(layer => maps[layer].Field.Size > Piece).Select(layer => cells.Trend(
                    $"In dropout layer {layer + 1}, whose fields are {maps[layer].Field.Size} pixels wide, the KL of a position at a "
                        + "distractor falls with beta relative to one at the digit",
                    rises: false, c => Distraction(c.Measured.Layers[layer]))),
            ],
            Pictures =
            [
                Grid(study, cells.All),
                Plot(study, cells, "KL at the digit", "share of the layer's KL (%)", layer => 100 * layer.Share(l => l.Digit),
                    AreaLine(cells.All)),
                Plot(study, cells, "KL of a position at a distractor, of one at the digit 1", "ratio", Distraction),
            ],
            Tables =
            [
                FigureTable.Of(
                    "KL by layer and region, with the regions' shares of the area in brackets",
                    from cell in cells.All from layer in cell.Measured.Layers select (Cell: cell, Layer: layer),
                    ("beta", r => $"{r.Cell.Point}"), ("seed", r => $"{r.Cell.Seed}"), ("test error", r => $"{100 * r.Cell.Error:F2}%"),
                    ("layer", r => $"{Name(r.Layer)}"), ("field (pixels)", r => $"{r.Layer.Field.Size}"),
                        ("KL (nats)", r => $"{r.Layer.Kl:G4}"),
                    ("at the digit", r => Percentages(r.Layer, l => l.Digit)),
                        ("at distractors", r => Percentages(r.Layer, l => l.Distractors)),
                    ("elsewhere", r => Percentages(r.Layer, l => l.Background)),
                    ("distractor to digit", r => $"{Distraction(r.Layer):F2}"), ("peak at the digit", r => $"{100 * r.Layer.Peaks:F0}%")),
            ],
            Remarks = [.. Remarks(study, cells)],
        };
    }

    private static RunSettings Training(StudySettings study, double beta, ulong seed)
    {
        var scale = Scale.Of(study);
        return new()
        {
            Dataset = study.Dataset,
            Validation = scale.Validation,
            ValidationEvery = Schedules.ValidationEvery(study.Preset, scale.Epochs),
            TrainImages = scale.TrainImages,
            TestImages = scale.TestImages,
            Network = new AllCnnSettings(96, scale.Filters, Activation.Relu, scale.Method,
                scale.Options with { Precision = study.Precision }),
            Beta = beta,
            Epochs = scale.Epochs,
            Batch = scale.Batch,
            LearningRate = scale.Rates,
            Optimiser = new OptimiserSettings.Sgd(Nesterov: true),
            Seed = seed,
        };
    }

    /// <summary>Images with their maps at the smallest, the middle and the largest beta of the first seed: of each layer on one
    /// scale.</summary>
    private static ImageGrid Grid(StudySettings study, ImmutableArray<Cell<double, KlMaps.Outcome>> points)
    {
        var drawn = points.Where(p => p.Seed == points.Min(q => q.Seed)).OrderBy(p => p.Point).ToArray();
        Cell<double, KlMaps.Outcome>[] chosen = [.. new[] { drawn[0], drawn[drawn.Length / 2], drawn[^1] }.Distinct()];
        var columns = (
            from layer in ShownLayers(points[0].Measured.Layers)
            let most = chosen.Max(p => p.Measured.Samples.Max(sample => sample.Maps[layer].Max()))
            let scale = new MapScale($"KL in dropout layer {layer + 1} (nats)", most)
            from p in chosen
            select (Layer: layer, Point: p, Column: new ImageColumn(Invariant($"beta {p.Point}")) { Scale = scale })).ToArray();
        return new(
            $"KL at every position of the dropout layers, test images of {study.Dataset}",
                [new ImageColumn("image"), .. columns.Select(c => c.Column)],
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

    private static IEnumerable<int> ShownLayers(ImmutableArray<KlMaps.Layer> layers) => Enumerable.Range(0, Math.Min(Shown, layers.Length));

    private static string Name(KlMaps.Layer layer) => $"{layer.Side}x{layer.Side}";

    private static Plot Plot(
        StudySettings study, BetaCells cells, string title, string axis, Func<KlMaps.Layer, double> of, params PlotSeries[] others) => new(
        $"{title}, first {cells.All[0].Measured.Images} test images of {study.Dataset}", "beta", axis,
        [
            .. cells.All[0].Measured.Layers.Select((layer, index) =>
                cells.Series($"dropout layer {index + 1}, {Name(layer)}", p => of(p.Measured.Layers[index]))),
            .. others,
        ])
        { LogX = true };

    /// <summary>The digit's share if information passed everywhere alike.</summary>
    private static PlotSeries AreaLine(ImmutableArray<Cell<double, KlMaps.Outcome>> points)
    {
        var area = 100 * points[0].Measured.Layers[0].Area(layer => layer.Digit);
        double[] ends = [points.Min(p => p.Point), points.Max(p => p.Point)];
        return new("share of the area", PlotStyle.Thin, ends, [area, area]);
    }

    private static FormattableString Percentages(KlMaps.Layer layer, Func<KlMaps.Layer, KlMaps.Region> region) =>
        $"{100 * layer.Share(region):F1}% ({100 * layer.Area(region):F1}%)";

    private static IEnumerable<string> Remarks(StudySettings study, BetaCells cells)
    {
        var scale = Scale.Of(study);
        yield return "Shares of the KL by region are ours: the paper shows maps alone. A position belongs to what its receptive field is "
            + "centred at: the 28x28 box of the digit, the 8x8 box of a piece outside of it, or neither. In deep layers fields are wider "
            + "than these boxes, so that information about the digit also passes beside it.";
        yield return "With the noise at its median, as for the test error. The verdict is the trend over trainings of the KL per position "
            + "at distractors relative to that at the digit, in those layers of the paper whose fields are wider than a piece; the digit's "
            + "share of the whole KL also rises where only the empty background falls silent.";
        yield return "ReLU units with the log-uniform prior and the authors' schedule (batch 128, learning rate 0.01, 80 epochs, drops at "
            + "30 and 60, no weight decay): the paper does not say how this network was trained. Nesterov momentum 0.9 is ours.";
        if (study.Preset == Preset.Authors)
            yield return "Largest alpha 1 and the details of the network as in the authors' code, without dropout at the input.";
        if (scale.Filters != 100) yield return Invariant($"{scale.Filters}% of the filters.");
        if (scale.TrainImages is { } images)
            yield return Invariant($"{images} training images in batches of {scale.Batch}, learning rate {scale.Rates.Initial}.");
        if (cells.All.Any(c => c.Measured.Layers.Any(layer => !double.IsFinite(Distraction(layer)))))
            yield return "Layers that let nothing through at the digit have no ratio; they are left out of the trend and the plots.";
    }

    protected override IEnumerable<string> Deviations(StudySettings study)
    {
        foreach (var deviation in base.Deviations(study)) yield return deviation;
        if (Scale.Of(study).Epochs is var epochs && epochs != Schedules.Authors.AllCnn96.Epochs)
            yield return $"{Plural.Of(epochs, "epoch")} instead of {Schedules.Authors.AllCnn96.Epochs}; the learning rate drops "
                + (study.Preset is Preset.Quick or Preset.SmallData ? "once." : "at the same fractions of them.");
        if (study.Precision != ConvolutionPrecision.Single) yield return AllCnnScale.PrecisionRemark;
    }

    /// <summary>The size of a preset.</summary>
    private sealed record Scale(
        EquatableArray<double> Betas, double Filters, int Epochs, LearningRateSchedule Rates, int Batch, int Validation, int? TrainImages,
            int? TestImages)
    {
        public AllCnnOptions Options { get; init; } = AllCnnOptions.Paper;

        public DropoutMethod Method { get; init; } = new DropoutMethod.Information(PriorFamily.LogUniform, new());

        private static ImmutableArray<double> PaperBetas => [0.01, 0.03, 0.1, 0.3, 1];

        // Fewer filters have less information to pay for.
        private static ImmutableArray<double> CpuBetas => [0.03, 0.1, 0.3, 1, 3];

        // Beta counts relative to the number of training images. At 0.3 the first layers are nearly closed.
        private static ImmutableArray<double> FewImagesBetas => [0.003, 0.03, 0.1];

        public static Scale Of(StudySettings study) => study.Preset switch
        {
            Preset.Smoke => Short([0.1, 1], 6.25, study.Epochs ?? 1, 200, study.TrainImages ?? 100, 100, Schedules.Authors.AllCnn96),
            Preset.Quick => Short(FewImagesBetas, 12.5, study.Epochs ?? 4, 500, study.TrainImages ?? 4000, 500, Schedules.Short.AllCnn96),
            Preset.SmallData => Short(
                FewImagesBetas, 12.5, study.Epochs ?? Schedules.Short.AllCnn96.Epochs, 5000, study.TrainImages ?? 5000, null,
                Schedules.Short.AllCnn96),
            Preset.Cpu => Plain(CpuBetas, 25, study.Epochs ?? Schedules.Authors.AllCnn96.Epochs / 5, study.TrainImages),
            Preset.Authors => Plain(PaperBetas, 100, study.Epochs ?? Schedules.Authors.AllCnn96.Epochs, study.TrainImages) with
            {
                // The authors drop inputs of CIFAR-10 alone.
                Options = AllCnnOptions.Authors with { InputKeep = 1 },
                Method = new DropoutMethod.Information(PriorFamily.LogUniform, new() { AlphaMax = 1 }),
            },
            _ => Plain(PaperBetas, 100, study.Epochs ?? Schedules.Authors.AllCnn96.Epochs, study.TrainImages),
        };

        private static Scale Plain(ImmutableArray<double> betas, double filters, int epochs, int? train) =>
            new(betas, filters, epochs, RatesOver(epochs), 128, 5000, train, null);

        // Fewer steps are longer ones.
        private static Scale Short(
            ImmutableArray<double> betas, double filters, int epochs, int validation, int train, int? test, Schedule schedule) =>
            new(betas, filters, epochs, schedule.Over(epochs) with { Initial = 5 * schedule.Rates.Initial }, 25, validation, train, test);

        private static LearningRateSchedule RatesOver(int epochs) => Schedules.Authors.AllCnn96.Over(epochs);
    }
}
