using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace IDropTheory;

/// <summary>Total correlation TC(z) = KL(p(z) || prod_j p(z_j)) of jointly normal or log-normal z: -1/2 log det R, in nats.</summary>
/// <remarks>
/// R is the correlation matrix of z if z is normal, of log z if z is log-normal: TC does not change under component-wise bijections.
/// The paper's section 8 ("Disentangling") misses the factor 1/2 (erratum E3). For other distributions the value depends on second moments
/// alone and bounds the true TC neither from above nor from below: three bits of which one is the XOR of the others have R = I, yet TC =
/// log 2.
/// </remarks>
/// <example>
/// <code>
/// var samples = new double[1_000 * 20];            // 1,000 rows of 20 independent columns
/// RandomKey.FromSeed(1).FillNormal(samples);
/// TotalCorrelationEstimate estimate = TotalCorrelation.FromSamples(samples, dimensions: 20);
/// Nats corrected = estimate.Corrected;             // near 0; estimate.PlugIn is biased upward
/// </code>
/// </example>
public static class TotalCorrelation
{
    /// <summary>-1/2 log det R of an exact covariance: never negative, zero only for a diagonal one.</summary>
    /// <param name="covariance">d x d, symmetric, of z (normal) or log z (log-normal).</param>
    /// <returns>Nats; +infinity for perfect dependence: a pivot of R at or below d * 2^-50 counts as zero.</returns>
    /// <exception cref="ArgumentException">Not square, symmetric or positive semi-definite, or a variance is not positive.</exception>
    public static Nats OfCovariance(Matrix<double> covariance)
    {
        ArgumentNullException.ThrowIfNull(covariance);
        Require.SameLength(covariance.ColumnCount, covariance.RowCount, "a row of the covariance", "a column");
        var d = covariance.RowCount;
        for (var i = 0; i < d; i++)
            for (var j = 0; j < i; j++)
                if (!(Math.Abs(covariance[i, j] - covariance[j, i])
                    <= 1e-9 * Math.Sqrt(Math.Abs(covariance[i, i])) * Math.Sqrt(Math.Abs(covariance[j, j]))))
                    throw new ArgumentException(FormattableString.Invariant(
                        $"The covariance is not symmetric: [{i}, {j}] is {covariance[i, j]}, [{j}, {i}] is {covariance[j, i]}."));
        return new(Correlations.TotalCorrelation(Correlations.MinusIdentity(d, (i, j) => covariance[i, j]), d));
    }

    /// <summary>Estimates TC from samples held in memory; see <see cref="Of"/>.</summary>
    /// <param name="rowMajor">n rows of <paramref name="dimensions"/> numbers: z if normal, log z if log-normal.</param>
    /// <param name="dimensions">Number of columns d.</param>
    /// <param name="confidence">Probability content of the interval, in (0, 1).</param>
    /// <exception cref="ArgumentException">n &lt;= d, a ragged span, a value that is not finite, or a constant column.</exception>
    public static TotalCorrelationEstimate FromSamples(ReadOnlySpan<double> rowMajor, int dimensions, double confidence = 0.95)
    {
        var samples = new StreamingCovariance(dimensions);
        samples.Add(rowMajor);
        return Of(samples, confidence);
    }

