namespace IDropTheory.Verification;

/// <summary>What a check found.</summary>
public enum CheckOutcome
{
    /// <summary>The value meets its reference, and the printed form, if there is one, does not.</summary>
    Passed,

    /// <summary>The value does not meet its reference, or the printed form does, or the check could not be computed.</summary>
    Failed,

    /// <summary>The value meets its reference, but so would a wrong one: there are too few samples
    /// (<see cref="Check.SamplesNeeded"/>).</summary>
    Undecided,
}
