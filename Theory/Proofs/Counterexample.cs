using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>A rational point at which the two sides of an <see cref="Identity"/> differ, for certain. Immutable.</summary>
/// <param name="point">The value of each variable.</param>
/// <param name="difference">An interval that contains left minus right there, and not zero.</param>
public sealed class Counterexample(ImmutableSortedDictionary<string, Rational> point, Interval difference)
{
    /// <summary>The value of each variable.</summary>
    public ImmutableSortedDictionary<string, Rational> Point { get; } = point;

    /// <summary>An interval that contains left minus right there, and not zero.</summary>
    public Interval Difference { get; } = difference;
}
