using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>A lower bound of H(y|t) + beta I(x;t) over all encoders that needs no branching: every x may choose its posteriors by
/// itself.</summary>
/// <remarks>
/// Write r for a posterior p(x|t), s = W'r for its output, D for KL. For any a and c between 0 and 1, an encoder's objective minus H(y|x)
/// is
/// <code>
/// sum_t p(t) sum_x r_x [ F_x(r) + beta (1 - a) log(r_x / p_x) ]
/// F_x(r) = (1 - c) D(W_x || s) + c sum_z r_z D(W_z || s) + beta a D(r || p)
/// </code>
/// since the terms with c and with a are the same on average over x. If F_x is convex, its tangent at any point bounds it from below by a
/// line in r_x alone (the other coordinates take the least slope). So the sum over t of p(t) r_x [...] is at least the mean of g_x(r_x),
/// g_x a function of one variable; as r_x has the mean p_x, that is at least g_x's lower convex envelope at p_x. The bound is the sum of
/// the envelopes. For the identity encoder it loses nothing.
///
/// F_x is convex if beta a sum d_x^2 / r_x &gt;= sum_y c_y (W'd)_y^2 / s_y for all d that sum to zero, c_y = max(0, c - (1 - c) W_xy /
/// S_y), S_y the largest entry of column y: the curvature of the first term makes up for that part of the second. Any r with sum_x d_x =
/// 0 is a mixture of distributions on two inputs with the same property, and the right side is jointly convex in (d, s), so that two
/// inputs decide:
/// <see cref="ContractionRatio.LeCam"/>. The largest such c is used.
/// </remarks>
internal sealed class DecoupledBound
{
    private const int MixingSteps = 8, DescentSteps = 60, SlopeSteps = 60;
    private const int Pieces = 256;

    // Relative to I(x;y): ends a descent, whose point only has to be near the minimum.
    private const double Settled = 1e-7;
    private const double Smallest = 1e-100;
    private static readonly ImmutableArray<double> Multiples = [0.05, 0.2, 0.5, 0.8, 1, 1.3, 1.8, 2.5, 3.5, 5, 7, 10, 14, 20, 28, 40];
    private static readonly ImmutableArray<double> Shares = [0.5, 0.65, 0.8, 0.9, 0.97, 0.995, 0.9995];

    private readonly Channel _w;
    private readonly int _n, _m;
    private readonly double _information, _remaining;

    // Two inputs and the contraction of their sub-channel, the worst first.
    private readonly (int A, int B, double Contraction)[] _pairs;
    private readonly double[] _p, _entropy, _largest;
    private readonly double[] _s, _slope, _gradient, _trial, _weights;

    public DecoupledBound(JointDistribution joint)
    {
        _w = joint.YGivenX;
        (_n, _m) = (joint.CountX, joint.CountY);
        (_information, _remaining) = (joint.MutualInformation().Value, joint.ConditionalEntropy().Value);
        double[] ones = [.. Enumerable.Repeat(1.0, _m)];
        _pairs = [.. (from a in Enumerable.Range(0, _n) from b in Enumerable.Range(0, a)
                      select (a, b, ContractionRatio.LeCam(_w.Row(a), _w.Row(b), ones))).OrderByDescending(pair => pair.Item3)];
        _p = joint.X.Probabilities.ToArray();
        _entropy = [.. Enumerable.Range(0, _n).Select(x => FiniteInformation.Entropy(_w.Row(x)))];
        _largest = [.. Enumerable.Range(0, _m).Select(y => Enumerable.Range(0, _n).Max(x => _w[x, y]))];
        (_s, _slope, _weights) = (new double[_m], new double[_m], new double[_m]);
        (_gradient, _trial) = (new double[_n], new double[_n]);
    }

    /// <summary>The work of one bound, in cells of the branch and bound (<see cref="SimplexSearch.Effort"/>).</summary>
    public static double EffortOf(JointDistribution joint) => (double)joint.CountX * joint.CountX * joint.CountY / 60;

