using MathNet.Numerics.LinearAlgebra;

namespace IDropTheory;

/// <summary>Total correlation from ranks: that of the normal distribution with the correlations of the columns' normal scores.</summary>
/// <remarks>
/// Total correlation does not change under increasing maps of single components, and neither does this estimate; the estimate from
/// correlations (<see cref="TotalCorrelation"/>) does. If increasing maps of the components are jointly normal (a normal copula), it
/// estimates the total correlation, whatever the margins are. For other copulas it estimates the value of the normal copula with the same
/// correlations of scores, which bounds the truth neither from above nor from below.
/// <para>The standard error is the jackknife's (Efron and Stein 1981), so that it holds for every copula. The bias is that of normal data,
/// which is known exactly, times the ratio of the jackknife's estimate to its mean for normal data, plus that of
/// ranks, which is simulated. docs/estimators.md has the measured coverage of the interval.</para>
/// </remarks>
/// <example>
/// <code>
/// var samples = new double[1_000 * 20];
/// RandomKey.FromSeed(1).FillNormal(samples);
/// double[] skewed = [.. samples.Select(Math.Exp)];
/// TotalCorrelationEstimate estimate = RankTotalCorrelation.FromSamples(skewed, dimensions: 20);   // as of the samples themselves
/// </code>
/// </example>
public static class RankTotalCorrelation
{
    /// <summary>The least number of samples whose interval covers the truth as often as it says. With 100 from a t distribution of 5
    /// degrees one of 95% covered 91%.</summary>
    public const int FewestForInterval = 200;

    private const int Simulations = 4;

    /// <summary>Estimates the total correlation of samples; every field is of the scores.</summary>
    /// <param name="rowMajor">n rows of <paramref name="dimensions"/> finite numbers, n &gt; d + 1.</param>
    /// <param name="dimensions">Number of columns d.</param>
    /// <param name="confidence">Probability content of the interval, in (0, 1).</param>
    /// <param name="key">The randomness of the simulation of a bias.</param>
    /// <returns>The estimate; infinite where columns have equal ranks, and then without a standard error. The interval
    /// of fewer than <see cref="FewestForInterval"/> samples may be too short.</returns>
    /// <exception cref="ArgumentException">n &lt;= d + 1, a ragged span, or a constant column.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite, or <paramref name="confidence"/> is not in (0, 1).</exception>
    public static TotalCorrelationEstimate FromSamples(
        ReadOnlySpan<double> rowMajor, int dimensions, double confidence = 0.95, RandomKey key = default)
    {
        if (!(confidence is > 0 and < 1)) throw Require.Refuse(confidence, "a probability in (0, 1)", nameof(confidence));
        var scores = NormalScores.Of(rowMajor, dimensions);
        var (n, d) = (scores.Length / dimensions, dimensions);
        var before = TotalCorrelation.GaussianBias(d, n - 1).Value;
        var normal = TotalCorrelation.GaussianBias(d, n).Value;
        var moments = new StreamingCovariance(d);
        moments.Add(scores);
        var r = moments.CorrelationMinusIdentity();
        var plugIn = Correlations.TotalCorrelation(r, d);
        if (double.IsPositiveInfinity(plugIn))
            return new(
                new(plugIn), new(normal), new(plugIn), new(plugIn), (new(plugIn), new(plugIn)), confidence, n, d);
        var factor = Matrix<double>.Build
            .Dense(d, d, (i, j) => i == j ? 1 : r[Math.Max(i, j) * d + Math.Min(i, j)]).Cholesky();
        var inverse = factor.Solve(Matrix<double>.Build.DenseIdentity(d)).ToColumnMajorArray();
        var changes = Deletions(Standardised(scores, moments), inverse, n, d);
        var mean = changes.Average();
        var error = Math.Sqrt((n - 1.0) / n * changes.Sum(change => (change - mean) * (change - mean)));
        // One column has no bias, and no dependence.
        var bias = d == 1 ? 0 : normal * (mean / (before - normal)) + RankBias(factor.Factor, n, key);
        var (corrected, reach) = (plugIn - bias, -NormalFunctions.Quantile(0.5 * (1 - confidence)) * error);
        return new(
            new(plugIn), new(bias), new(corrected), new(error), (new(corrected - reach), new(corrected + reach)), confidence, n, d);
    }

    /// <summary>By how much the plug-in value of the scores of normal data differs from that of the data: a mean over samples from the
    /// normal distribution with the given correlations. Negative, and small beside the standard error.</summary>
    private static double RankBias(Matrix<double> factor, int n, RandomKey key)
    {
        var d = factor.RowCount;
        var lower = factor.Transpose().ToColumnMajorArray();
        var (normal, rows) = (new double[n * d], new double[n * d]);
        var sum = 0.0;
        for (var k = 0; k < Simulations; k++)
        {
            key.Fold((ulong)k).FillNormal(normal);
            Parallel.For(0, n, i =>
            {
                for (var j = 0; j < d; j++)
                    rows[i * d + j] = LinearAlgebra.Dot(lower, j * d, normal, i * d, j + 1);
            });
            sum += PlugIn(NormalScores.Of(rows, d), d) - PlugIn(rows, d);
        }
        return sum / Simulations;
    }

    private static double PlugIn(double[] rows, int d)
    {
        var moments = new StreamingCovariance(d);
        moments.Add(rows);
        return Correlations.TotalCorrelation(moments.CorrelationMinusIdentity(), d);
    }

    /// <summary>The change of -1/2 log det R by leaving out each row, from its leverage in all columns and in each.</summary>
    private static double[] Deletions(double[] rows, double[] inverse, int n, int d)
    {
        var changes = new double[n];
        var factor = n / (n - 1.0);
        Parallel.For(0, n, i =>
        {
            var (leverage, alone) = (0.0, 0.0);
            for (var j = 0; j < d; j++)
            {
                var value = rows[i * d + j];
                leverage += value * LinearAlgebra.Dot(inverse, j * d, rows, i * d, d);
                alone += Accurate.Log1p(-factor * value * value);
            }
            changes[i] = -0.5 * (Accurate.Log1p(-Math.Min(factor * leverage, 1 - 1e-12)) - alone);
        });
        return changes;
    }

    /// <summary>Centred columns of length one.</summary>
    private static double[] Standardised(double[] scores, StreamingCovariance moments)
    {
        var d = moments.Dimensions;
        var (mean, covariance) = (moments.Mean(), moments.Covariance());
        double[] scale = [.. Enumerable.Range(0, d).Select(j => 1 / Math.Sqrt((moments.Count - 1) * covariance[j, j]))];
        var rows = new double[scores.Length];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = (scores[i] - mean[i % d]) * scale[i % d];
        return rows;
    }
}
