namespace IDropTheory;

/// <summary>A lower bound on H(y|t) + beta I(x;t) over all encoders, from any dual vector lambda.</summary>
/// <remarks>
/// With phi(r) = H(W'r) - beta H(r), the objective is sum_t p(t) phi(p(x|t)) + beta H(x) with sum_t p(t) p(x|t) = p(x). Hence for every
/// lambda it is at least lambda.p + min_r (phi(r) - lambda.r) + beta H(x), with equality for the best lambda at the optimum (mathematics:
/// the lower convex envelope of phi at p). <see cref="SimplexMinimum"/> brackets the inner minimum.
/// </remarks>
internal sealed class Certificate
{
    private readonly SimplexMinimum _minimum;
    private readonly double _offset;

    /// <summary>Begins to bound the optimum of a joint distribution whose x all have positive probability.</summary>
    /// <param name="joint">The joint distribution.</param>
    /// <param name="beta">The trade-off in the paper's convention, finite and &gt; 0.</param>
    /// <param name="lambda">The dual vector: one finite number per x.</param>
    /// <param name="tolerance">The wanted accuracy of the inner minimum, in nats.</param>
    /// <param name="posteriors">Posteriors of a good encoder, tried first.</param>
    public Certificate(
        JointDistribution joint, double beta, ReadOnlySpan<double> lambda, double tolerance, IReadOnlyList<double[]>? posteriors = null)
    {
        _minimum = new(joint.YGivenX, beta, lambda, tolerance, posteriors);
        _offset = beta * joint.X.Entropy().Value;
        for (var x = 0; x < lambda.Length; x++)
            _offset += lambda[x] * joint.X[x];
    }

    /// <summary>The certified bound, in nats.</summary>
    public double LowerBound => _minimum.Lower + _offset;

    /// <summary>The lowest value of phi - lambda.r that was found: clearly negative where the dual vector is not optimal.</summary>
    public double Violation => _minimum.Upper;

    /// <summary>The posterior p(x|t) that attains <see cref="Violation"/>: the cluster worth adding.</summary>
    public double[] Posterior => _minimum.Minimiser;

    /// <summary>Cells of the branch and bound.</summary>
    public long Cells => _minimum.Cells;

    /// <summary>As <see cref="SimplexMinimum.Effort"/>.</summary>
    public double Effort => _minimum.Effort;

    /// <summary>Whether the inner minimum is as accurate as asked.</summary>
    public bool Closed => _minimum.Closed;

    /// <summary>As <see cref="SimplexMinimum.IsPaused"/>.</summary>
    public bool IsPaused => _minimum.IsPaused;

    /// <summary>As <see cref="SimplexMinimum.Advance"/>.</summary>
    public void Advance(
        double effort, double stopBelow = double.NegativeInfinity, double slice = double.PositiveInfinity,
        CancellationToken cancellation = default) =>
        _minimum.Advance(effort, stopBelow, slice, cancellation);
}
