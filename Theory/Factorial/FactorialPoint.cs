namespace IDropTheory;

/// <summary>A representation z = (z_1, ..., z_n) of x for the task y, in the terms of eq. (4): what it keeps, and how dependent its
/// components are.</summary>
/// <param name="Code">p(z|x) and the alphabets of the components.</param>
/// <param name="InformationX">I(x;z).</param>
/// <param name="InformationY">I(z;y).</param>
/// <param name="ConditionalEntropyY">H(y|z).</param>
/// <param name="TotalCorrelation">TC(z).</param>
public sealed record FactorialPoint(
    FiniteRepresentation Code, Nats InformationX, Nats InformationY, Nats ConditionalEntropyY, Nats TotalCorrelation)
{
    /// <summary>Evaluates an encoder exactly.</summary>
    /// <param name="joint">p(x,y).</param>
    /// <param name="zGivenX">p(z|x); the symbols of z count with the last component fastest.</param>
    /// <param name="sizes">Number of symbols of each component; their product is the number of symbols of z.</param>
    /// <exception cref="ArgumentException">The encoder's inputs are not the joint's x, or the sizes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1.</exception>
    public static FactorialPoint Of(JointDistribution joint, Channel zGivenX, params ReadOnlySpan<int> sizes)
    {
        ArgumentNullException.ThrowIfNull(joint);
        var code = new FiniteRepresentation(joint.X, zGivenX, sizes);
        var point = BottleneckPoint.Of(joint, zGivenX);
        return new(code, point.InformationX, point.InformationY, point.ConditionalEntropyY, code.TotalCorrelation());
    }

    /// <summary>Eq. (4): H(y|z) + beta I(x;z) + gamma TC(z).</summary>
    /// <param name="beta">Weight of I(x;z).</param>
    /// <param name="gamma">Weight of TC(z), finite and &gt;= 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="gamma"/> is negative or not finite.</exception>
    public Nats Objective(Beta beta, double gamma) =>
        ConditionalEntropyY + Term(beta.Paper, InformationX) + Term(Require.NonNegative(gamma), TotalCorrelation);

    // What is zero costs nothing at any price, an infinite one included.
    private static Nats Term(double weight, Nats amount) => amount == Nats.Zero ? Nats.Zero : weight * amount;
}
