namespace IDropTheory;

/// <summary>A point at which a cell's bound is taken: an input distribution, its output, and in a search over outputs the slope theta.</summary>
internal sealed record Reference(double[] R, double[] S, double[] Theta, double Conjugate);

/// <summary>The simplex that a branch and bound divides, and the bounds on its cells.</summary>
internal interface ISearchSpace
{
    /// <summary>Number of corners.</summary>
    int Dimension { get; }

    /// <summary>The vertex of given coordinates.</summary>
    Vertex VertexAt(double[] coordinates);

    /// <summary>A reference point at, or as near as is worth the work to, given coordinates; null if none is fit for use.</summary>
    Reference? ReferenceAt(ReadOnlySpan<double> coordinates);

    /// <summary>A reference point at a local minimum r of the function; null if it cannot serve as one.</summary>
    Reference? ReferenceOf(double[] r, double[] s);

    /// <summary>The bound of a cell.</summary>
    double Lower(ReadOnlySpan<Vertex> cell, Reference reference);

    /// <summary>As <see cref="CellBound.VertexValues"/>.</summary>
    ReadOnlySpan<double> VertexValues { get; }

    /// <summary>As <see cref="CellBound.Spread"/>.</summary>
    double Spread { get; }
}
