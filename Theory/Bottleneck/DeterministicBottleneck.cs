namespace IDropTheory;

/// <summary>The deterministic bottleneck (Strouse and Schwab 2017): H(y|t) + beta H(t), whose best encoders are hard clusterings.</summary>
/// <example>
/// <code>
/// JointDistribution joint = JointDistribution.Random(RandomKey.FromSeed(1), rows: 5, columns: 3);
/// LocalOptimum optimum = DeterministicBottleneck.Solve(joint, Beta.FromPaper(0.05), key: RandomKey.FromSeed(2));
/// Channel clustering = optimum.Point.Encoder;
/// </code>
/// </example>
public static class DeterministicBottleneck
{
    /// <summary>The best of several descents: <see cref="GeneralisedBottleneck"/> at alpha = 0, then single moves
    /// (<see cref="SequentialBottleneck"/>).</summary>
    /// <param name="joint">p(x, y).</param>
    /// <param name="beta">Trade-off; in Tishby's form the objective is H(t) - b I(t;y).</param>
    /// <param name="clusters">The largest number of clusters; null allows as many as x has symbols.</param>
    /// <param name="key">Randomness of the starts.</param>
    /// <param name="restarts">Number of starts of each descent, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">No clusters or no restarts.</exception>
    public static LocalOptimum Solve(JointDistribution joint, Beta beta, int? clusters = null, RandomKey key = default, int restarts = 8)
    {
        ArgumentNullException.ThrowIfNull(joint);
        var batch = GeneralisedBottleneck.Solve(joint, beta, 0, clusters, key.Fold("batch"), restarts);
        // The batch iteration stops when no symbol gains by moving between fixed clusters; single moves also count how the clusters change.
        var single = SequentialBottleneck.Solve(joint, clusters ?? joint.CountX, beta, key.Fold("single"), restarts);
        return LocalOptimum.Better(batch, single);
    }
}
