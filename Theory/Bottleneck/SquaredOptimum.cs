namespace IDropTheory;

/// <summary>The best encoder found for the squared Lagrangian.</summary>
/// <param name="Beta">Factor of the squared information, per nat.</param>
/// <param name="Point">The encoder, with its information quantities.</param>
/// <param name="Objective">H(y|t) + beta I(x;t)^2.</param>
/// <param name="LowerBound">A proved lower bound of the objective of every encoder.</param>
/// <param name="Tolerance">The gap at which the optimum counts as certified.</param>
public sealed record SquaredOptimum(double Beta, BottleneckPoint Point, Nats Objective, Nats LowerBound, double Tolerance)
{
    /// <summary>Whether the encoder is proved globally optimal to within <see cref="Tolerance"/> nats.</summary>
    public bool Certified => (Objective - LowerBound).Value <= Tolerance;
}
