namespace IDropTheory;

/// <summary>Branch and bound over the simplex for the largest <see cref="ContractionRatio"/>: proves an upper bound, and may find a
/// better ratio.</summary>
/// <remarks>
/// With f = KL(W'r || p(y)) and g = KL(r || p(x)), both convex, a cell's ratio is at most the least of:
/// <list type="bullet">
/// <item>Limit: at the point p(x) the ratio of the quadratic forms that enclose f and g on the cell, a largest eigenvalue. It stays
/// finite where g is 0.</item>
/// <item>Chord: f lies below its interpolation and g above its tangent; the quotient of two linear functions is largest at a corner.</item>
/// <item>Excess: beta g - f &gt;= -e on the cell (<see cref="CellBound"/>) makes it at most beta + e / g. It ends the branching near the
/// maximiser.</item>
/// </list>
/// </remarks>
internal sealed class ContractionProof
{
    private readonly ContractionRatio _ratio;
    private readonly JointDistribution _joint;
    private readonly Channel _channel;
    private readonly double _tolerance;
    private readonly int _n, _m;
    private readonly PriorityQueue<(Vertex[] Cell, double Bound), double> _open = new();
    private readonly double[] _matrix, _vectors;
    private TiltedEntropy _excess;
    private CellBound _bound;
    private (double[] R, double[] S)? _touching;
    private double _closed;
    private int _cells;

    public ContractionProof(ContractionRatio ratio, double value, double[]? maximiser, double tolerance)
    {
        (_ratio, _joint, _channel, _tolerance) = (ratio, ratio.Joint, ratio.Joint.YGivenX, tolerance);
        (_n, _m) = (_joint.CountX, _joint.CountY);
        (_matrix, _vectors) = (new double[_n * _n], new double[_n * _n]);
        (_excess, _bound) = Aim(value, maximiser);
    }

    /// <summary>The largest ratio seen.</summary>
    public double Value { get; private set; }

    /// <summary>Whether more cells would change nothing: the bound is within the tolerance of the value.</summary>
    public bool Closed => _cells > 0 && !(_open.TryPeek(out var top, out _) && top.Bound > Value + _tolerance);

    /// <summary>Refines the bound from a first one until it is within the tolerance of the value or so many cells are spent in all; a
    /// larger budget goes on from there. What the cells prove is returned as it is: nothing keeps it from falling below the value but that
    /// it is right.</summary>
    public double Run(double upper, int cellBudget, CancellationToken cancellation)
    {
        if (_cells == 0)
        {
            if (upper <= Value + _tolerance || cellBudget == 0) return upper;
            Consider([.. Enumerable.Range(0, _n).Select(x => Corner([.. Enumerable.Range(0, _n).Select(i => i == x ? 1.0 : 0)]))], upper);
            _cells = 1;
        }
        for (; _cells < cellBudget && !Closed; _cells += 2)
        {
            cancellation.ThrowIfCancellationRequested();
            var (cell, bound) = _open.Dequeue();
            // The chord and the tangent lose the divergences in y and, times the value, in x.
            var (a, b) = Vertex.WidestEdge(cell, Value);
            var middle = Corner([.. cell[a].R.Zip(cell[b].R, (left, right) => 0.5 * (left + right))]);
            foreach (var replaced in (int[])[a, b])
            {
                var child = (Vertex[])cell.Clone();
                child[replaced] = middle;
                Consider(child, bound);
            }
        }
        return Math.Max(_closed, _open.TryPeek(out var widest, out _) ? widest.Bound : 0);
    }

    /// <summary>Sets the value, and beta half a tolerance above it: the excess is then positive all over the simplex if the value is the
    /// largest.</summary>
    private (TiltedEntropy Excess, CellBound Bound) Aim(double value, double[]? maximiser)
    {
        Value = value;
        var beta = value + 0.5 * _tolerance;
        var tilt = new double[_n];
        for (var x = 0; x < _n; x++)
        {
            tilt[x] = beta * Math.Log(_joint.X[x]);
            for (var y = 0; y < _m; y++)
                tilt[x] -= _channel[x, y] * Math.Log(_joint.Y[y]);
        }
        if (maximiser is not null && maximiser.Min() > 0)
            _touching = (maximiser, [.. _channel.Apply(new(maximiser)).Probabilities]);
        _excess = new(_channel, beta, tilt);
        _bound = new(_excess);
        return (_excess, _bound);
    }

