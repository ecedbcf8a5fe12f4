namespace IDropTheory;

/// <summary>An estimator of entropy from counts.</summary>
public enum EntropyEstimator
{
    /// <summary>The entropy of the frequencies. It is biased downward, so mutual information is biased upward.</summary>
    PlugIn,

    /// <summary>Plug-in plus (occupied cells - 1) / (2 n), which removes the bias of order 1/n where every cell of positive probability
    /// is occupied (Miller, 1955). Mutual information so corrected may be negative.</summary>
    MillerMadow,

    /// <summary>log n - sum_i (n_i / n) G(n_i) with G(m) = psi(m) + (-1)^m (psi((m + 1) / 2) - psi(m / 2)) / 2 (Grassberger 2003): little
    /// bias where many cells hold few samples. Mutual information so estimated may be negative.</summary>
    Grassberger,

    /// <summary>Frequencies shrunk to the coverage 1 - (cells seen once) / n, each term divided by the probability that its cell is seen
    /// (Chao and Shen 2003): for alphabets of which a part was not seen. Mutual information so estimated may be negative.</summary>
    ChaoShen,
}
