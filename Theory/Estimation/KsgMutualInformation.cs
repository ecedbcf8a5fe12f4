using MathNet.Numerics;

namespace IDropTheory;

/// <summary>Mutual information of continuous variables from samples, by the distances to nearest neighbours, in nats.</summary>
/// <remarks>
/// Kraskov, Stoegbauer and Grassberger, "Estimating mutual information", Phys. Rev. E 69, 066138 (2004), first estimator:
/// psi(k) + psi(n) - mean[psi(n_x + 1) + psi(n_y + 1)], where n_x and n_y count the samples strictly nearer in x alone and in y alone than
/// the k-th neighbour in the joint space, in the maximum norm. Columns are first scaled to unit variance, so the result does not depend on
/// units. Its errors on known cases are in docs/estimators.md: small at moderate information, but strongly dependent variables need
/// exponentially many samples, and the estimate then falls short of the truth (it cannot exceed about log n).
/// </remarks>
/// <example>
/// <code>
/// var key = RandomKey.FromSeed(1);
/// var (x, y) = (new double[500, 1], new double[500, 1]);
/// for (var i = 0; i &lt; 500; i++)
/// {
///     x[i, 0] = key.Fold("x").Normal((ulong)i);
///     y[i, 0] = x[i, 0] + key.Fold("noise").Normal((ulong)i);
/// }
/// KsgEstimate estimate = KsgMutualInformation.Estimate(x, y, key.Fold("shuffles"));
/// Nats information = estimate.Value;               // the truth is log(2) / 2
/// </code>
/// </example>
public static class KsgMutualInformation
{
    /// <summary>The estimate, with the distribution it has when y is shuffled, which destroys any dependence.</summary>
    /// <param name="x">n rows of samples, one or more columns.</param>
    /// <param name="y">n rows of samples, one or more columns; row i belongs to row i of x.</param>
    /// <param name="key">The randomness of the shuffles.</param>
    /// <param name="neighbours">k: small values have little bias and much variance; 3 to 10 is usual.</param>
    /// <param name="shuffles">Number of shuffles, at least 2; the p-value is at least 1 / (shuffles + 1).</param>
    /// <exception cref="ArgumentException">n differs, n &lt;= k, a constant column, or two equal rows in x or in y (the variables
    /// must be continuous; break ties with <see cref="Jitter"/>).</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite, or a count is too small.</exception>
    public static KsgEstimate Estimate(double[,] x, double[,] y, RandomKey key, int neighbours = 3, int shuffles = 100)
    {
        Require.AtLeast(shuffles, 2);
        var samples = new PairedSamples(x, y, neighbours);
        var value = samples.Estimate([.. Enumerable.Range(0, samples.Count)]);
        var nulls = new double[shuffles];
        Parallel.For(0, shuffles, s => nulls[s] = samples.Estimate(key.Fold((ulong)s).Permutation(samples.Count)));
        var mean = nulls.Average();
        var deviation = Math.Sqrt(nulls.Sum(v => (v - mean) * (v - mean)) / (shuffles - 1));
        var pValue = (1.0 + nulls.Count(v => v >= value)) / (1 + shuffles);
        return new(new(value), new(mean), new(deviation), pValue, neighbours, samples.Count, shuffles);
    }

    /// <summary>The estimate alone, without shuffles.</summary>
    /// <inheritdoc cref="Estimate" path="/param"/>
    /// <inheritdoc cref="Estimate" path="/exception"/>
    public static Nats Value(double[,] x, double[,] y, int neighbours = 3)
    {
        var samples = new PairedSamples(x, y, neighbours);
        return new(samples.Estimate([.. Enumerable.Range(0, samples.Count)]));
    }

