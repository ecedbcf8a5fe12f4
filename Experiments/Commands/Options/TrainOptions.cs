using System.CommandLine;
using IDropTheory.Experiments.Images;
using IDropTheory.Experiments.Reproduction;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>The options that describe a training, and the settings that they mean.</summary>
internal sealed class TrainOptions
{
    private readonly Option<string> _dataset =
        PathOption.WithDefault(
        "--dataset", "Images to learn from: a data set, or your own: a folder (train/CLASS/*.png, test/CLASS/*.png, or CLASS/*.png), or "
            + "arrays x_train, y_train, x_test, y_test in .npz, .safetensors or a folder of "
            + ".npy", PathOption.DataSets + "|path", GeneratedDigits.Name);

    private readonly Choice<string> _network = new(
        "--network", "Network: fully connected, all-convolutional of Table 2, or the variational autoencoder of Table 1",
        ("mlp", "mlp"), ("all-cnn-32", "all-cnn-32"), ("all-cnn-96", "all-cnn-96"), ("vae", "vae"));

    private readonly Option<int> _width = NumberOption.Count("--width", "Units per hidden layer of the mlp", 1, 100_000, 512);
    private readonly Option<int> _layers = NumberOption.Count("--layers", "Hidden layers of the mlp", 1, 100, 3);

    private readonly Option<double> _filters =
        NumberOption.WithDefault("--filters", "Percentage of the filters of an all-cnn", NumberRange.Positive, 100);

    private readonly Option<int> _size =
        NumberOption.Count("--k", "Size of the vae: 512 k hidden units, 256 k components of the code", 1, 100, 1);

    private readonly Choice<LatentKind> _code = new(
        "--code", "Distribution of the code of the vae given an image",
        ("information", new LatentKind.Information(new(), PriorPerUnit: true)), ("gaussian", new LatentKind.Gaussian()));

    private readonly Choice<string> _method = new(
        "--method", "Noise",
        ("information", "information"), ("none", "none"), ("binary", "binary"), ("log-normal", "log-normal"), ("gaussian", "gaussian"));

    private readonly Choice<PriorFamily?> _prior = new(
        "--prior", "Prior of the information method (default: log-uniform for relu, log-normal for softplus)",
        ("auto", null), ("log-uniform", PriorFamily.LogUniform), ("log-uniform-with-spike", PriorFamily.LogUniformWithSpike),
        ("log-normal", PriorFamily.LogNormal));

    private readonly Choice<PriorParameters> _parameters = new(
        "--prior-parameters", "mu and sigma of a log-normal prior: learned with the weights, or the best for each batch (learned ones "
            + "diverge at a large beta)",
        ("learned", PriorParameters.Learned), ("batch", PriorParameters.BatchMoments));

    private readonly Choice<Activation> _activation =
        new("--activation", "Nonlinearity", ("relu", Activation.Relu), ("softplus", Activation.Softplus));

    private readonly Option<double> _alphaMax = NumberOption.WithDefault(
        "--alpha-max", "Largest scale of the log-normal noise", NumberRange.Positive, new InformationDropoutOptions().AlphaMax);

    private readonly Choice<NoiseConvention> _noise = new(
        "--noise", "Where the log-normal noise is centred", ("median", NoiseConvention.MedianOne), ("unit-mean", NoiseConvention.UnitMean));

    private readonly Option<double> _beta = NumberOption.WithDefault(
        "--beta", "Weight of the information, before it is divided by the number of training images", NumberRange.NonNegative, 1);

    private readonly Option<double?> _gamma = NumberOption.Optional(
        "--gamma", "Weight of the total correlation, as beta (default: beta, the closed form)", NumberRange.NonNegative);

    private readonly Option<int> _epochs = NumberOption.Count("--epochs", "Passes over the training images", 1, 100_000, 10);
    private readonly Option<int> _batch = NumberOption.Count("--batch", "Images per step", 1, 100_000, 100);
    private readonly Option<ulong> _seed = NumberOption.Seed();

