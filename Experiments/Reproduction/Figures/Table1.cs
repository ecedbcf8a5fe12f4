using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;
using IDropTheory.Experiments.Runs;
using IDropTheory.Experiments.Runs.Settings;
using CodeCell = IDropTheory.Experiments.Reproduction.Cell<
    IDropTheory.Experiments.Reproduction.Figures.Table1.Autoencoder, IDropTheory.Experiments.Runs.RunResult>;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>Table 1: the variational bound of an autoencoder with a Gaussian and with an Information Dropout code.</summary>
internal sealed record Table1() : SweepFigure<Table1.Autoencoder, RunResult>(
    "table1", "Variational bound of an autoencoder, Gaussian against Information Dropout code",
    claim: "Both codes achieve a similar variational bound: a variational autoencoder is a special case of Information Dropout.",
    paper: string.Join(" ", Printed.Select(row => Invariant($"k = {row.Key}: Gaussian {row.Value.Gaussian:F1}, Information ")
        + Invariant($"{row.Value.Information:F1}."))))
{
    // What the paper calls similar: the largest difference between its two columns is 1.2 nats.
    private const double Similar = 1.2;

    // The paper does not say whether the prior is learned per layer, as in its classifiers, or per unit: both are run.
    private static readonly ImmutableArray<(string Label, LatentKind Kind)> Latents =
    [
        ("Gaussian", new LatentKind.Gaussian()),
        ("Information, one prior", new LatentKind.Information(new())),
        ("Information, a prior per unit", new LatentKind.Information(new(), PriorPerUnit: true)),
    ];

    private static ImmutableSortedDictionary<int, (double Gaussian, double Information)> Printed { get; } =
        ImmutableSortedDictionary.CreateRange(
        [
            KeyValuePair.Create(1, (-98.8, -100.0)), KeyValuePair.Create(2, (-99.0, -99.1)), KeyValuePair.Create(3, (-98.7, -99.1)),
        ]);

    public override ImmutableArray<Preset> Presets => [Preset.Smoke, Preset.Quick, Preset.SmallData, Preset.Cpu, Preset.Paper];

    public override string PaperDataset => "mnist";

    // The paper does not say how many runs it averaged.
    protected override Preset? RepeatedFrom => null;

    protected override Sweep<Autoencoder, RunResult> Sweep(StudySettings study, IFinishedRuns finished) => Reproduction.Sweep.Of(
        from k in study.Preset switch { Preset.Smoke or Preset.Quick => [1], Preset.SmallData => [1, 2], _ => Printed.Keys }
        from seed in study.Seeds
        from latent in Latents
        select (new Autoencoder(k, latent.Label, latent.Kind), Training(study, k, latent.Kind, seed)));

    protected override Findings Show(StudySettings study, Cells<Autoencoder, RunResult> cells)
    {
        var sizes = cells.Points.GroupBy(point => point.Key.K).Where(k => k.Any(p => p.Key.IsGaussian)
            && k.Any(p => !p.Key.IsGaussian)).ToArray();
        if (sizes.Length == 0) throw study.TooLittle("no size has both codes finished yet", cells.Completeness);
        return new()
        {
            Statements = [.. sizes.Select(k => cells.Where(code => code.K == k.Key).State(StatementOf(k)))],
            Pictures =
            [
                new Plot(
                    $"Bound on the test images of {study.Dataset}", "k", "variational bound (nats per image)",
                    [
                        .. cells.All.GroupBy(cell => cell.Point.Label).Select(code => code.Series(code.Key, point => point.K, Bound)),
                        new("Gaussian, paper", PlotStyle.Points, [.. Printed.Keys], [.. Printed.Values.Select(row => row.Gaussian)]),
                        new("Information, paper", PlotStyle.Points, [.. Printed.Keys], [.. Printed.Values.Select(row => row.Information)]),
                    ]),
            ],
            Tables =
            [
                FigureTable.Of(
                    "Variational bound on the test images, nats per image", cells.Points,
                    ("k", p => $"{p.Key.K}"), ("code", p => $"{p.Key.Label}"),
                    ("paper", p => $"{(p.Key.IsGaussian ? Printed[p.Key.K].Gaussian : Printed[p.Key.K].Information):F1}"),
                    ("measured", p => $"{MeanInterval.Of([.. p.Select(Bound)]).Describe()}"),
                    ("cross-entropy", p => $"{p.Average(cell => cell.Result.Test.CrossEntropy.Value):F2}"),
                    ("KL", p => $"{p.Average(cell => cell.Result.Test.Kl.Value):F2}"), ("seeds", p => $"{p.Count()}")),
            ],
            Remarks =
            [
                "The bound is evaluated with one drawn z per test image.",
                Invariant($"The codes count as similar when their bounds differ by no more than {Similar} nats, the largest difference in ")
                    + "the paper's table.",
                "Adam with rate 0.001, batch 100, Softplus units, grey intensities as Bernoulli targets, alpha-max 0.7 and the place of "
                    + "the prior's parameters are ours: the paper does not say.",
            ],
        };
    }

    protected override IEnumerable<string> Deviations(StudySettings study)
    {
        foreach (var deviation in base.Deviations(study)) yield return deviation;
        if (Epochs(study) is var epochs && epochs != Schedules.Paper.Vae.Epochs)
            yield return $"{Plural.Of(epochs, "epoch")} instead of the paper's {Schedules.Paper.Vae.Epochs}.";
    }

    /// <summary>That the bounds of one size differ by less than what counts as similar, with the Information code that is better on the
    /// training images.</summary>
    private static Func<double, Statement> StatementOf(IGrouping<int, IGrouping<Autoencoder, CodeCell>> k)
    {
        var gaussian = k.Single(code => code.Key.IsGaussian);
        var best = k.Where(code => !code.Key.IsGaussian).MaxBy(code => code.Average(cell => cell.Result.Train.Bound))!;
        var (theirs, ours) = (gaussian.BySeed(Bound), best.BySeed(Bound));
        var gap = PairedDifference.Of(ours, theirs);
        return level => Statement.Smaller(
            Invariant($"At k = {k.Key} the bounds of the codes differ by less than {Similar} nats"),
            PairedDifference.Of([.. ours.Where(run => theirs.ContainsKey(run.Key)).Select(run =>
                Math.Abs(run.Value - theirs[run.Key]) - Similar)]),
            level,
            _ => Invariant($"{best.Key.Label} is {Math.Abs(gap.Mean):F1} nats {(gap.Mean < 0 ? "below" : "above")} {gaussian.Key.Label}"));
    }

    private static double Bound(CodeCell cell) => cell.Result.Test.Bound;

    private static RunSettings Training(StudySettings study, int k, LatentKind latent, ulong seed) => new()
    {
        Dataset = study.Dataset,
        Validation = 0,
        TrainImages = study.TrainImages ?? study.Preset switch { Preset.Smoke => 300, Preset.Quick => 10_000, _ => null },
        TestImages = study.Preset switch { Preset.Smoke => 100, Preset.Quick => 2000, _ => null },
        Network = new VaeSettings(k, latent, PixelTargets.Intensities),
        Beta = 1,
        Epochs = Epochs(study),
        LearningRate = Schedule(study).Over(Epochs(study)),
        Optimiser = new OptimiserSettings.Adam(),
        Seed = seed,
    };

    private static Schedule Schedule(StudySettings study) =>
        study.Preset == Preset.SmallData ? Schedules.Short.Vae : Schedules.Paper.Vae;

    private static int Epochs(StudySettings study) =>
        study.Epochs ?? study.Preset switch { Preset.Smoke => 1, Preset.Quick => 4, Preset.Cpu => 75, _ => Schedule(study).Epochs };

    /// <summary>An autoencoder of the table.</summary>
    /// <param name="K">Its size.</param>
    /// <param name="Label">Name of its code.</param>
    /// <param name="Latent">Its code.</param>
    internal sealed record Autoencoder(int K, string Label, LatentKind Latent)
    {
        public bool IsGaussian => Latent is LatentKind.Gaussian;
    }
}
