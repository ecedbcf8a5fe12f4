namespace IDropTheory;

/// <summary>The Kullback-Leibler divergences of the library on checked distributions, in nats.</summary>
/// <remarks>
/// Each value comes from the one definition in <see cref="KlFormulas"/>. A divergence is never negative and is +infinity, a value and
/// not an error, where the prior misses part of the posterior.
/// </remarks>
/// <example>
/// <code>
/// LogNormal noise = LogNormal.Noise(alpha: 0.5, NoiseConvention.MedianOne);
/// Nats kl = KlDivergence.LogNormal(noise.Scaled(2), new LogNormal(location: 0.3, scale: 0.8)); // 0.286 nats
///
/// // As trained on, with a spike of probability 0.3 at zero: -log(0.5 / 0.7) - log(1 - 0.3).
/// RelativeNats trained = KlDivergence.LogUniformRelative(activation: 2, alpha: 0.5, alphaMax: 0.7, spike: 0.3);
/// </code>
/// </example>
public static class KlDivergence
{
    /// <summary>Proposition 3, corrected (erratum E2): one log-normal from another. Zero only where they are equal.</summary>
    public static Nats LogNormal(LogNormal posterior, LogNormal prior) =>
        new(KlFormulas.LogNormal<Scalar<double>>(
            new(posterior.Location), new(posterior.Scale), new(prior.Location), new(prior.Scale)).Value);

    /// <summary>Proposition 3 with a spike at zero: a log-normal from q0 delta_0 + (1 - q0) log-normal; +infinity at q0 = 1.</summary>
    public static Nats LogNormal(LogNormal posterior, SpikeMixture<LogNormal> prior) =>
        Slab(LogNormal(posterior, prior.Slab), prior.Spike);

    /// <summary>Proposition 3 for a unit: z = eps f(x) from a log-normal prior; +infinity at f(x) = 0, where that prior has no
    /// mass.</summary>
    /// <param name="activation">f(x), finite and &gt;= 0.</param>
    /// <param name="noise">The noise eps.</param>
    /// <param name="prior">The prior of z.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="activation"/> is negative or not finite.</exception>
    public static Nats LogNormal(double activation, LogNormal noise, LogNormal prior) =>
        IsZero(activation) ? Spike(0) : LogNormal(noise.Scaled(activation), prior);

    /// <summary>Proposition 3 for a unit and a prior with a spike q0: -log q0 at f(x) = 0, else the divergence from the slab minus log(1 -
    /// q0).</summary>
    /// <param name="activation">f(x), finite and &gt;= 0.</param>
    /// <param name="noise">The noise eps.</param>
    /// <param name="prior">The prior of z.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="activation"/> is negative or not finite.</exception>
    public static Nats LogNormal(double activation, LogNormal noise, SpikeMixture<LogNormal> prior) =>
        IsZero(activation) ? Spike(prior.Spike) : LogNormal(noise.Scaled(activation), prior);

    /// <summary>Proposition 2, corrected (erratum E1): a log-normal from the improper prior c / z, up to the prior's missing
    /// normalisation.</summary>
    public static RelativeNats LogUniform(LogNormal posterior, LogUniform prior) =>
        new(KlFormulas.LogUniform<Scalar<double>>(new(posterior.Scale), new(prior.LogConstant)).Value);

    /// <summary>Proposition 2 as trained on: -log(alpha / alphaMax), zero at the largest allowed noise (eq. (5)).</summary>
    /// <param name="alpha">Standard deviation of the log-noise, 0 &lt; alpha &lt;= alphaMax.</param>
    /// <param name="alphaMax">The largest allowed alpha, finite and &gt; 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static RelativeNats LogUniformRelative(double alpha, double alphaMax)
    {
        if (Require.Positive(alpha) > Require.Positive(alphaMax))
            throw Require.Refuse(alpha, FormattableString.Invariant($"at most alphaMax = {alphaMax}"), nameof(alpha));
        return new(Magnitude(KlFormulas.LogUniformRelative<Scalar<double>>(new(alpha), new(alphaMax)).Value));
    }

    /// <summary>Proposition 2 for a unit and a prior with a spike q0: -log q0 at f(x) = 0, else the divergence from c / z minus log(1 -
    /// q0).</summary>
    /// <remarks>At f(x) &gt; 0 the divergence does not depend on f(x). The divergence is +infinity at f(x) = 0 if q0 = 0, and at f(x) &gt;
    /// 0 if q0 = 1.</remarks>
    /// <param name="activation">f(x), finite and &gt;= 0.</param>
    /// <param name="noise">The noise eps.</param>
    /// <param name="prior">The improper prior of a z that is not zero.</param>
    /// <param name="spike">Prior probability q0 of exactly zero, in [0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static RelativeNats LogUniform(double activation, LogNormal noise, LogUniform prior, double spike) =>
        Spiked(activation, LogUniform(noise, prior), spike);

    /// <summary>Proposition 2 as trained on, for a unit and a prior with a spike q0: -log q0 at f(x) = 0, else
    /// -log(alpha / alphaMax) - log(1 - q0).</summary>
    /// <remarks>The divergence is +infinity at f(x) = 0 if q0 = 0, and at f(x) &gt; 0 if q0 = 1.</remarks>
    /// <param name="activation">f(x), finite and &gt;= 0.</param>
    /// <param name="alpha">Standard deviation of the log-noise, 0 &lt; alpha &lt;= alphaMax.</param>
    /// <param name="alphaMax">The largest allowed alpha, finite and &gt; 0.</param>
    /// <param name="spike">Prior probability q0 of exactly zero, in [0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static RelativeNats LogUniformRelative(double activation, double alpha, double alphaMax, double spike) =>
        Spiked(activation, LogUniformRelative(alpha, alphaMax), spike);

