using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>Divides the simplex, depth first, until <see cref="EnclosedCell"/> bounds every part well enough.</summary>
/// <remarks>The reference points and the points b come from the search on doubles (<see cref="CellBound"/>); a cell is done only when the
/// interval bound from them is high enough.</remarks>
internal sealed class ProofSearch
{
    // A cell whose bound on doubles is so far below the target is divided unseen.
    private const double Hopeless = 1e-12;

    // Cells between two reports.
    private const int Slice = 10;

    private readonly TiltedEntropy _function;
    private readonly InputSpace _space;
    private readonly ReferenceSearch _references;
    private readonly EnclosedCell _bounds;
    private readonly double _target;

    public ProofSearch(ClassSystem system, BottleneckProof draft, EnclosedCell bounds, double target)
    {
        _function = new(system.Joint.YGivenX, Math.Max(draft.Beta, double.Epsilon), [.. draft.Lambda]);
        _space = new(_function);
        _references = new(_function, _space);
        (_bounds, _target) = (bounds, target);
    }

    /// <summary>Null from time to time, and at last the steps and their least bound, unless the budget is spent, it is cancelled, or
    /// doubles do not hold a vertex.</summary>
    public IEnumerable<(ImmutableArray<ProofStep> Steps, double Least)?> Run(
        IEnumerable<double[]> posteriors, int budget, CancellationToken cancellation)
    {
        foreach (var posterior in posteriors)
            if (posterior.Min() > 0) _references.Remember(_space.ReferenceAt(posterior)!);
        var steps = ImmutableArray.CreateBuilder<ProofStep>();
        var least = double.PositiveInfinity;
        var open = new Stack<double[][]>();
        open.Push(BottleneckProofChecker.Simplex(_space.Dimension));
        for (var cells = 1; open.TryPop(out var cell); cells++)
        {
            if (cells % Slice == 0) yield return null;
            if (steps.Count >= budget || cancellation.IsCancellationRequested) yield break;
            Vertex[] vertices = [.. cell.Select(_space.VertexAt)];
            if (Bound(cell, vertices) is var (step, bound))
            {
                steps.Add(step);
                least = Math.Min(least, bound);
                continue;
            }
            if (cell.Length < 2) yield break;
            var (first, second) = Vertex.WidestEdge(vertices, _function.InputWeight);
            if (BottleneckProofChecker.Halves(cell, first, second) is not var (kept, other)) yield break;
            steps.Add(new ProofStep.Split(first, second));
            open.Push(other);
            open.Push(kept);
        }
        yield return (steps.ToImmutable(), least);
    }

    private (ProofStep Step, double Bound)? Bound(double[][] cell, Vertex[] vertices)
    {
        if (_references.Best(vertices, () => _target + Hopeless) is not ({ } lower, { } at) || lower < _target - Hopeless) return null;
        var contracted = _bounds.Contracted(cell, at.R);
        if (contracted >= _target) return (new ProofStep.Contraction([.. at.R]), contracted);
        // The points belong to the last reference point that was bounded.
        _space.Lower(vertices, at);
        var points = _space.Points();
        var curved = _bounds.Curved(cell, at.R, points);
        return curved >= _target
            ? (new ProofStep.Curvature([.. at.R], [.. points.Select(b => b.ToImmutableArray())]), curved)
            : null;
    }
}
