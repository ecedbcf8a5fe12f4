using MathNet.Numerics.LinearAlgebra;

namespace IDropTheory;

/// <summary>A lower bound on I(z;y), the information that activations z have about labels y, from samples, in nats.</summary>
/// <remarks>
/// For every classifier q, I(z;y) >= H(y) + E log q(y|z) (Barber and Agakov, "The IM algorithm", NIPS 2003). Here q is a linear
/// discriminant with one covariance for all classes, shrunk towards a multiple of the identity, whose confidence is then fitted to samples
/// that the discriminant has not seen. It is fitted on all parts of the samples but one and evaluated on that one, in turn, so that the
/// bound holds in expectation whatever the distribution; a better classifier would give a larger one. H(y) is that of the frequencies,
/// which is too small by about (classes - 1) / (2 n). The interval is a normal approximation over samples. The cost grows as folds
/// (n d^2 + d^3).
/// </remarks>
/// <example>
/// <code>
/// var key = RandomKey.FromSeed(1);
/// var (z, y) = (new double[400, 1], new int[400]);
/// for (var i = 0; i &lt; 400; i++)
/// {
///     y[i] = i % 2;
///     z[i, 0] = 2 * y[i] + key.Normal((ulong)i);
/// }
/// LabelInformation information = LabelInformation.Estimate(z, SymbolSequence.Of(y), key.Fold("folds"));
/// Nats atLeast = information.Value;                // the truth is 0.337 of at most log 2 = 0.693
/// </code>
/// </example>
/// <param name="Value">The bound; it may be slightly negative where the truth is near zero.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="Interval">The interval of the bound.</param>
/// <param name="Confidence">Probability content of the interval.</param>
/// <param name="LabelEntropy">H(y) of the frequencies: the largest possible value.</param>
/// <param name="Error">Share of labels that the classifier does not predict.</param>
/// <param name="Samples">Number of samples n.</param>
/// <param name="Classes">Number of different labels.</param>
public sealed record LabelInformation(
    Nats Value, Nats StandardError, (Nats Low, Nats High) Interval, double Confidence, Nats LabelEntropy, double Error, int Samples,
    int Classes)
{
    /// <summary>The fewest samples.</summary>
    public const int FewestSamples = 50;

    private const double Ridge = 1e-6;

    /// <summary>The bound from samples.</summary>
    /// <param name="z">n &gt;= <see cref="FewestSamples"/> rows of activations.</param>
    /// <param name="y">Their labels, of at least 2 classes.</param>
    /// <param name="key">The randomness of the division into parts.</param>
    /// <param name="folds">Number of parts, at least 2.</param>
    /// <param name="confidence">Probability content of the interval, in (0, 1).</param>
    /// <exception cref="ArgumentException">There are not as many labels as rows, too few of them, or only one class.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite or outside its range.</exception>
    public static LabelInformation Estimate(double[,] z, SymbolSequence y, RandomKey key, int folds = 5, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(z);
        ArgumentNullException.ThrowIfNull(y);
        Require.SameLength(z.GetLength(0), y.Count, "z", "y");
        Require.AtLeast(y.Count, FewestSamples, "the number of samples");
        Require.AtLeast(y.Alphabet, 2, "the number of classes");
        Require.AtLeast(folds, 2);
        if (!(confidence is > 0 and < 1)) throw Require.Refuse(confidence, "a probability in (0, 1)", nameof(confidence));
        foreach (var value in z)
            Require.Finite(value, "an activation");
        var order = key.Permutation(y.Count);
        var frequencies = new double[y.Alphabet];
        for (var i = 0; i < y.Count; i++)
            frequencies[y[i]] += 1.0 / y.Count;
        var (gains, wrong) = (new double[y.Count], 0);
        for (var fold = 0; fold < folds; fold++)
        {
            int[] seen = [.. order.Where((_, i) => i % folds != fold)];
            var classifier = Discriminant.Fit(z, y, seen);
            foreach (var i in order.Where((_, i) => i % folds == fold))
            {
                var (logs, best) = classifier.LogProbabilities(z, i);
                gains[i] = logs[y[i]] - Math.Log(frequencies[y[i]]);
                if (best != y[i]) wrong++;
            }
        }
        var estimate = MeanEstimate.Of(gains);
        var reach = -NormalFunctions.Quantile(0.5 * (1 - confidence)) * estimate.StandardError.Value;
        var entropy = -frequencies.Sum(p => p * Math.Log(p));
        return new(
            estimate.Mean, estimate.StandardError, (new(estimate.Mean.Value - reach), new(estimate.Mean.Value + reach)), confidence,
            new(entropy), wrong / (double)y.Count, y.Count, y.Alphabet);
    }

    /// <summary>q(y|z) is the share 1 - e of a distribution with log-odds log p(y) + t (w_y z + b_y), and the share e of p(y): few
    /// samples cannot tell a sure prediction from a nearly sure one.</summary>
    private sealed class Discriminant
    {
        private const double LargestLogConfidence = 3;
        private readonly double[] _logPriors;
        private readonly double[] _offsets;
        private readonly double[] _mean;
        private readonly Matrix<double> _weights;
        private double _confidence = 1;
        private double _doubt;

        private Discriminant(double[] logPriors, double[] offsets, double[] mean, Matrix<double> weights) =>
            (_logPriors, _offsets, _mean, _weights) = (logPriors, offsets, mean, weights);

        /// <summary>Two thirds of the samples decide the weights, the others how much they are to be trusted.</summary>
        public static Discriminant Fit(double[,] z, SymbolSequence y, int[] samples)
        {
            var count = samples.Length * 2 / 3;
            var fitted = Directions(z, y, samples[..count]);
            int[] others = samples[count..];
            fitted._doubt = 1.0 / (others.Length + 1);
            var scores = Array.ConvertAll(others, i => fitted.Scores(z, i));
            double Loss(double logConfidence)
            {
                var t = Math.Exp(logConfidence);
                return -others.Index().Sum(other => fitted.Normalised(scores[other.Index], t)[y[other.Item]]);
            }

            var (low, high) = (-3 * LargestLogConfidence, LargestLogConfidence);
            for (var step = 0; step < 60; step++)
            {
                var (left, right) = (low + 0.382 * (high - low), high - 0.382 * (high - low));
                if (Loss(left) < Loss(right)) high = right;
                else low = left;
            }
            fitted._confidence = Math.Exp(0.5 * (low + high));
            return fitted;
        }

        public (double[] Logs, int Best) LogProbabilities(double[,] z, int row)
        {
            var logs = Normalised(Scores(z, row), _confidence);
            return (logs, Array.IndexOf(logs, logs.Max()));
        }

        private static Discriminant Directions(double[,] z, SymbolSequence y, int[] samples)
        {
            var (d, classes, n) = (z.GetLength(1), y.Alphabet, samples.Length);
            var (counts, means, mean) = (new double[classes], new double[classes, d], new double[d]);
            foreach (var i in samples)
            {
                counts[y[i]]++;
                for (var j = 0; j < d; j++)
                    (means[y[i], j], mean[j]) = (means[y[i], j] + z[i, j], mean[j] + z[i, j] / n);
            }
            // Relative to the common mean; a class that is not among the samples is put there.
            for (var c = 0; c < classes; c++)
                for (var j = 0; j < d; j++)
                    means[c, j] = counts[c] == 0 ? 0 : means[c, j] / counts[c] - mean[j];
            var residuals = new double[n * d];
            for (var k = 0; k < n; k++)
                for (var j = 0; j < d; j++)
                    residuals[k * d + j] = z[samples[k], j] - mean[j] - means[y[samples[k]], j];
            var within = new StreamingCovariance(d);
            within.Add(residuals);
            var covariance = within.Covariance();
            // In the units of each column's whole variance, in which a ridge has a meaning.
            var scale = new double[d];
            for (var j = 0; j < d; j++)
            {
                var between = 0.0;
                for (var c = 0; c < classes; c++)
                    between += counts[c] / n * means[c, j] * means[c, j];
                scale[j] = covariance[j, j] + between > 0 ? 1 / Math.Sqrt(covariance[j, j] + between) : 0;
            }
            var standard = Matrix<double>.Build.Dense(d, d, (i, j) => covariance[i, j] * scale[i] * scale[j]);
            var size = Enumerable.Range(0, d).Sum(j => standard[j, j]) / d;
            var lambda = Intensity(residuals, scale, standard, size, n, d);
            var shrunk = Matrix<double>.Build.Dense(
                d, d, (i, j) => (1 - lambda) * standard[i, j] + (i == j ? lambda * size + Ridge : 0));
            var centres = Matrix<double>.Build.Dense(d, classes, (j, c) => means[c, j] * scale[j]);
            var directions = shrunk.Cholesky().Solve(centres);
            double[] offsets = [.. Enumerable.Range(0, classes).Select(c => -0.5 * centres.Column(c).DotProduct(directions.Column(c)))];
            return new(
                [.. counts.Select(count => Math.Log((count + 0.5) / (n + 0.5 * classes)))], offsets, mean,
                Matrix<double>.Build.Dense(classes, d, (c, j) => directions[j, c] * scale[j]));
        }

        /// <summary>The intensity of Ledoit and Wolf (2004) for a covariance whose target is a multiple of the identity.</summary>
        private static double Intensity(double[] residuals, double[] scale, Matrix<double> covariance, double size, int n, int d)
        {
            var (square, off, fourth) = (0.0, 0.0, 0.0);
            for (var i = 0; i < d; i++)
                for (var j = 0; j < d; j++)
                {
                    square += covariance[i, j] * covariance[i, j];
                    off += (covariance[i, j] - (i == j ? size : 0)) * (covariance[i, j] - (i == j ? size : 0));
                }
            for (var k = 0; k < n; k++)
            {
                var norm = 0.0;
                for (var j = 0; j < d; j++)
                    norm += residuals[k * d + j] * residuals[k * d + j] * scale[j] * scale[j];
                fourth += norm * norm;
            }
            return off == 0 ? 1 : Math.Clamp((fourth / n - square) / n / off, 0, 1);
        }

        private double[] Scores(double[,] z, int row)
        {
            var scores = (double[])_offsets.Clone();
            for (var c = 0; c < scores.Length; c++)
                for (var j = 0; j < _mean.Length; j++)
                    scores[c] += _weights[c, j] * (z[row, j] - _mean[j]);
            return scores;
        }

        private double[] Normalised(double[] scores, double confidence)
        {
            double[] logs = [.. scores.Select((score, c) => _logPriors[c] + confidence * score)];
            var most = logs.Max();
            var sum = most + Math.Log(logs.Sum(log => Math.Exp(log - most)));
            return [.. logs.Select((log, c) => Math.Log((1 - _doubt) * Math.Exp(log - sum) + _doubt * Math.Exp(_logPriors[c])))];
        }
    }
}
