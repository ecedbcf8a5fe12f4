using System.Collections.Immutable;
using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;
using IDropTheory.Experiments.Runs.Settings;
using IDropTheory.Experiments.Runs;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>Table 1: the variational bound of an autoencoder with a Gaussian and with an Information Dropout code.</summary>
internal sealed record Table1 : Figure
{
    // The paper does not say whether the prior is learned per layer, as in its classifiers, or per unit: both are run.
    private static readonly ImmutableArray<(string Label, LatentKind Kind)> Latents =
    [
        ("Gaussian", new LatentKind.Gaussian()),
        ("Information, one prior", new LatentKind.Information(new())),
        ("Information, a prior per unit", new LatentKind.Information(new(), PriorPerUnit: true)),
    ];

    private static readonly ImmutableDictionary<int, (double Gaussian, double Information)> Paper =
        ImmutableDictionary.CreateRange([KeyValuePair.Create(1, (-98.8, -100.0)), KeyValuePair.Create(2, (-99.0, -99.1)), KeyValuePair.Create(3, (-98.7, -99.1))]);

    // What the paper calls similar: the largest difference between its two columns is 1.2 nats.
    private const double Similar = 1.2;

    public override string Id => "table1";

    public override string Title => "Variational bound of an autoencoder, Gaussian against Information Dropout code";

    public override string Claim => "Both codes achieve a similar variational bound: a variational autoencoder is a special case of Information Dropout.";

    public override ImmutableArray<Preset> Presets => [Preset.Smoke, Preset.Quick, Preset.Cpu, Preset.Paper];

    public override string DefaultDataset(Preset preset) =>
        preset is Preset.Smoke or Preset.Quick ? GeneratedDigits.Name : "mnist";

    // The paper does not say how many runs it averaged.
    public override ImmutableArray<ulong> DefaultSeeds(Preset preset) => [1];

    public override IReadOnlyList<RunSettings> Plan(StudySettings study, IFinishedRuns finished)
    {
        var scale = Scale.Of(study.Preset);
        return [.. from k in scale.Sizes from seed in study.Seeds from latent in Latents select Settings(study, scale, k, latent.Kind, seed)];
    }

    public override FigureOutcome Measure(StudySettings study, IFinishedRuns finished)
    {
        var scale = Scale.Of(study.Preset);
        var cells = (
            from k in scale.Sizes
            from latent in Latents
            let results = study.Seeds.Select(seed => (seed, Result: finished.Result(Settings(study, scale, k, latent.Kind, seed))))
                .Where(run => run.Result is not null).ToImmutableSortedDictionary(run => run.seed, run => run.Result!)
            where !results.IsEmpty
            select new Cell(k, latent.Label, latent.Kind is LatentKind.Gaussian, results)).ToArray();
        var sizes = cells.GroupBy(cell => cell.K).Where(size => size.Any(c => c.IsGaussian) && size.Any(c => !c.IsGaussian)).ToArray();
        if (sizes.Length == 0) throw study.TooLittle("no size has both codes finished yet");
        Statement[] statements = [.. sizes.Select(size => StatementOf(size.Key, [.. size], sizes.Length))];
        return new(
            Statement.Verdict(statements, cells.Sum(cell => cell.Results.Count) == Planned(study, scale)),
            string.Join(" ", Paper.OrderBy(p => p.Key).Select(p => FormattableString.Invariant(
                $"k = {p.Key}: Gaussian {p.Value.Gaussian:F1}, Information {p.Value.Information:F1}."))),
            Statement.Sentences(statements),
            [Curves(study, cells)],
            [Statement.Table(statements), Table(cells)],
            Remarks(study, scale, cells));
    }

    private static RunSettings Settings(StudySettings study, Scale scale, int k, LatentKind latent, ulong seed) => new()
    {
        Dataset = study.Dataset,
        Validation = scale.Validation,
        TrainImages = scale.TrainImages,
        TestImages = scale.TestImages,
        Network = new VaeSettings(k, latent, PixelTargets.Intensities),
        Beta = 1,
        Epochs = study.Epochs ?? scale.Epochs,
        LearningRate = new LearningRateSchedule(1e-3, 0.1, [30, 120]).Rescaled(300, study.Epochs ?? scale.Epochs),
        Optimiser = new OptimiserSettings.Adam(),
        Seed = seed,
    };

    private static int Planned(StudySettings study, Scale scale) => scale.Sizes.Length * Latents.Length * study.Seeds.Length;