    /// <summary>The bound; -infinity if it was cancelled.</summary>
    /// <param name="beta">The trade-off in the paper's convention, &gt; 0.</param>
    /// <param name="share">a, strictly between 0 and 1. Small for trade-offs at which nearly everything is kept, large where little
    /// is.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public double Lower(double beta, double share, CancellationToken cancellation = default)
    {
        var mixing = LargestMixing(beta * share);
        var bound = _remaining;
        for (var x = 0; x < _n; x++)
        {
            if (cancellation.IsCancellationRequested) return double.NegativeInfinity;
            bound += Envelope(Lines(x, beta * share, mixing), _p[x], beta * (1 - share));
        }
        // Every sum of so many terms of this size is right to within this.
        return bound - 1e-15 * (_n + _m + 100) * (1 + _remaining + beta * Math.Log(_n));
    }

    /// <summary>The largest c at which every F_x is known to be convex.</summary>
    internal double LargestMixing(double curvature)
    {
        curvature *= 1 - 1e-9;
        var (low, high) = (Math.Min(1, curvature / Math.Max(_pairs[0].Contraction, double.Epsilon)), 1.0);
        for (var step = 0; step < MixingSteps && low < 1; step++)
        {
            var mixing = 0.5 * (low + high);
            if (Enumerable.Range(0, _n).All(x => IsConvex(x, mixing, curvature)))
                low = mixing;
            else
                high = mixing;
        }
        return low;
    }

    private bool IsConvex(int x, double mixing, double curvature)
    {
        for (var y = 0; y < _m; y++)
            _weights[y] = Math.Max(0, mixing - (1 - mixing) * _w[x, y] / _largest[y]);
        return _pairs
            .TakeWhile(pair => mixing * pair.Contraction > curvature)
            .All(pair => ContractionRatio.LeCam(_w.Row(pair.A), _w.Row(pair.B), _weights, curvature) <= curvature);
    }

    // Tangents of F_x as lines in r_x: the value at 0 and the one at 1. F_x is never negative, which is the first of them.
    private List<(double AtZero, double AtOne)> Lines(int x, double curvature, double mixing)
    {
        var lines = new List<(double, double)> { (0, 0) };
        var r = new double[_n];
        for (var z = 0; z < _n; z++)
            r[z] = _p[z] / (1 - _p[x]);
        foreach (var own in Multiples.Select(multiple => multiple * _p[x]).Where(own => own < 0.4).Concat(Shares))
        {
            Rescale(r, x, own);
            var value = Descend(r, x, curvature, mixing);
            Gradient(r, x, curvature, mixing);
            var (least, mean, size) = (double.PositiveInfinity, 0.0, Math.Abs(value));
            for (var z = 0; z < _n; z++)
            {
                if (z != x) least = Math.Min(least, _gradient[z]);
                mean += r[z] * _gradient[z];
                size += Math.Abs(r[z] * _gradient[z]);
            }
            var rounding = 1e-15 * (_n + _m + 100);
            double At(double slope) => value - mean + slope - rounding * (size + Math.Abs(slope));
            lines.Add((At(least), At(_gradient[x])));
        }
        return lines;
    }

    private void Rescale(double[] r, int x, double own)
    {
        r[x] = 0;
        var scale = (1 - own) / r.Sum();
        for (var z = 0; z < _n; z++)
            r[z] *= scale;
        r[x] = own;
    }

    // Exponentiated gradient steps on the coordinates other than x.
    private double Descend(double[] r, int x, double curvature, double mixing)
    {
        var (value, length) = (Value(r, x, curvature, mixing), 1 / (curvature + _information));
        for (var step = 0; step < DescentSteps; step++)
        {
            Gradient(r, x, curvature, mixing);
            var (improved, reached) = (false, value);
            for (var shorter = 0; shorter < 16 && !improved; shorter++)
            {
                Move(r, x, length);
                reached = Value(_trial, x, curvature, mixing);
                improved = reached < value;
                length *= improved ? 1.8 : 0.4;
            }
            if (!improved) break;
            _trial.CopyTo(r, 0);
            (var gain, value) = (value - reached, reached);
            if (gain < Settled * _information) break;
        }
        return Value(r, x, curvature, mixing);
    }

