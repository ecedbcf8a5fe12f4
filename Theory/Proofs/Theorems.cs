using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>The statements of the paper that this library proves, with the proofs.</summary>
/// <example>
/// <code>
/// Theorem third = Theorems.All.Single(theorem => theorem.Id == "proposition-3.proof");
/// bool proved = third.IsProved;                    // for all f, alpha, sigma > 0 and every mu
/// Counterexample? misprint = third.Printed!.Refute(); // a point at which eq. (6) as printed is certainly wrong
/// </code>
/// </example>
public static class Theorems
{
    private static readonly Lazy<ImmutableArray<Theorem>> Proofs = new(() => [.. InTurn()]);

    /// <summary>All theorems. The expansions are made when first asked for.</summary>
    public static ImmutableArray<Theorem> All => Proofs.Value;

    /// <summary>The same, whose expansions are made while they are read, one part of the paper after the other.</summary>
    public static IEnumerable<Theorem> InTurn()
    {
        Func<IEnumerable<Theorem>>[] parts =
            [() => Sufficiency.All, () => Proposition1.All, () => Propositions.All, () => Connections.All, () => Errata.All];
        return parts.SelectMany(part => part());
    }
}
