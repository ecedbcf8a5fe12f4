namespace IDropTheory;

/// <summary>The improper log-uniform prior of Proposition 2: density c / z on all z &gt; 0, that is the constant c in log z.</summary>
/// <remarks>
/// It has no finite mass, hence no samples, no distribution function and no entropy, and divergences from it are
/// <see cref="RelativeNats"/>. <see cref="TruncatedLogUniform"/> is the proper version.
/// </remarks>
/// <example>
/// <code>
/// var prior = new LogUniform(logConstant: 0);      // density 1 / z
/// RelativeNats kl = KlDivergence.LogUniform(new LogNormal(0, 0.5), prior);
/// </code>
/// </example>
public readonly record struct LogUniform
{
    /// <summary>The prior with a given constant.</summary>
    /// <param name="logConstant">log c, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="logConstant"/> is not finite.</exception>
    public LogUniform(double logConstant) => LogConstant = Require.Finite(logConstant);

    /// <summary>log c, the logarithm of the density of log z.</summary>
    public double LogConstant { get; }

    /// <summary>log(c / z), the logarithm of the (unnormalised) density at z; -infinity for z &lt;= 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">z is NaN.</exception>
    public double LogDensity(double z) => Require.NotNaN(z) <= 0 ? double.NegativeInfinity : LogConstant - Math.Log(z);
}
