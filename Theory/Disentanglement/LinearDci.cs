using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>Disentanglement, completeness and informativeness (DCI) of a code by sparse linear models of the factors.</summary>
/// <remarks>
/// Eastwood and Williams (2018), with the lasso, one of the two regressors that they use. Components and factors are standardised (a
/// categorical factor is the indicators of its categories, scaled to a total variance of one); the importance R_jk is the absolute
/// coefficient of component j (the Euclidean norm of its coefficients over the indicators). Others take the importances of boosted trees
/// (Locatello et al., 2019), which also see dependence that is not linear: scores of the two are not comparable. Of components that are
/// exact copies, the lasso keeps the first. A larger penalty keeps fewer components and so tends to raise D and C, of mixed codes too:
/// where the penalties that were chosen differ, compare codes at one <c>relativePenalty</c> as well.
/// <para>
/// One sample in five is held out for the informativeness. On the others the penalty of each factor is chosen among twenty, from the least
/// that suppresses all components (lambda max) down to a thousandth of it, by five-fold cross-validation: the largest whose mean squared
/// error exceeds the least by no more than one standard error, because the penalty of least error keeps components that carry no
/// information.
/// </para>
/// </remarks>
public sealed class LinearDci
{
    /// <summary>Number of folds of the cross-validation.</summary>
    public const int Folds = 5;

    /// <summary>Number of penalties tried.</summary>
    public const int Penalties = 20;

    /// <summary>The smallest penalty tried, as a fraction of the largest.</summary>
    public const double SmallestPenalty = 1e-3;

    private readonly double[,] _importance;

    private LinearDci(double[,] importance, FactorModel[] models)
    {
        _importance = importance;
        Scores = new(importance);
        FactorInformativeness = [.. models.Select(model => model.Informativeness)];
        RelativePenalties = [.. models.Select(model => model.RelativePenalty)];
        Converged = models.All(model => model.Converged);
    }

    /// <summary>Disentanglement and completeness.</summary>
    public ImportanceScores Scores { get; }

    /// <summary>Of each factor, 1 - (squared error) / (squared error of the mean) on held-out samples: 1 for exact prediction, about 0 for
    /// none, and not bounded below. (Eastwood and Williams report an error instead, which is small for a good code.)</summary>
    public ImmutableArray<double> FactorInformativeness { get; }

    /// <summary>I: the mean informativeness of the factors.</summary>
    public double Informativeness => FactorInformativeness.Average();

    /// <summary>The penalty of each factor as a fraction of lambda max; 0 where no component varies with the factor at all.</summary>
    public ImmutableArray<double> RelativePenalties { get; }

    /// <summary>Whether all reported coefficients converged: changed by less than 1e-6 in a sweep, within 1000 sweeps.</summary>
    public bool Converged { get; }

    /// <summary>R_jk: how important a component is to a factor.</summary>
    public double Importance(int component, int factor) => _importance[component, factor];

    /// <summary>DCI of a code.</summary>
    /// <param name="codes">n x d with d &gt;= 2, finite: the code or its logarithms. Components that do not vary have no
    /// importance.</param>
    /// <param name="factors">At least two, of n &gt;= 50 samples each.</param>
    /// <param name="key">The randomness that divides the samples.</param>
    /// <param name="relativePenalty">A penalty in (0, 1] as a fraction of lambda max, for all factors; null: chosen by
    /// cross-validation.</param>
    /// <exception cref="ArgumentException">Numbers of samples differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite, there are too few components, samples or factors, or the
    /// penalty is out of range.</exception>
    public static LinearDci Of(double[,] codes, IReadOnlyList<KnownFactor> factors, RandomKey key, double? relativePenalty = null)
    {
        ArgumentNullException.ThrowIfNull(factors);
        if (relativePenalty is { } given && !(given is > 0 and <= 1))
            throw Require.Refuse(given, "above 0 and at most 1", nameof(relativePenalty));
        var predictors = SampleColumns.Of(codes, nameof(codes));
        var d = Require.AtLeast(predictors.Length, 2, "the number of components");
        var n = Require.AtLeast(codes.GetLength(0), 50, "the number of samples");
        Require.AtLeast(factors.Count, 2, "the number of factors");
        foreach (var factor in factors)
            Require.SameLength(n, factor.Count, "a component of the code", $"the factor {factor.Name}");
        foreach (var column in predictors)
            if (SampleColumns.Centre(column) is > 0 and var variance)
                SampleColumns.Divide(column, Math.Sqrt(variance));
        double[][][] targets = [.. factors.Select(factor => factor.Columns())];
        int[] ends = [n / 5, .. Enumerable.Range(1, Folds).Select(f => n / 5 + (int)((long)f * (n - n / 5) / Folds))];
        var moments = new BlockMoments(predictors, [.. targets.SelectMany(columns => columns)], key.Permutation(n), ends);
        var fits = Enumerable.Range(0, Folds + 1).Select(left => moments.Over(Enumerable.Range(1, Folds).Where(f => f != left))).ToArray();
        var models = new FactorModel[targets.Length];
        Parallel.For(0, targets.Length, k =>
        {
            var first = targets.Take(k).Sum(columns => columns.Length);
            models[k] = FactorModel.Of(moments, fits, [.. Enumerable.Range(first, targets[k].Length)], relativePenalty);
        });
        var importance = new double[d, models.Length];
        for (var j = 0; j < d; j++)
            for (var k = 0; k < models.Length; k++)
                importance[j, k] = models[k].Importance[j];
        return new(importance, models);
    }

