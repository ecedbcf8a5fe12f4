using MathNet.Numerics;

namespace IDropTheory;

/// <summary>Total correlation (multi-information) of continuous variables from samples, by the distances to nearest neighbours, in
/// nats.</summary>
/// <remarks>
/// Kraskov, Stoegbauer and Grassberger (2004), the first estimator for m variables: psi(k) + (m - 1) psi(n) - mean sum_j psi(n_j + 1),
/// where n_j counts the samples strictly nearer in column j alone than the k-th neighbour in all columns, in the maximum norm. No copula is
/// assumed, but the estimate falls far short of the truth where the dependence is strong or the columns are many (docs/estimators.md); a
/// multiple of log n is its ceiling. Columns are replaced by normal scores, so that increasing maps of single columns change nothing.
/// </remarks>
/// <example>
/// <code>
/// var key = RandomKey.FromSeed(1);
/// var samples = new double[500, 3];                // the third column is the product of the others' signs times noise
/// for (var i = 0; i &lt; 500; i++)
///     for (var j = 0; j &lt; 3; j++)
///         samples[i, j] = j &lt; 2 ? key.Normal((ulong)(3 * i + j))
///             : Math.Sign(samples[i, 0] * samples[i, 1]) * Math.Abs(key.Normal((ulong)(3 * i + j)));
/// Nats dependence = KsgMultiInformation.Value(samples);           // near log 2, where no correlation is
/// </code>
/// </example>
public static class KsgMultiInformation
{
    /// <summary>The estimate.</summary>
    /// <param name="samples">n rows of at least two columns; no two equal values in a column.</param>
    /// <param name="neighbours">k &gt;= 1, n &gt; k.</param>
    /// <exception cref="ArgumentException">Fewer than two columns, n &lt;= k, or two equal values in a column.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite, or k is too small.</exception>
    public static Nats Value(double[,] samples, int neighbours = 3)
    {
        ArgumentNullException.ThrowIfNull(samples);
        Require.AtLeast(neighbours, 1);
        var (n, d) = (samples.GetLength(0), samples.GetLength(1));
        Require.AtLeast(d, 2, "the number of columns");
        if (n <= neighbours)
            throw new ArgumentException(
                $"{n} samples have no neighbour number {neighbours}; at least {neighbours + 1} are needed.", nameof(neighbours));
        var scores = NormalScores.Of([.. samples.Cast<double>()], d);
        var columns = new KdTree[d];
        for (var j = 0; j < d; j++)
        {
            double[] column = [.. Enumerable.Range(0, n).Select(i => scores[i * d + j])];
            columns[j] = new(column, 1);
            NeighbourSamples.RefuseTies(columns[j], column, 1, $"column {j}");
        }
        var tree = new KdTree(scores, d);
        var sums = new double[n];
        Parallel.For(0, n, i =>
        {
            var distances = new double[neighbours];
            tree.NearestDistances(scores.AsSpan(i * d, d), distances);
            for (var j = 0; j < d; j++)
                sums[i] += SpecialFunctions.DiGamma(columns[j].CountNearer(scores.AsSpan(i * d + j, 1), distances[^1]));
        });
        return new(SpecialFunctions.DiGamma(neighbours) + (d - 1) * SpecialFunctions.DiGamma(n) - sums.Average());
    }
}
