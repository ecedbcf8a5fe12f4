using System.Collections.Immutable;

namespace IDropTheory.Models;

/// <summary>Running sums of an epoch, kept in checkpoints so that a resumed epoch reports what an uninterrupted one would.</summary>
internal sealed record EpochSums(
    long Images, double Loss, double CrossEntropy, long Mistakes, bool Classifies, ImmutableSortedDictionary<string, double> Kl)
{
    public static EpochSums Zero { get; } = new(0, 0, 0, 0, false, ImmutableSortedDictionary<string, double>.Empty);

    public EpochSums Add(long images, double loss, double crossEntropy, long? mistakes, IEnumerable<(string Layer, double Kl)> layers)
    {
        var kl = Kl.ToBuilder();
        foreach (var (layer, mean) in layers)
            kl[layer] = kl.GetValueOrDefault(layer) + images * mean;
        return new(
            Images + images, Loss + images * loss, CrossEntropy + images * crossEntropy,
            Mistakes + (mistakes ?? 0), Classifies || mistakes is not null, kl.ToImmutable());
    }

    public EpochMetrics Metrics(int epoch, double learningRate) => new(
        epoch, learningRate, Loss / Images, new(CrossEntropy / Images), Classifies ? (double)Mistakes / Images : null,
        [.. Kl.Select(layer => KeyValuePair.Create(layer.Key, new Nats(layer.Value / Images)))]);

    public bool Equals(EpochSums? other) =>
        other is not null && Images == other.Images && Loss == other.Loss && CrossEntropy == other.CrossEntropy
        && Mistakes == other.Mistakes && Classifies == other.Classifies && Kl.SequenceEqual(other.Kl);

    public override int GetHashCode() => HashCode.Combine(Images, Loss, CrossEntropy, Mistakes, Classifies, Kl.Count);
}
