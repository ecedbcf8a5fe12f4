namespace IDropTheory.Experiments.Reproduction.Claims;

/// <summary>What a measurement says about a claim of the paper; computed from the data, never typed.</summary>
public enum Verdict
{
    /// <summary>The data show what the paper claims.</summary>
    Confirmed,

    /// <summary>The data show neither the claim nor its opposite.</summary>
    NotConfirmed,

    /// <summary>The data show the opposite.</summary>
    Opposite,

    /// <summary>The paper claims nothing that the data could show: what is measured goes beyond it.</summary>
    NoClaim,
}
