namespace IDropTheory;

/// <summary>A representation of a data set: z given x_i ~ N(m_i, diag s_i^2), i uniform on N points. Immutable.</summary>
/// <remarks>For the paper's log-normal z, this is log z: information and total correlation do not change under the logarithm.</remarks>
public sealed class GaussianEncoder
{
    private const double HalfLogTwoPi = KlFormulas.StandardNormalEntropy - 0.5;

    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly double[] _logScales;

    /// <summary>An encoder of given means and standard deviations.</summary>
    /// <param name="means">N x d, finite.</param>
    /// <param name="scales">N x d standard deviations, &gt; 0.</param>
    /// <exception cref="ArgumentException">The shapes differ, or there are no points or dimensions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A mean is not finite or a scale not positive.</exception>
    public GaussianEncoder(double[,] means, double[,] scales)
    {
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(scales);
        (Points, Dimensions) = (means.GetLength(0), means.GetLength(1));
        if (Points == 0 || Dimensions == 0 || scales.GetLength(0) != Points || scales.GetLength(1) != Dimensions)
            throw new ArgumentException(
                $"means are {Points} x {Dimensions}, scales {scales.GetLength(0)} x {scales.GetLength(1)}; they must agree, not empty.",
                nameof(scales));
        (_means, _scales, _logScales) = (new double[means.Length], new double[means.Length], new double[means.Length]);
        for (var i = 0; i < Points; i++)
            for (var j = 0; j < Dimensions; j++)
            {
                _means[i * Dimensions + j] = Require.Finite(means[i, j], $"means[{i}, {j}]");
                _scales[i * Dimensions + j] = Require.Positive(scales[i, j], $"scales[{i}, {j}]");
                _logScales[i * Dimensions + j] = Math.Log(scales[i, j]);
            }
    }

    /// <summary>Number of data points N.</summary>
    public int Points { get; }

    /// <summary>Number of components d of z.</summary>
    public int Dimensions { get; }

    /// <summary>The mean of each component for one point.</summary>
    public ReadOnlySpan<double> Means(int point) => _means.AsSpan(point * Dimensions, Dimensions);

    /// <summary>The standard deviation of each component for one point.</summary>
    public ReadOnlySpan<double> Scales(int point) => _scales.AsSpan(point * Dimensions, Dimensions);

    /// <summary>log p(z_j | x_i) of one component, in nats.</summary>
    public double LogDensity(int point, int component, double z)
    {
        var at = point * Dimensions + component;
        var standardised = (z - _means[at]) / _scales[at];
        return -0.5 * standardised * standardised - _logScales[at] - HalfLogTwoPi;
    }

    /// <summary>A sample of z for each of the given points, one row each.</summary>
    public double[,] Sample(ReadOnlySpan<int> points, RandomKey key)
    {
        var z = new double[points.Length, Dimensions];
        for (var r = 0; r < points.Length; r++)
            for (var j = 0; j < Dimensions; j++)
                z[r, j] = Means(points[r])[j] + Scales(points[r])[j] * key.Normal((ulong)r * (ulong)Dimensions + (ulong)j);
        return z;
    }

    /// <summary>H(z|x): the mean differential entropy of the conditionals.</summary>
    public Nats ConditionalEntropy() => new(_logScales.Sum() / Points + Dimensions * KlFormulas.StandardNormalEntropy);
}
