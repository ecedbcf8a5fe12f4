namespace IDropTheory;

/// <summary>The information bottleneck on finite alphabets, min over p(t|x) of H(y|t) + beta I(x;t) (eq. 2), with a certificate of global optimality.</summary>
public static class InformationBottleneck
{
    /// <summary>Finds the best encoder and bounds from below what any encoder can reach.</summary>
    /// <remarks>
    /// Deterministic and random starts of the self-consistent iteration give a candidate; the branch and bound of its dual vector either
    /// certifies it or finds a posterior worth adding as a cluster, from which the iteration goes on. Hence the result does not depend on lucky
    /// starts. Where the cell budget ends first the remaining gap is reported.
    /// </remarks>
    /// <param name="joint">p(x,y); symbols of probability zero and repeated rows are allowed.</param>
    /// <param name="beta">The trade-off: 0 asks for a minimal sufficient statistic, 1 and more (+infinity included) for a constant.</param>
    /// <param name="options">Alphabet, effort and tolerance.</param>
    /// <param name="cancellation">Ends the search early.</param>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public static BottleneckSolution Solve(
        JointDistribution joint, Beta beta, BottleneckOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(joint);
        return new BottleneckSearch(joint, options ?? BottleneckOptions.Default).Solve(beta, warm: null, cancellation).Solution;
    }
}
