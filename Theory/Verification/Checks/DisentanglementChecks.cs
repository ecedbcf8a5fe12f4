namespace IDropTheory.Verification;

/// <summary>Scores of disentanglement against their definitions, written out on small data sets.</summary>
internal static class DisentanglementChecks
{
    private const int N = 90;
    private const int Bins = 4;

    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Exact("symbols.bins", "Bins of equal mass follow the ranks, bins of equal width the range", settings =>
            from values in new[] { Column(settings, "bins", 1000) }
            let mass = SymbolSequence.Bin(values, Bins, Binning.EqualMass)
            let width = SymbolSequence.Bin(values, Bins, Binning.EqualWidth)
            let wide = SymbolSequence.Of([.. values.Select(v => WidthBin(values, v))])
            from i in Enumerable.Range(0, values.Length)
            from sides in new[] { ((double)mass[i], (double)MassBin(values, values[i])), (width[i], wide[i]) }
            select sides)
            .AsNumber(),
        Claim.Exact(
            "symbols.information", "Entropy and mutual information of symbols from their counts, plain and as Miller and Madow", settings =>
            from estimator in new[] { EntropyEstimator.PlugIn, EntropyEstimator.MillerMadow }
            let a = Labels(settings, "a", 3)
            let b = Labels(settings, "b", 4)
            let miller = estimator == EntropyEstimator.MillerMadow
            let x = SymbolSequence.Of(a)
            from sides in new[]
            {
                (x.Entropy(estimator).Value, Entropy(a, miller)),
                (x.MutualInformation(SymbolSequence.Of(b), estimator).Value,
                    Entropy(a, miller) + Entropy(b, miller) - Entropy(Joined(a, b), miller)),
            }
            select sides),
        Claim.Exact("mig.value", "The mutual information gap and its parts, from counts", settings =>
            from estimator in new[] { EntropyEstimator.PlugIn, EntropyEstimator.MillerMadow }
            let data = Data.Of(settings)
            let gap = MutualInformationGap.Of(data.Codes, data.Factors, Bins, Binning.EqualMass, 3, estimator)
            let expected = Gap.Of(data.Code, data.Symbols, estimator == EntropyEstimator.MillerMadow)
            from k in Enumerable.Range(0, data.Symbols.Length)
            from sides in new[]
            {
                (gap.Gaps[k], expected.Gaps[k]), (gap.FactorEntropy(k).Value, expected.Entropies[k]), (gap.Mean, expected.Gaps.Average()),
                (gap.Information(0, k).Value, expected.Information[0, k]), (gap.Information(2, k).Value, expected.Information[2, k]),
                (gap.Information(gap.BestComponent(k), k).Value, Enumerable.Range(0, 3).Max(j => expected.Information[j, k])),
            }
            select sides)
            .AsNumber(),
        Claim.Exact("mig.null", "The gap over shuffles of the factors: mean, deviation, mean of each factor, p-value", settings =>
            from data in new[] { Data.Of(settings) }
            let key = settings.Key("mig null")
            let shuffled = MutualInformationGapNull.Of(data.Codes, data.Factors, key, 5, Bins, Binning.EqualMass, 3)
            let nulls = Enumerable.Range(0, 5).Select(s => key.Fold((ulong)s).Permutation(N))
                .Select(order => Gap.Of(data.Code, Array.ConvertAll(data.Symbols, f => Array.ConvertAll(order, i => f[i])), false))
                .ToArray()
            let means = nulls.Select(gap => gap.Gaps.Average()).ToArray()
            let value = Gap.Of(data.Code, data.Symbols, false).Gaps.Average()
            from sides in new[]
            {
                (shuffled.Value.Mean, value), (shuffled.NullMean, means.Average()), (shuffled.NullStandardDeviation, Deviation(means)),
                (shuffled.NullGaps[0], nulls.Average(gap => gap.Gaps[0])),
                (shuffled.PValue, (1.0 + means.Count(v => v >= value - 1e-12)) / 6),
            }
            select sides)
            .AsNumber(),
        Claim.Exact("dci.scores", "Disentanglement and completeness from a matrix of importances, by their definition", settings =>
            from r in new[] { Tables.Of(3, 2, (j, k) => settings.Key("importance").Uniform((ulong)(2 * j + k))) }
            let total = r.Cast<double>().Sum()
            let rows = Enumerable.Range(0, 3)
                .Select(j => (Score: Concentration(r[j, 0], r[j, 1]), Share: (r[j, 0] + r[j, 1]) / total)).ToArray()
            let columns = Enumerable.Range(0, 2).Select(k => Concentration(r[0, k], r[1, k], r[2, k])).ToArray()
            let scores = new ImportanceScores(r)
            from sides in new[]
            {
                (scores.Disentanglement, rows.Sum(row => row.Score * row.Share)), (scores.Completeness, columns.Average()),
                (scores.ComponentDisentanglement[1], rows[1].Score), (scores.ComponentWeights[2], rows[2].Share),
                (scores.FactorCompleteness[0], columns[0]),
            }
            select sides)
            .AsNumber(),
        // The penalty of the lasso is the largest gradient that a zero weight leaves, and the gradient of every other weight.
        new Claim("dci.lasso", "The lasso's weights meet its conditions of optimality", settings =>
            from system in new[] { Data.Of(settings).Moments() }
            from share in new[] { 0.5, 0.05 }
            let lasso = new Lasso(system.Gram, system.Covariance)
            let penalty = share * system.Covariance.Max(Math.Abs)
            let converged = lasso.Solve(penalty, 1e-13)
            from j in Enumerable.Range(0, 3)
            let pull = system.Covariance[j] - Enumerable.Range(0, 3).Sum(k => system.Gram[3 * j + k] * lasso.Weights[k])
            select lasso.Weights[j] == 0 ? Check.Between(pull, -penalty, penalty)
                : Check.Exact(pull, penalty * Math.Sign(lasso.Weights[j]), 1e-10))
            .AsNumber(),
        Claim.Exact(
            "dci.linear", "Importances, informativeness and penalties of linear models, fitted again on the same samples", settings =>
            from data in new[] { Data.Of(settings) }
            from fixedPenalty in new[] { (double?)0.1, null }
            let key = settings.Key("dci")
            let result = LinearDci.Of(data.Codes, data.Factors, key, fixedPenalty)
            from k in Enumerable.Range(0, 2)
            let expected = LinearReference.Of(data.Codes, data.Factors[k].Columns(), key.Permutation(N), fixedPenalty)
            from sides in new[]
            {
                (result.FactorInformativeness[k], expected.Informativeness), (result.RelativePenalties[k], expected.Penalty),
                (result.Importance(0, k), expected.Importance[0]), (result.Importance(2, k), expected.Importance[2]),
            }
            select sides, 1e-4)
            .AsNumber(),
        Claim.Exact("active-units", "Variance of posterior means, mean KL from the prior, and which units exceed the threshold", settings =>
            from means in new[] { Tables.Of(20, 3, (i, j) => j == 1 ? 0.4 : settings.Key("units").Normal((ulong)(3 * i + j))) }
            let encoder = new GaussianEncoder(means, Tables.Of(20, 3, (i, j) => 0.3 + 0.1 * j))
            let variance = ActiveUnits.ByVariance(means)
            let kl = ActiveUnits.ByKl(encoder, 0.2, 1.1)
            let column = Enumerable.Range(0, 20).Select(i => means[i, 2]).ToArray()
            from sides in new[]
            {
                (variance.Measures[2], Deviation(column) * Deviation(column)), (variance.Measures[1], 0), (variance.Count, 2),
                (kl.Measures[2], column.Average(m => Math.Log(1.1 / 0.5) + (0.25 + (m - 0.2) * (m - 0.2)) / 2.42 - 0.5)), (kl.Count, 3),
                (ActiveUnits.ByKl([0.5, 0.002, 0.3], 0.4).Count, 1),
            }
            select sides)
            .AsNumber(),
        Claim.Exact(
            "labels.separated",
            "What a classifier reads about labels that it always tells apart: their entropy, less the doubt that its few samples leave it",
            Separated, 1e-9),
    ];

    private static double[] Column(VerificationSettings settings, string what, int n)
    {
        var column = new double[n];
        settings.Key(what).FillNormal(column);
        return column;
    }

    private static int[] Labels(VerificationSettings settings, string what, int classes) =>
        [.. Enumerable.Range(0, N).Select(i => i < classes ? i : settings.Key(what).Below(classes, (ulong)i))];

    private static int MassBin(double[] values, double value) =>
        (int)Math.Floor(Bins * (values.Count(v => v < value) + 0.5) / values.Length);

    private static int WidthBin(double[] values, double value) =>
        Math.Min(Bins - 1, (int)(Bins * (value - values.Min()) / (values.Max() - values.Min())));

    private static int[] Joined(int[] a, int[] b) => [.. a.Zip(b, (x, y) => 1000 * x + y)];

    private static double Entropy(int[] labels, bool miller)
    {
        double[] counts = [.. labels.GroupBy(v => v).Select(group => (double)group.Count())];
        return Textbook.Entropy(counts.Select(c => c / labels.Length)) + (miller ? (counts.Length - 1) / (2.0 * labels.Length) : 0);
    }

    private static double Concentration(params double[] importance) =>
        1 - Textbook.Entropy(importance.Select(v => v / importance.Sum())) / Math.Log(importance.Length);

    private static double Deviation(double[] values) =>
        Math.Sqrt(values.Sum(v => (v - values.Average()) * (v - values.Average())) / (values.Length - 1));

    // Two classes 1e6 standard deviations apart. Of five folds each fits on two thirds of the others; the rest of those, m of them, leave a
    // doubt of 1 / (m + 1), which is divided among the classes by their frequencies.
    private static IEnumerable<(double, double)> Separated(VerificationSettings settings)
    {
        const int folds = 5;
        var key = settings.Key("separated");
        int[] y = [.. Enumerable.Range(0, N).Select(i => i % 3 == 0 ? 1 : 0)];
        var z = Tables.Of(N, 2, (i, j) => 1e6 * y[i] + key.Fold("z").Normal((ulong)(2 * i + j)));
        var estimate = LabelInformation.Estimate(z, SymbolSequence.Of(y), key, folds, 0.9);
        var order = key.Permutation(N);
        var gains = new double[N];
        for (var fold = 0; fold < folds; fold++)
        {
            int[] seen = [.. order.Where((_, i) => i % folds != fold)];
            int[] fitted = [.. seen.Take(seen.Length * 2 / 3)];
            var doubt = 1.0 / (seen.Length - fitted.Length + 1);
            foreach (var i in order.Where((_, i) => i % folds == fold))
            {
                var prior = (fitted.Count(s => y[s] == y[i]) + 0.5) / (fitted.Length + 1);
                gains[i] = Math.Log(1 - doubt + doubt * prior) - Math.Log(y[i] == 1 ? 1 / 3.0 : 2 / 3.0);
            }
        }
        var error = Deviation(gains) / Math.Sqrt(N);
        var reach = error * ReferenceSearch.Root(
            x => ReferenceIntegral.Over(-x, x, u => Math.Exp(Textbook.LogNormalDensity(u, 0, 1))) - 0.9, 0, 10);
        return
        [
            (estimate.Value.Value, gains.Average()), (estimate.StandardError.Value, error), (estimate.Error, 0),
            (estimate.LabelEntropy.Value, Textbook.BinaryEntropy(1 / 3.0)), (estimate.Interval.Low.Value, gains.Average() - reach),
            (estimate.Interval.High.Value, gains.Average() + reach),
        ];
    }

    /// <summary>A code of three components and two factors: classes that the first component shows, and numbers that the second
    /// does.</summary>
    private sealed class Data(double[,] codes, KnownFactor[] factors, int[][] symbols)
    {
        public double[,] Codes => codes;

        public KnownFactor[] Factors => factors;

        public int[][] Symbols => symbols;

        public int[][] Code => [.. Enumerable.Range(0, 3).Select(j => Component(j))
            .Select(column => Array.ConvertAll(column, v => MassBin(column, v)))];

        public static Data Of(VerificationSettings settings)
        {
            var (classes, noise) = (Labels(settings, "classes", 3), Column(settings, "noise", 4 * N));
            double[] numbers = [.. noise[(3 * N)..]];
            var codes = Tables.Of(N, 3, (i, j) =>
                noise[3 * i + j] + (j == 0 ? 1.5 * classes[i] : j == 1 ? 2 * numbers[i] : classes[i] - numbers[i]));
            return new(
                codes, [KnownFactor.Categorical("class", classes), KnownFactor.Continuous("number", numbers)],
                [classes, [.. numbers.Select(v => (int)Math.Floor(3 * (numbers.Count(w => w < v) + 0.5) / N))]]);
        }

        public (double[] Gram, double[] Covariance) Moments()
        {
            double Mean(Func<int, double> f) => Enumerable.Range(0, N).Average(f);
            return (
                [.. from j in Enumerable.Range(0, 3) from k in Enumerable.Range(0, 3) select Mean(i => Codes[i, j] * Codes[i, k])],
                [.. Enumerable.Range(0, 3).Select(j => Mean(i => Codes[i, j] * Symbols[1][i]))]);
        }

        private double[] Component(int j) => [.. Enumerable.Range(0, N).Select(i => Codes[i, j])];
    }

    /// <summary>A mutual information gap by its definition.</summary>
    private sealed class Gap(double[] gaps, double[] entropies, double[,] information)
    {
        public double[] Gaps => gaps;

        public double[] Entropies => entropies;

        public double[,] Information => information;

        public static Gap Of(int[][] code, int[][] factors, bool miller)
        {
            var information = Tables.Of(code.Length, factors.Length, (j, k) =>
                Entropy(code[j], miller) + Entropy(factors[k], miller) - Entropy(Joined(code[j], factors[k]), miller));
            double[] entropies = [.. factors.Select(f => Entropy(f, miller))];
            return new(
                [
                    .. factors.Select((_, k) => Enumerable.Range(0, code.Length).Select(j => information[j, k]).OrderDescending().ToArray())
                        .Select((sorted, k) => (sorted[0] - sorted[1]) / entropies[k]),
                ],
                entropies, information);
        }
    }
}
