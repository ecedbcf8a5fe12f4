namespace IDropTheory;

/// <summary>The squared (convex) bottleneck Lagrangian H(y|t) + beta I(x;t)^2 (Kolchinsky, Tracey, van Kuyk 2019).</summary>
/// <remarks>
/// Where the information curve is straight, as for y = f(x), the plain Lagrangian jumps from one end of the piece to the other; this one,
/// strictly convex in I(x;t), has one optimal I(x;t) for every beta and reaches all points of the curve. There the slope of the curve is
/// 2 beta I(x;t).
/// </remarks>
/// <example>
/// <code>
/// // y is a function of x: the plain Lagrangian keeps all or nothing, this one keeps I(x;t) = 1 / (2 beta).
/// var joint = JointDistribution.Of(FiniteDistribution.Uniform(4), Channel.Deterministic(2, 0, 1, 0, 1));
/// SquaredOptimum optimum = SquaredLagrangian.Solve(joint, beta: 1);
/// Nats kept = optimum.Point.InformationX;          // 0.5 nats
/// </code>
/// </example>
public static class SquaredLagrangian
{
    private const double SlopeTolerance = 1e-10;

    /// <summary>The optimum for y = f(x): I(x;t) = I(t;y) = min(H(y), 1 / (2 beta)).</summary>
    /// <param name="entropyY">H(y) &gt;= 0.</param>
    /// <param name="beta">Factor of the squared information, per nat, &gt;= 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative or NaN argument.</exception>
    public static AnalyticOptimum Deterministic(Nats entropyY, double beta)
    {
        var entropy = Require.NonNegative(entropyY.Value, nameof(entropyY));
        var information = Math.Min(entropy, 0.5 / Valid(beta));
        return new(new(entropy - information + Penalty(beta, information)), new(information), new(information));
    }

    /// <summary>Finds an encoder, and a lower bound of the objective of every encoder.</summary>
    /// <remarks>Bisection on the slope of the information curve with the plain solver. Where the encoders at the two ends of the final
    /// bracket differ, the result mixes them. As beta I^2 &gt;= s I - s^2 / (4 beta) for every slope s, the plain problem's certificate
    /// bounds this one.</remarks>
    /// <param name="joint">p(x, y).</param>
    /// <param name="beta">Factor of the squared information, per nat: &gt;= 0, +infinity included. Its unit is 1 / nat, so it is not a
    /// <see cref="Beta"/>.</param>
    /// <param name="options">Effort and tolerance of the plain solver.</param>
    /// <param name="cancellation">Ends the search early with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="beta"/> is negative or NaN.</exception>
    public static SquaredOptimum Solve(
        JointDistribution joint, double beta, BottleneckOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(joint);
        Valid(beta);
        options ??= BottleneckOptions.Default;
        // Single descents are fast and nearly always find the optimum. If the certificate at the slope they lead to finds a better encoder,
        // the bisection is repeated with a certificate at every step.
        var point = Bisect(joint, beta, options with { Certify = false, Restarts = 0 }, cancellation);
        var slope = Slope(point);
        if (!options.Certify || slope.Paper == 0) return Optimum(joint.ConditionalEntropy());
        var plain = InformationBottleneck.Solve(joint, slope, options, cancellation);
        if (point.Objective(slope).Value - plain.Objective.Value > 0.5 * options.Tolerance)
        {
            point = Bisect(joint, beta, options, cancellation);
            plain = InformationBottleneck.Solve(joint, slope = Slope(point), options, cancellation);
        }
        var bound = plain.LowerBound - new Nats(slope.Paper * slope.Paper / (4 * beta));
        return Optimum(bound > joint.ConditionalEntropy() ? bound : joint.ConditionalEntropy());

        Beta Slope(BottleneckPoint at) => Beta.FromPaper(at.InformationX == Nats.Zero ? 1 : Math.Min(2 * beta * at.InformationX.Value, 1));

        SquaredOptimum Optimum(Nats lower)
        {
            var objective = point.ConditionalEntropyY + new Nats(Penalty(beta, point.InformationX.Value));
            return new(beta, point, objective, lower, options.Tolerance);
        }
    }

    /// <summary>The encoder, mixed of the two at the ends of the last bracket, where the slope of the curve is 2 beta I(x;t).</summary>
    private static BottleneckPoint Bisect(JointDistribution joint, double beta, BottleneckOptions options, CancellationToken cancellation)
    {
        // The slope lies between 0, where I(x;t) is largest, and 1, where it is 0.
        var (low, high) = (0.0, 1.0);
        var (rich, poor) = (Plain(low), Plain(high));
        while (high - low > SlopeTolerance && rich.InformationX != poor.InformationX)
        {
            var slope = 0.5 * (low + high);
            var middle = Plain(slope);
            if (2 * beta * middle.InformationX.Value > slope)
                (low, rich) = (slope, middle);
            else
                (high, poor) = (slope, middle);
        }
        var most = Math.Max(poor.InformationX.Value, rich.InformationX.Value);
        var wanted = Math.Clamp(0.25 * (low + high) / beta, poor.InformationX.Value, most);
        return BottleneckPoint.Of(joint, Share(rich, poor, wanted));

        BottleneckPoint Plain(double slope) => InformationBottleneck.Solve(joint, Beta.FromPaper(slope), options, cancellation).Point;
    }

    /// <summary>Mixes two encoders, each with symbols of its own, to reach an I(x;t) between theirs.</summary>
    private static Channel Share(BottleneckPoint rich, BottleneckPoint poor, double information)
    {
        var span = rich.InformationX - poor.InformationX;
        var share = span > Nats.Zero ? (information - poor.InformationX.Value) / span.Value : 1;
        if (share >= 1) return rich.Encoder;
        if (share <= 0) return poor.Encoder;
        var rows = new double[rich.Encoder.Inputs, rich.Encoder.Outputs + poor.Encoder.Outputs];
        for (var x = 0; x < rich.Encoder.Inputs; x++)
        {
            for (var t = 0; t < rich.Encoder.Outputs; t++)
                rows[x, t] = share * rich.Encoder[x, t];
            for (var t = 0; t < poor.Encoder.Outputs; t++)
                rows[x, rich.Encoder.Outputs + t] = (1 - share) * poor.Encoder[x, t];
        }
        return new(rows);
    }

    private static double Penalty(double beta, double information) => information == 0 ? 0 : beta * information * information;

    private static double Valid(double beta) => beta >= 0 ? beta : throw Require.Refuse(beta, ">= 0 (+infinity included)", nameof(beta));
}
