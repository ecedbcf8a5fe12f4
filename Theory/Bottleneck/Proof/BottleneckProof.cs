using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>A proof that an encoder is within a stated distance of the global optimum, which <see cref="BottleneckProofChecker"/>
/// checks.</summary>
/// <remarks>
/// The claim is about the masses and the encoder as written, scaled to sum to one in real arithmetic: the encoder's H(y|t) + beta I(x;t) is
/// at most <see cref="Objective"/>, and that of every encoder, with any alphabet, at least <see cref="LowerBound"/>. The steps divide the
/// probability simplex over the classes of x, depth first, and bound H(W'r) - beta H(r) - lambda.r on each part.
/// </remarks>
public sealed class BottleneckProof
{
    /// <summary>A proof of given claims, true or false.</summary>
    /// <param name="masses">Proportional to p(x,y): a row for each x.</param>
    /// <param name="beta">The trade-off in the paper's convention, finite.</param>
    /// <param name="encoder">Proportional, in each row, to p(t|x).</param>
    /// <param name="classes">For each x a number from 0: symbols of x with (nearly) the same row p(y|x) may share one. -1 if p(x) =
    /// 0.</param>
    /// <param name="lambda">The dual vector: a number for each class.</param>
    /// <param name="steps">What to do with the cells, each division followed by the steps of its two halves.</param>
    /// <param name="lowerBound">The claimed lower bound.</param>
    /// <param name="objective">The claimed upper bound of the encoder's objective.</param>
    public BottleneckProof(
        ImmutableArray<ImmutableArray<double>> masses, double beta, ImmutableArray<ImmutableArray<double>> encoder,
        ImmutableArray<int> classes, ImmutableArray<double> lambda, ImmutableArray<ProofStep> steps, Nats lowerBound, Nats objective)
    {
        (Masses, Beta, Encoder, Classes) = (masses, beta, encoder, classes);
        (Lambda, Steps, LowerBound, Objective) = (lambda, steps, lowerBound, objective);
    }

    /// <summary>Proportional to p(x,y): a row for each x.</summary>
    public ImmutableArray<ImmutableArray<double>> Masses { get; }

    /// <summary>The trade-off in the paper's convention.</summary>
    public double Beta { get; }

    /// <summary>Proportional, in each row, to p(t|x).</summary>
    public ImmutableArray<ImmutableArray<double>> Encoder { get; }

    /// <summary>The class of each x, -1 if p(x) = 0.</summary>
    public ImmutableArray<int> Classes { get; }

    /// <summary>The dual vector: a number for each class.</summary>
    public ImmutableArray<double> Lambda { get; }

    /// <summary>What to do with the cells, depth first.</summary>
    public ImmutableArray<ProofStep> Steps { get; }

    /// <summary>No encoder has a smaller H(y|t) + beta I(x;t).</summary>
    public Nats LowerBound { get; }

    /// <summary>H(y|t) + beta I(x;t) of <see cref="Encoder"/> is at most this.</summary>
    public Nats Objective { get; }

    /// <summary>How far the encoder can be from the optimum at most, rounded up.</summary>
    public Nats Gap => new(Math.Max(0, Directed.SumUp(Objective.Value, -LowerBound.Value)));

    /// <summary>Number of cells that are bounded.</summary>
    public int Cells => Steps.Count(step => step is not ProofStep.Split);
}
