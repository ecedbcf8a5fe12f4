namespace IDropTheory;

/// <summary>Bottleneck problems with a closed-form information curve: the toy problems, and references for the solvers.</summary>
/// <remarks>Each solution needs at most the root of one monotone equation in one unknown, found to the last bit by bisection.</remarks>
/// <example>
/// <code>
/// AnalyticBottleneck problem = AnalyticBottleneck.BinarySymmetric(0.1);
/// AnalyticOptimum optimum = problem.At(Beta.FromPaper(0.4));
/// Nats most = problem.InformationY(new Nats(0.2)); // the information curve at I(x;t) = 0.2
/// </code>
/// </example>
public sealed class AnalyticBottleneck
{
    private readonly Func<double, (double X, double Y)> _optimum;
    private readonly Func<double, double> _curve;

    private AnalyticBottleneck(JointDistribution joint, Func<double, (double X, double Y)> optimum, Func<double, double> curve) =>
        (Joint, _optimum, _curve) = (joint, optimum, curve);

    /// <summary>The problem: p(x, y).</summary>
    public JointDistribution Joint { get; }

    /// <summary>The best representation at a trade-off; of several equally good ones, the one with the smallest I(x;t).</summary>
    public AnalyticOptimum At(Beta beta)
    {
        var (x, y) = beta.Paper >= 1 ? (0, 0) : _optimum(beta.Paper);
        var penalty = x == 0 ? 0 : beta.Paper * x;
        return new(Joint.Y.Entropy() - new Nats(y) + new Nats(penalty), new(x), new(y));
    }

    /// <summary>The information curve: the largest I(t;y) of all representations with I(x;t) &lt;=
    /// <paramref name="informationX"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="informationX"/> is negative.</exception>
    public Nats InformationY(Nats informationX) =>
        informationX >= Nats.Zero
            ? new(_curve(Math.Min(informationX.Value, Joint.X.Entropy().Value)))
            : throw Require.Refuse(informationX.Value, ">= 0", nameof(informationX));

    /// <summary>A uniform bit x through the binary symmetric channel: posteriors P(x = 1 | t) = q and 1 - q (Wyner and Ziv, "Mrs
    /// Gerber").</summary>
    /// <remarks>With u = 1 - 2q and c = |1 - 2p|: I(x;t) = g(u), I(t;y) = g(c u), g(u) = log 2 - h((1-u)/2). The optimum solves
    /// c artanh(c u) = beta artanh(u) and leaves u = 0 exactly for beta &lt; c^2.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not a probability.</exception>
    public static AnalyticBottleneck BinarySymmetric(double p)
    {
        var joint = JointDistribution.Of(FiniteDistribution.Uniform(2), Channel.BinarySymmetric(p));
        var c = Math.Abs(1 - 2 * p);
        return new(joint, Optimum, x => Excess(c * Root(u => Excess(u) - x, 0, 1)));

        (double X, double Y) Optimum(double beta)
        {
            if (beta >= c * c) return (0, 0);
            // In w = artanh(u) the equation is concave with one positive root, at most c artanh(c) / beta.
            var bound = c * Math.Atanh(c) / beta;
            var u = Math.Tanh(Root(w => beta * w - c * Math.Atanh(c * Math.Tanh(w)), 0, bound));
            return (Excess(u), Excess(c * u));
        }
    }

    /// <summary>A uniform bit x through the erasure channel: I(t;y) = (1 - e) I(x;t), a straight line; all or nothing at beta = 1 -
    /// e.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="e"/> is not a probability.</exception>
    public static AnalyticBottleneck BinaryErasure(double e)
    {
        var joint = JointDistribution.Of(FiniteDistribution.Uniform(2), Channel.BinaryErasure(e));
        var kept = 1 - e;
        return new(joint, beta => beta < kept ? (Math.Log(2), kept * Math.Log(2)) : (0, 0), x => kept * x);
    }

