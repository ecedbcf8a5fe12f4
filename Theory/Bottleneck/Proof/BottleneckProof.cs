using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>A proof that an encoder is within a stated distance of the global optimum, which <see cref="BottleneckProofChecker"/>
/// checks.</summary>
/// <remarks>
/// The claim is about the masses and the encoder as written, scaled to sum to one in real arithmetic: the encoder's H(y|t) + beta I(x;t) is
/// at most <see cref="Objective"/>, and that of every encoder, with any alphabet, at least <see cref="LowerBound"/>. The steps divide the
/// probability simplex over the classes of x, depth first, and bound H(W'r) - beta H(r) - lambda.r on each part.
/// </remarks>
/// <param name="Masses">Proportional to p(x,y): a row for each x.</param>
/// <param name="Beta">The trade-off in the paper's convention, finite.</param>
/// <param name="Encoder">Proportional, in each row, to p(t|x).</param>
/// <param name="Classes">For each x a number from 0: symbols of x with (nearly) the same row p(y|x) may share one. -1 if p(x) = 0.</param>
/// <param name="Lambda">The dual vector: a number for each class.</param>
/// <param name="Steps">What to do with the cells, each division followed by the steps of its two halves.</param>
/// <param name="LowerBound">The claimed lower bound, in nats.</param>
/// <param name="Objective">The claimed upper bound of the encoder's objective, in nats.</param>
public sealed record BottleneckProof(
    ImmutableArray<ImmutableArray<double>> Masses, double Beta, ImmutableArray<ImmutableArray<double>> Encoder,
    ImmutableArray<int> Classes, ImmutableArray<double> Lambda, ImmutableArray<ProofStep> Steps, double LowerBound, double Objective)
{
    /// <summary>How far the encoder can be from the optimum at most, in nats, rounded up.</summary>
    public Nats Gap => new(Math.Max(0, Directed.SumUp(Objective, -LowerBound)));

    /// <summary>Number of cells that are bounded.</summary>
    public int Cells => Steps.Count(step => step is not ProofStep.Split);
}
