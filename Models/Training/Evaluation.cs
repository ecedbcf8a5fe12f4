using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace IDropTheory.Models;

/// <summary>Results of a network on a set of images.</summary>
/// <param name="Images">Number of images.</param>
/// <param name="Error">Fraction of misclassified images; null if the network does not classify.</param>
/// <param name="CrossEntropy">-log p(target|z), mean per image.</param>
/// <param name="Layers">Information of every dropout layer that has a prior.</param>
public sealed record Evaluation(int Images, double? Error, Nats CrossEntropy, ImmutableArray<LayerKl> Layers)
{
    /// <summary>Number of images, &gt;= 0.</summary>
    public int Images { get; init; } = Require.AtLeast(Images, 0);

    /// <summary>Fraction of misclassified images, 0 to 1; null if the network does not classify.</summary>
    public double? Error { get; init; } = Error is < 0 or > 1
        ? throw Require.Refuse(Error.Value, "0 to 1", nameof(Error))
        : Error;

    /// <summary>KL summed over the layers, per image.</summary>
    [JsonIgnore]
    public Nats Kl => Layers.Aggregate(Nats.Zero, (sum, layer) => sum + layer.Kl);

    /// <summary>-(cross-entropy + KL): for a variational autoencoder the variational lower bound on log p(x), per image.</summary>
    [JsonIgnore]
    public double Bound => -(CrossEntropy + Kl).Value;

    /// <summary>Whether all members are equal, those of arrays element by element.</summary>
    public bool Equals(Evaluation? other) =>
        other is not null && Images == other.Images && Error == other.Error && CrossEntropy == other.CrossEntropy
        && Layers.AsSpan().SequenceEqual(other.Layers.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Images, Error, CrossEntropy, Layers.AsSpan().Length);

    /// <summary>The mean of several evaluations of one network on the same images, with different draws of the noise.</summary>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public static Evaluation Mean(IReadOnlyList<Evaluation> draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        Require.AtLeast(draws.Count, 1, "the number of evaluations");
        return draws[0] with
        {
            Error = draws.Average(draw => draw.Error),
            CrossEntropy = new(draws.Average(draw => draw.CrossEntropy.Value)),
            Layers =
            [
                .. draws[0].Layers.Select((layer, i) => layer with
                {
                    Kl = new(draws.Average(draw => draw.Layers[i].Kl.Value)),
                    MeanAlpha = draws.Average(draw => draw.Layers[i].MeanAlpha),
                    Saturated = draws.Average(draw => draw.Layers[i].Saturated),
                }),
            ],
        };
    }
}
