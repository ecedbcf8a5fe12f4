using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>How a forward pass handles multiplicative noise.</summary>
public enum NoiseMode
{
    /// <summary>Draw it: training, and one draw of a Monte-Carlo evaluation.</summary>
    Sample,

    /// <summary>Replace it by its median: deterministic evaluation as in the paper, where the median is one.</summary>
    Median,

    /// <summary>Replace it by its mean.</summary>
    Mean,
}

/// <summary>Settings of one forward pass: how noise is handled, where its randomness comes from, and where layers record their
/// KL.</summary>
/// <remarks>Passed explicitly to every layer, so that nothing depends on ambient state: two passes in mode <see cref="NoiseMode.Median"/>
/// or <see cref="NoiseMode.Mean"/> give identical bits, and so do two passes of one key on one kind of device. Make a new value for every
/// forward pass: a value that is used twice draws other numbers the second time.</remarks>
/// <example><code>
/// using static TorchSharp.torch;
///
/// using var network = new Mlp(inputs: 784, width: 512, layers: 3, classes: 10, Activation.Relu, new DropoutMethod.Binary());
/// using var images = rand(8, 1, 28, 28);
/// using var noisy = network.call(images, NoisePass.Sample(RandomKey.FromSeed(1)));
/// using var deterministic = network.call(images, NoisePass.Median());
/// </code></example>
public sealed record NoisePass
{
    private readonly NoiseStream? _stream;

    private NoisePass(NoiseMode mode, NoiseStream? stream, KlLedger? ledger) => (Mode, _stream, Ledger) = (mode, stream, ledger);

    /// <summary>How noise is handled.</summary>
    public NoiseMode Mode { get; }

    /// <summary>Where the layers record their KL; null if it is not needed.</summary>
    public KlLedger? Ledger { get; }

    /// <summary>A pass that draws noise: a function of the key, of the order of the layers, and of the kind of device.</summary>
    /// <param name="key">The source of the noise; a key of its own for every pass.</param>
    /// <param name="ledger">Where the layers record their KL.</param>
    public static NoisePass Sample(RandomKey key, KlLedger? ledger = null) => new(NoiseMode.Sample, new(key), ledger);

    /// <summary>A pass that draws noise on the CPU as it does on other devices, for tests.</summary>
    internal static NoisePass SampleByTensors(RandomKey key, KlLedger? ledger = null) =>
        new(NoiseMode.Sample, new(key, byTensors: true), ledger);

    /// <summary>A deterministic pass with every noise at its median.</summary>
    public static NoisePass Median(KlLedger? ledger = null) => new(NoiseMode.Median, null, ledger);

    /// <summary>A deterministic pass with every noise at its mean.</summary>
    public static NoisePass Mean(KlLedger? ledger = null) => new(NoiseMode.Mean, null, ledger);

    /// <summary>The deterministic pass of every step, for a given ledger.</summary>
    /// <exception cref="ArgumentException">The mode is <see cref="NoiseMode.Sample"/>, which needs a key.</exception>
    internal static Func<KlLedger?, int, NoisePass> Deterministic(NoiseMode mode) => mode switch
    {
        NoiseMode.Median => (ledger, _) => Median(ledger),
        NoiseMode.Mean => (ledger, _) => Mean(ledger),
        _ => throw new ArgumentException("Drawn noise needs a key; use the overload that takes one.", nameof(mode)),
    };

    /// <summary>The pass of every step with drawn noise: each step has a key of its own.</summary>
    internal static Func<KlLedger?, int, NoisePass> Drawn(RandomKey key) => (ledger, step) => Sample(key.Fold((ulong)step), ledger);

    /// <summary>Standard normal noise of a shape, layout and type, from this pass's stream.</summary>
    /// <exception cref="InvalidOperationException">The pass draws no noise.</exception>
    internal Tensor StandardNormal(Tensor like) => ChannelsLast.Like(like, shape => Stream.Normal(shape, like.dtype, like.device));

    /// <summary>Uniform noise in [0, 1) of a shape, layout and type, from this pass's stream.</summary>
    /// <exception cref="InvalidOperationException">The pass draws no noise.</exception>
    internal Tensor Uniform(Tensor like) => ChannelsLast.Like(like, shape => Stream.Uniform(shape, like.dtype, like.device));

    private NoiseStream Stream => _stream ?? throw new InvalidOperationException($"A pass in mode {Mode} draws no noise.");
}
