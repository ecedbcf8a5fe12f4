namespace IDropTheory;

/// <summary>The state of one branch and bound over the simplex; see <see cref="SimplexMinimum"/>.</summary>
internal sealed class SimplexSearch(TiltedEntropy function, double tolerance, double stopBelow)
{
    private const int DescentSteps = 30;
    private const int References = 7;

    private readonly CellBound _bound = new(function);
    private readonly int _n = function.W.Inputs, _m = function.W.Outputs;
    private readonly double[] _weights = new double[function.W.Inputs], _trial = new double[function.W.Inputs];
    private readonly double[] _values = new double[function.W.Inputs];
    private readonly double[] _r = new double[function.W.Inputs], _s = new double[function.W.Outputs];
    private readonly PriorityQueue<Vertex[], double> _open = new();
    private readonly List<Vertex> _minima = [];
    private double _upper = double.PositiveInfinity;
    private double[] _best = [];
    private double _closed = double.PositiveInfinity;
    private long _cells;

    private double Enough => _upper - tolerance;

    public SimplexMinimum Run(IReadOnlyList<double[]> candidates, long cellBudget, CancellationToken cancellation)
    {
        var corners = new Vertex[_n];
        for (var x = 0; x < _n; x++)
        {
            var corner = new double[_n];
            corner[x] = 1;
            corners[x] = Visit(corner);
        }
        foreach (var candidate in candidates)
            DescendFrom(candidate);
        if (_n == 1) return new(_upper - 4 * function.RoundingError, _upper, _best, 1);
        Consider(corners, double.NegativeInfinity);
        while (_open.TryPeek(out var cell, out var lower) && lower < Enough && _cells < cellBudget && _upper >= stopBelow)
        {
            cancellation.ThrowIfCancellationRequested();
            _open.Dequeue();
            var middle = Visit(Middle(cell[^2].R, cell[^1].R));
            Consider([.. cell[..^1], middle], lower);
            cell[^2] = middle;
            Consider(cell, lower);
        }
        var least = _open.TryPeek(out _, out var open) ? open : double.PositiveInfinity;
        return new(Math.Min(Math.Min(least, _closed), _upper) - 4 * function.RoundingError, _upper, _best, _cells);
    }

    // Bounds a cell and keeps it, its next edge to split in the last two places, if the bound is too low.
    private void Consider(Vertex[] cell, double inherited)
    {
        _cells++;
        var lower = Math.Max(inherited, BestLower(cell));
        if (lower >= Enough)
        {
            _closed = Math.Min(_closed, lower);
            return;
        }
        MoveWidestEdgeLast(cell);
        _open.Enqueue(cell, lower);
    }

    // The bound is the best one over reference points inside the cell. Those approach the minimiser of the relaxed problem by mirror steps
    // on the weights of the vertices, which converge because KL over weights is at least KL over their mixtures. The nearest known local
    // minimum comes last: there the tangent is flat.
    private double BestLower(Vertex[] cell)
    {
        Array.Fill(_weights, 1.0 / _n);
        Array.Fill(_trial, 1.0 / _n);
        var (lower, best, step, spread) = (double.NegativeInfinity, double.NegativeInfinity, 1.0, 1.0);
        for (var reference = 0; reference < References && lower < Enough; reference++)
        {
            Mix(cell, _trial, _r);
            function.Output(_r, _s);
            if (function.Value(_r, _s) < _upper) DescendFrom(_r);
            lower = Math.Max(lower, _bound.Lower(cell, _r, _s));
            var least = double.PositiveInfinity;
            foreach (var v in _bound.VertexValues)
                least = Math.Min(least, v);
            if (reference == 0 || least > best)
            {
                (best, spread, step) = (least, Math.Min(1, _bound.Spread), step * 1.5);
                _trial.CopyTo(_weights, 0);
                _bound.VertexValues.CopyTo(_values);
            }
            else step *= 0.3;
            var total = 0.0;
            for (var j = 0; j < _n; j++)
                total += _trial[j] = _weights[j] * Math.Exp(-Math.Min(5, step * (_values[j] - best) / (function.Beta * spread)));
            foreach (ref var w in _trial.AsSpan())
                w /= total;
        }
        return lower < Enough && Nearest(_r) is { } near ? Math.Max(lower, _bound.Lower(cell, near.R, near.S)) : lower;
    }

    // The edge whose ends have the most different outputs, by their Jensen-Shannon divergence: what halving it gains on the concave part.
    private static void MoveWidestEdgeLast(Vertex[] cell)
    {
        var (widest, a, b) = (double.NegativeInfinity, 0, 1);
        for (var i = 0; i < cell.Length; i++)
            for (var j = 0; j < i; j++)
            {
                var width = -0.5 * (cell[i].OutputEntropy + cell[j].OutputEntropy);
                for (var y = 0; y < cell[i].S.Length; y++)
                    width -= Accurate.XLogX(0.5 * (cell[i].S[y] + cell[j].S[y]));
                if (width > widest) (widest, a, b) = (width, j, i);
            }
        (cell[b], cell[^1]) = (cell[^1], cell[b]);
        (cell[a], cell[^2]) = (cell[^2], cell[a]);
    }

    private void DescendFrom(double[] start)
    {
        Visit((double[])start.Clone());
        var (r, s) = ((double[])start.Clone(), new double[_m]);
        function.Descend(r, s, DescentSteps);
        var minimum = Visit(r);
        if (r.Min() > 1e-150 && !_minima.Exists(known => Distance(known.R, r) < 1e-6)) _minima.Add(minimum);
    }

    private Vertex? Nearest(double[] r)
    {
        var (least, nearest) = (double.PositiveInfinity, (Vertex?)null);
        foreach (var known in _minima)
        {
            var distance = Distance(known.R, r);
            if (distance < least) (least, nearest) = (distance, known);
        }
        return nearest;
    }

    private static double Distance(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += (a[i] - b[i]) * (a[i] - b[i]) / (a[i] + b[i]);
        return sum;
    }

    private Vertex Visit(double[] r)
    {
        var s = new double[_m];
        function.Output(r, s);
        var value = function.Value(r, s);
        if (value < _upper) (_upper, _best) = (value, r);
        return new(r, s, FiniteInformation.Entropy(s));
    }

    private static void Mix(Vertex[] cell, double[] weights, double[] r)
    {
        Array.Clear(r);
        for (var j = 0; j < cell.Length; j++)
            for (var x = 0; x < r.Length; x++)
                r[x] += weights[j] * cell[j].R[x];
    }

    private static double[] Middle(double[] a, double[] b)
    {
        var middle = new double[a.Length];
        for (var i = 0; i < middle.Length; i++)
            middle[i] = 0.5 * (a[i] + b[i]);
        return middle;
    }
}
