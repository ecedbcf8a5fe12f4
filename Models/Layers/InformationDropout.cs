using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Range and centre of the noise of an <see cref="InformationDropout"/> layer.</summary>
public sealed record InformationDropoutOptions
{
    /// <summary>The range of alpha above its floor, &gt; 0: 0.7 in the paper, where the noise's variance is about one.</summary>
    public double AlphaMax { get; init => field = Require.Positive(value, nameof(AlphaMax)); } = 0.7;

    /// <summary>The smallest alpha, &gt; 0, which keeps the cost finite; the authors' 0.001.</summary>
    public double AlphaFloor { get; init => field = Require.Positive(value, nameof(AlphaFloor)); } = 1e-3;

    /// <summary>Where the log-noise is centred.</summary>
    public NoiseConvention Noise { get; init; } = NoiseConvention.MedianOne;

    /// <summary>How mu and sigma of a log-normal prior are found. Settings contain it only if it is not the default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public PriorParameters PriorParameters { get; init; }

    /// <summary>The largest alpha that a layer can reach: floor + range.</summary>
    [JsonIgnore]
    public double LargestAlpha => AlphaFloor + AlphaMax;

    /// <summary>A new log-normal prior whose parameters are found as <see cref="PriorParameters"/> says.</summary>
    /// <param name="units">Number of units if each has its own mu and sigma; null for one of each.</param>
    internal ActivationPrior NewLogNormalPrior(int? units = null) => PriorParameters == PriorParameters.BatchMoments
        ? new FittedLogNormalPrior(units: units)
        : new LogNormalPrior(units: units);
}

/// <summary>Information Dropout (section 6 of the paper): z = eps f(x), log eps ~ N(m, alpha(x)^2), with alpha a learned function of the
/// layer's input.</summary>
/// <remarks>alpha(x) = floor + alphaMax sigmoid(a(x)), where the network a has the activations' output shape. The KL divergence of z from
/// the prior is recorded in the pass's <see cref="KlLedger"/>; multiplied by <see cref="EffectiveBeta"/> it is the second term of the
/// loss, eq. (3).</remarks>
/// <example><code>
/// using static TorchSharp.torch;
///
/// using var layer = InformationDropout.Dense("dropout1", inputs: 784, outputs: 100, new LogNormalPrior());
/// using var ledger = new KlLedger();
/// using var x = rand(32, 784);
/// using var f = rand(32, 100);
/// using var z = layer.call(x, f, NoisePass.Sample(RandomKey.FromSeed(1), ledger));
/// using var kl = ledger.Total();
/// Console.WriteLine($"KL = {kl.item&lt;float&gt;()} nats per sample");
/// </code></example>
public sealed class InformationDropout : DropoutLayer
{
    private readonly InformationDropoutOptions _options;
    private readonly Func<Tensor, Tensor> _logits;
    private readonly nn.Module<Tensor, Tensor> alphaNetwork;
    private readonly ActivationPrior prior;

    /// <summary>A layer with a given alpha network and prior.</summary>
    /// <param name="name">The layer's name in a <see cref="KlLedger"/>.</param>
    /// <param name="alphaNetwork">Maps the layer's input to one number a(x) per unit, of the shape of the activations.</param>
    /// <param name="prior">The prior q(z) of the KL term.</param>
    /// <param name="options">Range and centre of the noise.</param>
    public InformationDropout(
        string name, nn.Module<Tensor, Tensor> alphaNetwork, ActivationPrior prior, InformationDropoutOptions? options = null)
        : this(name, alphaNetwork, input => alphaNetwork.call(input), prior, options) { }