    /// <summary>y = f(x): I(t;y) = min(I(x;t), H(y)), reached by t = y.</summary>
    /// <param name="x">p(x).</param>
    /// <param name="map">f: the value of y, 0 or more, for each x.</param>
    /// <exception cref="ArgumentException">The map and the distribution differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value of y is negative.</exception>
    public static AnalyticBottleneck Deterministic(FiniteDistribution x, params ReadOnlySpan<int> map)
    {
        ArgumentNullException.ThrowIfNull(x);
        Require.SameLength(x.Count, map.Length, "the distribution of x", "the map");
        var values = 0;
        foreach (var y in map)
            values = Math.Max(values, Require.AtLeast(y, 0) + 1);
        var joint = JointDistribution.Of(x, Channel.Deterministic(values, map));
        var entropy = joint.Y.Entropy().Value;
        return new(joint, _ => (entropy, entropy), informationX => Math.Min(informationX, entropy));
    }

    /// <summary>A bit x, P(x = 1) = input, through the Z-channel that turns 1 into 0 with probability p: posteriors P(x = 1 | t) = 0 and
    /// r.</summary>
    /// <remarks>
    /// The Lagrangian per posterior, h((1-p) r) - beta h(r), is concave and then convex in r, so that its lower envelope is the tangent
    /// from r = 0, which touches where log(1 - (1-p) r) = beta log(1 - r). To the right of that point the constant is best: both
    /// thresholds are explicit, and the learnability one is log(1 - (1-p) input) / log(1 - input).
    /// </remarks>
    /// <param name="p">Probability that a 1 is read as 0.</param>
    /// <param name="input">P(x = 1), strictly between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not a probability, or x is constant.</exception>
    public static AnalyticBottleneck Z(double p, double input = 0.5)
    {
        if (input is not (> 0 and < 1)) throw Require.Refuse(input, "strictly between 0 and 1", nameof(input));
        var joint = JointDistribution.Of(FiniteDistribution.Bernoulli(input), Channel.Z(p));
        var kept = 1 - p;
        return new(joint, Optimum, x => Information(kept, Root(r => Information(1, r) - x, input, 1)));

        // H(y) - H(y|t) when y is 1 with probability scale * x: the posterior r has weight input / r, the posterior 0 no entropy.
        double Information(double scale, double r) =>
            r == input ? 0 : Math.Max(BinaryEntropy(scale * input) - input / r * BinaryEntropy(scale * r), 0);

        (double X, double Y) Optimum(double beta)
        {
            if (kept == 0 || beta * Accurate.Log1p(-input) <= Accurate.Log1p(-kept * input)) return (0, 0);
            // In v = -log(1 - r) the tangency is log(1 - kept (1 - e^-v)) + beta v = 0, with one root above that of the constant.
            var (least, most) = (-Accurate.Log1p(-input), -Accurate.Log1p(-kept) / beta);
            var r = -Accurate.Expm1(-Root(v => Accurate.Log1p(kept * Accurate.Expm1(-v)) + beta * v, least, most));
            r = Math.Clamp(r, input, 1);
            return (Information(1, r), Information(kept, r));
        }
    }

    /// <summary>g(u) = log 2 - h((1 - u) / 2) = ((1+u) log(1+u) + (1-u) log(1-u)) / 2 for 0 &lt;= u &lt;= 1.</summary>
    private static double Excess(double u) =>
        u == 1 ? Math.Log(2) : Math.Max(0.5 * ((1 + u) * Accurate.Log1p(u) + (1 - u) * Accurate.Log1p(-u)), 0);

    private static double BinaryEntropy(double p) => -Accurate.XLogX(p) - (p == 1 ? 0 : (1 - p) * Accurate.Log1p(-p));

    /// <summary>Where a function goes from negative to positive between two points; the upper one, +infinity included, where it never
    /// turns positive.</summary>
    private static double Root(Func<double, double> function, double low, double high)
    {
        for (var middle = 0.5 * (low + high); middle > low && middle < high; middle = 0.5 * (low + high))
            if (function(middle) > 0)
                high = middle;
            else
                low = middle;
        return high;
    }
}
