using System.Globalization;

namespace IDropTheory;

/// <summary>An amount of information known up to a constant: a divergence from a prior that is not normalised.</summary>
/// <remarks>
/// The constant is the same for every value that was computed against the same prior, so only differences of such values are amounts of
/// information: subtracting gives <see cref="Nats"/>, and there is no conversion. The value may be negative.
/// </remarks>
/// <example>
/// <code>
/// var prior = new LogUniform(logConstant: 0);
/// RelativeNats quiet = KlDivergence.LogUniform(new LogNormal(0, 0.1), prior);
/// RelativeNats loud = KlDivergence.LogUniform(new LogNormal(0, 0.5), prior);
/// Nats difference = quiet - loud;                  // log 5: the prior's constant cancels
/// </code>
/// </example>
public readonly record struct RelativeNats : IComparable<RelativeNats>
{
    /// <summary>Wraps a number of nats above the unknown constant.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is NaN.</exception>
    public RelativeNats(double value) => Value = Require.NotNaN(value);

    /// <summary>The number of nats above the unknown constant.</summary>
    public double Value { get; }

    /// <summary>The difference of two values, in which the constant cancels.</summary>
    public static Nats operator -(RelativeNats left, RelativeNats right) => new(left.Value - right.Value);

    /// <summary>The value plus an amount.</summary>
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
