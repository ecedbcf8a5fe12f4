using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>A statement of the paper that identities prove, and the form that the paper prints if it is another one.</summary>
/// <param name="Id">Short name, for instance "proposition-3.proof" or "E2.proof".</param>
/// <param name="Statement">The statement.</param>
/// <param name="Domain">For which values of which variables it is proved.</param>
/// <param name="Steps">The identities that together are the statement.</param>
/// <param name="Printed">The identity that the paper prints instead, which is false; null if it prints the statement itself.</param>
public sealed record Theorem(string Id, string Statement, string Domain, ImmutableArray<Identity> Steps, Identity? Printed = null)
{
    /// <summary>Whether every step is proved and the printed form, if any, is refuted.</summary>
    public bool IsProved => Steps.All(step => step.IsProved) && (Printed is null || Printed.Refute() is not null);

    /// <summary>Number of coefficients that were compared, all steps together.</summary>
    public int Coefficients => Steps.Sum(step => step.Coefficients);
}
