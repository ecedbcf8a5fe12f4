namespace IDropTheory;

/// <summary>The learnability threshold as a bracket.</summary>
/// <param name="Beta">The largest ratio found: below it a representation better than the constant exists, for one was seen.</param>
/// <param name="Upper">A proved upper bound of the threshold, in the paper's convention: at or above it the constant is optimal.</param>
/// <param name="Certified">Whether the bracket is as tight as the tolerance that was asked for.</param>
public sealed record LearnabilityThreshold(Beta Beta, double Upper, bool Certified);
