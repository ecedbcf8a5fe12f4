using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>What a <see cref="BottleneckProof"/> does with a cell: divide it, or bound the function on it.</summary>
public abstract record ProofStep
{
    private ProofStep() { }

    /// <summary>Halves the edge between two vertices. The first half keeps <paramref name="First"/>, the other
    /// <paramref name="Second"/>.</summary>
    /// <param name="First">The number of a vertex.</param>
    /// <param name="Second">The number of another one.</param>
    public sealed record Split(int First, int Second) : ProofStep;

    /// <summary>Bounds the cell by the contraction of the channel.</summary>
    /// <param name="Reference">An input distribution r0, all positive; it need not be normalised.</param>
    public sealed record Contraction(ImmutableArray<double> Reference) : ProofStep;

    /// <summary>Bounds the cell by the curvature of the divergences from a reference point.</summary>
    /// <param name="Reference">An input distribution r0, all positive.</param>
    /// <param name="Points">For each vertex a point b of a Euclidean space: their squared distances make up for what the function lacks in
    /// concavity along the edges.</param>
    public sealed record Curvature(ImmutableArray<double> Reference, ImmutableArray<ImmutableArray<double>> Points) : ProofStep;
}
