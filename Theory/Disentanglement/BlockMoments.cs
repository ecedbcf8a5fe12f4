namespace IDropTheory;

/// <summary>Sums of products of predictors x, targets t and 1 over blocks of samples. They determine the linear least-squares fit on any
/// union of blocks and its error on any block.</summary>
internal sealed class BlockMoments
{
    private readonly int _predictors;
    private readonly int _order;
    private readonly double[][] _sums;

    /// <param name="predictors">Columns of n samples.</param>
    /// <param name="targets">Columns of n samples.</param>
    /// <param name="rows">The samples in the order in which they are divided.</param>
    /// <param name="ends">End of each block in that order.</param>
    public BlockMoments(double[][] predictors, double[][] targets, int[] rows, int[] ends)
    {
        (_predictors, _order) = (predictors.Length, predictors.Length + targets.Length + 1);
        var n = rows.Length;
        var samples = new double[_order * n];
        foreach (var (j, column) in predictors.Concat(targets).Index())
            for (var i = 0; i < n; i++)
                samples[j * n + i] = column[rows[i]];
        samples.AsSpan((_order - 1) * n).Fill(1);
        _sums = new double[ends.Length][];
        for (var (block, start) = (0, 0); block < ends.Length; start = ends[block++])
        {
            _sums[block] = new double[_order * _order];
            LinearAlgebra.AddGram(1, samples, start, n, ends[block] - start, _sums[block], 0, _order, _order);
        }
    }

    /// <summary>Number of samples in a block.</summary>
    public double Count(int block) => Sum(_sums[block], _order - 1, _order - 1);

    /// <summary>Means and covariances over some blocks.</summary>
    public Fit Over(IEnumerable<int> blocks)
    {
        var sums = new double[_order * _order];
        foreach (var block in blocks)
            for (var i = 0; i < sums.Length; i++)
                sums[i] += _sums[block][i];
        var n = Sum(sums, _order - 1, _order - 1);
        var means = new double[_order - 1];
        for (var j = 0; j < means.Length; j++)
            means[j] = Sum(sums, _order - 1, j) / n;
        var gram = new double[_predictors * _predictors];
        var covariances = new double[_order - 1 - _predictors][];
        for (var j = 0; j < _predictors; j++)
            for (var k = 0; k < _predictors; k++)
                gram[j * _predictors + k] = Sum(sums, j, k) / n - means[j] * means[k];
        for (var t = 0; t < covariances.Length; t++)
        {
            covariances[t] = new double[_predictors];
            for (var j = 0; j < _predictors; j++)
                covariances[t][j] = Sum(sums, _predictors + t, j) / n - means[_predictors + t] * means[j];
        }
        return new(means, gram, covariances);
    }

    /// <summary>Mean squared error on a block of a linear prediction of one target whose intercept fits the means of other
    /// blocks.</summary>
    public double Error(int block, int target, double[] weights, Fit fit)
    {
        var (sums, t, one) = (_sums[block], _predictors + target, _order - 1);
        var intercept = fit.Means[t];
        for (var j = 0; j < _predictors; j++)
            intercept -= weights[j] * fit.Means[j];
        var error = Sum(sums, t, t) - 2 * intercept * Sum(sums, one, t) + intercept * intercept * Sum(sums, one, one);
        for (var j = 0; j < _predictors; j++)
        {
            if (weights[j] == 0) continue;
            var rest = 2 * (intercept * Sum(sums, one, j) - Sum(sums, t, j)) + weights[j] * Sum(sums, j, j);
            for (var k = 0; k < j; k++)
                rest += 2 * weights[k] * Sum(sums, j, k);
            error += weights[j] * rest;
        }
        return Math.Max(error, 0) / Count(block);
    }

    private double Sum(double[] lower, int i, int j) => i >= j ? lower[i * _order + j] : lower[j * _order + i];

    /// <summary>The means and covariances of predictors and targets.</summary>
    public sealed class Fit(double[] means, double[] gram, double[][] covariances)
    {
        /// <summary>Means of the predictors, then of the targets.</summary>
        public double[] Means { get; } = means;

        /// <summary>Covariances of the predictors, row-major.</summary>
        public double[] Gram { get; } = gram;

        /// <summary>For each target, its covariance with each predictor.</summary>
        public double[][] Covariances { get; } = covariances;
    }
}
