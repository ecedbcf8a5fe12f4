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

    /// <summary>Traces the curve at equally spaced trade-offs from 0 to the largest one at which more than a constant may be
    /// optimal.</summary>
    /// <remarks>Every trade-off starts from the clusters of the one before it; with <see cref="BottleneckOptions.Certify"/> each is
    /// certified as in <see cref="InformationBottleneck.Solve"/>.</remarks>
    /// <param name="joint">p(x,y).</param>
    /// <param name="points">Number of trade-offs, at least 2.</param>
    /// <param name="options">Alphabet, effort and tolerance.</param>
    /// <param name="cancellation">Ends the tracing early.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="points"/> is less than 2.</exception>
    /// <exception cref="OperationCanceledException">The tracing was cancelled.</exception>
    public static BottleneckCurve Trace(
        JointDistribution joint, int points, BottleneckOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(joint);
        Require.AtLeast(points, 2);
        var search = new BottleneckSearch(joint, options ?? BottleneckOptions.Default);
        var solutions = ImmutableArray.CreateBuilder<BottleneckSolution>(points);
        double[]? state = null;
        for (var i = 0; i < points; i++)
        {
            var (solution, next) = search.Solve(Beta.FromPaper(search.LargestBeta * i / (points - 1)), state, cancellation);
            solutions.Add(solution);
            state = next;
        }
        return new(solutions.MoveToImmutable());
    }
}
