using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>The local optimum that a descent reached. Unlike a <see cref="BottleneckSolution"/> it has no lower bound.</summary>
/// <param name="Beta">The trade-off.</param>
/// <param name="Point">The encoder, with its information quantities.</param>
/// <param name="Trace">The objective (that of the method) before the first and after each iteration; it never increases.</param>
public sealed record LocalOptimum(Beta Beta, BottleneckPoint Point, ImmutableArray<Nats> Trace)
{
    /// <summary>The objective reached: the last value of <see cref="Trace"/>.</summary>
    public Nats Objective => Trace[^1];

    /// <summary>Whether two optima have equal trade-offs, encoders and traces.</summary>
    public bool Equals(LocalOptimum? other) =>
        other is not null && Beta == other.Beta && Point == other.Point && Sequences.SameElements(Trace, other.Trace);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Beta, Point, Sequences.HashOf(Trace));

    /// <summary>The better of two; the first on a tie.</summary>
    internal static LocalOptimum Better(LocalOptimum first, LocalOptimum second) => second.Objective < first.Objective ? second : first;
}
