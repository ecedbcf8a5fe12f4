namespace IDropTheory;

/// <summary>The smallest network to which the paper's loss applies: one noisy unit z = eps f(x), decoded by p(y = 1|z) = z / (1 +
/// z).</summary>
/// <remarks>
/// The derived loss is L = CE - beta log(alpha / alpha_max). Descending it raises the likelihood of the label and the noise. Eq. (7) as
/// printed is -L, so descending it does the opposite (erratum E4). Generic over <see cref="IReal{T}"/>: run it on <see cref="Dual"/> for
/// the gradient.
/// </remarks>
public static class NoisyLogisticUnit
{
    /// <summary>CE = E[-log p(y = 1|z)] = E[log(1 + 1/z)] over the noise log eps ~ N(0, alpha^2), in nats.</summary>
    /// <param name="logActivation">log f(x).</param>
    /// <param name="alpha">Standard deviation of the log-noise, &gt; 0.</param>
    /// <param name="rule">The quadrature over the noise.</param>
    public static T CrossEntropy<T>(T logActivation, T alpha, GaussHermite rule)
        where T : IReal<T>
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.Expectation(logActivation, alpha, u => T.Log(T.Exp(-u) + 1));
    }

    /// <summary>Equation (7) with its signs corrected: CE + beta KL, KL = -log(alpha / alphaMax), to be minimised.</summary>
    /// <param name="logActivation">log f(x).</param>
    /// <param name="alpha">Standard deviation of the log-noise, 0 &lt; alpha &lt;= alphaMax.</param>
    /// <param name="alphaMax">The largest allowed alpha.</param>
    /// <param name="beta">Weight of the KL term, &gt;= 0.</param>
    /// <param name="rule">The quadrature over the noise.</param>
    public static T Loss<T>(T logActivation, T alpha, T alphaMax, double beta, GaussHermite rule)
        where T : IReal<T> =>
        CrossEntropy(logActivation, alpha, rule) + beta * KlFormulas.LogUniformRelative(alpha, alphaMax);
}
