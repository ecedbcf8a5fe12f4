using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>A finite mixture of log-normals: the marginal of one noisy activation over a finite input. Immutable.</summary>
/// <remarks>Densities are those of log z, in which the mixture is one of normals; divergences do not depend on that choice.</remarks>
public sealed class LogNormalMixture
{
    private readonly double[] _logWeights;
    private readonly NormalDensity[] _densities;

    /// <summary>A mixture of given weights and components.</summary>
    /// <exception cref="ArgumentException">The weights and the components differ in number.</exception>
    public LogNormalMixture(FiniteDistribution weights, params IReadOnlyList<LogNormal> components)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(components);
        Require.SameLength(weights.Count, components.Count, "the weights", "the list of components");
        (Weights, Components) = (weights, [.. components]);
        int[] supported = [.. Enumerable.Range(0, weights.Count).Where(k => weights[k] > 0)];
        _logWeights = [.. supported.Select(k => Math.Log(weights[k]))];
        _densities = [.. supported.Select(k => new NormalDensity(components[k].Location, components[k].Scale))];
    }

    /// <summary>The weights of the components.</summary>
    public FiniteDistribution Weights { get; }

    /// <summary>The components.</summary>
    public ImmutableArray<LogNormal> Components { get; }

    /// <summary>E[log z].</summary>
    public double LogMean => Components.Select((c, k) => Weights[k] * c.Location).Sum();

    /// <summary>Var[log z].</summary>
    public double LogVariance
    {
        get
        {
            var mean = LogMean;
            return Components.Select((c, k) => Weights[k] * (c.Scale * c.Scale + (c.Location - mean) * (c.Location - mean))).Sum();
        }
    }

    /// <summary>The log-normal of least KL(this || q): the one of the same mean and variance of log z.</summary>
    public LogNormal ClosestLogNormal() => new(LogMean, Math.Sqrt(LogVariance));

    /// <summary>The logarithm of the density of u = log z.</summary>
    public double LogDensityOfLog(double u)
    {
        Span<double> terms = _densities.Length <= 512 ? stackalloc double[_densities.Length] : new double[_densities.Length];
        for (var k = 0; k < terms.Length; k++)
            terms[k] = _logWeights[k] + _densities[k].Log(u);
        return Accurate.LogSumExp(terms);
    }

    /// <summary>KL(this || prior) &gt;= 0 by adaptive quadrature.</summary>
    public QuadratureResult Kl(LogNormal prior, CubatureOptions? options = null) =>
        Kl(new LogNormalMixture(FiniteDistribution.Uniform(1), prior), options);

    /// <summary>KL(this || prior) &gt;= 0 by adaptive quadrature.</summary>
    public QuadratureResult Kl(LogNormalMixture prior, CubatureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(prior);
        return InformationIntegrals.Kl(
            u => LogDensityOfLog(u[0]), u => prior.LogDensityOfLog(u[0]), [[.. Support(), .. prior.Support()]], options);
    }

    /// <summary>I(x;z) &gt;= 0 of a finite x that chooses one of several mixtures for z, by adaptive quadrature.</summary>
    /// <param name="x">p(x).</param>
    /// <param name="zGivenX">p(z|x), one mixture for each x.</param>
    /// <param name="options">When to stop; <see cref="CubatureOptions.Default"/> if null.</param>
    /// <exception cref="ArgumentException">The alphabet of x is not the list of mixtures.</exception>
    public static QuadratureResult Information(
        FiniteDistribution x, IReadOnlyList<LogNormalMixture> zGivenX, CubatureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(zGivenX);
        Require.SameLength(x.Count, zGivenX.Count, "the input distribution", "the list of mixtures");
        int[] supported = [.. Enumerable.Range(0, x.Count).Where(k => x[k] > 0)];
        return InformationIntegrals.Information(
            [.. supported.Select(k => x[k])],
            (u, logs) =>
            {
                for (var k = 0; k < logs.Length; k++)
                    logs[k] = zGivenX[supported[k]].LogDensityOfLog(u[0]);
            },
            [supported.SelectMany(k => zGivenX[k].Support())],
            options);
    }

    /// <summary>The components of positive weight.</summary>
    internal IEnumerable<LogNormal> Support() => Components.Where((_, k) => Weights[k] > 0);
}
