namespace IDropTheory;

/// <summary>
/// The log-normal distribution, log z ~ N(location, scale^2): the multiplicative noise, the noisy activation z given x, and the prior of
/// Proposition 3.
/// </summary>
/// <example>
/// <code>
/// LogNormal noise = LogNormal.Noise(alpha: 0.5, NoiseConvention.MedianOne);
/// LogNormal z = noise.Scaled(2);                   // z = eps f(x) for f(x) = 2
/// double median = z.Median;                        // 2
/// Nats entropy = z.Entropy;
/// </code>
/// </example>
public readonly record struct LogNormal : IPositiveDistribution
{
    // Below this scale alpha^2 may underflow; the variance is then (scale * median)^2 to double precision.
    private const double TinyScale = 1e-9;

    /// <summary>A log-normal with given parameters of log z.</summary>
    /// <param name="location">Mean of log z, finite.</param>
    /// <param name="scale">Standard deviation of log z, finite and &gt; 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public LogNormal(double location, double scale) => (Location, Scale) = (Require.Finite(location), Require.Positive(scale));

    /// <summary>Mean of log z.</summary>
    public double Location { get; }

    /// <summary>Standard deviation of log z, &gt; 0 (alpha of the noise, sigma of the prior).</summary>
    public double Scale { get; }

    /// <summary>The multiplicative noise eps of the paper, log eps ~ N(m, alpha^2).</summary>
    /// <param name="alpha">Standard deviation of log eps, finite and &gt; 0.</param>
    /// <param name="convention">m = 0 for median one (the paper's formulas), m = -alpha^2 / 2 for unit mean (the paper's text; erratum
    /// E5).</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range, or alpha^2 overflows for unit mean.</exception>
    public static LogNormal Noise(double alpha, NoiseConvention convention) => convention switch
    {
        NoiseConvention.MedianOne => new(0, alpha),
        NoiseConvention.UnitMean => new(NoiseFormulas.UnitMeanLocation<Scalar<double>>(new(Require.Positive(alpha))).Value, alpha),
        _ => throw new ArgumentOutOfRangeException(nameof(convention), convention, "convention must be MedianOne or UnitMean."),
    };

    /// <summary>The distribution of factor * z: the noisy activation, if this is the noise and the factor is f(x).</summary>
    /// <param name="factor">Finite and &gt; 0; at f(x) = 0 the noisy activation is exactly zero and has no density.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is outside its range.</exception>
    public LogNormal Scaled(double factor) => new(Location + Math.Log(Require.Positive(factor)), Scale);

    /// <summary>exp(location).</summary>
    public double Median => Math.Exp(Location);

    /// <summary>E[z] = exp(location + scale^2 / 2).</summary>
    public double Mean => NoiseFormulas.Mean<Scalar<double>>(new(Location), new(Scale)).Value;

    /// <summary>The most probable z: exp(location - scale^2).</summary>
    public double Mode => Math.Exp(Location - Scale * Scale);

    /// <summary>Var[z] = (exp(scale^2) - 1) exp(2 location + scale^2), without cancellation for small scales.</summary>
    public double Variance =>
        Scale < TinyScale
            ? Scale * Median * (Scale * Median)
            : NoiseFormulas.Variance<Scalar<double>>(new(Location), new(Scale)).Value;

    /// <inheritdoc/>
    /// <remarks>log scale + 1/2 log(2 pi e).</remarks>
    public Nats EntropyOfLog => new(Math.Log(Scale) + KlFormulas.StandardNormalEntropy);

    /// <inheritdoc/>
    public Nats Entropy => EntropyOfLog + new Nats(Location);

    /// <inheritdoc/>
    public double LogDensity(double z)
    {
        if (Require.NotNaN(z) <= 0 || double.IsPositiveInfinity(z)) return double.NegativeInfinity;
        var standard = Standard(z);
        return -0.5 * standard * standard - NormalFunctions.LogSqrtTwoPi - Math.Log(Scale) - Math.Log(z);
    }

    /// <inheritdoc/>
    public double Cdf(double z) => Require.NotNaN(z) <= 0 ? 0 : NormalFunctions.Cdf(Standard(z));

    /// <inheritdoc/>
    public double Quantile(double probability) => Math.Exp(Location + Scale * NormalFunctions.Quantile(probability));

    /// <inheritdoc/>
    public double Sample(RandomKey key, ulong index) => Math.Exp(Location + Scale * key.Normal(index));

    /// <summary>Fills a span with the random numbers of indices 0, 1, 2, ... of a key.</summary>
    public void Fill(RandomKey key, Span<double> destination)
    {
        key.FillNormal(destination);
        foreach (ref var z in destination)
            z = Math.Exp(Location + Scale * z);
    }

    private double Standard(double z) => (Math.Log(z) - Location) / Scale;
}
