namespace IDropTheory;

/// <summary>Noise in the weights of a linear layer, eq. (1), as noise in what it computes, on any carrier of
/// <see cref="IReal{T}"/>.</summary>
/// <remarks>
/// The loss of eq. (1) is E_w[-log p(y|x,w)] + KL(p(w|D) || p(w)) / N. For independent normal weights w_j ~ N(m_j, s_j^2) it depends on
/// them through a = sum_j w_j x_j alone, and a is normal for every x: sampling a instead of w (the local reparametrisation of Kingma,
/// Salimans and Welling 2015) changes nothing in distribution. Beyond one linear layer the equivalence ends: outputs for several inputs
/// share their weights, but not noise that is drawn for each.
/// </remarks>
public static class WeightFormulas
{
    /// <summary>Mean and variance of a = sum_j w_j x_j: sum m_j x_j and sum s_j^2 x_j^2.</summary>
    /// <param name="inputs">x_j.</param>
    /// <param name="means">m_j.</param>
    /// <param name="scales">Standard deviations s_j of the weights, &gt; 0.</param>
    public static (T Mean, T Variance) Activation<T>(IReadOnlyList<T> inputs, IReadOnlyList<T> means, IReadOnlyList<T> scales)
        where T : IReal<T> => (
            inputs.Zip(means, (x, m) => x * m).Aggregate((sum, term) => sum + term),
            inputs.Zip(scales, (x, s) => T.Square(x * s)).Aggregate((sum, term) => sum + term));

    /// <summary>The part of KL(N(w, s^2) || N(0, sigma^2)) that depends on w: w^2 / (2 sigma^2), the L2 penalty with weight decay 1 /
    /// sigma^2.</summary>
    /// <param name="weight">w, any number.</param>
    /// <param name="priorScale">sigma &gt; 0.</param>
    public static T Decay<T>(T weight, T priorScale)
        where T : IReal<T> =>
        0.5 * T.Square(weight / priorScale);

    /// <summary>log of (c q(c z)) / q(z) for the prior q(z) = z^-a: what rescaling z by c does to it, (1 - a) log c.</summary>
    /// <remarks>Zero for every c only at a = 1, the log-uniform prior. No other density is unchanged either: that of log z would have to be
    /// unchanged by every translation, and so constant (section 6).</remarks>
    /// <param name="exponent">a.</param>
    /// <param name="logFactor">log c.</param>
    public static T Rescaling<T>(T exponent, T logFactor)
        where T : IReal<T> =>
        -(exponent - 1) * logFactor;
}
