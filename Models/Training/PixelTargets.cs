using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>What an autoencoder with a Bernoulli decoder sees and reconstructs. The paper does not say which.</summary>
public enum PixelTargets
{
    /// <summary>The grey intensities in [0, 1], as probabilities: the data term is then the mean over pixels drawn from them.</summary>
    Intensities,

    /// <summary>Binary pixels drawn with the intensities as probabilities, anew in every pass (dynamic binarisation).</summary>
    Drawn,
}

/// <summary>Targets as functions on images.</summary>
internal static class PixelTargetsOf
{
    /// <summary>The targets of images [N, ...], same shape.</summary>
    /// <remarks>Drawn pixels come from the pass's generator, so an evaluation's are a function of its key. Deterministic passes take the median of
    /// each pixel (one from an intensity of one half) or its mean (the intensity itself).</remarks>
    public static Tensor Of(this PixelTargets targets, Tensor images, NoisePass pass) => (targets, pass.Mode) switch
    {
        (PixelTargets.Drawn, NoiseMode.Sample) => pass.Uniform(images).lt(images).to(images.dtype),
        (PixelTargets.Drawn, NoiseMode.Median) => images.ge(0.5).to(images.dtype),
        _ => images.alias(),
    };
}
