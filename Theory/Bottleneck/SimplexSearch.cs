namespace IDropTheory;

/// <summary>A corner of a cell: a point of the simplex with its output distribution.</summary>
internal sealed record Vertex(double[] R, double[] S, double OutputEntropy);

/// <summary>The state of one branch and bound over the simplex.</summary>
internal sealed class SimplexSearch(TiltedEntropy function, double tolerance, double stopBelow)
{
    private const int DescentSteps = 30;

    private readonly CellBound _bound = new(function);
    private readonly int _n = function.W.Inputs;
    private readonly int _m = function.W.Outputs;
    private readonly PriorityQueue<Vertex[], double> _open = new();
    private readonly List<Vertex> _minima = [];
    private double _upper = double.PositiveInfinity;
    private double[] _best = [];
    private double _closed = double.PositiveInfinity;
    private long _cells;

    public SimplexMinimum Run(IReadOnlyList<double[]> candidates, long cellBudget, CancellationToken cancellation)
    {
        var corners = new Vertex[_n];
        for (var x = 0; x < _n; x++)
        {
            var corner = new double[_n];
            corner[x] = 1;
            corners[x] = Visit(corner);
        }
        foreach (var r in candidates)
            Remember(r);
        Remember(Centroid(corners));
        Consider(corners, double.NegativeInfinity);
        while (_open.TryPeek(out _, out var lower) && lower < _upper - tolerance && _cells < cellBudget && _upper >= stopBelow)
        {
            cancellation.ThrowIfCancellationRequested();
            var cell = _open.Dequeue();
            var (a, b) = (cell.Length - 2, cell.Length - 1);
            var middle = Visit(Mix(cell[a].R, cell[b].R));
            var child = (Vertex[])cell.Clone();
            child[b] = middle;
            Consider(child, lower);
            cell[a] = middle;
            Consider(cell, lower);
        }
        var open = _open.TryPeek(out _, out var least) ? least : double.PositiveInfinity;
        return new(Math.Min(Math.Min(open, _closed), _upper) - 4 * function.RoundingError, _upper, _best, _cells);
    }

    private void Consider(Vertex[] cell, double inherited)
    {
        _cells++;
        var r0 = Centroid(cell);
        var s0 = new double[_m];
        function.Output(r0, s0);
        var value = function.Value(r0, s0);
        if (value < _upper) Remember(r0);
        var lower = Math.Max(inherited, _bound.Lower(r0, s0, cell));
        if (lower < _upper - tolerance)
        {
            var near = Nearest(r0);
            if (near is not null)
                lower = Math.Max(lower, _bound.Lower(near.R, near.S, cell));
        }
        if (lower >= _upper - tolerance)
        {
            _closed = Math.Min(_closed, lower);
            return;
        }
        MoveWorstEdgeLast(cell, r0, s0);
        _open.Enqueue(cell, lower);
    }

    private void MoveWorstEdgeLast(Vertex[] cell, double[] r0, double[] s0)
    {
        _bound.Lower(r0, s0, cell);
        var (worst, a, b) = (double.NegativeInfinity, 0, 1);
        for (var i = 0; i < cell.Length; i++)
            for (var j = 0; j < i; j++)
            {
                var loss = _bound.EdgeLoss(r0, cell[i], cell[j]);
                if (loss > worst) (worst, a, b) = (loss, j, i);
            }
        (cell[b], cell[^1]) = (cell[^1], cell[b]);
        (cell[a], cell[^2]) = (cell[^2], cell[a]);
    }

    private void Remember(double[] start)
    {
        var (r, s) = ((double[])start.Clone(), new double[_m]);
        function.Descend(r, s, DescentSteps);
        var vertex = Visit(r);
        foreach (var v in r)
            if (v < 1e-150) return;
        foreach (var known in _minima)
            if (Distance(known.R, r) < 1e-6) return;
        _minima.Add(vertex);
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

    private static double[] Mix(double[] a, double[] b)
    {
        var mix = new double[a.Length];
        for (var i = 0; i < mix.Length; i++)
            mix[i] = 0.5 * (a[i] + b[i]);
        return mix;
    }

    private double[] Centroid(Vertex[] cell)
    {
        var r = new double[_n];
        foreach (var v in cell)
            for (var x = 0; x < _n; x++)
                r[x] += v.R[x] / cell.Length;
        return r;
    }
}
