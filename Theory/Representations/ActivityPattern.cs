using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>The inputs of a <see cref="RectifiedChannel"/> that agree on which components are zero.</summary>
/// <param name="Inputs">These inputs.</param>
/// <param name="Components">The components that are not zero.</param>
/// <param name="Probability">The probability of these inputs together.</param>
/// <param name="Channel">Those components given one of these inputs, in their order; null where z is constant (all components zero) or the probability is zero.</param>
public sealed record ActivityPattern(
    ImmutableArray<int> Inputs, ImmutableArray<int> Components, double Probability, LogNormalChannel? Channel);