    private readonly Option<double?> _rate = NumberOption.Optional(
        "--learning-rate", "Initial learning rate (default: 0.07 for the mlp, 0.1 for an all-cnn, as in the paper; 0.001 with adam)",
        NumberRange.Positive);

    private readonly Option<int[]> _drops = NumberOption.Counts(
        "--drops", "Epochs after which the rate is multiplied by 0.1 (default: as in the paper, at the same fractions of the epochs)",
        1, 100_000);

    private readonly Option<int> _warmUp =
        NumberOption.Count("--warm-up", "Epochs over which the rate rises to its initial value", 0, 100_000, 0);

    private readonly Option<bool> _cosine = new("--cosine")
    {
        Description = "The rate falls to 0 as half a cosine, without drops",
    };

    private readonly Option<double?> _clip = NumberOption.Optional(
        "--clip", "Largest norm of the gradients; larger ones are scaled down to it", NumberRange.Positive);

    private readonly Option<bool> _flip = new("--flip") { Description = "Mirror every training image with probability one half" };

    private readonly Option<int> _shift =
        NumberOption.Count("--shift", "Move every training image by up to so many pixels in each direction", 0, 1000, 0);

    private readonly Choice<bool> _optimiser = new("--optimiser", "How gradients become steps", ("sgd", false), ("adam", true));
    private readonly Option<double> _decay = NumberOption.WithDefault("--weight-decay", "Factor of 1/2 |w|^2", NumberRange.NonNegative, 0);

    private readonly Choice<bool> _details = new(
        "--preset", "Details of the all-cnn: as the text says or as the authors' code does", ("paper", false), ("authors", true));

    private readonly Choice<ConvolutionPrecision> _precision = PrecisionOption();

    private readonly Choice<Preprocessing?> _preprocessing = new(
        "--preprocessing", "How images become inputs (default: standardise for colour images, none for grey ones)",
        ("auto", null), ("none", Preprocessing.None), ("standardise", Preprocessing.Standardise), ("whiten", Preprocessing.Whiten));

    private readonly Option<int> _validation =
        NumberOption.Count("--validation", "Training images held out for validation", 0, 1_000_000, 5000);

    private readonly Option<int> _every =
        NumberOption.Count("--validate-every", "Epochs from one validation to the next", 1, 100_000, 1);

    private readonly Option<int?> _patience = NumberOption.OptionalCount(
        "--patience", "End the training after so many validations without a lower error (default: never)", 1, 100_000);

    private readonly Option<int?> _trainImages =
        NumberOption.OptionalCount("--train-images", "Use only this many training images", 1, 1_000_000);

    private readonly Option<int?> _testImages = NumberOption.OptionalCount("--test-images", "Use only this many test images", 1, 1_000_000);

    /// <summary>The options as the help shows them.</summary>
    public IReadOnlyList<(string Title, IReadOnlyList<Option> Options)> Groups =>
    [
        ("Images", [_dataset, _preprocessing, _trainImages, _testImages, _validation, _flip, _shift]),
        ("Network", [_network, _width, _layers, _filters, _size, _code, _activation, _details, _precision]),
        ("Noise and what it costs", [_method, _prior, _parameters, _alphaMax, _noise, _beta, _gamma]),
        ("Training",
        [
            _epochs, _batch, _seed, _optimiser, _rate, _drops, _warmUp, _cosine, _decay, _clip, _every, _patience,
        ]),
    ];

    public IEnumerable<Option> All => Groups.SelectMany(group => group.Options);

    /// <summary>The precision in which convolutions multiply.</summary>
    public static Choice<ConvolutionPrecision> PrecisionOption() => new(
        "--precision",
        "Precision of the convolutions of an all-cnn; bfloat16 is faster where the processor (see `idrop doctor`) or the GPU has it",
        [.. Enum.GetValues<ConvolutionPrecision>().Select(precision => (Label.Of(precision), precision))]);

    /// <summary>The first of these options that the user gave, if any: a resumed run has its settings already.</summary>
    public Option? FirstGiven(Invocation run) => All.FirstOrDefault(run.IsGiven);

