namespace IDropTheory;

/// <summary>The bracketed global minimum over the probability simplex of phi(r) - lambda.r, with phi(r) = H(W'r) - beta H(r).</summary>
/// <remarks>
/// Best-first simplicial branch and bound over r. phi is a difference of concave functions; <see cref="CellBound"/> bounds it from below
/// on a cell, every visited point bounds it from above. With fewer outputs than inputs a second search, over s = W'r
/// (<see cref="OutputCellBound"/>), takes turns of 500, 1000, 2000, ... cells with the first: neither is always the faster one. Effort is
/// counted in cells, so the result depends on no clock.
/// </remarks>
internal sealed class SimplexMinimum
{
    private const double FirstTurn = 500;

    private readonly SimplexSearch[] _searches;
    private readonly double? _only;
    private (int Search, double Effort) _turn = (0, FirstTurn);

    /// <summary>Begins the search.</summary>
    /// <param name="w">The channel p(y|x); W'r is the output distribution for the input distribution r.</param>
    /// <param name="beta">The factor of H(r), &gt; 0 and finite.</param>
    /// <param name="lambda">The slope that is subtracted, one finite number per input symbol.</param>
    /// <param name="tolerance">The wanted Upper - Lower, in nats.</param>
    /// <param name="candidates">Points worth trying first, such as the posteriors of a solution.</param>
    public SimplexMinimum(
        Channel w, double beta, ReadOnlySpan<double> lambda, double tolerance, IReadOnlyList<double[]>? candidates = null)
    {
        ArgumentNullException.ThrowIfNull(w);
        Require.SameLength(lambda.Length, w.Inputs, "lambda", "the channel's input alphabet");
        var function = new TiltedEntropy(w, Require.Positive(beta), lambda.ToArray());
        if (w.Inputs == 1) _only = function.ValueAtOnlyInput;
        IEnumerable<ISearchSpace> spaces = (w.Inputs, w.Outputs) switch
        {
            (1, _) => [],
            var (inputs, outputs) when outputs < inputs && outputs > 1 => [new InputSpace(function), new OutputSpace(function)],
            _ => [new InputSpace(function)],
        };
        _searches = [.. spaces.Select(space => new SimplexSearch(function, space, tolerance, candidates ?? []))];
    }

    /// <summary>A lower bound of the function (a rounding allowance is already subtracted).</summary>
    public double Lower => _only ?? _searches.Max(search => search.Lower);

    /// <summary>The value at <see cref="Minimiser"/>.</summary>
    public double Upper => _only ?? _searches.Min(search => search.Upper);

    /// <summary>The best point found.</summary>
    public double[] Minimiser => _only is null ? _searches.MinBy(search => search.Upper)!.Minimiser : [1];

    /// <summary>Number of cells that were bounded.</summary>
    public long Cells => _searches.Sum(search => search.Cells);

    /// <summary>Cells, larger alphabets counting more (<see cref="SimplexSearch.Effort"/>).</summary>
    public double Effort => _searches.Sum(search => search.Effort);

    /// <summary>Whether the bracket is as tight as asked.</summary>
    public bool Closed => _only is not null || _searches.Any(search => search.Closed);

    /// <summary>Whether <see cref="Advance"/> came to the end of its slice before anything else ended it.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Goes on until so much effort is spent in all, the bracket is tight, a value below <paramref name="stopBelow"/> is found, or
    /// it is cancelled; or it pauses after a slice. How often it pauses changes no result.</summary>
    public void Advance(
        double effort, double stopBelow = double.NegativeInfinity, double slice = double.PositiveInfinity,
        CancellationToken cancellation = default)
    {
        var (share, pause) = (effort / Math.Max(1, _searches.Length), Effort + slice);
        IsPaused = false;
        while (!Closed && Upper >= stopBelow && !cancellation.IsCancellationRequested && _searches.Any(search => search.Effort < share))
        {
            if (Effort >= pause)
            {
                IsPaused = true;
                return;
            }
            var (search, end) = (_searches[_turn.Search], Math.Min(_turn.Effort, share));
            search.Advance(Math.Min(end, search.Effort + (pause - Effort)), stopBelow, cancellation);
            if (search.Effort < end && Effort >= pause) continue;
            var next = (_turn.Search + 1) % _searches.Length;
            _turn = (next, next == 0 && _turn.Effort <= share ? 2 * _turn.Effort : _turn.Effort);
        }
    }
}