    private void Consider(Vertex[] cell, double inherited)
    {
        var (r0, s0) = (new double[_n], new double[_m]);
        foreach (var vertex in cell)
            for (var x = 0; x < _n; x++)
                r0[x] += vertex.R[x] / _n;
        Improve(r0);
        _excess.Output(r0, s0);
        var bound = Math.Min(inherited, Math.Min(Limit(cell), Chord(cell, r0)));
        if (bound > Value + _tolerance) bound = Math.Min(bound, Excess(cell, r0, r0, s0));
        if (bound > Value + _tolerance && _touching is var (r, s)) bound = Math.Min(bound, Excess(cell, r0, r, s));
        if (bound > Value + _tolerance)
            _open.Enqueue((cell, bound), -bound);
        else
            _closed = Math.Max(_closed, bound);
    }

    /// <summary>Every point visited is a chance to find a larger ratio, from which a new ascent starts.</summary>
    private void Improve(double[] r0)
    {
        if (_ratio.At(r0) <= Value) return;
        var start = (double[])r0.Clone();
        Aim(Math.Min(1, _ratio.Ascend(start)), start);
    }

    /// <summary>The largest eigenvalue of the form that encloses f, relative to the one enclosed by g, both around p(x).</summary>
    private double Limit(Vertex[] cell)
    {
        var (upper, root) = (new double[_m], new double[_n]);
        for (var y = 0; y < _m; y++)
            upper[y] = CellBound.KlCurvature((cell.Min(v => v.S[y]) - _joint.Y[y]) / _joint.Y[y]) / _joint.Y[y];
        for (var x = 0; x < _n; x++)
            root[x] = Math.Sqrt(_joint.X[x] / CellBound.KlCurvature((cell.Max(v => v.R[x]) - _joint.X[x]) / _joint.X[x]));
        var norm = Math.Sqrt(root.Sum(v => v * v));
        for (var i = 0; i < _n; i++)
            for (var j = 0; j <= i; j++)
            {
                var sum = 0.0;
                for (var y = 0; y < _m; y++)
                    sum += Centred(i, y) * Centred(j, y) * upper[y];
                _matrix[i * _n + j] = _matrix[j * _n + i] = sum * root[i] * root[j];
            }
        SymmetricEigen.Decompose(_matrix, _vectors, _n);
        var largest = 0.0;
        for (var i = 0; i < _n; i++)
            largest = Math.Max(largest, _matrix[i * _n + i]);
        return largest * (1 + 1e-12);

        // On directions that sum to zero any row may be subtracted from all; this one makes root, their normal, an eigenvector of value 0.
        double Centred(int x, int y)
        {
            var mean = 0.0;
            for (var i = 0; i < _n; i++)
                mean += root[i] * root[i] * _channel[i, y];
            return _channel[x, y] - mean / (norm * norm);
        }
    }

    private double Chord(Vertex[] cell, double[] r0)
    {
        var largest = 0.0;
        foreach (var vertex in cell)
        {
            var below = Tangent(vertex, r0);
            if (below <= 0) return double.PositiveInfinity;
            largest = Math.Max(largest, FiniteInformation.Kl(vertex.S, _joint.Y.Probabilities) / below);
        }
        return largest * (1 + 1e-12);
    }

    private double Excess(Vertex[] cell, double[] r0, double[] reference, double[] output)
    {
        var below = cell.Min(vertex => Tangent(vertex, r0));
        if (below <= 0) return double.PositiveInfinity;
        var deficit = 4 * _excess.RoundingError - _bound.Lower(cell, reference, output);
        return _excess.Beta + Math.Max(deficit, 0) / below;
    }

    /// <summary>The tangent of g at r0, at a corner: sum_x r_x log(r0_x / p(x)).</summary>
    private double Tangent(Vertex vertex, double[] r0)
    {
        var sum = 0.0;
        for (var x = 0; x < _n; x++)
            sum += vertex.R[x] * Math.Log(r0[x] / _joint.X[x]);
        return sum;
    }

    private Vertex Corner(double[] r)
    {
        var s = new double[_m];
        _excess.Output(r, s);
        return new(r, s, FiniteInformation.Entropy(s));
    }
}
