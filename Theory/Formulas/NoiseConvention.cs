namespace IDropTheory;

/// <summary>The location m of the log-noise log eps ~ N(m, alpha^2).</summary>
public enum NoiseConvention
{
    /// <summary>m = 0: the median of eps is one, its mean is exp(alpha^2 / 2). The paper's formulas and its authors' networks use
    /// it.</summary>
    MedianOne,

    /// <summary>m = -alpha^2 / 2: the mean of eps is one, as the paper's text says of its noise (erratum E5).</summary>
    UnitMean,
}
