namespace IDropTheory;

/// <summary>A log-normal conditioned on an interval of log z: the posterior that the proper log-uniform prior of Proposition 2
/// requires.</summary>
public readonly record struct TruncatedLogNormal : IPositiveDistribution
{
    /// <summary>The distribution of z = exp(u) for a truncated normal u.</summary>
    public TruncatedLogNormal(TruncatedNormal logarithm) => Logarithm = logarithm;

    /// <summary>A log-normal conditioned on the support of a log-uniform prior.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public TruncatedLogNormal(LogNormal whole, TruncatedLogUniform support)
        : this(new TruncatedNormal(whole.Location, whole.Scale, support.Lower, support.Upper)) { }

    /// <summary>The distribution of log z.</summary>
    public TruncatedNormal Logarithm { get; }

    /// <inheritdoc/>
    public Nats EntropyOfLog => Logarithm.Entropy;

    /// <inheritdoc/>
    public Nats Entropy => EntropyOfLog + new Nats(Logarithm.Mean);

    /// <inheritdoc/>
    public double LogDensity(double z) =>
        Require.NotNaN(z) <= 0 ? double.NegativeInfinity : Logarithm.LogDensity(Math.Log(z)) - Math.Log(z);

    /// <inheritdoc/>
    public double Cdf(double z) => Require.NotNaN(z) <= 0 ? 0 : Logarithm.Cdf(Math.Log(z));

    /// <inheritdoc/>
    public double Quantile(double probability) => Math.Exp(Logarithm.Quantile(probability));

    /// <inheritdoc/>
    public double Sample(RandomKey key, ulong index) => Math.Exp(Logarithm.Sample(key, index));
}
