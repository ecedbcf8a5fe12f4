using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;

namespace IDropTheory;

/// <summary>The optimum of the Gaussian bottleneck.</summary>
/// <param name="Beta">The trade-off.</param>
/// <param name="InformationX">I(x;t); +infinity at beta = 0.</param>
/// <param name="InformationY">I(t;y).</param>
/// <param name="Components">Number of active components: those with lambda &lt; 1 - beta.</param>
/// <param name="Eigenvalues">Eigenvalues lambda of Sigma_{x|y} Sigma_x^{-1}, ascending, one per coordinate of x.</param>
/// <param name="Encoder">A in t = A x + noise of unit covariance: square, row i for eigenvalue i, zero where inactive.
/// Null where the information is infinite, which no encoder with noise attains.</param>
public sealed record GaussianBottleneckSolution(
    Beta Beta,
    Nats InformationX,
    Nats InformationY,
    int Components,
    ImmutableArray<double> Eigenvalues,
    Matrix<double>? Encoder)
{
    /// <summary>Whether two solutions have equal numbers.</summary>
    public bool Equals(GaussianBottleneckSolution? other) =>
        other is not null
        && (Beta, InformationX, InformationY, Components) == (other.Beta, other.InformationX, other.InformationY, other.Components)
        && Sequences.SameElements(Eigenvalues, other.Eigenvalues)
        && Equals(Encoder, other.Encoder);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Beta, InformationX, InformationY, Components, Sequences.HashOf(Eigenvalues));
}
