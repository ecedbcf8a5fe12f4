namespace IDropTheory;

/// <summary>The ratio KL(W'r || p(y)) / KL(r || p(x)) of a joint distribution without zero symbols, as a function of the distribution r
/// of x.</summary>
internal sealed class ContractionRatio
{
    // Below this KL(r || p(x)) the ratio is the quotient of two roundings; its limit at p(x) is known in closed form instead.
    private const double Indistinct = 1e-9;
    private const int FirstSteps = 60;
    private const int LastSteps = 5_000;
    private const int Finalists = 4;

    private readonly Channel _channel;
    private readonly double[] _output, _logInput;

    public ContractionRatio(JointDistribution joint)
    {
        (Joint, _channel) = (joint, joint.YGivenX);
        _output = new double[joint.CountY];
        _logInput = [.. Enumerable.Range(0, joint.CountX).Select(x => Math.Log(joint.X[x]))];
    }

    /// <summary>p(x, y).</summary>
    public JointDistribution Joint { get; }

    /// <summary>The largest ratio found from the corners, the middles of the edges, and both ways along the canonical direction.</summary>
    /// <param name="direction">The canonical direction, summing to zero.</param>
    /// <param name="limit">The limit of the ratio at p(x) in that direction.</param>
    public (double Value, double[]? Maximiser) Maximise(double[] direction, double limit)
    {
        // All starts run a little, the most promising run to the end: the limit itself is not a start, as the ascent stands still there.
        var (value, maximiser) = (limit, (double[]?)null);
        foreach (var start in Starts(direction).OrderByDescending(start => Ascend(start, FirstSteps)).Take(Finalists))
        {
            var reached = Ascend(start);
            if (reached > value) (value, maximiser) = (reached, start);
        }
        return (Math.Min(value, 1), maximiser);
    }

    /// <summary>The ratio at r; 0 where r is p(x) up to rounding.</summary>
    public double At(ReadOnlySpan<double> r)
    {
        var divergence = FiniteInformation.Kl(r, Joint.X.Probabilities);
        if (divergence < Indistinct) return 0;
        Output(r);
        return Math.Min(FiniteInformation.Kl(_output, Joint.Y.Probabilities) / divergence, 1);
    }

    /// <summary>The largest contraction of KL by the sub-channels of two inputs: an upper bound of the ratio for every p(x).</summary>
    /// <remarks>
    /// The contraction of a channel is attained on two inputs (Ordentlich and Polyanskiy 2021), where it is the largest Le Cam divergence
    /// (Raginsky 2016): <see cref="LeCam"/> with weights of 1.
    /// </remarks>
    public static double PairwiseBound(Channel channel)
    {
        var (largest, weights) = (0.0, new double[channel.Outputs]);
        Array.Fill(weights, 1);
        for (var a = 0; a < channel.Inputs; a++)
            for (var b = 0; b < a; b++)
                // Most pairs are soon known to be below the largest.
                if (LeCam(channel.Row(a), channel.Row(b), weights, largest) > largest)
                    largest = Math.Max(largest, LeCam(channel.Row(a), channel.Row(b), weights));
        return Math.Min(largest * (1 + 1e-12), 1);
    }

