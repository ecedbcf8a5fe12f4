namespace IDropTheory;

/// <summary>A corner of a cell: its coordinates, the output distribution s there, and H(s).</summary>
/// <remarks>The coordinates are the input distribution r in a search over inputs, and s itself in a search over outputs.</remarks>
internal sealed class Vertex(double[] r, double[] s, double outputEntropy)
{
    /// <summary>The coordinates.</summary>
    public double[] R { get; } = r;

    /// <summary>The output distribution.</summary>
    public double[] S { get; } = s;

    /// <summary>H(s) in nats.</summary>
    public double OutputEntropy { get; } = outputEntropy;

    /// <summary>The edge whose ends differ most: by <see cref="FiniteInformation.Triangular"/> in the outputs plus, with a weight,
    /// in the coordinates.</summary>
    /// <param name="cell">At least two vertices.</param>
    /// <param name="weight">The weight of the coordinates, &gt;= 0.</param>
    public static (int First, int Second) WidestEdge(ReadOnlySpan<Vertex> cell, double weight)
    {
        var (widest, edge) = (double.NegativeInfinity, (0, 1));
        for (var a = 0; a < cell.Length; a++)
            for (var b = a + 1; b < cell.Length; b++)
            {
                var width = FiniteInformation.Triangular(cell[a].S, cell[b].S)
                    + weight * FiniteInformation.Triangular(cell[a].R, cell[b].R);
                if (width > widest) (widest, edge) = (width, (a, b));
            }
        return edge;
    }
}
