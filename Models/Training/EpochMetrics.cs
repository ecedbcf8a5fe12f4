using System.Collections.Immutable;

namespace IDropTheory.Models;

/// <summary>Results of one epoch of training: averages over its images, with drawn noise.</summary>
/// <param name="Epoch">Number of the epoch, from 1.</param>
/// <param name="LearningRate">Its learning rate.</param>
/// <param name="Loss">Mean training loss.</param>
/// <param name="CrossEntropy">Mean -log p(target|z) in nats.</param>
/// <param name="Error">Fraction of misclassified images; null if the network does not classify.</param>
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
