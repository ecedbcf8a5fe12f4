using System.Collections.Immutable;

namespace IDropTheory.Models;

/// <summary>What one epoch of training came to: averages over its images, with the noise drawn.</summary>
/// <param name="Epoch">Number of the epoch, from 1.</param>
/// <param name="LearningRate">Its learning rate.</param>
/// <param name="Loss">The mean of what was minimised.</param>
/// <param name="CrossEntropy">Mean -log p(target|z) in nats.</param>
/// <param name="Error">Fraction put in a wrong class; null where nothing is classified.</param>
/// <param name="KlPerLayer">Mean KL of each layer in nats, by the layer's name.</param>
public sealed record EpochMetrics(
    int Epoch, double LearningRate, double Loss, Nats CrossEntropy, double? Error, ImmutableArray<KeyValuePair<string, Nats>> KlPerLayer)
{
    /// <summary>Whether all members are equal, those of arrays element by element.</summary>
    public bool Equals(EpochMetrics? other) =>
        other is not null && Epoch == other.Epoch && LearningRate == other.LearningRate && Loss == other.Loss
        && CrossEntropy == other.CrossEntropy && Error == other.Error && KlPerLayer.AsSpan().SequenceEqual(other.KlPerLayer.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Epoch, LearningRate, Loss, CrossEntropy, Error, KlPerLayer.AsSpan().Length);
}
