using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>What a <see cref="BottleneckProof"/> does with a cell: divide it, or bound the function on it. Immutable.</summary>
public abstract class ProofStep
{
    private ProofStep() { }

    /// <summary>Halves the edge between two vertices. The first half keeps <paramref name="first"/>, the other
    /// <paramref name="second"/>.</summary>
    /// <param name="first">The number of a vertex.</param>
    /// <param name="second">The number of another one.</param>
    public sealed class Split(int first, int second) : ProofStep
    {
        /// <summary>The vertex that the first half keeps.</summary>
        public int First { get; } = first;

        /// <summary>The vertex that the second half keeps.</summary>
        public int Second { get; } = second;
    }

    /// <summary>Bounds the cell by the contraction of the channel.</summary>
    /// <param name="reference">An input distribution r0, all positive; it need not be normalised.</param>
    public sealed class Contraction(ImmutableArray<double> reference) : ProofStep
    {
        /// <summary>The input distribution r0.</summary>
        public ImmutableArray<double> Reference { get; } = reference;
    }

    /// <summary>Bounds the cell by the curvature of the divergences from a reference point.</summary>
    /// <param name="reference">An input distribution r0, all positive.</param>
    /// <param name="points">For each vertex a point b of a Euclidean space: their squared distances make up for what the function lacks in
    /// concavity along the edges.</param>
    public sealed class Curvature(ImmutableArray<double> reference, ImmutableArray<ImmutableArray<double>> points) : ProofStep
    {
        /// <summary>The input distribution r0.</summary>
        public ImmutableArray<double> Reference { get; } = reference;

        /// <summary>The point b of each vertex.</summary>
        public ImmutableArray<ImmutableArray<double>> Points { get; } = points;
    }
}
