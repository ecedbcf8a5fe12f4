using System.Globalization;

namespace IDropTheory;

/// <summary>An amount of information in nats (natural logarithms). It does not mix with <see cref="Bits"/>: convert with
/// <see cref="ToBits"/>.</summary>
/// <remarks>
/// The value may be negative (an entropy of a density, a divergence relative to an improper prior) and may be +infinity
/// (a divergence from a prior that misses part of the posterior). NaN is refused.
/// </remarks>
/// <example>
/// <code>
/// Nats information = new Bits(1).ToNats();         // log 2
/// Nats total = information + new Nats(0.5);
/// double ratio = total / information;              // a pure number
/// </code>
/// </example>
public readonly record struct Nats : IComparable<Nats>
{
    /// <summary>Wraps a number of nats.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is NaN.</exception>
    public Nats(double value) => Value = Require.NotNaN(value);

    /// <summary>The number of nats.</summary>
    public double Value { get; }

    /// <summary>No information.</summary>
    public static Nats Zero => default;

    /// <summary>The same amount in bits: nats / log 2.</summary>
    public Bits ToBits() => new(Value / Math.Log(2));

    /// <summary>Sum of two amounts.</summary>
    public static Nats operator +(Nats left, Nats right) => new(left.Value + right.Value);

    /// <summary>Difference of two amounts.</summary>
    public static Nats operator -(Nats left, Nats right) => new(left.Value - right.Value);

    /// <summary>The negated amount.</summary>
    public static Nats operator -(Nats amount) => new(-amount.Value);

    /// <summary>A multiple of an amount.</summary>
    public static Nats operator *(double factor, Nats amount) => new(factor * amount.Value);

    /// <summary>A fraction of an amount.</summary>
    public static Nats operator /(Nats amount, double divisor) => new(amount.Value / divisor);

    /// <summary>Ratio of two amounts: a pure number.</summary>
    public static double operator /(Nats left, Nats right) => left.Value / right.Value;

    /// <summary>Order by amount.</summary>
    public static bool operator <(Nats left, Nats right) => left.Value < right.Value;

    /// <summary>Order by amount.</summary>
    public static bool operator >(Nats left, Nats right) => left.Value > right.Value;

    /// <summary>Order by amount.</summary>
    public static bool operator <=(Nats left, Nats right) => left.Value <= right.Value;

    /// <summary>Order by amount.</summary>
    public static bool operator >=(Nats left, Nats right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public int CompareTo(Nats other) => Value.CompareTo(other.Value);

    /// <summary>The amount with its unit, for instance <c>0.25 nats</c>.</summary>
    public override string ToString() => Value.ToString("R", CultureInfo.InvariantCulture) + " nats";
}
