namespace IDropTheory;

/// <summary>How numbers are divided into bins.</summary>
public enum Binning
{
    /// <summary>Bins of equally many samples, equal numbers together: unchanged by any increasing map of the numbers.</summary>
    EqualMass,

    /// <summary>Bins of equal width between the least and the greatest sample: the choice of Locatello et al. (2019) and of later work.
    /// With a heavy tail, as of a log-normal code, nearly all samples fall into one bin.</summary>
    EqualWidth,
}
