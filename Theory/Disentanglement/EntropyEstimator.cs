namespace IDropTheory;

/// <summary>An estimator of entropy from counts.</summary>
public enum EntropyEstimator
{
    /// <summary>The entropy of the frequencies. It is biased downward, so mutual information is biased upward.</summary>
    PlugIn,

    /// <summary>Plug-in plus (occupied cells - 1) / (2 n), which removes the bias of order 1/n where every cell of positive probability
    /// is occupied (Miller, 1955). Mutual information so corrected may be negative.</summary>
    MillerMadow,
}
