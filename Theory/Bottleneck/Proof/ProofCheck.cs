namespace IDropTheory;

/// <summary>What <see cref="BottleneckProofChecker"/> found.</summary>
/// <param name="Refusal">Why the proof is refused; null if it is accepted.</param>
/// <param name="LowerBound">The lower bound that an accepted proof's steps prove; -infinity of a refused one.</param>
/// <param name="Objective">An enclosure of the encoder's objective.</param>
public sealed record ProofCheck(string? Refusal, Nats LowerBound, Interval Objective)
{
    /// <summary>Whether both claims of the proof hold.</summary>
    public bool IsAccepted => Refusal is null;
}
