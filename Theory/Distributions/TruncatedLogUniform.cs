namespace IDropTheory;

/// <summary>The proper log-uniform prior: log z uniform on [lower, upper], density c / z with c = 1 / (upper - lower).</summary>
public readonly record struct TruncatedLogUniform : IPositiveDistribution
{
    /// <summary>The distribution with log z uniform on an interval.</summary>
    /// <param name="lower">Least log z, finite.</param>
    /// <param name="upper">Largest log z, finite and above <paramref name="lower"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is not finite, or the interval is empty or longer than the largest
    /// number.</exception>
    public TruncatedLogUniform(double lower, double upper) => (Lower, Upper) = Require.Interval(lower, upper);

    /// <summary>Least log z.</summary>
    public double Lower { get; }

    /// <summary>Largest log z.</summary>
    public double Upper { get; }

    /// <summary>upper - lower, the length L of the interval of log z.</summary>
    public double Length => Upper - Lower;

    /// <inheritdoc/>
    /// <remarks>log L.</remarks>
    public Nats EntropyOfLog => new(Math.Log(Length));

    /// <inheritdoc/>
    public Nats Entropy => EntropyOfLog + new Nats(Lower + 0.5 * Length);

    /// <inheritdoc/>
    public double LogDensity(double z)
    {
        var log = Require.NotNaN(z) <= 0 ? double.NegativeInfinity : Math.Log(z);
        return log < Lower || log > Upper ? double.NegativeInfinity : -Math.Log(Length) - log;
    }

    /// <inheritdoc/>
    public double Cdf(double z) => Require.NotNaN(z) <= 0 ? 0 : Math.Clamp((Math.Log(z) - Lower) / Length, 0, 1);

    /// <inheritdoc/>
    public double Quantile(double probability) => Math.Exp(Lower + Require.Probability(probability) * Length);

    /// <inheritdoc/>
    public double Sample(RandomKey key, ulong index) => Quantile(key.Uniform(index));
}