    /// <summary>A log-normal from the proper log-uniform prior: +infinity, since its tails leave every interval.</summary>
    public static Nats LogUniform(LogNormal posterior, TruncatedLogUniform prior) => new(double.PositiveInfinity);

    /// <summary>Proposition 2 with a proper prior: a log-normal truncated to an interval from the log-uniform one on an interval.</summary>
    /// <remarks>+infinity unless the prior's interval contains the posterior's. It tends to 0 for alpha far above the interval's
    /// length.</remarks>
    public static Nats LogUniform(TruncatedLogNormal posterior, TruncatedLogUniform prior)
    {
        var own = posterior.Logarithm;
        if (own.Lower < prior.Lower || own.Upper > prior.Upper) return new(double.PositiveInfinity);
        // The part within the posterior's own interval keeps its accuracy near zero; a longer prior interval adds the ratio of lengths.
        var outer = own.Length == prior.Length ? 0 : Math.Log(prior.Length / own.Length);
        return own.KlFromUniform + new Nats(outer);
    }

    /// <summary>Proposition 2 with a proper slab and a spike at zero, for f(x) &gt; 0; +infinity at q0 = 1.</summary>
    public static Nats LogUniform(TruncatedLogNormal posterior, SpikeMixture<TruncatedLogUniform> prior) =>
        Slab(LogUniform(posterior, prior.Slab), prior.Spike);

    /// <summary>Proposition 2 for a unit and a proper prior: -log q0 at f(x) = 0, else the divergence from the slab minus log(1 -
    /// q0).</summary>
    /// <remarks>At f(x) &gt; 0, z = eps f(x) is conditioned on the interval of the slab: without that the divergence is
    /// +infinity.</remarks>
    /// <param name="activation">f(x), finite and &gt;= 0.</param>
    /// <param name="noise">The noise eps.</param>
    /// <param name="prior">The prior of z.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="activation"/> is negative or not finite.</exception>
    public static Nats LogUniform(double activation, LogNormal noise, SpikeMixture<TruncatedLogUniform> prior) =>
        IsZero(activation) ? Spike(prior.Spike) : LogUniform(new TruncatedLogNormal(noise.Scaled(activation), prior.Slab), prior);

    /// <summary>Propositions 2 and 3 at f(x) = 0: the point mass at zero from a prior with a spike there, -log q0; +infinity at q0 =
    /// 0.</summary>
    /// <param name="spike">Prior probability q0 of exactly zero, in [0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="spike"/> is not a probability.</exception>
    public static Nats Spike(double spike) => new(Magnitude(KlFormulas.Spike<Scalar<double>>(new(Require.Probability(spike))).Value));

    /// <summary>The mean cost, per unit, of the spike of a prior, for units that are zero with a given probability.</summary>
    /// <param name="zeroFraction">The probability pi of f(x) = 0, in [0, 1].</param>
    /// <param name="spike">Prior probability q0 of exactly zero, in [0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is not a probability.</exception>
    public static Nats SpikeCost(double zeroFraction, double spike)
    {
        Require.Probability(zeroFraction);
        Require.Probability(spike);
        if (zeroFraction == 0) return Slab(Nats.Zero, spike);
        if (zeroFraction == 1) return Spike(spike);
        return new(KlFormulas.SpikeCost<Scalar<double>>(new(zeroFraction), new(spike)).Value);
    }

    /// <summary>The cost of the best, learned spike q0 = pi: the binary entropy of pi, which eq. (7) leaves out (erratum E6).</summary>
    /// <param name="zeroFraction">The probability pi of f(x) = 0, in [0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="zeroFraction"/> is not a probability.</exception>
    public static Nats LearnedSpike(double zeroFraction) => SpikeCost(zeroFraction, zeroFraction);

    /// <summary>One finite distribution from another: sum p log(p / q).</summary>
    /// <exception cref="ArgumentException">The alphabets differ in size.</exception>
    public static Nats Finite(FiniteDistribution p, FiniteDistribution q)
    {
        ArgumentNullException.ThrowIfNull(p);
        ArgumentNullException.ThrowIfNull(q);
        Require.SameLength(p.Count, q.Count, nameof(p), nameof(q));
        return new(FiniteInformation.Kl(p.Probabilities, q.Probabilities));
    }

    /// <summary>One coin from another, given their probabilities of heads.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An argument is not a probability.</exception>
    public static Nats Bernoulli(double p, double q) =>
        new(FiniteInformation.Kl([1 - Require.Probability(p), p], [1 - Require.Probability(q), q]));

    private static bool IsZero(double activation) => Require.NonNegative(activation) == 0;

    private static RelativeNats Spiked(double activation, RelativeNats slab, double spike)
    {
        Require.Probability(spike);
        return new(IsZero(activation) ? Spike(spike).Value : Slab(new(slab.Value), spike).Value);
    }

    private static Nats Slab(Nats slab, double spike) =>
        new(KlFormulas.Slab<Scalar<double>>(new(slab.Value), new(spike)).Value);

    /// <summary>-log 1 is -0: print it as 0.</summary>
    private static double Magnitude(double value) => value == 0 ? 0 : value;
}