    /// <summary>The settings of a training.</summary>
    /// <exception cref="UserError">Two options contradict each other.</exception>
    public RunSettings Settings(Invocation run)
    {
        var source = OwnImages.SourceOf(run.Get(_dataset));
        var network = run.Get(_network);
        var kind = network switch { "mlp" => Schedules.Paper.Mlp, "vae" => Schedules.Paper.Vae, _ => Schedules.Paper.AllCnn32 };
        // The paper does not name the optimiser of its autoencoder; plain descent does not train it.
        var adam = run.IsGiven(_optimiser) ? run.Get(_optimiser) : network == "vae";
        var augmentation = new Augmentation(run.Get(_flip), run.Get(_shift));
        return new()
        {
            Dataset = source.Name,
            Preprocessing = run.Get(_preprocessing) ?? (source.Channels > 1 ? Preprocessing.Standardise : Preprocessing.None),
            Validation = run.Get(_validation),
            ValidationEvery = run.Get(_every) is > 1 and var epochs ? epochs : null,
            TrainImages = run.Get(_trainImages),
            TestImages = run.Get(_testImages),
            Network = Network(run, network),
            Beta = run.Get(_beta),
            Gamma = run.Get(_gamma),
            Epochs = run.Get(_epochs),
            Batch = run.Get(_batch),
            LearningRate = Rates(run, kind, adam),
            Optimiser = adam
                ? new OptimiserSettings.Adam(run.Get(_decay)) { LargestGradientNorm = run.Get(_clip) }
                : new OptimiserSettings.Sgd(0.9, Nesterov: network != "mlp", run.Get(_decay)) { LargestGradientNorm = run.Get(_clip) },
            Augmentation = augmentation.IsNone ? null : augmentation,
            Patience = run.Get(_patience),
            Seed = run.Get(_seed),
        };
    }

    private NetworkSettings Network(Invocation run, string network) => network switch
    {
        "mlp" => new MlpSettings(run.Get(_width), run.Get(_layers), run.Get(_activation), Method(run)),
        "vae" => new VaeSettings(run.Get(_size), run.Get(_code), PixelTargets.Intensities),
        _ => new AllCnnSettings(
            network == "all-cnn-96" ? 96 : 32, run.Get(_filters), run.Get(_activation), Method(run),
            (run.Get(_details) ? AllCnnOptions.Authors : AllCnnOptions.Paper) with { Precision = run.Get(_precision) }),
    };

    private DropoutMethod Method(Invocation run) => run.Get(_method) switch
    {
        "none" => new DropoutMethod.None(),
        "binary" => new DropoutMethod.Binary(),
        "gaussian" => new DropoutMethod.Gaussian(),
        "log-normal" => new DropoutMethod.LogNormal(run.Get(_alphaMax), run.Get(_noise)),
        _ => new DropoutMethod.Information(
            run.Get(_prior) ?? (run.Get(_activation) == Activation.Relu ? PriorFamily.LogUniform : PriorFamily.LogNormal),
            new() { AlphaMax = run.Get(_alphaMax), Noise = run.Get(_noise), PriorParameters = run.Get(_parameters) }),
    };

    private LearningRateSchedule Rates(Invocation run, Schedule paper, bool adam)
    {
        var (epochs, drops) = (run.Get(_epochs), run.Get(_drops) ?? []);
        if (run.Get(_cosine) && run.IsGiven(_drops))
            throw new UserError("--drops and --cosine contradict each other; leave one of them out.");
        var rates = paper.Over(epochs) with
        {
            Initial = run.Get(_rate) ?? (adam ? 1e-3 : paper.Rates.Initial),
            WarmUp = run.Get(_warmUp),
            CosineEnd = run.Get(_cosine) ? epochs : 0,
        };
        return run.Get(_cosine) ? rates with { Drops = [] } : run.IsGiven(_drops) ? rates with { Drops = [.. drops.Order()] } : rates;
    }
}
