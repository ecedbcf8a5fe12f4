namespace IDropTheory;

/// <summary>The search over input distributions r.</summary>
internal sealed class InputSpace(TiltedEntropy function) : ISearchSpace
{
    // Below it a coordinate's relative range over any cell is useless and its square underflows.
    private const double Smallest = 1e-150;

    private readonly CellBound _bound = new(function);

    public int Dimension => function.W.Inputs;

    public ReadOnlySpan<double> VertexValues => _bound.VertexValues;

    public double Spread => _bound.Spread;

    public Vertex VertexAt(double[] coordinates)
    {
        var s = new double[function.W.Outputs];
        function.Output(coordinates, s);
        return new(coordinates, s, FiniteInformation.Entropy(s));
    }

    public double[]? InputOf(Vertex vertex) => vertex.R;

    public ReadOnlySpan<double> CoordinatesOf(Reference reference) => reference.R;

    public Reference? ReferenceAt(ReadOnlySpan<double> coordinates)
    {
        var s = new double[function.W.Outputs];
        function.Output(coordinates, s);
        return new(coordinates.ToArray(), s, [], 0);
    }

    public Reference? ReferenceOf(double[] r, double[] s) => r.Min() > Smallest ? new(r, s, [], 0) : null;

    /// <summary>After <see cref="Lower"/>: as <see cref="CellBound.Points"/>.</summary>
    public double[][] Points() => _bound.Points();

    public double Lower(ReadOnlySpan<Vertex> cell, Reference reference) => _bound.Lower(cell, reference.R, reference.S);
}
