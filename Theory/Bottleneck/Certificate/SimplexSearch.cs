namespace IDropTheory;

/// <summary>A branch and bound over a simplex that can be continued cell by cell; see <see cref="SimplexMinimum"/>.</summary>
internal sealed class SimplexSearch
{
    private const int DescentSteps = 30;

    private readonly TiltedEntropy _function;
    private readonly ISearchSpace _space;
    private readonly double _tolerance;
    private readonly int _d;
    private readonly ReferenceSearch _references;
    private readonly PriorityQueue<Vertex[], double> _open = new();
    private double _closed = double.PositiveInfinity;

    public SimplexSearch(TiltedEntropy function, ISearchSpace space, double tolerance, IReadOnlyList<double[]> candidates)
    {
        (_function, _space, _tolerance, _d) = (function, space, tolerance, space.Dimension);
        _references = new(function, space);
        for (var x = 0; x < function.W.Inputs; x++)
            Try(Corner(function.W.Inputs, x));
        foreach (var candidate in candidates)
            DescendFrom(Normalised(candidate));
        Consider([.. Enumerable.Range(0, _d).Select(i => space.VertexAt(Corner(_d, i)))], double.NegativeInfinity);
    }

    /// <summary>The smallest value found.</summary>
    public double Upper { get; private set; } = double.PositiveInfinity;

    /// <summary>The point of the smallest value found.</summary>
    public double[] Minimiser { get; private set; } = [];

    /// <summary>Number of cells bounded.</summary>
    public long Cells { get; private set; }

    /// <summary>A lower bound of the function on the simplex. It is not cut off at <see cref="Upper"/>: a wrong one shows.</summary>
    public double Lower =>
        Math.Min(_open.TryPeek(out _, out var open) ? open : double.PositiveInfinity, _closed) - 4 * _function.RoundingError;

    /// <summary>Whether the bracket is as tight as asked.</summary>
    public bool Closed => !_open.TryPeek(out _, out var lower) || lower >= Enough;

    private double Enough => Upper - _tolerance;

    /// <summary>Cells weighted by their cost in time, that of six inputs and outputs being 1.</summary>
    public double Effort => Cells * Math.Max(1, _d * (double)_d * _function.W.Inputs / 216);

    /// <summary>Divides cells until this effort is spent, the bracket is tight, a value below <paramref name="stopBelow"/> is found, or
    /// it is cancelled.</summary>
    public void Advance(double effort, double stopBelow, CancellationToken cancellation)
    {
        while (Effort < effort && !Closed && Upper >= stopBelow && !cancellation.IsCancellationRequested
            && _open.TryDequeue(out var cell, out var lower))
        {
            var middle = _space.VertexAt(Middle(cell[^2].R, cell[^1].R));
            if (_space.InputOf(middle) is { } r) Try(r);
            Consider([.. cell[..^1], middle], lower);
            cell[^2] = middle;
            Consider(cell, lower);
        }
    }

    // Bounds a cell and keeps it, its next edge to split in the last two places, if the bound is too low.
    private void Consider(Vertex[] cell, double inherited)
    {
        Cells++;
        var lower = Math.Max(inherited, _references.Best(cell, () => Enough, Visit).Lower);
        if (lower >= Enough)
        {
            _closed = Math.Min(_closed, lower);
            return;
        }
        if (_d > 1) MoveWidestEdgeLast(cell);
        _open.Enqueue(cell, lower);
    }

    private void Visit(Reference reference)
    {
        if (_function.Value(reference.R, reference.S) < Upper) DescendFrom(reference.R);
    }

    private void MoveWidestEdgeLast(Vertex[] cell)
    {
        var (a, b) = Vertex.WidestEdge(cell, _function.InputWeight);
        (cell[b], cell[^1]) = (cell[^1], cell[b]);
        (cell[a], cell[^2]) = (cell[^2], cell[a]);
    }

    private void DescendFrom(double[] start)
    {
        Try(start);
        var (r, s) = ((double[])start.Clone(), new double[_function.W.Outputs]);
        _function.Descend(r, s, DescentSteps);
        Try(r);
        if (_space.ReferenceOf(r, s) is { } minimum) _references.Remember(minimum);
    }

    private void Try(double[] r)
    {
        var s = new double[_function.W.Outputs];
        _function.Output(r, s);
        var value = _function.Value(r, s);
        if (value < Upper) (Upper, Minimiser) = (value, (double[])r.Clone());
    }

    private static double[] Normalised(double[] r)
    {
        var sum = r.Sum();
        return [.. r.Select(v => v / sum)];
    }

    private static double[] Corner(int dimension, int at)
    {
        var corner = new double[dimension];
        corner[at] = 1;
        return corner;
    }

    private static double[] Middle(double[] a, double[] b)
    {
        var middle = new double[a.Length];
        for (var i = 0; i < middle.Length; i++)
            middle[i] = 0.5 * (a[i] + b[i]);
        return middle;
    }
}