    /// <summary>An upper bound, tight to rounding, of max over w of sum_y c_y w (1-w) (p_y - q_y)^2 / (w p_y + (1-w) q_y).</summary>
    /// <param name="p">A distribution.</param>
    /// <param name="q">Another one.</param>
    /// <param name="weights">c &gt;= 0.</param>
    /// <param name="limit">If given, the search ends once it is clear on which side of it the maximum is.</param>
    internal static double LeCam(
        ReadOnlySpan<double> p, ReadOnlySpan<double> q, ReadOnlySpan<double> weights, double limit = double.NaN)
    {
        double low = 0, high = 1, bound = double.PositiveInfinity;
        for (var step = 0; step < 60; step++)
        {
            var w = 0.5 * (low + high);
            double value = 0, slope = 0;
            for (var y = 0; y < p.Length; y++)
            {
                // The term is (1-w) p + w q - p q / (w p + (1-w) q), which is concave in w.
                if (p[y] == 0 || q[y] == 0)
                {
                    value += weights[y] * ((1 - w) * p[y] + w * q[y]);
                    slope += weights[y] * (q[y] - p[y]);
                    continue;
                }
                var (mix, difference) = (w * p[y] + (1 - w) * q[y], p[y] - q[y]);
                value += weights[y] * w * (1 - w) * difference * (difference / mix);
                slope += weights[y] * (p[y] / mix * (q[y] / mix) - 1) * difference;
            }
            // The tangent at w bounds the function on the half that may hold the maximum.
            bound = Math.Min(bound, value + Math.Abs(slope) * 0.5 * (high - low));
            if (bound <= limit || value > limit) break;
            if (slope > 0)
                low = w;
            else
                high = w;
        }
        return bound;
    }

    private IEnumerable<double[]> Starts(double[] direction)
    {
        var n = Joint.CountX;
        for (var a = 0; a < n; a++)
            for (var b = 0; b <= a; b++)
            {
                var start = new double[n];
                start[a] += 0.5;
                start[b] += 0.5;
                yield return start;
            }
        foreach (var sign in (double[])[1, -1])
        {
            // Half of the way to the border of the simplex.
            var reach = Enumerable.Range(0, n).Where(x => sign * direction[x] < 0).Min(x => Joint.X[x] / Math.Abs(direction[x]));
            yield return [.. direction.Select((d, x) => Math.Max(Joint.X[x] + 0.5 * sign * reach * d, 0))];
        }
    }

    /// <summary>Ascends from r, in place: the step r_x proportional to p(x) exp(sum_y W_xy log(s_y / p(y)) / ratio) never lowers the
    /// ratio.</summary>
    /// <remarks>Dinkelbach's method with a concave-convex step: at the present ratio, ratio KL(r||p) - KL(s||p_y) is zero and the step
    /// lowers it. The step is lengthened, in the logarithm of r, for as long as that raises the ratio: alone it creeps where the ratio is
    /// nearly flat.</remarks>
    public double Ascend(double[] r, int steps = LastSteps)
    {
        var value = At(r);
        var (next, length) = (new double[r.Length], 1.0);
        for (var step = 0; step < steps && value > 0; step++)
        {
            Output(r);
            for (var y = 0; y < _output.Length; y++)
                _output[y] = Math.Log(_output[y] / Joint.Y[y]);
            for (var x = 0; x < next.Length; x++)
            {
                next[x] = _logInput[x] + MeanLogRatio(x) / value;
                if (length > 1 && r[x] > 0) next[x] = Math.Log(r[x]) + length * (next[x] - Math.Log(r[x]));
            }
            var total = Accurate.LogSumExp(next);
            for (var x = 0; x < next.Length; x++)
                next[x] = Math.Exp(next[x] - total);
            var reached = At(next);
            var gain = reached - value;
            if (gain > 0)
            {
                value = reached;
                next.CopyTo(r, 0);
            }
            if (length == 1 && gain < 1e-16) break;
            length = gain > 0 ? 1.5 * length : 1;
        }
        return value;
    }

    /// <summary>sum_y W_xy l_y for the log-ratios l now in the output, with 0 times -infinity = 0.</summary>
    private double MeanLogRatio(int x)
    {
        var sum = 0.0;
        var row = _channel.Row(x);
        for (var y = 0; y < row.Length; y++)
            if (row[y] > 0)
                sum += row[y] * _output[y];
        return sum;
    }

    private void Output(ReadOnlySpan<double> r)
    {
        Array.Clear(_output);
        for (var x = 0; x < r.Length; x++)
            for (var y = 0; y < _output.Length; y++)
                _output[y] += r[x] * _channel[x, y];
    }
}
