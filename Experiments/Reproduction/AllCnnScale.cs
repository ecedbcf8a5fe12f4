using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>How a preset trains All-CNN-32, and the trainings that figures share: equal settings are one run, whichever figure asks for it
/// first.</summary>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="Rates">The learning rate of <paramref name="Epochs"/> epochs.</param>
/// <param name="Decay">Weight decay.</param>
/// <param name="Options">Details of the network.</param>
/// <param name="Validation">Training images that are held out.</param>
/// <param name="TrainImages">Training images that are used; null for all others.</param>
/// <param name="TestImages">Test images that are used; null for all.</param>
internal sealed record AllCnnScale(
    int Epochs, LearningRateSchedule Rates, double Decay, AllCnnOptions Options, int Validation, int? TrainImages, int? TestImages)
{
    // The authors' default for CIFAR-10.
    private const double AuthorsBeta = 3;

    // Of small-data: so few that the networks overfit.
    private const int FewImages = 2000;
    private const int FewImagesEpochs = 40;

    /// <summary>The scale of a study.</summary>
    public static AllCnnScale Of(StudySettings study) => study.Preset switch
    {
        Preset.Smoke => Paper(study.Epochs ?? 1, 100, study.TrainImages ?? 200, 200),
        Preset.Quick => Paper(study.Epochs ?? 4, 1000, study.TrainImages ?? 2500, 2000),
        Preset.SmallData => Paper(study.Epochs ?? FewImagesEpochs, 5000, study.TrainImages ?? FewImages, null),
        Preset.Cpu => Paper(study.Epochs ?? Schedules.Paper.AllCnn32.Epochs / 4, 5000, study.TrainImages, null),
        Preset.Authors => Authors(study.Epochs ?? Schedules.Authors.AllCnn32.Epochs, study.TrainImages),
        _ => Paper(study.Epochs ?? Schedules.Paper.AllCnn32.Epochs, 5000, study.TrainImages, null),
    };

    /// <summary>The study with twice the training images in small-data, if it does not say how many: where what networks transmit is
    /// compared, or a second task is learned.</summary>
    public static StudySettings WithMoreImages(StudySettings study) =>
        study is { Preset: Preset.SmallData, TrainImages: null } ? study with { TrainImages = 2 * FewImages } : study;

    /// <summary>The percentage of the filters where a figure does not vary it.</summary>
    public static double Filters(Preset preset) =>
        preset switch { Preset.Smoke or Preset.Quick => 6.25, Preset.SmallData or Preset.Cpu => 25, _ => 100 };

    /// <summary>The percentages of the filters where a figure with one noise varies them.</summary>
    public static ImmutableArray<double> VariedFilters(Preset preset) => preset switch
    {
        Preset.Smoke or Preset.Quick => [6.25, 12.5],
        Preset.SmallData or Preset.Cpu => [6.25, 12.5, 25],
        _ => [12.5, 25, 50, 75, 100],
    };

    /// <summary>beta where a figure does not vary it: smaller where there are few training images N, as information weighs
    /// beta/N.</summary>
    public static double Beta(Preset preset) => HasFewImages(preset) ? AuthorsBeta / 10 : AuthorsBeta;

    /// <summary>The values of beta where a figure varies it; 0 for no noise. They are smaller where there are few training
    /// images.</summary>
    public static ImmutableArray<double> Betas(Preset preset) => preset switch
    {
        Preset.Smoke => [0.3, 3],
        Preset.Quick => [0.03, 0.1, 0.3, 1],
        Preset.SmallData => [0, 0.003, 0.01, 0.03, 0.1, 0.3, 1],
        Preset.Cpu => [0.1, 0.3, 1, 3, 10, 30],
        _ => [0.1, 0.3, 1, 3, 10, 30, 100],
    };

    /// <summary>Where the beta of <see cref="Beta"/> comes from.</summary>
    public static string BetaRemark(Preset preset) => HasFewImages(preset)
        ? Invariant($"beta = {Beta(preset)}, a tenth of the default of the authors' code, as information weighs beta/N and there are ")
            + "fewer training images N; the paper does not say."
        : Invariant($"beta = {Beta(preset)}, the default of the authors' code; the paper does not say.");

    /// <summary>Information Dropout with the prior that belongs to an activation.</summary>
    public static DropoutMethod Information(Activation activation) =>
        new DropoutMethod.Information(activation == Activation.Relu ? PriorFamily.LogUniform : PriorFamily.LogNormal, new());

    /// <summary>A training of All-CNN-32 with Information Dropout, whose prior is that of the activation; without noise where beta is
    /// 0.</summary>
    public static RunSettings Training(StudySettings study, double filters, Activation activation, double beta, ulong seed) =>
        Training(study, filters, activation, beta == 0 ? new DropoutMethod.None() : Information(activation), beta, seed);

    /// <summary>A training of All-CNN-32.</summary>
    /// <param name="study">What is asked for.</param>
    /// <param name="filters">Percentage of the filters.</param>
    /// <param name="activation">The nonlinearity.</param>
    /// <param name="method">The noise.</param>
    /// <param name="beta">Weight of the information.</param>
    /// <param name="seed">Seed of its random numbers.</param>
    public static RunSettings Training(
        StudySettings study, double filters, Activation activation, DropoutMethod method, double beta, ulong seed)
    {
        var scale = Of(study);
        return new()
        {
            Dataset = study.Dataset,
            Preprocessing = DataSource.Named(study.Dataset).Channels == 1 ? Preprocessing.None
                : study.Preset == Preset.SmallData ? Preprocessing.Standardise : Preprocessing.Whiten,
            Validation = scale.Validation,
            ValidationEvery = Schedules.ValidationEvery(study.Preset, scale.Epochs),
            TrainImages = scale.TrainImages,
            TestImages = scale.TestImages,
            Network = new AllCnnSettings(
                32, filters, activation, Fitted(method, study.Preset), scale.Options with { Precision = study.Precision }),
            Beta = beta,
            Epochs = scale.Epochs,
            // Few epochs have more steps.
            Batch = study.Preset == Preset.Quick ? 25 : 100,
            LearningRate = scale.Rates,
            Optimiser = new OptimiserSettings.Sgd(Nesterov: true, WeightDecay: scale.Decay),
            Seed = seed,
        };
    }

    /// <summary>With a log-normal prior that fits every batch: learned by gradients, mu and sigma diverge at a large beta. The authors'
    /// code learns them, and so do the published studies of the preset cpu.</summary>
    private static DropoutMethod Fitted(DropoutMethod method, Preset preset) =>
        method is DropoutMethod.Information { Prior: PriorFamily.LogNormal } information && preset is not (Preset.Cpu or Preset.Authors)
            ? information with { Options = information.Options with { PriorParameters = PriorParameters.BatchMoments } }
            : method;

    /// <summary>How the trainings of a study differ from the paper's.</summary>
    public static IEnumerable<string> Deviations(StudySettings study)
    {
        if (study.Preset != Preset.Authors && Of(study).Epochs is var epochs && epochs != Schedules.Paper.AllCnn32.Epochs)
            yield return $"{Plural.Of(epochs, "epoch")} instead of the paper's {Schedules.Paper.AllCnn32.Epochs}; the learning rate drops "
                + "at the same fractions of them.";
        if (study.Preset >= Preset.SmallData && Of(study).TrainImages is { } images) yield return $"{images} training images.";
        if (study.Preset == Preset.Authors)
            yield return "Learning rate, weight decay and details of the network are those of the authors' published code, not of the "
                + "paper's text; "
                + "the validation images are held out of the training images.";
        if (study.Preset == Preset.SmallData)
            yield return "Images are standardised, not whitened: there are fewer training images than pixels, so that whitening fitted "
                + "to them would blow up what only test images have.";
        if (study.Precision != ConvolutionPrecision.Single) yield return PrecisionRemark;
    }

    /// <summary>What is rounded in bfloat16.</summary>
    public const string PrecisionRemark =
        "Convolutions multiplied in bfloat16 (inputs and weights rounded to 8 significant bits, sums in float32); all else in float32.";

    private static AllCnnScale Paper(int epochs, int validation, int? train, int? test) => new(
        epochs, Schedules.Paper.AllCnn32.Over(epochs), 0, AllCnnOptions.Paper, validation, train, test);

    private static AllCnnScale Authors(int epochs, int? train) => new(
        epochs, Schedules.Authors.AllCnn32.Over(epochs), Schedules.Authors.WeightDecay, AllCnnOptions.Authors, 5000, train, null);

    private static bool HasFewImages(Preset preset) => preset is Preset.Quick or Preset.SmallData;
}
