using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>Fig. 3(a): test error on MNIST of four kinds of noise against the width of a fully connected network.</summary>
internal sealed record Fig3a() : MethodComparison(
    "fig3a", "Test error against the width of a fully connected network",
    claim: "Information Dropout outperforms binary dropout, especially on smaller networks, and a constant log-normal noise of the same "
        + "variance.",
    paper: "Lower error than binary dropout, most clearly in small networks, and than constant log-normal noise (average of 3 runs; no "
        + "numbers are printed).")
{
    private const string Constant = "constant log-normal noise";

    public override ImmutableArray<Preset> Presets => [Preset.Smoke, Preset.Quick, Preset.Cpu, Preset.Paper];

    public override string SizeAxis => "units per hidden layer";

    public override string SizeLabel(double size) => Invariant($"width {size}");

    // "With the same variance" leaves open where the constant noise is centred: about its median, as the adaptive noise is, or about its
    // mean,
    // as binary dropout is. Its variance is one in both.
    public override ImmutableArray<Baseline> Baselines =>
    [
        new("no noise", new DropoutMethod.None(), null),
        new("binary dropout", new DropoutMethod.Binary(), "binary dropout"),
        new(Constant + " of median one", new DropoutMethod.LogNormal(), Constant),
        new(Constant + " of mean one", new DropoutMethod.LogNormal(Math.Sqrt(Math.Log(2)), NoiseConvention.UnitMean), Constant),
    ];

    public override DropoutMethod Information { get; } = new DropoutMethod.Information(PriorFamily.LogUniform, new());

    public override string PaperDataset => "mnist";

    public override Scale ScaleOf(StudySettings study) => study.Preset switch
    {
        Preset.Smoke => new([16], [1, 3]),
        Preset.Quick => new([50, 200], [1, 3]),
        Preset.Cpu => new([100, 200, 400, 800], [1, 3, 10, 30]),
        _ => new([100, 200, 300, 400, 800, 1200], [1, 3, 10, 30]),
    };

    public override RunSettings Training(StudySettings study, double size, DropoutMethod method, double beta, ulong seed)
    {
        var (epochs, validation, train, test) = Images(study);
        return new()
        {
            Dataset = study.Dataset,
            Validation = validation,
            TrainImages = train,
            TestImages = test,
            Network = new MlpSettings((int)size, 3, Activation.Relu, method),
            Beta = beta,
            Epochs = epochs,
            LearningRate = Schedules.Paper.Mlp.Over(epochs),
            Optimiser = new OptimiserSettings.Sgd(),
            Seed = seed,
        };
    }

    public override IEnumerable<string> Remarks(StudySettings study)
    {
        foreach (var deviation in Deviations(study)) yield return deviation;
        if (Images(study).Epochs is var epochs && epochs != Schedules.Paper.Mlp.Epochs)
            yield return $"{epochs} epochs instead of the paper's {Schedules.Paper.Mlp.Epochs}.";
        yield return "\"The same variance\" is taken as that of binary dropout, one, constant over units and images: the noise of "
            + "Information Dropout has at most about that and learns how much.";
        yield return "Batch 100, He initialisation, inputs in [0, 1], and noise after every hidden layer are ours: the paper does not say.";
    }

    private static (int Epochs, int Validation, int? Train, int? Test) Images(StudySettings study) => study.Preset switch
    {
        Preset.Smoke => (study.Epochs ?? 1, 100, 400, 200),
        Preset.Quick => (study.Epochs ?? 8, 2000, 10_000, null),
        Preset.Cpu => (study.Epochs ?? 20, 5000, null, null),
        _ => (study.Epochs ?? 80, 5000, null, null),
    };
}
