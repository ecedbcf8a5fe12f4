namespace IDropTheory;

/// <summary>A lower bound on H(y|t) + beta I(x;t) over all encoders, from any dual vector lambda.</summary>
/// <remarks>
/// With phi(r) = H(W'r) - beta H(r), the objective is sum_t p(t) phi(p(x|t)) + beta H(x) with sum_t p(t) p(x|t) = p(x). Hence for every
/// lambda it is at least lambda.p + min_r (phi(r) - lambda.r) + beta H(x), with equality for the best lambda at the optimum (mathematics:
/// the lower convex envelope of phi at p). <see cref="SimplexMinimum"/> brackets the inner minimum.
/// </remarks>
internal sealed class Certificate
{
    private Certificate(double lowerBound, double violation, double[] posterior, long cells) =>
        (LowerBound, Violation, Posterior, Cells) = (lowerBound, violation, posterior, cells);

    /// <summary>The certified bound, in nats.</summary>
    public double LowerBound { get; }

    /// <summary>The lowest value of phi - lambda.r that was found: clearly negative where the dual vector is not optimal.</summary>
    public double Violation { get; }

    /// <summary>The posterior p(x|t) that attains <see cref="Violation"/>: the cluster worth adding.</summary>
    public double[] Posterior { get; }

    /// <summary>Cells of the branch and bound.</summary>
    public long Cells { get; }

    /// <summary>Bounds the optimum of a joint distribution whose x all have positive probability.</summary>
    /// <param name="joint">The joint distribution.</param>
    /// <param name="beta">The trade-off in the paper's convention, finite and &gt; 0.</param>
    /// <param name="lambda">The dual vector: one finite number per x.</param>
    /// <param name="tolerance">The wanted accuracy of the inner minimum, in nats.</param>
    /// <param name="cellBudget">The largest number of cells.</param>
    /// <param name="posteriors">Posteriors of a good encoder, tried first.</param>
    /// <param name="stopBelow">End early when a value of phi - lambda.r below this one is found.</param>
    /// <param name="cancellation">Ends the search early.</param>
    public static Certificate Of(
        JointDistribution joint, double beta, ReadOnlySpan<double> lambda, double tolerance, long cellBudget,
        IReadOnlyList<double[]>? posteriors = null, double stopBelow = double.NegativeInfinity, CancellationToken cancellation = default)
    {
        var minimum = SimplexMinimum.Find(joint.YGivenX, beta, lambda, tolerance, cellBudget, posteriors, stopBelow, cancellation);
        var bound = minimum.Lower + beta * joint.X.Entropy().Value;
        for (var x = 0; x < lambda.Length; x++)
            bound += lambda[x] * joint.X[x];
        return new(bound, minimum.Upper, minimum.Minimiser, minimum.Cells);
    }
}
