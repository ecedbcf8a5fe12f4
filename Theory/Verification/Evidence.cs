namespace IDropTheory.Verification;

/// <summary>How a check obtains its reference, most reliable first.</summary>
public enum Evidence
{
    /// <summary>A proof: both sides were expanded exactly and every coefficient of their difference is zero
    /// (<see cref="Theorem"/>).</summary>
    Proof,

    /// <summary>Algebra, or sums over finite alphabets: the two sides differ by rounding alone.</summary>
    Exact,

    /// <summary>Numerical integration to a stated tolerance.</summary>
    Quadrature,

    /// <summary>Random samples, with an interval that misses the truth with a stated probability.</summary>
    MonteCarlo,
}
