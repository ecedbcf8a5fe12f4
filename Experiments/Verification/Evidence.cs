namespace IDropTheory.Experiments.Verification;

/// <summary>How a check obtains its reference, strongest first.</summary>
public enum Evidence
{
    /// <summary>Algebra, or sums over finite alphabets: only rounding separates the two sides.</summary>
    Exact,

    /// <summary>Numerical integration to a stated tolerance.</summary>
    Quadrature,

    /// <summary>Random samples, with an interval that misses the truth with a stated probability.</summary>
    MonteCarlo,
}