    private void Move(double[] r, int x, double length)
    {
        var least = double.PositiveInfinity;
        for (var z = 0; z < _n; z++)
            if (z != x) least = Math.Min(least, _gradient[z]);
        for (var z = 0; z < _n; z++)
            _trial[z] = z == x ? 0 : Math.Max(r[z] * Math.Exp(-Math.Min(600, length * (_gradient[z] - least))), Smallest);
        Rescale(_trial, x, r[x]);
    }

    // F_x(r); leaves s.
    private double Value(double[] r, int x, double curvature, double mixing)
    {
        Array.Clear(_s);
        var (divergence, entropy) = (0.0, 0.0);
        for (var z = 0; z < _n; z++)
        {
            Vectors.AddScaled(_s, r[z], _w.Row(z));
            divergence += r[z] * Math.Log(r[z] / _p[z]);
            entropy += r[z] * _entropy[z];
        }
        var (cross, output) = (0.0, 0.0);
        for (var y = 0; y < _m; y++)
        {
            var log = Math.Log(_s[y]);
            cross -= _w[x, y] * log;
            output -= _s[y] * log;
        }
        return (1 - mixing) * (cross - _entropy[x]) + mixing * (output - entropy) + curvature * divergence;
    }

    // The gradient of F_x at the point of the last value, up to a constant.
    private void Gradient(double[] r, int x, double curvature, double mixing)
    {
        Value(r, x, curvature, mixing);
        for (var y = 0; y < _m; y++)
            _slope[y] = (1 - mixing) * _w[x, y] / _s[y] + mixing * Math.Log(_s[y]);
        for (var z = 0; z < _n; z++)
            _gradient[z] = curvature * Math.Log(r[z] / _p[z]) - mixing * _entropy[z] - Vectors.Dot(_w.Row(z), _slope);
    }

    // The lower convex envelope at p of rho (largest line at rho) + logarithm rho log(rho / p). Every line nu rho + offset below the
    // function gives a bound; on a piece of [0, 1] the largest line is at least its smaller value at the ends.
    private static double Envelope(List<(double AtZero, double AtOne)> lines, double p, double logarithm)
    {
        var (ends, levels) = (new double[Pieces + 1], new double[Pieces]);
        // Shorter towards 0 and 1, where the function bends most.
        for (var (i, half) = (1, Pieces / 2); i <= half; i++)
        {
            ends[i] = 0.5 * Math.Pow(0.005 * p, 1 - i / (double)half);
            ends[Pieces - i] = 1 - 0.5 * Math.Pow(1e-4, 1 - i / (double)half);
        }
        ends[Pieces] = 1;
        for (var i = 0; i < Pieces; i++)
        {
            levels[i] = double.NegativeInfinity;
            foreach (var (zero, one) in lines)
                levels[i] = Math.Max(levels[i], Math.Min(zero + ends[i] * (one - zero), zero + ends[i + 1] * (one - zero)));
        }
        var reach = 10 * (levels.Max() + logarithm * (1 - Math.Log(p)));
        var (low, high) = (-reach, reach);
        var best = Below(0);
        for (var step = 0; step < SlopeSteps; step++)
        {
            var (left, right) = (low + 0.382 * (high - low), low + 0.618 * (high - low));
            var (atLeft, atRight) = (Below(left), Below(right));
            best = Math.Max(best, Math.Max(atLeft, atRight));
            if (atLeft < atRight)
                low = left;
            else
                high = right;
        }
        return best;

        double Below(double slope)
        {
            var offset = 0.0;
            for (var i = 0; i < Pieces; i++)
            {
                var tilt = levels[i] - slope;
                var lowest = logarithm > 0 ? p * Math.Exp(-tilt / logarithm - 1) : tilt > 0 ? 0 : 1;
                var at = Math.Clamp(lowest, ends[i], ends[i + 1]);
                offset = Math.Min(offset, at * tilt + logarithm * (at > 0 ? at * Math.Log(at / p) : 0));
            }
            return slope * p + offset;
        }
    }
}