    /// <summary>The sparse linear model of one factor.</summary>
    private sealed class FactorModel(double[] importance, double informativeness, double relativePenalty, bool converged)
    {
        public double[] Importance { get; } = importance;

        public double Informativeness { get; } = informativeness;

        public double RelativePenalty { get; } = relativePenalty;

        public bool Converged { get; } = converged;

        /// <param name="moments">Block 0 is held out; the others are the folds.</param>
        /// <param name="fits">At 0 over all folds, at f over all but fold f.</param>
        /// <param name="columns">The targets that the factor consists of.</param>
        /// <param name="relativePenalty">As a fraction of lambda max; null: by cross-validation.</param>
        public static FactorModel Of(BlockMoments moments, BlockMoments.Fit[] fits, int[] columns, double? relativePenalty)
        {
            var whole = Array.ConvertAll(columns, column => new Lasso(fits[0].Gram, fits[0].Covariances[column]));
            var largest = whole.Max(lasso => lasso.LargestPenalty);
            var none = new double[whole[0].Weights.Length];
            if (largest == 0) return new(none, 0, 0, true);
            double[] path = relativePenalty is { } fraction
                ? [fraction]
                : [.. Enumerable.Range(0, Penalties).Select(i => Math.Pow(SmallestPenalty, i / (Penalties - 1.0)))];
            var chosen = path.Length == 1 ? 0 : OneStandardErrorRule(moments, fits, columns, Array.ConvertAll(path, p => p * largest));
            var allConverged = true;
            foreach (var penalty in path[..(chosen + 1)])
                allConverged = whole.Aggregate(true, (all, lasso) => lasso.Solve(penalty * largest) && all);
            var norms = Array.ConvertAll(Enumerable.Range(0, none.Length).ToArray(),
                j => Math.Sqrt(whole.Sum(lasso => lasso.Weights[j] * lasso.Weights[j])));
            var (error, plain) = (0.0, 0.0);
            foreach (var (c, column) in columns.Index())
            {
                error += moments.Error(0, column, whole[c].Weights, fits[0]);
                plain += moments.Error(0, column, none, fits[0]);
            }
            return new(norms, plain > 0 ? 1 - error / plain : 0, path[chosen], allConverged);
        }

        private static int OneStandardErrorRule(BlockMoments moments, BlockMoments.Fit[] fits, int[] columns, double[] penalties)
        {
            var errors = new double[penalties.Length, Folds];
            for (var fold = 1; fold <= Folds; fold++)
                foreach (var column in columns)
                {
                    var lasso = new Lasso(fits[fold].Gram, fits[fold].Covariances[column]);
                    for (var p = 0; p < penalties.Length; p++)
                    {
                        lasso.Solve(penalties[p]);
                        errors[p, fold - 1] += moments.Error(fold, column, lasso.Weights, fits[fold]);
                    }
                }
            var estimates = Enumerable.Range(0, penalties.Length).Select(p =>
            {
                var values = Enumerable.Range(0, Folds).Select(f => errors[p, f]).ToArray();
                var mean = values.Average();
                return (Mean: mean, StandardError: Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (Folds - 1) / Folds));
            }).ToArray();
            var best = estimates.MinBy(estimate => estimate.Mean);
            return Array.FindIndex(estimates, estimate => estimate.Mean <= best.Mean + best.StandardError);
        }
    }
}
