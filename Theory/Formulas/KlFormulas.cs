using System.Runtime.CompilerServices;

namespace IDropTheory;

/// <summary>The closed forms of the paper, one definition each, on any carrier of <see cref="IReal{T}"/>; results in nats.</summary>
/// <remarks>
/// These are formulas without checks: the domain is stated and not tested. The checked facade on doubles is <c>KlDivergence</c>.
/// Scales (alpha, sigma) are standard deviations of logarithms, as everywhere in this library.
/// </remarks>
/// <example>
/// <code>
/// // The value and its derivative by alpha, from one definition.
/// Dual kl = KlFormulas.LogUniformRelative(Dual.Variable(0.5), Dual.Constant(0.7));
/// double slope = kl.Derivative;                    // -1 / alpha = -2
///
/// // The formula prints itself.
/// string formula = KlFormulas.Spike&lt;Symbol&gt;(new Symbol.Variable("q0")).ToString(); // -log(q0)
/// </code>
/// </example>
public static class KlFormulas
{
    /// <summary>1/2 log(2 pi e): the entropy of a standard normal, in nats.</summary>
    public const double StandardNormalEntropy = NormalFunctions.StandardEntropy;

    /// <summary>KL of one normal from another, in the form whose three terms are each non-negative and vanish only at equality.</summary>
    /// <remarks>
    /// With r = scale / priorScale the textbook 1/2 (r^2 - 1) - log r is 1/2 (r - 1)^2 + (r - 1 - log r): no term cancels, so the result
    /// is never negative and keeps its relative accuracy for r near 1, near 0 and far from 1.
    /// Logarithms are bijections, so this is also the KL between the log-normals of the same parameters (<see cref="LogNormal"/>).
    /// </remarks>
    /// <param name="location">Mean of the posterior, any finite number.</param>
    /// <param name="scale">Standard deviation of the posterior, &gt; 0.</param>
    /// <param name="priorLocation">Mean of the prior, any finite number.</param>
    /// <param name="priorScale">Standard deviation of the prior, &gt; 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Normal<T>(T location, T scale, T priorLocation, T priorScale)
        where T : IReal<T> =>
        0.5 * T.Square((scale - priorScale) / priorScale)
        + T.ItakuraSaito(scale, priorScale)
        + 0.5 * T.Square((location - priorLocation) / priorScale);

    /// <summary>log N(u; location, scale^2).</summary>
    /// <param name="u">Any number.</param>
    /// <param name="location">Mean.</param>
    /// <param name="scale">Standard deviation, &gt; 0.</param>
    public static T NormalLogDensity<T>(T u, T location, T scale)
        where T : IReal<T> =>
        -(0.5 * T.Square((u - location) / scale)) - (T.NormalEntropy(scale) - 0.5);

    /// <summary>Proposition 3, corrected (eq. (6) prints mu^2 for (log f(x) - mu)^2; erratum E2): KL of z = eps f(x) from log N(mu,
    /// sigma^2).</summary>
    /// <param name="logActivation">log f(x) plus the location m of the log-noise (<see cref="NoiseFormulas"/>).</param>
    /// <param name="alpha">Standard deviation of the log-noise, &gt; 0.</param>
    /// <param name="mu">Location of the prior on log z.</param>
    /// <param name="sigma">Scale of the prior on log z, &gt; 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T LogNormal<T>(T logActivation, T alpha, T mu, T sigma)
        where T : IReal<T> =>
        Normal(logActivation, alpha, mu, sigma);

    /// <summary>The derivatives of <see cref="LogNormal"/> by its arguments; that by mu is minus that by the log-activation.</summary>
    /// <inheritdoc cref="LogNormal"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (T LogActivation, T Alpha, T Sigma) LogNormalDerivatives<T>(T logActivation, T alpha, T mu, T sigma)
        where T : IReal<T>
    {
        var distance = (logActivation - mu) / sigma;
        // alpha^2 / sigma^2 - 1 = e (e + 2), in which nothing cancels near alpha = sigma.
        var e = (alpha - sigma) / sigma;
        return (distance / sigma, e * ((e + 2) / alpha), -(T.Square(distance) + e * (e + 2)) / sigma);
    }

