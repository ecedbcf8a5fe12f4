using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>What a forward pass does with multiplicative noise.</summary>
public enum NoiseMode
{
    /// <summary>Draw it: training, and one draw of a Monte-Carlo evaluation.</summary>
    Sample,

    /// <summary>Replace it by its median: deterministic evaluation as in the paper, where the median is one.</summary>
    Median,

    /// <summary>Replace it by its mean.</summary>
    Mean,
}

/// <summary>One forward pass: what happens to the noise, where its randomness comes from and where the information cost is written.</summary>
/// <remarks>Passed explicitly to every layer, so that nothing depends on ambient state: two passes with <see cref="NoiseMode.Median"/> or
/// <see cref="NoiseMode.Mean"/> are bit-identical, and two with equal generators too.</remarks>
public sealed record NoisePass
{
    private NoisePass(NoiseMode mode, Generator? generator, KlLedger? ledger) => (Mode, Generator, Ledger) = (mode, generator, ledger);

    /// <summary>What happens to the noise.</summary>
    public NoiseMode Mode { get; }

    /// <summary>The source of the noise; present exactly when the mode is <see cref="NoiseMode.Sample"/>.</summary>
    public Generator? Generator { get; }

    /// <summary>Where the layers write their KL, or null where nobody asks for it.</summary>
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
