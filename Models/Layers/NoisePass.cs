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
/// or <see cref="NoiseMode.Mean"/> give identical bits, and so do two passes with generators in the same state.</remarks>
/// <example><code>
/// using static TorchSharp.torch;
///
/// using var network = new Mlp(inputs: 784, width: 512, layers: 3, classes: 10, Activation.Relu, new DropoutMethod.Binary());
/// using var generator = new Generator(1);
/// using var images = rand(8, 1, 28, 28);
/// using var noisy = network.call(images, NoisePass.Sample(generator));
/// using var deterministic = network.call(images, NoisePass.Median());
/// </code></example>
public sealed record NoisePass
{
    private NoisePass(NoiseMode mode, Generator? generator, KlLedger? ledger) => (Mode, Generator, Ledger) = (mode, generator, ledger);

    /// <summary>How noise is handled.</summary>
    public NoiseMode Mode { get; }

    /// <summary>The source of the noise; present exactly when the mode is <see cref="NoiseMode.Sample"/>.</summary>
    public Generator? Generator { get; }

    /// <summary>Where the layers record their KL; null if it is not needed.</summary>
    public KlLedger? Ledger { get; }

    /// <summary>A pass that draws noise.</summary>
    public static NoisePass Sample(Generator generator, KlLedger? ledger = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return new(NoiseMode.Sample, generator, ledger);
    }

    /// <summary>A deterministic pass with every noise at its median.</summary>
    public static NoisePass Median(KlLedger? ledger = null) => new(NoiseMode.Median, null, ledger);

    /// <summary>A deterministic pass with every noise at its mean.</summary>
    public static NoisePass Mean(KlLedger? ledger = null) => new(NoiseMode.Mean, null, ledger);

    /// <summary>Standard normal noise of a shape, layout and type, from this pass's generator.</summary>
    internal Tensor StandardNormal(Tensor like) =>
        ChannelsLast.Like(like, shape => randn(shape, dtype: like.dtype, device: like.device, generator: Generator));

    /// <summary>Uniform noise in [0, 1) of a shape, layout and type, from this pass's generator.</summary>
    internal Tensor Uniform(Tensor like) =>
        ChannelsLast.Like(like, shape => rand(shape, dtype: like.dtype, device: like.device, generator: Generator));
}
