using MathNet.Numerics.LinearAlgebra;

namespace IDropTheory;

/// <summary>The values of beta at and above which the bottleneck learns nothing: the constant encoder is then a local minimum (local
/// threshold) or the global one (learnability threshold).</summary>
/// <example>
/// <code>
/// var joint = JointDistribution.Of(FiniteDistribution.Uniform(2), Channel.BinarySymmetric(0.1));
/// Beta local = Thresholds.Local(joint);            // (1 - 2 * 0.1)^2 = 0.64
/// LearnabilityThreshold global = Thresholds.Learnability(joint);
/// double upper = global.Upper;                     // from this beta on, a constant is optimal
/// </code>
/// </example>
public static class Thresholds
{
    /// <summary>The local threshold: the largest squared canonical correlation of x and y other than the trivial 1.</summary>
    /// <remarks>Above it the constant encoder is a strict local minimum of H(y|t) + beta I(x;t) among encoders whose posteriors p(x|t)
    /// are near p(x); below it a small perturbation improves on the constant. It is the second singular value of p(x,y) / sqrt(p(x)
    /// p(y)), squared.</remarks>
    public static Beta Local(JointDistribution joint)
    {
        ArgumentNullException.ThrowIfNull(joint);
        return Beta.FromPaper(Canonical(new SufficientStatistic(joint).Joint).Correlation);
    }

    /// <summary>The learnability threshold: the constant encoder is globally optimal exactly for beta at or above it.</summary>
    /// <remarks>
    /// It is the strong data-processing constant of p(x) and p(y|x): eta = sup over distributions r of x of KL(W'r || p(y)) / KL(r ||
    /// p(x)), W = p(y|x) (Ahlswede and Gacs 1976; Anantharam, Gohari, Kamath, Nair 2013), never below <see cref="Local"/>, which is the
    /// ratio's limit at p(x). The lower end of the result is the best ratio of many ascents; the upper end is proved by branch and bound.
    /// </remarks>
    /// <param name="joint">p(x, y).</param>
    /// <param name="tolerance">The wanted length of the interval, &gt; 0.</param>
    /// <param name="cellBudget">The largest number of cells of the proof, at least 0; 0 keeps the pairwise bound.</param>
    /// <param name="cancellation">Ends the proof early with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A tolerance that is not positive or a negative budget.</exception>
    public static LearnabilityThreshold Learnability(
        JointDistribution joint, double tolerance = 1e-6, int cellBudget = 200_000, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(joint);
        Require.Positive(tolerance);
        Require.AtLeast(cellBudget, 0);
        var reduced = new SufficientStatistic(joint).Joint;
        var ratio = new ContractionRatio(reduced);
        var (correlation, direction) = Canonical(reduced);
        var upper = ContractionRatio.PairwiseBound(ratio.Joint.YGivenX);
        if (correlation == 0) return new(Beta.FromPaper(0), upper, upper <= tolerance);
        var (value, maximiser) = ratio.Maximise(direction, correlation);
        var proof = new ContractionProof(ratio, value, maximiser, tolerance);
        upper = proof.Run(upper, cellBudget, cancellation);
        return new(Beta.FromPaper(proof.Value), upper, upper - proof.Value <= tolerance);
    }

    /// <summary>The largest squared canonical correlation and its direction of change of p(x); the trivial part is taken out
    /// beforehand.</summary>
    private static (double Correlation, double[] Direction) Canonical(JointDistribution joint)
    {
        var (x, y) = (joint.X, joint.Y);
        // p(x,y) - p(x) p(y) is what is left of the matrix without its trivial singular vectors sqrt(p(x)), sqrt(p(y)).
        var svd = Matrix<double>.Build
            .Dense(x.Count, y.Count, (i, j) => (joint[i, j] - x[i] * y[j]) / Math.Sqrt(x[i] * y[j]))
            .Svd();
        var direction = new double[x.Count];
        for (var i = 0; i < direction.Length; i++)
            direction[i] = Math.Sqrt(x[i]) * svd.U[i, 0];
        // Independent up to rounding: no correlation, and no direction either.
        var correlation = svd.S[0] <= 1e-15 ? 0 : Math.Min(svd.S[0] * svd.S[0], 1);
        return (correlation, direction);
    }
}
