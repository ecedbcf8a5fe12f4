using System.CommandLine;
using IDropTheory.Experiments.Reproduction;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>The options that describe a training, and the settings that they mean.</summary>
internal sealed class TrainOptions
{
    private readonly Option<string> _dataset = new("--dataset")
    {
        Description = "Images to learn from",
        HelpName = string.Join('|', DataSource.All.Select(source => source.Name)),
        DefaultValueFactory = _ => GeneratedDigits.Name,
    };

    private readonly Choice<string> _network = new(
        "--network", "Network: fully connected, or all-convolutional of Table 2",
        ("mlp", "mlp"), ("all-cnn-32", "all-cnn-32"), ("all-cnn-96", "all-cnn-96"));

    private readonly Option<int> _width = NumberOption.Count("--width", "Units per hidden layer of the mlp", 1, 100_000, 512);
    private readonly Option<int> _layers = NumberOption.Count("--layers", "Hidden layers of the mlp", 1, 100, 3);

    private readonly Option<double> _filters =
        NumberOption.WithDefault("--filters", "Percentage of the filters of an all-cnn", NumberRange.Positive, 100);

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

    private readonly Option<int[]> _drops = new("--drops")
    {
        Description = "Epochs after which the rate is multiplied by 0.1 (default: as in the paper, at the same fractions of the epochs)",
        AllowMultipleArgumentsPerToken = true,
    };

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

    private readonly Option<int?> _trainImages =
        NumberOption.OptionalCount("--train-images", "Use only this many training images", 1, 1_000_000);

    private readonly Option<int?> _testImages = NumberOption.OptionalCount("--test-images", "Use only this many test images", 1, 1_000_000);

    public IEnumerable<Option> All =>
    [
        _dataset, _network, _width, _layers, _filters, _method, _prior, _parameters, _activation, _alphaMax, _noise, _beta, _gamma, _epochs,
        _batch, _seed, _rate, _drops, _optimiser, _decay, _details, _precision, _preprocessing, _validation, _trainImages, _testImages,
    ];

    /// <summary>The precision in which convolutions multiply.</summary>
    public static Choice<ConvolutionPrecision> PrecisionOption() => new(
        "--precision", "Precision of the convolutions of an all-cnn; bfloat16 is faster where the processor has it (see `idrop doctor`)",
        [.. Enum.GetValues<ConvolutionPrecision>().Select(precision => (Label.Of(precision), precision))]);

    /// <summary>The first of these options that the user gave, if any: a resumed run has its settings already.</summary>
    public Option? FirstGiven(Invocation run) => All.FirstOrDefault(run.IsGiven);

    public RunSettings Settings(Invocation run)
    {
        var (source, network) = (DataSource.Named(run.Get(_dataset)), run.Get(_network));
        var mlp = network == "mlp";
        var epochs = run.Get(_epochs);
        var adam = run.Get(_optimiser);
        return new()
        {
            Dataset = source.Name,
            Preprocessing = run.Get(_preprocessing) ?? (source.Channels > 1 ? Preprocessing.Standardise : Preprocessing.None),
            Validation = run.Get(_validation),
            TrainImages = run.Get(_trainImages),
            TestImages = run.Get(_testImages),
            Network = mlp
                ? new MlpSettings(run.Get(_width), run.Get(_layers), run.Get(_activation), Method(run))
                : new AllCnnSettings(
                    network == "all-cnn-96" ? 96 : 32, run.Get(_filters), run.Get(_activation), Method(run),
                    (run.Get(_details) ? AllCnnOptions.Authors : AllCnnOptions.Paper) with { Precision = run.Get(_precision) }),
            Beta = run.Get(_beta),
            Gamma = run.Get(_gamma),
            Epochs = epochs,
            Batch = run.Get(_batch),
            LearningRate = Schedule(run, mlp, adam, epochs),
            Optimiser = adam
                ? new OptimiserSettings.Adam(run.Get(_decay))
                : new OptimiserSettings.Sgd(0.9, Nesterov: !mlp, run.Get(_decay)),
            Seed = run.Get(_seed),
        };
    }

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

    private LearningRateSchedule Schedule(Invocation run, bool mlp, bool adam, int epochs)
    {
        var paper = mlp ? Schedules.Paper.Mlp : Schedules.Paper.AllCnn32;
        var schedule = paper.Over(epochs) with { Initial = run.Get(_rate) ?? (adam ? 1e-3 : paper.Rates.Initial) };
        if (!run.IsGiven(_drops)) return schedule;
        var drops = run.Get(_drops);
        if (drops.Any(drop => drop < 1))
            throw new UserError($"--drops has {drops.First(drop => drop < 1)}; allowed: epochs from 1.");
        return schedule with { Drops = [.. drops.Order()] };
    }
}
