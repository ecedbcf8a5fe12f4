using System.Collections.Immutable;

namespace IDropTheory.Models;

/// <summary>A learning rate that drops by a factor at given epochs: a function of the epoch alone, so there is no state to
/// resume.</summary>
/// <param name="Initial">Rate of the first epoch, &gt; 0.</param>
/// <param name="Factor">Factor of the rate at each drop, &gt; 0; 0.1 in the paper.</param>
/// <param name="Drops">Epochs (from 0) at which it drops.</param>
public sealed record LearningRateSchedule(double Initial, double Factor, ImmutableArray<int> Drops)
{
    /// <summary>A rate that never drops.</summary>
    public static LearningRateSchedule Constant(double rate) => new(Require.Positive(rate), 1, []);

    /// <summary>The rate of an epoch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The initial rate or the factor is outside its range.</exception>
    public double Rate(int epoch) => Require.Positive(Initial) * Math.Pow(Require.Positive(Factor), Drops.Count(drop => epoch >= drop));

    /// <summary>The schedule with every drop at the same fraction of another number of epochs.</summary>
    public LearningRateSchedule Rescaled(int from, int to) =>
        this with { Drops = [.. Drops.Select(drop => (int)Math.Round((double)drop * to / from))] };

    /// <summary>Whether all members are equal, the drops one by one.</summary>
    public bool Equals(LearningRateSchedule? other) =>
        other is not null && Initial == other.Initial && Factor == other.Factor && Drops.AsSpan().SequenceEqual(other.Drops.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Initial, Factor, Drops.AsSpan().Length);
}
