namespace IDropTheory;

/// <summary>The simplex that a branch and bound divides, and the bounds on its cells.</summary>
internal interface ISearchSpace
{
    /// <summary>Number of corners.</summary>
    int Dimension { get; }

    /// <summary>The vertex of given coordinates.</summary>
    Vertex VertexAt(double[] coordinates);

    /// <summary>The input distribution of a vertex; null if its coordinates do not determine one.</summary>
    double[]? InputOf(Vertex vertex);

    /// <summary>The coordinates of a reference point.</summary>
    ReadOnlySpan<double> CoordinatesOf(Reference reference);

    /// <summary>A reference point at, or as near as is worth the work to, given coordinates; null if none is usable.</summary>
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
