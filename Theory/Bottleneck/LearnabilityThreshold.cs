namespace IDropTheory;

/// <summary>A proved interval that contains the learnability threshold.</summary>
/// <param name="Beta">The lower end: at every smaller beta the search found a representation that is better than the constant.</param>
/// <param name="Upper">The upper end, in the paper's convention: at and above it the constant is proved optimal.</param>
/// <param name="Certified">Whether the interval is at most as long as the tolerance.</param>
public sealed record LearnabilityThreshold(Beta Beta, double Upper, bool Certified);
