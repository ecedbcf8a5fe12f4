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
}
