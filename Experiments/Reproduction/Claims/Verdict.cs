namespace IDropTheory.Experiments.Reproduction.Claims;

/// <summary>What a measurement says about a claim of the paper; computed from the data, never typed.</summary>
public enum Verdict
{
    /// <summary>Every statement of the claim holds, in a complete study of at least three seeds.</summary>
    Agrees,

    /// <summary>Some statements of the claim hold; others are undecided or contradicted.</summary>
    Partly,

    /// <summary>Nothing is contradicted, but there are too few runs, or too few that are evidence, to say that the claim holds.</summary>
    TooFewRuns,

    /// <summary>A statement of the claim is contradicted and none holds.</summary>
    Contradicted,

    /// <summary>The paper claims nothing that the data could show: what is measured goes beyond it.</summary>
    NoClaim,
}
