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
    // Cells of a proof between two reports.
    private const int Slice = 100;

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
    /// <param name="cancellation">Ends the proof early: the interval is then what was known.</param>
    /// <exception cref="ArgumentOutOfRangeException">A tolerance that is not positive or a negative budget.</exception>
    public static LearnabilityThreshold Learnability(
        JointDistribution joint, double tolerance = 1e-6, int cellBudget = 200_000, CancellationToken cancellation = default) =>
        Improve(joint, tolerance, cellBudget, cellBudget, cancellation).Last();

    /// <summary>Ever shorter intervals around the learnability threshold, at least one.</summary>
    /// <remarks>The work is done while the sequence is read. The first interval has the ratio of the ascents and the pairwise bound, the
    /// next ones are of proofs of 500, 2,000, 8,000, ... cells, each from the start. While a proof goes on, the interval before it comes
    /// again: the reader is asked at least every 100 cells.</remarks>
    /// <param name="joint">As for <see cref="Learnability"/>.</param>
    /// <param name="tolerance">As for <see cref="Learnability"/>.</param>
    /// <param name="cellBudget">As for <see cref="Learnability"/>.</param>
    /// <param name="cancellation">Ends the sequence.</param>
    /// <exception cref="ArgumentOutOfRangeException">A tolerance that is not positive or a negative budget.</exception>
    public static IEnumerable<LearnabilityThreshold> ImproveLearnability(
        JointDistribution joint, double tolerance = 1e-6, int cellBudget = 200_000, CancellationToken cancellation = default) =>
        Improve(joint, tolerance, Math.Min(500, cellBudget), cellBudget, cancellation);

    private static IEnumerable<LearnabilityThreshold> Improve(
        JointDistribution joint, double tolerance, int cells, int cellBudget, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(joint);
        Require.Positive(tolerance);
        Require.AtLeast(cellBudget, 0);
        return Intervals();

        IEnumerable<LearnabilityThreshold> Intervals()
        {
            var reduced = new SufficientStatistic(joint).Joint;
            var ratio = new ContractionRatio(reduced);
            var (correlation, direction) = Canonical(reduced);
            var upper = ContractionRatio.PairwiseBound(ratio.Joint.YGivenX);
            if (correlation == 0)
            {
                yield return new(Beta.FromPaper(0), upper, upper <= tolerance);
                yield break;
            }
            var (value, maximiser) = ratio.Maximise(direction, correlation);
            while (true)
            {
                yield return new(Beta.FromPaper(value), upper, upper - value <= tolerance);
                if (upper - value <= tolerance || cells == 0) yield break;
                var proof = new ContractionProof(ratio, value, maximiser, tolerance);
                var proved = upper;
                for (var spent = Math.Min(Slice, cells); ; spent = Math.Min(spent + Slice, cells))
                {
                    if (Proved(proof, upper, spent, cancellation) is not { } bound) yield break;
                    proved = bound;
                    if (spent == cells || proof.Closed) break;
                    yield return new(Beta.FromPaper(value), upper, false);
                }
                // The point of a larger ratio that the proof has found is not known.
                if (proof.Value > value) maximiser = null;
                (value, upper) = (proof.Value, Math.Min(upper, proved));
                cells = cells < cellBudget ? (int)Math.Min(4L * cells, cellBudget) : 0;
            }
        }
    }

    private static double? Proved(ContractionProof proof, double upper, int cells, CancellationToken cancellation)
    {
        try
        {
            return proof.Run(upper, cells, cancellation);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
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
