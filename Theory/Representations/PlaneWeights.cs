namespace IDropTheory;

/// <summary>The (beta, gamma) plane of eq. (4): beta I + gamma TC as three terms of non-negative weight.</summary>
/// <remarks>
/// beta I + gamma TC = min(beta, gamma) (I + TC) + max(beta - gamma, 0) I + max(gamma - beta, 0) TC. No term is subtracted. On the diagonal
/// only the closed form I + TC remains (Proposition 1: the KL term of a VAE); gamma = 0 is the information bottleneck;
/// beta = 0 is independent component analysis.
/// </remarks>
public readonly record struct PlaneWeights
{
    private PlaneWeights(double shared, double information, double totalCorrelation) =>
        (Shared, Information, TotalCorrelation) = (shared, information, totalCorrelation);

    /// <summary>Weight of I + TC: min(beta, gamma).</summary>
    public double Shared { get; }

    /// <summary>Weight of I alone: max(beta - gamma, 0).</summary>
    public double Information { get; }

    /// <summary>Weight of TC alone: max(gamma - beta, 0).</summary>
    public double TotalCorrelation { get; }

    /// <summary>The weights of a point of the plane.</summary>
    /// <param name="beta">Weight of I(x;z), &gt;= 0.</param>
    /// <param name="gamma">Weight of TC(z), &gt;= 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative or not finite.</exception>
    public static PlaneWeights Of(double beta, double gamma)
    {
        Require.NonNegative(beta);
        Require.NonNegative(gamma);
        return new(Math.Min(beta, gamma), Math.Max(beta - gamma, 0), Math.Max(gamma - beta, 0));
    }

    /// <summary>The weighted sum; a term of weight zero is left out even where it is infinite.</summary>
    /// <param name="shared">I + TC, or its closed form or upper bound.</param>
    /// <param name="information">I(x;z).</param>
    /// <param name="totalCorrelation">TC(z).</param>
    public Nats Combine(Nats shared, Nats information, Nats totalCorrelation) =>
        Term(Shared, shared) + Term(Information, information) + Term(TotalCorrelation, totalCorrelation);

    private static Nats Term(double weight, Nats amount) => weight == 0 ? Nats.Zero : weight * amount;
}