    /// <summary>That the bounds of one size differ by less than what counts as similar, with the Information code that is better on the training images.</summary>
    private static Statement StatementOf(int k, Cell[] size, int sizes)
    {
        var gaussian = size.Single(c => c.IsGaussian).Bounds();
        var best = size.Where(c => !c.IsGaussian).MaxBy(c => c.Results.Values.Average(result => result.Train.Bound))!;
        var gap = PairedDifference.Of(best.Bounds(), gaussian);
        return Statement.Smaller(
            FormattableString.Invariant($"At k = {k} the bounds of the codes differ by less than {Similar} nats"),
            PairedDifference.Of(
                best.Bounds().Where(run => gaussian.ContainsKey(run.Key)).ToDictionary(run => run.Key, run => Math.Abs(run.Value - gaussian[run.Key])),
                gaussian.ToDictionary(run => run.Key, _ => Similar)),
            // One statement for each size: Bonferroni.
            0.05 / sizes,
            _ => FormattableString.Invariant($"{best.Label} is {Math.Abs(gap.Mean):F1} nats {(gap.Mean < 0 ? "below" : "above")} {size.Single(c => c.IsGaussian).Label}"));
    }

    private static FigureTable Table(IReadOnlyList<Cell> cells) => new(
        "Variational bound on the test images, nats per image",
        ["k", "code", "paper", "measured", "cross-entropy", "KL", "seeds"],
        [
            .. cells.Select(cell => ImmutableArray.Create(
                FormattableString.Invariant($"{cell.K}"),
                cell.Label,
                FormattableString.Invariant($"{(cell.IsGaussian ? Paper[cell.K].Gaussian : Paper[cell.K].Information):F1}"),
                double.IsNaN(cell.Bound.HalfWidth)
                    ? FormattableString.Invariant($"{cell.Bound.Mean:F2}")
                    : FormattableString.Invariant($"{cell.Bound.Mean:F2} ± {cell.Bound.HalfWidth:F2}"),
                FormattableString.Invariant($"{cell.Results.Values.Average(r => r.Test.CrossEntropy.Value):F2}"),
                FormattableString.Invariant($"{cell.Results.Values.Average(r => r.Test.Kl.Value):F2}"),
                FormattableString.Invariant($"{cell.Results.Count}"))),
        ]);

    private static Plot Curves(StudySettings study, IReadOnlyList<Cell> cells) => new(
        $"Bound on the test images of {study.Dataset}", "k", "variational bound (nats per image)",
        [
            .. cells.GroupBy(cell => cell.Label).Select(code => new PlotSeries(
                code.Key, PlotStyle.Measured, [.. code.Select(c => (double)c.K)], [.. code.Select(c => c.Bound.Mean)])
            {
                Intervals = [.. code.Select(c => c.Bound.Ends)],
            }),
            new("Gaussian, paper", PlotStyle.Points, [.. Paper.Keys.Order().Select(k => (double)k)], [.. Paper.Keys.Order().Select(k => Paper[k].Gaussian)]),
            new("Information, paper", PlotStyle.Points, [.. Paper.Keys.Order().Select(k => (double)k)], [.. Paper.Keys.Order().Select(k => Paper[k].Information)]),
        ]);

    private static ImmutableArray<string> Remarks(StudySettings study, Scale scale, IReadOnlyList<Cell> cells)
    {
        var remarks = ImmutableArray.CreateBuilder<string>();
        remarks.Add("The bound is evaluated with one drawn z per test image.");
        remarks.Add(FormattableString.Invariant($"The codes count as similar when their bounds differ by no more than {Similar} nats, the largest difference in the paper's table."));
        if (study.Dataset != "mnist") remarks.Add($"The images are {study.Dataset}, not the MNIST of the paper.");
        if ((study.Epochs ?? scale.Epochs) is var epochs and not 300) remarks.Add($"{epochs} epochs instead of the paper's 300.");
        remarks.AddRange(study.Unfinished(cells.Sum(cell => cell.Results.Count), Planned(study, scale), "runs"));
        if (cells.Any(c => c.Results.Count < 2)) remarks.Add("One run per row: the spread between seeds is not measured.");
        remarks.Add("Adam with rate 0.001, batch 100, Softplus units, grey intensities as Bernoulli targets, alpha-max 0.7 and the place of the prior's parameters are ours: the paper does not say.");
        return remarks.ToImmutable();
    }

    private sealed record Cell(int K, string Label, bool IsGaussian, ImmutableSortedDictionary<ulong, RunResult> Results)
    {
        public MeanInterval Bound { get; } = MeanInterval.Of([.. Results.Values.Select(result => result.Test.Bound)]);

        public Dictionary<ulong, double> Bounds() => Results.ToDictionary(run => run.Key, run => run.Value.Test.Bound);
    }

    private sealed record Scale(ImmutableArray<int> Sizes, int Epochs, int Validation, int? TrainImages, int? TestImages)
    {
        public static Scale Of(Preset preset) => preset switch
        {
            Preset.Smoke => new([1], 1, 0, 300, 100),
            Preset.Quick => new([1], 6, 0, 10_000, 2000),
            Preset.Cpu => new([1, 2, 3], 75, 0, null, null),
            _ => new([1, 2, 3], 300, 0, null, null),
        };
    }
}
