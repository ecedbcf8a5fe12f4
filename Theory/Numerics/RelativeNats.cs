using System.Globalization;

namespace IDropTheory;

/// <summary>An amount of information known up to a constant: a divergence from a prior that is not normalised.</summary>
/// <remarks>
/// The constant is the same for every value that was computed against the same prior, so only differences of such values are amounts of
/// information: subtracting gives <see cref="Nats"/>, and there is no conversion. The value may be negative.
/// </remarks>
public readonly record struct RelativeNats : IComparable<RelativeNats>
{
    /// <summary>Wraps a number of nats above the unknown constant.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is NaN.</exception>
    public RelativeNats(double value) => Value = Require.NotNaN(value);

    /// <summary>The number of nats above the unknown constant.</summary>
    public double Value { get; }

    /// <summary>How much more information one has than the other.</summary>
    public static Nats operator -(RelativeNats left, RelativeNats right) => new(left.Value - right.Value);

    /// <summary>The value moved by an amount.</summary>
    public static RelativeNats operator +(RelativeNats left, Nats right) => new(left.Value + right.Value);

    /// <summary>Order by value.</summary>
    public static bool operator <(RelativeNats left, RelativeNats right) => left.Value < right.Value;

    /// <summary>Order by value.</summary>
    public static bool operator >(RelativeNats left, RelativeNats right) => left.Value > right.Value;

    /// <summary>Order by value.</summary>
    public static bool operator <=(RelativeNats left, RelativeNats right) => left.Value <= right.Value;

    /// <summary>Order by value.</summary>
    public static bool operator >=(RelativeNats left, RelativeNats right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public int CompareTo(RelativeNats other) => Value.CompareTo(other.Value);

    /// <summary>The value with its unit, for instance <c>0.25 nats (relative)</c>.</summary>
    public override string ToString() => Value.ToString("R", CultureInfo.InvariantCulture) + " nats (relative)";
}