    /// <summary>Proposition 2, corrected (the paper prints + log c; erratum E1): KL of z = eps f(x), f(x) &gt; 0, from the improper q(z) =
    /// c / z.</summary>
    /// <param name="alpha">Standard deviation of the log-noise, &gt; 0.</param>
    /// <param name="logDensity">log c, the logarithm of the prior's constant density in log z.</param>
    public static T LogUniform<T>(T alpha, T logDensity)
        where T : IReal<T> =>
        -T.NormalEntropy(alpha) - logDensity;

    /// <summary>Proposition 2 up to a constant, as trained on: -log(alpha / alphaMax), zero at the largest allowed noise (eq.
    /// (5)).</summary>
    /// <param name="alpha">Standard deviation of the log-noise, 0 &lt; alpha &lt;= alphaMax.</param>
    /// <param name="alphaMax">The largest allowed alpha.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T LogUniformRelative<T>(T alpha, T alphaMax)
        where T : IReal<T> =>
        -T.Log(alpha / alphaMax);

    /// <summary>Proposition 2 at f(x) = 0: KL of the point mass at zero from a prior with the atom q0 delta_0.</summary>
    /// <param name="spike">Prior probability q0 of exactly zero, 0 &lt; q0 &lt;= 1.</param>
    public static T Spike<T>(T spike)
        where T : IReal<T> =>
        -T.Log(spike);

    /// <summary>KL of a distribution of log z on an interval from the uniform one there: the loss of entropy, log length - H(log z) &gt;=
    /// 0.</summary>
    /// <remarks>For the proper version of Proposition 2: the truncated log-normal posterior, whose entropy is that of a truncated
    /// normal.</remarks>
    /// <param name="length">Length of the interval of log z, &gt; 0.</param>
    /// <param name="entropyOfLog">Entropy of log z in nats.</param>
    public static T TruncatedLogUniform<T>(T length, T entropyOfLog)
        where T : IReal<T> =>
        T.Log(length) - entropyOfLog;

    /// <summary>KL of a positive z from a prior q0 delta_0 + (1 - q0) slab, given its KL from the slab: -log(1 - q0) is added.</summary>
    /// <param name="slab">KL from the slab alone.</param>
    /// <param name="spike">Prior probability q0 of exactly zero, 0 &lt;= q0 &lt; 1.</param>
    public static T Slab<T>(T slab, T spike)
        where T : IReal<T> =>
        slab - T.Log(-(spike - 1));

    /// <summary>The mean cost of a spike, for units that are zero with probability pi: -pi log q0 - (1 - pi) log(1 - q0).</summary>
    /// <remarks>Least at q0 = pi, where it is the binary entropy of pi: equation (7) leaves it out (erratum E6).</remarks>
    /// <param name="zeroFraction">The probability pi of f(x) = 0, 0 &lt; pi &lt; 1.</param>
    /// <param name="spike">Prior probability q0 of exactly zero, 0 &lt; q0 &lt; 1.</param>
    public static T SpikeCost<T>(T zeroFraction, T spike)
        where T : IReal<T> =>
        -zeroFraction * T.Log(spike) + (zeroFraction - 1) * T.Log(-(spike - 1));

    /// <summary>KL of z = eps f(x) with Bernoulli noise, z = 0 with probability p, from a prior with given masses at 0 and at the other
    /// value.</summary>
    /// <remarks>Binary dropout: p is the same for every x, so that the cost is, if the kept values have equal masses, and no gradient comes
    /// from it. As in Proposition 2 it is minus the entropy of the noise plus a constant.</remarks>
    /// <param name="drop">p, 0 &lt; p &lt; 1.</param>
    /// <param name="spike">Prior mass at zero, &gt; 0.</param>
    /// <param name="kept">Prior mass at the value f(x) / (1 - p), &gt; 0.</param>
    public static T BernoulliNoise<T>(T drop, T spike, T kept)
        where T : IReal<T> =>
        drop * (T.Log(drop) - T.Log(spike)) + -(drop - 1) * (T.Log(-(drop - 1)) - T.Log(kept));

    /// <summary>Total correlation of jointly normal variables: half of sum_i log S_ii - log det S, that is -1/2 log det R (erratum
    /// E3).</summary>
    /// <param name="determinant">det S of the covariance S, &gt; 0.</param>
    /// <param name="variances">S_ii, all &gt; 0.</param>
    public static T NormalTotalCorrelation<T>(T determinant, IEnumerable<T> variances)
        where T : IReal<T> =>
        0.5 * variances.Aggregate(-T.Log(determinant), (sum, variance) => sum + T.Log(variance));
}
