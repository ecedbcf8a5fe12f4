using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>Checks a <see cref="BottleneckProof"/> in interval arithmetic, without any part of the search that found it.</summary>
/// <remarks>
/// For every vector lambda, H(y|t) + beta I(x;t) of every encoder is at least lambda.p + beta H(p) + min_r (H(W'r) - beta H(r) -
/// lambda.r), since the posteriors p(x|t) average to p. The steps of the proof divide the simplex of all r, by halving edges at points
/// that doubles hold exactly, and bound each part. What has to be trusted is this file, <c>EnclosedSystem</c>, <c>EnclosedCell</c> and
/// <see cref="Interval"/>.
/// </remarks>
public static class BottleneckProofChecker
{
    /// <summary>Checks both claims of a proof.</summary>
    /// <param name="proof">The proof, from any source.</param>
    /// <param name="cancellation">Ends the check early.</param>
    public static ProofCheck Check(BottleneckProof proof, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (Malformed(proof) is { } malformed) return new(malformed, new(double.NegativeInfinity), Interval.Everything);
        var system = new EnclosedSystem(proof);
        var objective = system.Objective(proof);
        if (!(objective.Upper <= proof.Objective.Value))
            return Refused(FormattableString.Invariant(
                $"the objective is stated as {proof.Objective.Value:R}, and the encoder's is in {objective}"));
        var (bound, fault) = Walk(proof, system.Offset(proof).Lower, new(system, proof.Beta, proof.Lambda), cancellation);
        return fault is null ? new(null, new(bound), objective) : Refused(fault);

        ProofCheck Refused(string reason) => new(reason, new(double.NegativeInfinity), objective);
    }

    /// <summary>The lower bound that the cells prove, or what is wrong with the steps.</summary>
    private static (double Bound, string? Fault) Walk(
        BottleneckProof proof, double offset, EnclosedCell bounds, CancellationToken cancellation)
    {
        var open = new Stack<double[][]>();
        open.Push(Simplex(proof.Lambda.Length));
        var bound = double.PositiveInfinity;
        foreach (var (number, step) in proof.Steps.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            if (!open.TryPop(out var cell)) return (bound, $"step {number + 1} has no cell left");
            switch (step)
            {
                case ProofStep.Split { First: var first, Second: var second }:
                    if (Halves(cell, first, second) is not var (kept, other)) return (bound, $"step {number + 1} divides no edge exactly");
                    open.Push(other);
                    open.Push(kept);
                    break;
                case ProofStep.Contraction { Reference: var reference } when IsPositive(reference, cell.Length):
                    bound = Math.Min(bound, Directed.SumDown(offset, bounds.Contracted(cell, reference)));
                    break;
                case ProofStep.Curvature { Reference: var reference, Points: var points }
                    when IsPositive(reference, cell.Length) && Fit(points, cell.Length):
                    bound = Math.Min(
                        bound, Directed.SumDown(offset, bounds.Curved(cell, reference, [.. points.Select(b => (IReadOnlyList<double>)b)])));
                    break;
                default:
                    return (bound, $"step {number + 1} has wrong numbers");
            }
            if (!(bound >= proof.LowerBound.Value))
                return (bound, FormattableString.Invariant(
                    $"the lower bound is stated as {proof.LowerBound.Value:R}, and step {number + 1} proves {bound:R}"));
        }
        return open.Count == 0 ? (bound, null) : (bound, $"{open.Count} cells are left without a bound");
    }

    /// <summary>The corners of the simplex.</summary>
    internal static double[][] Simplex(int dimension) =>
        [.. Enumerable.Range(0, dimension).Select(i => Enumerable.Range(0, dimension).Select(j => i == j ? 1.0 : 0.0).ToArray())];

    /// <summary>The two halves of a cell; null if there is no such edge or doubles do not hold its middle exactly.</summary>
    internal static (double[][] First, double[][] Second)? Halves(double[][] cell, int first, int second)
    {
        if (first == second || first < 0 || second < 0 || first >= cell.Length || second >= cell.Length) return null;
        var middle = new double[cell.Length];
        for (var x = 0; x < middle.Length; x++)
        {
            var (a, b) = (cell[first][x], cell[second][x]);
            middle[x] = 0.5 * (a + b);
            if (Directed.SumDown(a, b) != Directed.SumUp(a, b) || 2 * middle[x] != a + b) return null;
        }
        return (Replace(cell, second, middle), Replace(cell, first, middle));
    }

    private static double[][] Replace(double[][] cell, int at, double[] vertex)
    {
        var copy = (double[][])cell.Clone();
        copy[at] = vertex;
        return copy;
    }

    private static string? Malformed(BottleneckProof proof)
    {
        var (masses, encoder, classes) = (proof.Masses, proof.Encoder, proof.Classes);
        if (masses.IsEmpty || masses[0].IsEmpty || !IsTable(masses)) return "the masses are no table of numbers >= 0";
        if (masses.Length != encoder.Length || encoder[0].IsEmpty || !IsTable(encoder)) return "the encoder does not fit the masses";
        if (!encoder.All(row => row.Any(q => q > 0))) return "a row of the encoder is zero";
        if (!masses.Any(row => row.Any(mass => mass > 0))) return "all masses are zero";
        if (!(proof.Beta >= 0 && double.IsFinite(proof.Beta))) return "beta is not finite and >= 0";
        if (!proof.Lambda.All(double.IsFinite)) return "the dual vector is not finite";
        if (classes.Length != masses.Length) return "there is not one class for each symbol of x";
        for (var x = 0; x < masses.Length; x++)
            if (masses[x].Any(mass => mass > 0) ? classes[x] < 0 || classes[x] >= proof.Lambda.Length : classes[x] != -1)
                return $"symbol {x} of x has no class";
        return Enumerable.Range(0, proof.Lambda.Length).All(k => classes.Contains(k)) ? null : "a class has no symbol";
    }

    private static bool IsTable(ImmutableArray<ImmutableArray<double>> rows) =>
        rows.All(row => row.Length == rows[0].Length && row.All(v => v >= 0 && double.IsFinite(v)));

    private static bool IsPositive(ImmutableArray<double> reference, int length) =>
        reference.Length == length && reference.All(v => v > 0 && double.IsFinite(v));

    private static bool Fit(ImmutableArray<ImmutableArray<double>> points, int count) =>
        points.Length == count && points.All(b => b.Length == points[0].Length && b.All(double.IsFinite));
}
