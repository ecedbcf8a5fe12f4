namespace IDropTheory;

/// <summary>I(x;z) and TC(z) of a representation, the two quantities that eq. (4) trades for accuracy.</summary>
/// <param name="Information">I(x;z).</param>
/// <param name="TotalCorrelation">TC(z).</param>
public readonly record struct InformationPlane(Nats Information, Nats TotalCorrelation)
{
    /// <summary>beta I + gamma TC, through its three non-negative terms (<see cref="PlaneWeights"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative or not finite.</exception>
    public Nats Cost(double beta, double gamma) =>
        PlaneWeights.Of(beta, gamma).Combine(Information + TotalCorrelation, Information, TotalCorrelation);
}
