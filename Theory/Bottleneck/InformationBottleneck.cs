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
    /// depend on the starts. If the cell budget runs out first, the solution reports the gap that remains; for many symbols that is often
    /// the one of a bound without branching, which takes milliseconds.
    /// </remarks>
    /// <param name="joint">p(x,y); symbols of probability zero and repeated rows are allowed.</param>
    /// <param name="beta">The trade-off: at 0 the optimum is a minimal sufficient statistic, at 1 and above (+infinity included) a
    /// constant.</param>
    /// <param name="options">Alphabet, effort and tolerance.</param>
    /// <param name="cancellation">Ends the search early: the solution is then what was known.</param>
    public static BottleneckSolution Solve(
        JointDistribution joint, Beta beta, BottleneckOptions? options = null, CancellationToken cancellation = default) =>
        Improve(joint, beta, options, cancellation).Last();

    /// <summary>The solutions on the way to that of <see cref="Solve"/>, which is the last: first an encoder, then better ones and higher
    /// bounds.</summary>
    /// <remarks>The work is done while the sequence is read. Reading no further ends it; so does cancelling, and then the last solution is
    /// what was known. There is always at least one. While a proof goes on, a solution comes again: the reader is asked often. What stands
    /// at which place depends on no clock.</remarks>
    /// <param name="joint">As for <see cref="Solve"/>.</param>
    /// <param name="beta">As for <see cref="Solve"/>.</param>
    /// <param name="options">As for <see cref="Solve"/>.</param>
    /// <param name="cancellation">Ends the sequence.</param>
    public static IEnumerable<BottleneckSolution> Improve(
        JointDistribution joint, Beta beta, BottleneckOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(joint);
        options ??= BottleneckOptions.Default;
        var search = new BottleneckSearch(joint, options);
        return options.ProofBudget > 0 ? WithProof() : Improvements();

        IEnumerable<BottleneckSolution> Improvements() => search.Improve(beta, warm: null, cancellation).Select(step => step.Solution);

        IEnumerable<BottleneckSolution> WithProof()
        {
            BottleneckSolution? last = null;
            foreach (var solution in Improvements())
                yield return last = solution;
            // A bound that is proved is worth more than one that is a little tighter.
            foreach (var proof in BottleneckProver.Search(joint, last!, options.ProofBudget, cancellation))
                yield return proof is null
                    ? last!
                    : last! with { Proof = proof, LowerBound = new(Math.Min(proof.LowerBound.Value, last.Objective.Value)) };
        }
    }
}
