namespace IDropTheory.Verification;

/// <summary>Sparse linear models of one factor, fitted plainly: the reference for <see cref="LinearDci"/>.</summary>
/// <param name="importance">Norm of the weights of each component.</param>
/// <param name="informativeness">Share of the factor's variance that is explained on the samples left out.</param>
/// <param name="penalty">The penalty, in units of the least one at which every weight is zero.</param>
internal sealed class LinearReference(double[] importance, double informativeness, double penalty)
{
    /// <summary>Norm of the weights of each component.</summary>
    public double[] Importance => importance;

    /// <summary>Share of the factor's variance that is explained on the samples left out.</summary>
    public double Informativeness => informativeness;

    /// <summary>The penalty, in units of the least one at which every weight is zero.</summary>
    public double Penalty => penalty;

    /// <summary>The first fifth of the samples, in the given order, tests; the others train, and choose the penalty in five
    /// folds.</summary>
    public static LinearReference Of(double[,] codes, double[][] targets, int[] order, double? penalty)
    {
        var (n, d) = (codes.GetLength(0), codes.GetLength(1));
        var predictors = Enumerable.Range(0, d).Select(j => Standardised([.. Enumerable.Range(0, n).Select(i => codes[i, j])])).ToArray();
        var (test, train) = (order[..(n / 5)], order[(n / 5)..]);
        int End(int fold) => (int)((long)fold * train.Length / LinearDci.Folds);
        var models = targets.Select(target => new Model(predictors, target, train)).ToArray();
        var largest = models.Max(model => model.Covariance.Max(Math.Abs));
        double[] path = penalty is { } given ? [given]
            : [.. Enumerable.Range(0, LinearDci.Penalties)
                .Select(i => Math.Pow(LinearDci.SmallestPenalty, i / (LinearDci.Penalties - 1.0)))];
        var chosen = path[0];
        if (path.Length > 1)
        {
            var folds = Enumerable.Range(0, LinearDci.Folds).Select(f => (
                Fitted: targets.Select(t => new Model(predictors, t, [.. train[..End(f)], .. train[End(f + 1)..]])).ToArray(),
                Left: train[End(f)..End(f + 1)])).ToArray();
            var scores = path.Select(share => folds
                .Select(fold => fold.Fitted.Sum(model => model.Error(model.Weights(share * largest), fold.Left))).ToArray()).ToArray();
            var best = scores.MinBy(score => score.Average())!;
            var deviation = Math.Sqrt(best.Sum(v => Math.Pow(v - best.Average(), 2)) / (best.Length - 1) / best.Length);
            chosen = path.First(share => scores[Array.IndexOf(path, share)].Average() <= best.Average() + deviation);
        }
        var weights = Array.ConvertAll(models, model => model.Weights(chosen * largest));
        return new(
            [.. Enumerable.Range(0, d).Select(j => Math.Sqrt(weights.Sum(w => w[j] * w[j])))],
            1 - models.Zip(weights, (model, w) => model.Error(w, test)).Sum() / models.Sum(model => model.Error(new double[d], test)),
            chosen);
    }

    private static double[] Standardised(double[] column)
    {
        var mean = column.Average();
        var deviation = Math.Sqrt(column.Average(v => (v - mean) * (v - mean)));
        return Array.ConvertAll(column, v => (v - mean) / deviation);
    }

    /// <summary>Least squares with a penalty on absolute weights, by 20,000 sweeps or until nothing moves.</summary>
    private sealed class Model
    {
        private readonly double[][] _predictors;
        private readonly double[] _target;
        private readonly double[] _means;
        private readonly double _mean;
        private readonly double[,] _gram;

        public Model(double[][] predictors, double[] target, int[] samples)
        {
            (_predictors, _target, _mean) = (predictors, target, samples.Average(i => target[i]));
            _means = Array.ConvertAll(predictors, column => samples.Average(i => column[i]));
            _gram = Tables.Of(predictors.Length, predictors.Length, (j, k) =>
                samples.Average(i => (predictors[j][i] - _means[j]) * (predictors[k][i] - _means[k])));
            Covariance = [.. predictors.Select((column, j) => samples.Average(i => (column[i] - _means[j]) * (target[i] - _mean)))];
        }

        public double[] Covariance { get; }

        public double[] Weights(double penalty)
        {
            var w = new double[Covariance.Length];
            for (var (sweep, moved) = (0, 1.0); sweep < 20_000 && moved > 1e-14; sweep++)
            {
                moved = 0;
                for (var j = 0; j < w.Length; j++)
                {
                    var pull = Covariance[j] - Enumerable.Range(0, w.Length).Sum(k => k == j ? 0 : _gram[j, k] * w[k]);
                    var next = Math.Sign(pull) * Math.Max(Math.Abs(pull) - penalty, 0) / _gram[j, j];
                    (moved, w[j]) = (Math.Max(moved, Math.Abs(next - w[j])), next);
                }
            }
            return w;
        }

        public double Error(double[] weights, int[] samples) => samples.Average(i =>
            Math.Pow(_target[i] - _mean - weights.Select((w, j) => w * (_predictors[j][i] - _means[j])).Sum(), 2));
    }
}
