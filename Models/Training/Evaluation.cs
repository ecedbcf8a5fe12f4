using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace IDropTheory.Models;

/// <summary>How a network did on a set of images.</summary>
/// <param name="Images">Number of images.</param>
/// <param name="Error">Fraction put in a wrong class; null where nothing is classified.</param>
/// <param name="CrossEntropy">-log p(target|z), mean per image.</param>
/// <param name="Layers">Information of every dropout layer that has a prior.</param>
public sealed record Evaluation(int Images, double? Error, Nats CrossEntropy, ImmutableArray<LayerKl> Layers)
{
    /// <summary>KL summed over the layers, per image.</summary>
    [JsonIgnore]
    public Nats Kl => Layers.Aggregate(Nats.Zero, (sum, layer) => sum + layer.Kl);

    /// <summary>-(cross-entropy + KL): for a variational autoencoder the variational lower bound on log p(x), per image.</summary>
    [JsonIgnore]
    public double Bound => -(CrossEntropy + Kl).Value;
}
