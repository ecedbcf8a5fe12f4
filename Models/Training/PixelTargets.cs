using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Input and target of an autoencoder with a Bernoulli decoder. The paper does not specify which of these it uses.</summary>
public enum PixelTargets
{
    /// <summary>The grey intensities in [0, 1], as probabilities: the data term is then its mean over binary pixels drawn from
    /// them.</summary>
    Intensities,

    /// <summary>Binary pixels drawn with the intensities as probabilities, anew in every pass (dynamic binarisation).</summary>
    Drawn,
}

/// <summary>Targets as functions on images.</summary>
internal static class PixelTargetsOf
{
    /// <summary>The targets of images [N, ...], same shape.</summary>
    /// <remarks>Pixels are drawn from the pass's stream, so that those of an evaluation are a function of its key. Deterministic
    /// passes use the median of each pixel (1 for intensities of at least one half) or its mean (the intensity itself).</remarks>
    public static Tensor Of(this PixelTargets targets, Tensor images, NoisePass pass) => (targets, pass.Mode) switch
    {
        (PixelTargets.Drawn, NoiseMode.Sample) => pass.Uniform(images).lt(images).to(images.dtype),
        (PixelTargets.Drawn, NoiseMode.Median) => images.ge(0.5).to(images.dtype),
        _ => images.alias(),
    };
}
