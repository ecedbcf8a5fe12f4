namespace IDropTheory;

/// <summary>A total correlation of shrunk sample correlations. Its bias is unknown, so it has no confidence interval.</summary>
/// <param name="Value">-1/2 log det((1 - lambda) R + lambda I), in nats.</param>
/// <param name="Shrinkage">The intensity of the shrinkage, and the rule that chose it.</param>
/// <param name="Samples">Number of samples n.</param>
/// <param name="Dimensions">Number of components d.</param>
public sealed record ShrunkTotalCorrelation(Nats Value, Shrinkage Shrinkage, long Samples, int Dimensions);
