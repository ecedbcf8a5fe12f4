using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Reconstruction plus information: for a penalty of weight one the negative variational lower bound on log p(x) (section
/// 7).</summary>
/// <remarks>
/// The data term is -log p(x|z), summed over the pixels and averaged over the batch. The bound is an expectation over z: evaluate it with
/// the overload of <see cref="Evaluator"/> that takes a key, which draws one z per image. A pass with the noise at its median or mean is
/// repeatable but does not give a bound. Labels are ignored.
/// </remarks>
/// <param name="network">The autoencoder.</param>
/// <param name="penalty">Weights of the information terms; see <see cref="Bound"/>.</param>
/// <param name="targets">Input and target of the autoencoder.</param>
public sealed class VariationalObjective(Vae network, InformationPenalty penalty, PixelTargets targets = PixelTargets.Intensities)
    : Objective(penalty)
{
    /// <inheritdoc/>
    public override nn.Module Network => network;

    /// <summary>The negative variational bound: cross-entropy + KL, in nats per image.</summary>
    public static VariationalObjective Bound(Vae network, PixelTargets targets = PixelTargets.Intensities) =>
        new(network, InformationPenalty.OfKl(new(1)), targets);

    /// <inheritdoc/>
    /// <exception cref="DataException">An intensity is not in [0, 1].</exception>
    public override DataTerm DataTerm(Batch batch, NoisePass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        using var scope = NewDisposeScope();
        RequireProbabilities(batch.Images);
        var images = targets.Of(batch.Images, pass);
        var logits = network.call(images, pass);
        var crossEntropy = nn.functional.binary_cross_entropy_with_logits(logits, images.flatten(1), reduction: nn.Reduction.Sum);
        return new((crossEntropy / images.shape[0]).MoveToOuterDisposeScope(), null);
    }

    private static void RequireProbabilities(Tensor images)
    {
        using var scope = NewDisposeScope();
        if (images.ge(0).logical_and_(images.le(1)).all().item<bool>()) return;
        throw new DataException(FormattableString.Invariant(
            $"Intensities range from {images.min().item<float>()} to {images.max().item<float>()}; a Bernoulli decoder needs [0, 1]: ")
            + "use images as they are, without normalisation or whitening.");
    }
}