    /// <summary>Estimates TC from accumulated samples: plug-in, bias-corrected, and a confidence interval.</summary>
    /// <remarks>
    /// For independent normal rows, log det S and the log S_jj of the scatter matrix S have known means whatever the true covariance is,
    /// and S_jj is independent of the rest of S given column j. With nu = n - 1 and psi the digamma function, both moments are exact:
    /// <code>
    /// bias     = -1/2 [ sum_{i=1..d} psi((nu + 1 - i) / 2) - d psi(nu / 2) ]
    /// variance =  1/4 [ sum_{i=1..d} psi'((nu + 1 - i) / 2) - d psi'(nu / 2) + 2 sum_{i &lt; j} g(rho_ij^2) ]
    /// </code>
    /// where g(rho^2) = Cov(log S_ii, log S_jj), which is 2 rho^2 / nu to first order. The corrected value is therefore unbiased, not only
    /// for independent components. The interval is corrected +- quantile * standard error (normal approximation), each rho^2 replaced by
    /// r^2 - (1 - r^2) / (nu - 1). Its coverage is measured in docs/estimators.md. It may extend below zero: the data are then consistent
    /// with TC = 0. Data that are not normal (log-normal) have other moments; neither the correction nor the interval is exact for them.
    /// </remarks>
    /// <exception cref="ArgumentException">n &lt;= d (use <see cref="Shrunk"/>), or a constant column.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="confidence"/> is not in (0, 1).</exception>
    public static TotalCorrelationEstimate Of(StreamingCovariance samples, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (!(confidence is > 0 and < 1)) throw Require.Refuse(confidence, "a probability in (0, 1)", nameof(confidence));
        var (n, d) = (samples.Count, samples.Dimensions);
        var bias = GaussianBias(d, n);
        var r = samples.CorrelationMinusIdentity();
        var plugIn = Correlations.TotalCorrelation(r, d);
        var corrected = plugIn - bias.Value;
        var error = StandardError(r, d, n - 1.0);
        var reach = -NormalFunctions.Quantile(0.5 * (1 - confidence)) * error;
        return new(
            new(plugIn), bias, new(corrected), new(error), (new(corrected - reach), new(corrected + reach)), confidence, n, d);
    }

    /// <summary>By how much the plug-in estimate of <paramref name="samples"/> normal rows exceeds the truth on average, exactly.</summary>
    /// <exception cref="ArgumentException">There are no more samples than dimensions.</exception>
    public static Nats GaussianBias(int dimensions, long samples)
    {
        Require.AtLeast(dimensions, 1);
        if (samples <= dimensions)
            throw new ArgumentException(
                $"{samples} samples in {dimensions} dimensions have a singular correlation matrix; at least {dimensions + 1L} samples"
                + " are needed (TotalCorrelation.Shrunk needs only 2 samples, but gives no interval).");
        var nu = samples - 1.0;
        var full = SpecialFunctions.DiGamma(nu / 2);
        var sum = 0.0;
        for (var i = 2; i <= dimensions; i++)
            sum += full - SpecialFunctions.DiGamma((nu + 1 - i) / 2);
        return new(0.5 * sum);
    }

    /// <summary>TC of shrunk sample correlations, (1 - lambda) R + lambda I: defined for any n &gt;= 2, biased by the shrinkage.</summary>
    /// <exception cref="ArgumentException">Fewer than two samples, or a constant column.</exception>
    public static ShrunkTotalCorrelation Shrunk(StreamingCovariance samples, Shrinkage shrinkage)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Count < 2) throw new ArgumentException($"{samples.Count} samples have no correlation; at least 2 are needed.");
        var r = samples.CorrelationMinusIdentity();
        for (var i = 0; i < r.Length; i++)
            r[i] *= 1 - shrinkage.Intensity;
        return new(new(Correlations.TotalCorrelation(r, samples.Dimensions)), shrinkage, samples.Count, samples.Dimensions);
    }

    private static double StandardError(double[] r, int d, double nu)
    {
        var full = LogChiSquare.Variance(nu / 2);
        var determinant = 0.0;
        for (var i = 2; i <= d; i++)
            determinant += LogChiSquare.Variance((nu + 1 - i) / 2) - full;
        var pairs = 0.0;
        for (var i = 1; i < d; i++)
            for (var j = 0; j < i; j++)
            {
                var square = r[i * d + j] * r[i * d + j];
                pairs += LogChiSquare.Covariance(nu / 2, square - (1 - square) / (nu - 1));
            }
        return 0.5 * Math.Sqrt(determinant + 2 * Math.Max(pairs, 0));
    }
}
