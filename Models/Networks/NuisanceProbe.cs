using TorchSharp;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>A small classifier that predicts a label from another network's representation, to measure how much of a nuisance is left in
/// it (Fig. 4).</summary>
/// <remarks>
/// The paper specifies only that a second network does this; what follows are choices made here. Representations are first normalised per
/// channel or unit, so that a probe does not depend on their scale. Dense representations [N, d] then pass through one hidden ReLU layer
/// of 256 units; those of shape [N, C, H, W] through two 3 x 3 convolutions of 64 filters with ReLU, the second of stride 2, and a linear
/// layer. Trained by <see cref="ProbeObjective"/>.
/// </remarks>
public sealed class NuisanceProbe : nn.Module<Tensor, Tensor>
{
    private const int Hidden = 256;
    private const int Filters = 64;

    private readonly nn.Module<Tensor, Tensor> network;

    private NuisanceProbe(nn.Module<Tensor, Tensor> network)
        : base(nameof(NuisanceProbe))
    {
        this.network = network;
        RegisterComponents();
    }

    /// <summary>A probe for dense representations [N, units].</summary>
    /// <param name="units">Units of the representation, &gt;= 1.</param>
    /// <param name="classes">Values of the label, &gt;= 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer units or classes.</exception>
    public static NuisanceProbe Dense(int units, int classes)
    {
        TorchRuntime.Prepare();
        return new(nn.Sequential(
            nn.BatchNorm1d(Require.AtLeast(units, 1)),
            nn.Linear(units, Hidden), nn.ReLU(),
            nn.Linear(Hidden, Require.AtLeast(classes, 2))));
    }

    /// <summary>A probe for representations [N, channels, height, width].</summary>
    /// <param name="shape">Shape of the representation of one image, all sizes &gt;= 1.</param>
    /// <param name="classes">Values of the label, &gt;= 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is smaller, or there are fewer classes.</exception>
    public static NuisanceProbe Convolution(ImageShape shape, int classes)
    {
        TorchRuntime.Prepare();
        var positions = ((Require.AtLeast(shape.Height, 1) + 1) / 2) * ((Require.AtLeast(shape.Width, 1) + 1) / 2);
        return new(nn.Sequential(
            nn.BatchNorm2d(Require.AtLeast(shape.Channels, 1)),
            nn.Conv2d(shape.Channels, Filters, 3, padding: 1), nn.ReLU(),
            nn.Conv2d(Filters, Filters, 3, stride: 2, padding: 1), nn.ReLU(),
            nn.Flatten(), nn.Linear(Filters * positions, Require.AtLeast(classes, 2))));
    }

    /// <summary>A probe for a classifier's representation of images of a given shape (<see cref="Classifier.Representation"/>).</summary>
    /// <param name="classifier">The network that will be probed; it is run once and not changed.</param>
    /// <param name="images">Shape of its input.</param>
    /// <param name="classes">Values of the label, &gt;= 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer classes.</exception>
    public static NuisanceProbe For(Classifier classifier, ImageShape images, int classes)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        using var scope = NewDisposeScope();
        var device = classifier.parameters().First().device;
        var example = zeros([1, images.Channels, images.Height, images.Width], device: device);
        var shape = classifier.FrozenRepresentation(example, NoisePass.Median()).shape;
        var probe = shape.Length == 2
            ? Dense((int)shape[1], classes)
            : Convolution(new((int)shape[1], (int)shape[2], (int)shape[3]), classes);
        return (NuisanceProbe)probe.to(device);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor representation) => network.call(representation);
}
