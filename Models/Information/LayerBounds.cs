using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Bounds, without sampling, on the information that the lowest noisy layer of a network carries about which image it was shown;
/// x is uniform on n images.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Images">Number of images n: I(x;z) is at most log n.</param>
/// <param name="Kl">The layer's KL term in the training loss, averaged over the images.</param>
/// <param name="Lower">Lower bound of I(x;z).</param>
/// <param name="Upper">Upper bound of I(x;z).</param>
public sealed record LayerBounds(string Name, int Images, Nats Kl, Nats Lower, Nats Upper)
{
    /// <summary>Evaluates a network on the first images of a set; the cost grows as their square.</summary>
    /// <param name="network">A network whose lowest layer has Information Dropout.</param>
    /// <param name="images">The images, presented as they are.</param>
    /// <param name="count">How many of them.</param>
    /// <exception cref="ArgumentException">The layer has no Information Dropout, or an activation is zero, so that z has no
    /// density.</exception>
    public static LayerBounds Of(Mlp network, ImageSet images, int count)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        var layer = LayerOutput.Of(network, 0, images.InOrder(count)[0].Images.flatten(1));
        var bounds = PairwiseBounds.Of(new GaussianEncoder(layer.Locations, layer.Alphas));
        return new(layer.Name, layer.Kl.Length, layer.ExpectedKl(FiniteDistribution.Uniform(layer.Kl.Length)), bounds.Lower, bounds.Upper);
    }
}
