namespace IDropTheory;

/// <summary>A corner of a cell: its coordinates, the output distribution s there, and H(s).</summary>
/// <remarks>The coordinates are the input distribution r in a search over inputs, and s itself in a search over outputs.</remarks>
internal sealed record Vertex(double[] R, double[] S, double OutputEntropy);
