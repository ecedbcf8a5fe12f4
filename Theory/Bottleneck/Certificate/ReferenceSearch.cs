namespace IDropTheory;

/// <summary>The reference point at which the bound of a cell is best, as far as a few trials find it.</summary>
/// <remarks>
/// The bound is the best one over reference points inside the cell. Those approach the minimiser of the relaxed problem by mirror steps on
/// the weights of the vertices, which converge because KL over weights is at least KL over their mixtures. The nearest known local minimum
/// comes last: there the tangent is flat. The buffers make an instance serve one search.
/// </remarks>
internal sealed class ReferenceSearch(TiltedEntropy function, ISearchSpace space)
{
    private const int References = 7;

    private readonly List<Reference> _minima = [];
    private readonly double[] _weights = new double[space.Dimension], _trial = new double[space.Dimension];
    private readonly double[] _values = new double[space.Dimension], _point = new double[space.Dimension];

    /// <summary>Remembers a local minimum of the function, unless it is known.</summary>
    public void Remember(Reference minimum)
    {
        if (!_minima.Exists(known => FiniteInformation.Triangular(known.R, minimum.R) < 1e-6)) _minima.Add(minimum);
    }

    /// <summary>The best bound found, and its reference point; -infinity and null if none is usable.</summary>
    /// <param name="cell">The vertices.</param>
    /// <param name="enough">A bound from which on the search may end; it may change while points are visited.</param>
    /// <param name="visit">Called with every reference point before its bound is taken.</param>
    public (double Lower, Reference? At) Best(Vertex[] cell, Func<double> enough, Action<Reference>? visit = null)
    {
        var d = space.Dimension;
        Array.Fill(_weights, 1.0 / d);
        Array.Fill(_trial, 1.0 / d);
        var (lower, at) = (double.NegativeInfinity, (Reference?)null);
        var (best, step, spread) = (double.NegativeInfinity, 1.0, 1.0);
        for (var trials = 0; trials < References && lower < enough(); trials++)
        {
            Mix(cell, _trial, _point);
            if (space.ReferenceAt(_point) is not { } reference) break;
            visit?.Invoke(reference);
            if (LowerAt(cell, reference) is var bound && bound > lower) (lower, at) = (bound, reference);
            var least = double.PositiveInfinity;
            foreach (var v in space.VertexValues)
                least = Math.Min(least, v);
            if (!double.IsFinite(least)) break;
            if (trials == 0 || least > best)
            {
                (best, spread, step) = (least, Math.Min(1, space.Spread), step * 1.5);
                _trial.CopyTo(_weights, 0);
                space.VertexValues.CopyTo(_values);
            }
            else step *= 0.3;
            var total = 0.0;
            for (var j = 0; j < d; j++)
                total += _trial[j] = _weights[j] * Math.Exp(-Math.Min(5, step * (_values[j] - best) / (function.Beta * spread)));
            foreach (ref var w in _trial.AsSpan())
                w /= total;
        }
        return lower < enough() && Nearest(_point) is { } near && LowerAt(cell, near) is var last && last > lower
            ? (last, near)
            : (lower, at);
    }

    // Where a reference point is too extreme for doubles it bounds nothing.
    private double LowerAt(Vertex[] cell, Reference reference) =>
        space.Lower(cell, reference) is var lower && double.IsNaN(lower) ? double.NegativeInfinity : lower;

    private Reference? Nearest(ReadOnlySpan<double> point)
    {
        var (least, nearest) = (double.PositiveInfinity, (Reference?)null);
        foreach (var known in _minima)
        {
            var distance = FiniteInformation.Triangular(space.CoordinatesOf(known), point);
            if (distance < least) (least, nearest) = (distance, known);
        }
        return nearest;
    }

    private static void Mix(Vertex[] cell, ReadOnlySpan<double> weights, Span<double> point)
    {
        point.Clear();
        for (var j = 0; j < cell.Length; j++)
            for (var i = 0; i < point.Length; i++)
                point[i] += weights[j] * cell[j].R[i];
    }
}
