using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>A rational point at which the two sides of an <see cref="Identity"/> differ, for certain.</summary>
/// <param name="Point">The value of each variable.</param>
/// <param name="Difference">An interval that contains left minus right there, and not zero.</param>
public sealed record Counterexample(ImmutableSortedDictionary<string, Rational> Point, Interval Difference);
