namespace IDropTheory;

/// <summary>The bracketed global minimum over the probability simplex of phi(r) - lambda.r, with phi(r) = H(W'r) - beta H(r).</summary>
/// <remarks>
/// Best-first simplicial branch and bound over r. phi is a difference of concave functions; <see cref="CellBound"/> bounds it from below
/// on a cell, every visited point bounds it from above. With fewer outputs than inputs a second search, over s = W'r
/// (<see cref="OutputCellBound"/>), takes turns with the first: neither is always the faster one. Effort is counted in cells, so the result
/// depends on no clock.
/// </remarks>
internal sealed class SimplexMinimum
{
    private const double FirstTurn = 500;

    private SimplexMinimum(double lower, double upper, double[] minimiser, long cells) =>
        (Lower, Upper, Minimiser, Cells) = (lower, upper, minimiser, cells);

    /// <summary>A lower bound of the function (a rounding allowance is already subtracted).</summary>
    public double Lower { get; }

    /// <summary>The value at <see cref="Minimiser"/>.</summary>
    public double Upper { get; }

    /// <summary>The best point found.</summary>
    public double[] Minimiser { get; }

    /// <summary>Number of cells that were bounded.</summary>
    public long Cells { get; }

    /// <summary>Finds the minimum to a tolerance, or stops when the budget is spent or a value below <paramref name="stopBelow"/> is
    /// found.</summary>
    /// <param name="w">The channel p(y|x); W'r is the output distribution for the input distribution r.</param>
    /// <param name="beta">The factor of H(r), &gt; 0 and finite.</param>
    /// <param name="lambda">The slope that is subtracted, one finite number per input symbol.</param>
    /// <param name="tolerance">The wanted Upper - Lower, in nats.</param>
    /// <param name="cellBudget">The largest number of cells to bound, larger alphabets counting more
    /// (<see cref="SimplexSearch.Effort"/>).</param>
    /// <param name="candidates">Points worth trying first, such as the posteriors of a solution.</param>
    /// <param name="stopBelow">A value that is low enough for the caller: the search ends when Upper is below it.</param>
    /// <param name="cancellation">Ends the search early with an <see cref="OperationCanceledException"/>.</param>
    public static SimplexMinimum Find(
        Channel w, double beta, ReadOnlySpan<double> lambda, double tolerance, long cellBudget,
        IReadOnlyList<double[]>? candidates = null, double stopBelow = double.NegativeInfinity, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(w);
        Require.SameLength(lambda.Length, w.Inputs, "lambda", "the channel's input alphabet");
        var function = new TiltedEntropy(w, Require.Positive(beta), lambda.ToArray());
        if (w.Inputs == 1) return new(function.ValueAtOnlyInput, function.ValueAtOnlyInput, [1], 0);
        var searches = new List<SimplexSearch> { new(function, new InputSpace(function), tolerance, candidates ?? []) };
        if (w.Outputs < w.Inputs && w.Outputs > 1) searches.Add(new(function, new OutputSpace(function), tolerance, candidates ?? []));
        var share = (double)cellBudget / searches.Count;
        for (double turn = FirstTurn; ; turn *= 2)
            foreach (var search in searches)
            {
                search.Advance(Math.Min(turn, share), stopBelow, cancellation);
                if (search.Closed || search.Upper < stopBelow || searches.TrueForAll(s => s.Effort >= share)) return Bracket(searches);
            }
    }

    private static SimplexMinimum Bracket(List<SimplexSearch> searches)
    {
        var best = searches.MinBy(search => search.Upper)!;
        var lower = Math.Min(searches.Max(search => search.Lower), best.Upper);
        return new(lower, best.Upper, best.Minimiser, searches.Sum(search => search.Cells));
    }
}
