using System.Globalization;

namespace IDropTheory;

/// <summary>An amount of information in bits (binary logarithms). It does not mix with <see cref="Nats"/>: convert with
/// <see cref="ToNats"/>.</summary>
/// <remarks>
/// The value may be negative (an entropy of a density, a divergence relative to an improper prior) and may be +infinity
/// (a divergence from a prior that misses part of the posterior). NaN is refused.
/// </remarks>
public readonly record struct Bits : IComparable<Bits>
{
    /// <summary>Wraps a number of bits.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is NaN.</exception>
    public Bits(double value) => Value = Require.NotNaN(value);

    /// <summary>The number of bits.</summary>
    public double Value { get; }

    /// <summary>No information.</summary>
    public static Bits Zero => default;

    /// <summary>The same amount in nats: bits * log 2.</summary>
    public Nats ToNats() => new(Value * Math.Log(2));

    /// <summary>Sum of two amounts.</summary>
    public static Bits operator +(Bits left, Bits right) => new(left.Value + right.Value);

    /// <summary>Difference of two amounts.</summary>
    public static Bits operator -(Bits left, Bits right) => new(left.Value - right.Value);

    /// <summary>The negated amount.</summary>
    public static Bits operator -(Bits amount) => new(-amount.Value);

    /// <summary>A multiple of an amount.</summary>
    public static Bits operator *(double factor, Bits amount) => new(factor * amount.Value);

    /// <summary>A fraction of an amount.</summary>
    public static Bits operator /(Bits amount, double divisor) => new(amount.Value / divisor);

    /// <summary>Ratio of two amounts: a pure number.</summary>
    public static double operator /(Bits left, Bits right) => left.Value / right.Value;

    /// <summary>Order by amount.</summary>
    public static bool operator <(Bits left, Bits right) => left.Value < right.Value;

    /// <summary>Order by amount.</summary>
    public static bool operator >(Bits left, Bits right) => left.Value > right.Value;

    /// <summary>Order by amount.</summary>
    public static bool operator <=(Bits left, Bits right) => left.Value <= right.Value;

    /// <summary>Order by amount.</summary>
    public static bool operator >=(Bits left, Bits right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public int CompareTo(Bits other) => Value.CompareTo(other.Value);

    /// <summary>The amount with its unit, for instance <c>0.25 bits</c>.</summary>
    public override string ToString() => Value.ToString("R", CultureInfo.InvariantCulture) + " bits";
}
