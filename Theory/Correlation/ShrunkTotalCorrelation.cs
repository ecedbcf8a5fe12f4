namespace IDropTheory;

/// <summary>A total correlation of shrunk sample correlations. It has a bias that is not known, so it carries no interval.</summary>
/// <param name="Value">-1/2 log det((1 - lambda) R + lambda I), in nats.</param>
/// <param name="Shrinkage">How much was shrunk, and by which rule.</param>
/// <param name="Samples">Number of samples n.</param>
/// <param name="Dimensions">Number of components d.</param>
public sealed record ShrunkTotalCorrelation(Nats Value, Shrinkage Shrinkage, long Samples, int Dimensions);
