using System.Collections.Immutable;

namespace IDropTheory.Experiments;

/// <summary>Fig. 3(a): test error on MNIST of four kinds of noise against the width of a fully connected network.</summary>
internal sealed record Fig3a : Figure
{
    internal const string NoNoise = "no noise";
    internal const string Binary = "binary dropout";

    // "With the same variance" leaves open where the constant noise is centred: about its median, as the adaptive noise is, or about its mean,
    // as binary dropout is. Its variance is one in both.
    internal const string ConstantMedian = "constant log-normal noise of median one";
    internal const string ConstantMean = "constant log-normal noise of mean one";

    private static readonly ImmutableArray<(string Label, DropoutMethod Method)> Baselines =
    [
        (NoNoise, new DropoutMethod.None()),
        (Binary, new DropoutMethod.Binary()),
        (ConstantMedian, new DropoutMethod.LogNormal()),
        (ConstantMean, new DropoutMethod.LogNormal(Math.Sqrt(Math.Log(2)), NoiseConvention.UnitMean)),
    ];

    private static readonly DropoutMethod Information = new DropoutMethod.Information(PriorFamily.LogUniform, new());

    public override string Id => "fig3a";

    public override string Title => "Test error against the width of a fully connected network";

    public override string Claim =>
        "Information Dropout outperforms binary dropout, especially on smaller networks, and a constant log-normal noise of the same variance.";

    public override ImmutableArray<PresetName> Presets => [PresetName.Smoke, PresetName.Quick, PresetName.Cpu, PresetName.Paper];

    public override string DefaultDataset(PresetName preset) =>
        preset is PresetName.Smoke or PresetName.Quick ? GeneratedDigits.Name : "mnist";

    public override IReadOnlyList<RunSettings> Plan(StudySettings study, IFinishedRuns finished)
    {
        var scale = Scale.Of(study.Preset);
        return
        [
            .. from width in scale.Widths
               from run in PlanOf(study, scale, width, finished)
               select run,
        ];
    }

    public override FigureOutcome Measure(StudySettings study, IFinishedRuns finished)
    {
        var scale = Scale.Of(study.Preset);
        var cells = scale.Widths.Select(width => Cell.Of(study, scale, width, finished)).Where(cell => cell is not null).Select(cell => cell!).ToArray();
        if (cells.Length == 0)
            throw new UsageException($"{Id}: no width has all its runs yet; continue with `idrop run {Id}`.");
        return Fig3aOutcome.Of(study, scale, cells);
    }

    // With the first seed every beta; the one that is best on the validation images then with the other seeds.
    private static IEnumerable<RunSettings> PlanOf(StudySettings study, Scale scale, int width, IFinishedRuns finished)
    {
        foreach (var seed in study.Seeds)
            foreach (var (_, method) in Baselines)
                yield return Settings(study, scale, width, method, 0, seed);
        foreach (var beta in scale.Betas)
            yield return Settings(study, scale, width, Information, beta, study.Seeds[0]);
        if (Chosen(study, scale, width, finished) is not { } best) yield break;
        foreach (var seed in study.Seeds.Skip(1))
            yield return Settings(study, scale, width, Information, best, seed);
    }

    private static double? Chosen(StudySettings study, Scale scale, int width, IFinishedRuns finished)
    {
        var errors = scale.Betas.Select(beta =>
            (Beta: beta, Result: finished.Result(Settings(study, scale, width, Information, beta, study.Seeds[0])))).ToArray();
        return errors.All(e => e.Result is not null)
            ? errors.MinBy(e => (e.Result!.Validation!.Error, e.Result.Validation.CrossEntropy.Value)).Beta
            : null;
    }

    private static RunSettings Settings(StudySettings study, Scale scale, int width, DropoutMethod method, double beta, ulong seed) => new()
    {
        Dataset = study.Dataset,
        Validation = scale.Validation,
        TrainImages = scale.TrainImages,
        TestImages = scale.TestImages,
        Network = new MlpSettings(width, 3, Activation.Relu, method),
        Beta = beta,
        Epochs = study.Epochs ?? scale.Epochs,
        LearningRate = PaperSchedules.Mlp.Schedule.Rescaled(PaperSchedules.Mlp.Epochs, study.Epochs ?? scale.Epochs),
        Optimiser = new OptimiserSettings.Sgd(),
        Seed = seed,
    };

    /// <summary>The size of a preset.</summary>
    internal sealed record Scale(ImmutableArray<int> Widths, ImmutableArray<double> Betas, int Epochs, int Validation, int? TrainImages, int? TestImages)
    {
        public static Scale Of(PresetName preset) => preset switch
        {
            PresetName.Smoke => new([16], [1, 3], 1, 100, 400, 200),
            PresetName.Quick => new([50, 200], [1, 3], 8, 2000, 10_000, null),
            PresetName.Cpu => new([100, 200, 400, 800], [1, 3, 10, 30], 20, 5000, null, null),
            _ => new([100, 200, 300, 400, 800, 1200], [1, 3, 10, 30], 80, 5000, null, null),
        };
    }

    /// <summary>What was measured at one width: test errors by method and seed.</summary>
    internal sealed record Cell(
        int Width, double Beta, ImmutableSortedDictionary<ulong, RunResult> Information,
        ImmutableArray<(string Label, ImmutableSortedDictionary<ulong, RunResult> Results)> Baselines,
        ImmutableArray<(double Beta, RunResult Result)> BetasTried)
    {
        /// <summary>The results of a baseline.</summary>
        public ImmutableSortedDictionary<ulong, RunResult> Of(string label) => Baselines.First(baseline => baseline.Label == label).Results;

        public static Cell? Of(StudySettings study, Scale scale, int width, IFinishedRuns finished)
        {
            if (Chosen(study, scale, width, finished) is not { } best) return null;
            ImmutableSortedDictionary<ulong, RunResult> Results(DropoutMethod method, double beta) =>
                study.Seeds.Select(seed => (seed, Result: finished.Result(Settings(study, scale, width, method, beta, seed))))
                    .Where(run => run.Result is not null).ToImmutableSortedDictionary(run => run.seed, run => run.Result!);
            ImmutableArray<(string, ImmutableSortedDictionary<ulong, RunResult>)> baselines = [.. Fig3a.Baselines.Select(b => (b.Label, Results(b.Method, 0)))];
            if (baselines.Any(b => b.Item2.IsEmpty)) return null;
            return new(width, best, Results(Fig3a.Information, best), baselines,
                [.. scale.Betas.Select(beta => (beta, finished.Result(Settings(study, scale, width, Fig3a.Information, beta, study.Seeds[0]))!))]);
        }
    }
}
