namespace IDropTheory;

/// <summary>An encoder found for one trade-off, with a lower bound of the objective of every encoder.</summary>
/// <param name="Beta">The trade-off.</param>
/// <param name="Point">The encoder and its information.</param>
/// <param name="Objective">H(y|t) + beta I(x;t), the paper's eq. (2).</param>
/// <param name="LowerBound">A proved lower bound of the objective of every encoder, with any alphabet.</param>
/// <param name="Tolerance">The largest gap, in nats, of a certified solution: <see cref="BottleneckOptions.Tolerance"/>, less where I(x;y)
/// is small.</param>
/// <param name="Iterations">Number of iterations of all starts together.</param>
/// <param name="Residual">How far the encoder is from its own update: the largest change of log p(t) and log p(y|t), weighted by p(t) and
/// p(y,t), divided by min(1, beta).</param>
/// <param name="Cells">Number of cells of the certificate's branch and bound.</param>
public sealed record BottleneckSolution(
    Beta Beta, BottleneckPoint Point, Nats Objective, Nats LowerBound, double Tolerance, int Iterations, double Residual, long Cells)
{
    /// <summary>An upper bound of the distance of the objective to the global optimum.</summary>
    public Nats Gap => Objective == LowerBound ? Nats.Zero : Objective - LowerBound;

    /// <summary>Whether the encoder is proved globally optimal to within <see cref="Tolerance"/> nats.</summary>
    public bool Certified => Gap.Value <= Tolerance;

    /// <summary>The search's lower bound before it is cut off at <see cref="Objective"/>, so that a wrong one shows.</summary>
    internal Nats UnclippedBound { get; init; }

    /// <summary>A proof of the gap in exact and interval arithmetic, if one was asked for (<see cref="BottleneckOptions.ProofBudget"/>) and
    /// found.</summary>
    public BottleneckProof? Proof { get; init; }

    /// <summary>Whether <see cref="Proof"/> shows, rounding included, that the encoder is within <see cref="Tolerance"/> of the optimum.
    /// Otherwise the bound is numerical: it subtracts an allowance for rounding that is plausible and not proved.</summary>
    public bool Proved => Proof is { } proof && proof.Gap.Value <= Tolerance;

    /// <summary>I(x;t).</summary>
    public Nats InformationX => Point.InformationX;

    /// <summary>I(t;y).</summary>
    public Nats InformationY => Point.InformationY;
}
