namespace IDropTheory;

/// <summary>The information bottleneck on finite alphabets, min over p(t|x) of H(y|t) + beta I(x;t) (eq. 2), with a certificate of global
/// optimality.</summary>
/// <example>
/// <code>
/// var joint = JointDistribution.Of(FiniteDistribution.Uniform(2), Channel.BinarySymmetric(0.1));
/// BottleneckSolution best = InformationBottleneck.Solve(joint, Beta.FromPaper(0.4));
/// Channel encoder = best.Point.Encoder;            // p(t|x)
/// bool proved = best.Certified;                    // no encoder is better by more than best.Tolerance
/// </code>
/// </example>
public static class InformationBottleneck
{
    /// <summary>Finds an encoder, and a lower bound of the objective of every encoder.</summary>
    /// <remarks>
    /// Deterministic and random starts of the self-consistent iteration give a candidate; the branch and bound of its dual vector either
    /// certifies it or finds a posterior worth adding as a cluster, from which the iteration goes on. A certified result therefore does not
    /// depend on the starts. If the cell budget runs out first, the solution reports the gap that remains.
    /// </remarks>
    /// <param name="joint">p(x,y); symbols of probability zero and repeated rows are allowed.</param>
    /// <param name="beta">The trade-off: at 0 the optimum is a minimal sufficient statistic, at 1 and above (+infinity included) a
    /// constant.</param>
    /// <param name="options">Alphabet, effort and tolerance.</param>
    /// <param name="cancellation">Ends the search early.</param>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public static BottleneckSolution Solve(
        JointDistribution joint, Beta beta, BottleneckOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(joint);
        options ??= BottleneckOptions.Default;
        var solution = new BottleneckSearch(joint, options).Solve(beta, warm: null, cancellation).Solution;
        // A bound that is proved is worth more than one that is a little tighter.
        return options.ProofBudget > 0 && BottleneckProver.Prove(joint, solution, options.ProofBudget, cancellation) is { } proof
            ? solution with { Proof = proof, LowerBound = new(Math.Min(proof.LowerBound.Value, solution.Objective.Value)) }
            : solution;
    }
}
