using System.Collections.Immutable;

namespace IDropTheory.Verification;

/// <summary>How one check came out over many seeds (<see cref="CheckCatalogue.Repeat"/>).</summary>
/// <param name="Id">Short name of the check.</param>
/// <param name="Statement">The statement in words.</param>
/// <param name="Seeds">Number of seeds.</param>
/// <param name="ErrorProbability">The probability, for each seed, that a true statement fails: stated for samples; 0 for identities on
/// random systems, which only rounding could make fail.</param>
/// <param name="Failed">The seeds with which it failed.</param>
/// <param name="Undecided">The seeds with which it had too few samples to decide.</param>
public sealed record SeedTally(
    string Id, string Statement, int Seeds, double ErrorProbability, ImmutableArray<ulong> Failed, ImmutableArray<ulong> Undecided)
{
    /// <summary>Whether both are equal, seed by seed.</summary>
    public bool Equals(SeedTally? other) =>
        other is not null && (Id, Statement, Seeds, ErrorProbability) == (other.Id, other.Statement, other.Seeds, other.ErrorProbability)
        && Sequences.SameElements(Failed, other.Failed) && Sequences.SameElements(Undecided, other.Undecided);

    /// <summary>A hash of the name and the seeds.</summary>
    public override int GetHashCode() => HashCode.Combine(Id, Seeds, Sequences.HashOf(Failed), Sequences.HashOf(Undecided));
}
