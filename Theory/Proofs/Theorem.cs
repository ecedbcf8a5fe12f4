using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>A statement of the paper that identities prove, and the form that the paper prints if it is another one. Immutable.</summary>
/// <param name="id">Short name, for instance "proposition-3.proof" or "E3.proof".</param>
/// <param name="statement">The statement.</param>
/// <param name="domain">For which values of which variables it is proved.</param>
/// <param name="steps">The identities that together are the statement.</param>
/// <param name="printed">The identity that the paper prints instead, which is false; null if it prints the statement itself.</param>
public sealed class Theorem(string id, string statement, string domain, ImmutableArray<Identity> steps, Identity? printed = null)
{
    /// <summary>Short name, for instance "proposition-3.proof" or "E3.proof".</summary>
    public string Id { get; } = id;

    /// <summary>The statement.</summary>
    public string Statement { get; } = statement;

    /// <summary>For which values of which variables it is proved.</summary>
    public string Domain { get; } = domain;

    /// <summary>The identities that together are the statement.</summary>
    public ImmutableArray<Identity> Steps { get; } = steps;

    /// <summary>The identity that the paper prints instead, which is false; null if it prints the statement itself.</summary>
    public Identity? Printed { get; } = printed;

    /// <summary>Whether every step is proved and the printed form, if any, is refuted.</summary>
    public bool IsProved => Steps.All(step => step.IsProved) && (Printed is null || Printed.Refute() is not null);

    /// <summary>Number of coefficients that were compared, all steps together.</summary>
    public int Coefficients => Steps.Sum(step => step.Coefficients);
}
