namespace IDropTheory;

/// <summary>How numbers become symbols.</summary>
public enum Binning
{
    /// <summary>Bins of equally many samples, equal numbers together: unchanged by any increasing map of the numbers.</summary>
    EqualMass,

    /// <summary>Bins of equal width between the least and the greatest sample: what Locatello et al. (2019) and those after them use. A
    /// heavy tail, as that of a log-normal code, leaves nearly all samples in one bin.</summary>
    EqualWidth,
}
