using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>The inputs of a <see cref="RectifiedChannel"/> that agree on which components are zero.</summary>
public sealed class ActivityPattern
{
    internal ActivityPattern(
        ImmutableArray<int> inputs, ImmutableArray<int> components, double probability, LogNormalChannel? channel) =>
        (Inputs, Components, Probability, Channel) = (inputs, components, probability, channel);

    /// <summary>These inputs.</summary>
    public ImmutableArray<int> Inputs { get; }

    /// <summary>The components that are not zero.</summary>
    public ImmutableArray<int> Components { get; }

    /// <summary>The probability of these inputs together.</summary>
    public double Probability { get; }

    /// <summary>The components that are not zero, in their order, given one of these inputs; null if all components are zero or the
    /// probability is zero.</summary>
    public LogNormalChannel? Channel { get; }
}