    private InformationDropout(
        string name, nn.Module<Tensor, Tensor> alphaNetwork, Func<Tensor, Tensor> logits, ActivationPrior prior,
        InformationDropoutOptions? options)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(alphaNetwork);
        ArgumentNullException.ThrowIfNull(prior);
        _options = options ?? new();
        this.alphaNetwork = alphaNetwork;
        _logits = logits;
        this.prior = prior;
        RegisterComponents();
    }

    /// <summary>A layer for dense features [N, inputs] -> [N, outputs], with a linear alpha network.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 1 inputs or outputs.</exception>
    public static InformationDropout Dense(
        string name, int inputs, int outputs, ActivationPrior prior, InformationDropoutOptions? options = null)
    {
        TorchRuntime.Prepare();
        return new(name, nn.Linear(Require.AtLeast(inputs, 1), Require.AtLeast(outputs, 1)), prior, options);
    }

    /// <summary>A layer for images [N, inputs, H, W] -> [N, outputs, H / stride, W / stride], with a 3 x 3 convolution as alpha
    /// network.</summary>
    /// <param name="name">The layer's name in a <see cref="KlLedger"/>.</param>
    /// <param name="inputs">Channels of the layer's input.</param>
    /// <param name="outputs">Channels of the activations.</param>
    /// <param name="stride">1 or 2.</param>
    /// <param name="prior">The prior q(z) of the KL term.</param>
    /// <param name="options">Range and centre of the noise.</param>
    /// <param name="precision">Precision of the convolution.</param>
    /// <param name="padEnd">Whether the convolution pads one row and column at the end only, as TensorFlow does at stride 2.</param>
    /// <param name="glorot">Whether its first weights are Glorot-uniform and its offsets 0, instead of torch's default.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 1 inputs or outputs.</exception>
    public static InformationDropout Convolution(
        string name, int inputs, int outputs, int stride, ActivationPrior prior, InformationDropoutOptions? options = null,
        ConvolutionPrecision precision = ConvolutionPrecision.Single, bool padEnd = false, bool glorot = false)
    {
        TorchRuntime.Prepare();
        var convolution = nn.Conv2d(Require.AtLeast(inputs, 1), Require.AtLeast(outputs, 1), 3, stride, padding: padEnd ? 0 : 1);
        if (glorot) GlorotWeights.Set(convolution.weight!, convolution.bias);
        return new(name, convolution, input => precision.Convolve(convolution, input, padEnd), prior, options);
    }

    /// <summary>The noise scale alpha(x) for a layer input.</summary>
    public Tensor Alpha(Tensor input)
    {
        using var scope = NewDisposeScope();
        return (_options.AlphaFloor + _options.AlphaMax * sigmoid(_logits(input))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor activation, NoisePass pass)
    {
        ArgumentNullException.ThrowIfNull(activation);
        ArgumentNullException.ThrowIfNull(pass);
        using var scope = NewDisposeScope();
        var alpha = Alpha(input);
        if (!alpha.shape.SequenceEqual(activation.shape))
            throw new ArgumentException(
                $"{GetName()}: alpha has shape [{string.Join(", ", alpha.shape)}] "
                + $"and the activation [{string.Join(", ", activation.shape)}]; the alpha network must give one number per unit.");
        if (pass.Ledger is { } ledger)
        {
            var logMedian = ledger.KeepsMoments || ledger.KeepsCodes ? LogMedian(activation, alpha) : null;
            ledger.Record(new(
                GetName(), prior.Kl(activation, alpha, _options.Noise), alpha.detach(), _options.LargestAlpha,
                ledger.KeepsMoments ? LogActivationMoments.Of(GetName(), logMedian!, alpha) : null)
            { Code = ledger.KeepsCodes ? NoisyCode.Of(logMedian!, alpha) : null });
        }
        return LogNormalNoise.Multiply(activation, alpha, _options.Noise, pass).MoveToOuterDisposeScope();
    }

    /// <summary>log f(x) + m, the median of log z.</summary>
    private Tensor LogMedian(Tensor activation, Tensor alpha) =>
        LogNormalNoise.LogMedian(prior.LogActivation(activation), alpha, _options.Noise);
}
