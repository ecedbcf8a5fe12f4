using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace IDropTheory.Models;

/// <summary>A learning rate that drops by a factor at given epochs, and may rise at the beginning and fall as a cosine: a function of the
/// position alone, so there is no state to resume.</summary>
/// <param name="Initial">Rate of the first epoch, or after the warm-up, &gt; 0.</param>
/// <param name="Factor">Factor of the rate at each drop, &gt; 0; 0.1 in the paper.</param>
/// <param name="Drops">Epochs (from 0) at which it drops.</param>
public sealed record LearningRateSchedule(double Initial, double Factor, ImmutableArray<int> Drops)
{
    /// <summary>Epochs over which the rate rises linearly, step by step, to its full value, &gt;= 0. Settings contain it only if it is
    /// not 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int WarmUp { get; init => field = Require.AtLeast(value, 0, nameof(WarmUp)); }

    /// <summary>The epoch at which a half cosine, which begins after the warm-up, has brought the rate to 0; 0 for no cosine. Settings
    /// contain it only if it is not 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int CosineEnd { get; init => field = Require.AtLeast(value, 0, nameof(CosineEnd)); }

    /// <summary>A rate that never drops.</summary>
    public static LearningRateSchedule Constant(double rate) => new(Require.Positive(rate), 1, []);

    /// <summary>The rate of a step.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="step">The step in the epoch, from 0. Warm-up and cosine alone depend on it.</param>
    /// <param name="stepsPerEpoch">Steps in an epoch.</param>
    /// <exception cref="ArgumentOutOfRangeException">The initial rate or the factor is outside its range.</exception>
    public double Rate(int epoch, int step = 0, int stepsPerEpoch = 1)
    {
        var rate = Require.Positive(Initial) * Math.Pow(Require.Positive(Factor), Drops.Count(drop => epoch >= drop));
        if (epoch < WarmUp) return rate * (epoch + (step + 1.0) / stepsPerEpoch) / WarmUp;
        if (CosineEnd == 0) return rate;
        // The last epoch of a schedule never has rate 0: its steps are at most one step short of the end.
        var share = (epoch + (double)step / stepsPerEpoch - WarmUp) / Math.Max(CosineEnd - WarmUp, 1);
        return rate * (1 + Math.Cos(Math.PI * Math.Min(share, 1))) / 2;
    }

    /// <summary>The schedule with every drop, the warm-up and the cosine at the same fraction of another number of epochs.</summary>
    public LearningRateSchedule Rescaled(int from, int to)
    {
        int Scaled(int epoch) => (int)Math.Round((double)epoch * to / from);
        return this with { Drops = [.. Drops.Select(Scaled)], WarmUp = Scaled(WarmUp), CosineEnd = Scaled(CosineEnd) };
    }

    /// <summary>Whether all members are equal, the drops one by one.</summary>
    public bool Equals(LearningRateSchedule? other) =>
        other is not null && Initial == other.Initial && Factor == other.Factor && WarmUp == other.WarmUp && CosineEnd == other.CosineEnd
        && Drops.AsSpan().SequenceEqual(other.Drops.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Initial, Factor, Drops.AsSpan().Length, WarmUp, CosineEnd);
}
