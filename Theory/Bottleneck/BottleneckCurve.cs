using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>The information curve of a joint distribution: the largest I(t;y) at every I(x;t), traced by its slope dI(t;y)/dI(x;t) =
/// beta.</summary>
/// <example>
/// <code>
/// var joint = JointDistribution.Of(FiniteDistribution.Uniform(2), Channel.BinarySymmetric(0.1));
/// BottleneckCurve curve = BottleneckCurve.Trace(joint, points: 5);
/// Nats most = curve.InformationYBound(new Nats(0.2)); // I(t;y) of every t with I(x;t) = 0.2 is at most this
/// </code>
/// </example>
/// <param name="Solutions">The solutions in rising order of beta: from a minimal sufficient statistic to a constant.</param>
public sealed record BottleneckCurve(ImmutableArray<BottleneckSolution> Solutions)
{
    /// <summary>Whether two curves have equal solutions in the same order.</summary>
    public bool Equals(BottleneckCurve? other) => other is not null && Sequences.SameElements(Solutions, other.Solutions);

    /// <inheritdoc/>
    public override int GetHashCode() => Sequences.HashOf(Solutions);

    /// <summary>An upper bound of I(t;y) over all representations with a given I(x;t): the lowest of the lines H(y) - lower bound + beta
    /// I(x;t), one for each solution.</summary>
    /// <remarks>The bound is proved, because the lower bounds of the solutions are. At a certified solution it exceeds I(t;y) by at most
    /// the solution's gap.</remarks>
    /// <param name="informationX">I(x;t) &gt;= 0.</param>
    public Nats InformationYBound(Nats informationX)
    {
        Require.NonNegative(informationX.Value, nameof(informationX));
        return new(Solutions.Min(s => (s.Point.ConditionalEntropyY + s.InformationY - s.LowerBound + s.Beta.Paper * informationX).Value));
    }

    /// <summary>Traces the curve at equally spaced trade-offs.</summary>
    /// <remarks>First every trade-off gets an encoder, starting from the clusters of the one before it. With
    /// <see cref="BottleneckOptions.Certify"/> each is then certified as in <see cref="InformationBottleneck.Solve"/>. The least
    /// objective is a concave function of beta, so that a bound between two trade-offs is also taken from theirs.</remarks>
    /// <param name="joint">p(x,y).</param>
    /// <param name="points">Number of trade-offs, at least 2.</param>
    /// <param name="options">Alphabet, effort (that of each trade-off) and tolerance.</param>
    /// <param name="least">The smallest trade-off; 0 if not given.</param>
    /// <param name="largest">The largest trade-off, finite; if not given, the learnability threshold (<see
    /// cref="Thresholds.Learnability"/>), as far as ascents find it: the largest at which more than a constant may be optimal.</param>
    /// <param name="cancellation">Ends the tracing early: what has no encoder yet is left out, what is not certified keeps its gap.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="points"/> is less than 2, or the range is empty or
    /// infinite.</exception>
    public static BottleneckCurve Trace(
        JointDistribution joint, int points, BottleneckOptions? options = null, Beta? least = null, Beta? largest = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(joint);
        Require.AtLeast(points, 2);
        options ??= BottleneckOptions.Default;
        var from = (least ?? Beta.FromPaper(0)).Paper;
        var to = largest?.Paper ?? Math.Max(from, EndOfLearning(joint));
        if (!(from <= to && double.IsFinite(to)))
            throw Require.Refuse(to, $"a finite number from {from:G6} on", nameof(largest));
        var draft = new BottleneckSearch(joint, options with { Certify = false });
        var found = new List<(BottleneckSolution Solution, double[]? State)>();
        while (found.Count < points && (found.Count == 0 || !cancellation.IsCancellationRequested))
        {
            var share = found.Count / (points - 1.0);
            found.Add(draft.Solve(
                Beta.FromPaper((1 - share) * from + share * to), found.Count > 0 ? found[^1].State : null, cancellation));
        }
        if (!options.Certify) return new([.. found.Select(point => point.Solution)]);
        var search = new BottleneckSearch(joint, options);
        return new([.. Concave([.. found.Select(point => cancellation.IsCancellationRequested
            ? point.Solution
            : search.Solve(point.Solution.Beta, point.State, cancellation).Solution)])]);
    }

    // A little more than the threshold: exactly there, a constant and something else may be equally good.
    private static double EndOfLearning(JointDistribution joint) =>
        Thresholds.Learnability(joint, cellBudget: 0).Beta.Paper * (1 + 1e-9);

    /// <summary>Raises each lower bound to the line between the bounds of any two trade-offs around it.</summary>
    private static IEnumerable<BottleneckSolution> Concave(BottleneckSolution[] solutions)
    {
        var hull = new List<BottleneckSolution>();
        foreach (var solution in solutions)
        {
            while (hull.Count > 1 && Line(hull[^2], solution, hull[^1].Beta) >= hull[^1].UnclippedBound.Value)
                hull.RemoveAt(hull.Count - 1);
            hull.Add(solution);
        }
        var next = 0;
        foreach (var solution in solutions)
        {
            while (hull[next].Beta.Paper < solution.Beta.Paper) next++;
            if (next == 0 || ReferenceEquals(hull[next], solution))
            {
                yield return solution;
                continue;
            }
            var bound = Math.Max(Line(hull[next - 1], hull[next], solution.Beta), solution.UnclippedBound.Value);
            yield return solution with
            {
                LowerBound = new(Math.Min(bound, solution.Objective.Value)),
                UnclippedBound = new(bound),
            };
        }
    }

    private static double Line(BottleneckSolution left, BottleneckSolution right, Beta beta)
    {
        var (from, width) = (left.Beta.Paper, right.Beta.Paper - left.Beta.Paper);
        var share = width > 0 ? (beta.Paper - from) / width : 0;
        // Rounded down: two roundings of numbers of this size.
        var bound = (1 - share) * left.UnclippedBound.Value + share * right.UnclippedBound.Value;
        return bound - 1e-15 * (1 + Math.Abs(bound));
    }
}