    /// <summary>The largest value that the estimate can have, psi(n) - psi(k), whatever the truth is: about log n.</summary>
    /// <remarks>Each sample has at least k - 1 others strictly nearer in x and in y, so that both counts + 1 are at least k.</remarks>
    /// <param name="samples">n &gt; k.</param>
    /// <param name="neighbours">k &gt;= 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is too small.</exception>
    public static Nats Ceiling(int samples, int neighbours = 3) =>
        new(SpecialFunctions.DiGamma(Require.AtLeast(samples, Require.AtLeast(neighbours, 1) + 1)) - SpecialFunctions.DiGamma(neighbours));

    /// <summary>Standardised samples (mean 0, variance 1 in every column) with normal noise added, to break the ties of rounded
    /// data.</summary>
    /// <param name="samples">n rows.</param>
    /// <param name="scale">Standard deviation of the noise in units of each column's, &gt; 0; it should be far below the resolution of
    /// interest, 1e-10 for instance.</param>
    /// <param name="key">The randomness of the noise; use different keys for x and y.</param>
    /// <exception cref="ArgumentException">A constant column or no rows.</exception>
    public static double[,] Jitter(double[,] samples, double scale, RandomKey key)
    {
        Require.Positive(scale);
        var (standardised, rows, columns) = NeighbourSamples.Standardise(samples, nameof(samples));
        var result = new double[rows, columns];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                result[i, j] = standardised[i * columns + j] + scale * key.Normal((ulong)(i * columns + j));
        return result;
    }

    /// <summary>Standardised samples and the trees of their two marginals, which every shuffle shares.</summary>
    private sealed class PairedSamples
    {
        private readonly double[] _x;
        private readonly double[] _y;
        private readonly int _columnsX;
        private readonly int _columnsY;
        private readonly KdTree _treeX;
        private readonly KdTree _treeY;
        private readonly int _neighbours;
        private readonly double[] _digamma;

        public PairedSamples(double[,] x, double[,] y, int neighbours)
        {
            _neighbours = Require.AtLeast(neighbours, 1);
            (_x, Count, _columnsX) = NeighbourSamples.Standardise(x, nameof(x));
            (_y, var countY, _columnsY) = NeighbourSamples.Standardise(y, nameof(y));
            Require.SameLength(Count, countY, "x", "y");
            if (Count <= neighbours)
                throw new ArgumentException(
                    $"{Count} samples have no neighbour number {neighbours}; at least {neighbours + 1} are needed.", nameof(neighbours));
            (_treeX, _treeY) = (new(_x, _columnsX), new(_y, _columnsY));
            NeighbourSamples.RefuseTies(_treeX, _x, _columnsX, "x");
            NeighbourSamples.RefuseTies(_treeY, _y, _columnsY, "y");
            _digamma = new double[Count + 1];
            for (var i = 1; i <= Count; i++)
                _digamma[i] = SpecialFunctions.DiGamma(i);
        }

        public int Count { get; }

        /// <summary>The estimate when row i of x is paired with row order[i] of y.</summary>
        public double Estimate(int[] order)
        {
            var d = _columnsX + _columnsY;
            var joint = new double[Count * d];
            for (var i = 0; i < Count; i++)
            {
                X(i).CopyTo(joint.AsSpan(i * d));
                Y(order[i]).CopyTo(joint.AsSpan(i * d + _columnsX));
            }
            var tree = new KdTree(joint, d);
            var distances = new double[_neighbours];
            var sum = 0.0;
            for (var i = 0; i < Count; i++)
            {
                tree.NearestDistances(joint.AsSpan(i * d, d), distances);
                // The counts include the sample itself, which makes them n_x + 1 and n_y + 1.
                sum += _digamma[_treeX.CountNearer(X(i), distances[^1])] + _digamma[_treeY.CountNearer(Y(order[i]), distances[^1])];
            }
            return _digamma[_neighbours] + _digamma[Count] - sum / Count;
        }

        private ReadOnlySpan<double> X(int row) => _x.AsSpan(row * _columnsX, _columnsX);

        private ReadOnlySpan<double> Y(int row) => _y.AsSpan(row * _columnsY, _columnsY);
    }
}
