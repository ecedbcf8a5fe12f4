using System.Collections.Immutable;

namespace IDropTheory.Verification;

/// <summary>Deterministic parts of the estimators: pairwise bounds, and the decomposition of the rate over a whole data set.</summary>
internal static class EstimatorChecks
{
    private static readonly ImmutableArray<double> Means = [-1, 0.2, 0.5, 3];
    private static readonly ImmutableArray<double> Scales = [0.4, 1, 0.3, 0.7];

    public static IReadOnlyList<Claim> All { get; } =
    [
        // The divergences between the conditionals by integration, in the bounds' double sum.
        Claim.Quadrature(
            "pairwise.values",
            "Pairwise bounds of I(x;z) are -mean log mean exp(-D), D the KL divergence or the Bhattacharyya distance", () =>
        [
            (Bounds.Upper.Value, Bound((i, j) => Average(i, z => Log(i, z) - Log(j, z)))),
            (Bounds.Lower.Value, Bound((i, j) => -Math.Log(ReferenceIntegral.Over(-14, 14, z => Math.Exp(0.5 * (Log(i, z) + Log(j, z))))))),
            (Bounds.ConditionalEntropy.Value, Mean(4, i => Average(i, z => -Log(i, z)))),
        ]),
        new("pairwise.bracket", "I(x;z), by integration, lies between the pairwise bounds", () =>
            [Check.Between(Information(), Bounds.Lower.Value, Bounds.Upper.Value)]),
        Claim.Quadrature("pairwise.weighted", "The same bounds of an encoder whose points are not equally likely, and those of H(z)", () =>
            from bounds in new[] { PairwiseBounds.Of(Encoder, new(0.1, 0.2, 0.3, 0.4)) }
            let weight = (Func<int, double>)(i => 0.1 * (i + 1))
            let mean = (Func<Func<int, double>, double>)(f => Enumerable.Range(0, 4).Sum(i => weight(i) * f(i)))
            let upper = -mean(i => Math.Log(mean(j => Math.Exp(-Average(i, z => Log(i, z) - Log(j, z))))))
            let entropy = mean(i => Average(i, z => -Log(i, z)))
            from sides in new[]
            {
                (bounds.Upper.Value, upper), (bounds.ConditionalEntropy.Value, entropy), (bounds.EntropyUpper.Value, entropy + upper),
                (bounds.EntropyLower.Value, entropy + bounds.Lower.Value),
                (Encoder.ConditionalEntropy().Value, Mean(4, i => Average(i, z => -Log(i, z)))),
            }
            select sides),
        // The densities with one of the other points left out at a time, each by its own sum.
        Claim.Exact(
            "aggregate.jackknife", "The same from a batch that misses a part of the data set, less the bias by the jackknife",
            Jackknife, 1e-9),
        Claim.Exact(
            "aggregate.samples", "Estimates over the whole data set and a batch are means over their own samples, with standard errors",
            Sampled, 1e-10),
        Claim.Exact(
            "aggregate.terms",
            "I + TC + sum of marginal KL of an encoder over its whole data set, each term by its definition on the same samples",
            Aggregate, 1e-11),
    ];

    private static GaussianEncoder Encoder => new(Tables.Of(4, 1, (i, _) => Means[i]), Tables.Of(4, 1, (i, _) => Scales[i]));

    private static PairwiseBounds Bounds => PairwiseBounds.Of(Encoder);

    private static double Log(int i, double z) => Textbook.LogNormalDensity(z, Means[i], Scales[i]);

    private static double Average(int i, Func<double, double> f) => ReferenceIntegral.OverNormal(Means[i], Scales[i], f);

    private static double Mean(int count, Func<int, double> f) => Enumerable.Range(0, count).Average(f);

    private static double Bound(Func<int, int, double> distance) =>
        -Mean(4, i => Math.Log(Mean(4, j => Math.Exp(-distance(i, j)))));

    private static double Information() =>
        Mean(4, i => Average(i, z => Log(i, z) - Math.Log(Mean(4, j => Math.Exp(Log(j, z))))));

    private static IEnumerable<(double, double)> Aggregate(VerificationSettings settings)
    {
        const int n = 12, d = 2;
        var key = settings.Key("aggregate");
        double Draw(int i, int j, string what) => key.Fold(what).Normal((ulong)(i * d + j));
        var means = Tables.Of(n, d, (i, j) => Draw(i, j, "mean"));
        var scales = Tables.Of(n, d, (i, j) => 0.3 + key.Fold("scale").Uniform((ulong)(i * d + j)));
        var z = Tables.Of(n, d, (i, j) => means[i, j] + scales[i, j] * Draw(i, j, "z"));
        double Log(int i, int j, double value) => Textbook.LogNormalDensity(value, means[i, j], scales[i, j]);
        double Whole(int i, int of) => Enumerable.Range(0, d).Sum(j => Log(i, j, z[of, j]));
        double Mixture(Func<int, double> log) => Math.Log(Mean(n, i => Math.Exp(log(i))));
        double Marginals(int of) => Enumerable.Range(0, d).Sum(j => Mixture(i => Log(i, j, z[of, j])));
        double Prior(int of) => Enumerable.Range(0, d).Sum(j => Textbook.LogNormalDensity(z[of, j], 0.1, 1.3));
        var result = AggregateDecomposition.OfBatch(new GaussianEncoder(means, scales), z, n, 0.1, 1.3);
        return
        [
            (result.MutualInformation.Mean.Value, Mean(n, k => Whole(k, k) - Mixture(i => Whole(i, k)))),
            (result.TotalCorrelation.Mean.Value, Mean(n, k => Mixture(i => Whole(i, k)) - Marginals(k))),
            (result.DimensionWiseKl.Mean.Value, Mean(n, k => Marginals(k) - Prior(k))),
            (result.Rate.Mean.Value, Mean(n, k => Whole(k, k) - Prior(k))),
        ];
    }

    private static IEnumerable<(double, double)> Jackknife(VerificationSettings settings)
    {
        const int n = 6, whole = 25;
        var key = settings.Key("jackknife");
        var means = Tables.Of(n, 2, (i, j) => 0.7 * key.Fold("mean").Normal((ulong)(2 * i + j)));
        var z = Tables.Of(n, 2, (i, j) => means[i, j] + 0.8 * key.Fold("z").Normal((ulong)(2 * i + j)));
        var encoder = new GaussianEncoder(means, Tables.Of(n, 2, (_, _) => 0.8));
        var result = AggregateDecomposition.OfBatch(encoder, z, whole, 0, 1);
        double Density(int i, int of, Range columns) =>
            Math.Exp(Enumerable.Range(0, 2).Take(columns).Sum(j => Textbook.LogNormalDensity(z[of, j], means[i, j], 0.8)));
        // The own point stands for itself, the others for all that are left.
        double Aggregate(int of, Range columns, int? without)
        {
            int[] others = [.. Enumerable.Range(0, n).Where(i => i != of && i != without)];
            return Math.Log(Density(of, of, columns) / whole + (whole - 1.0) / whole * others.Average(i => Density(i, of, columns)));
        }

        double Corrected(int of, Range columns)
        {
            var all = Aggregate(of, columns, null);
            var missed = (double)(whole - n) / (whole - 1);
            return all - missed * (n - 2) * (Enumerable.Range(0, n).Where(i => i != of).Average(i => Aggregate(of, columns, i)) - all);
        }

        double Conditional(int of) => Math.Log(Density(of, of, ..));
        double Marginals(int of) => Corrected(of, ..1) + Corrected(of, 1..);
        return
        [
            (result.MutualInformation.Mean.Value, Mean(n, k => Conditional(k) - Corrected(k, ..))),
            (result.TotalCorrelation.Mean.Value, Mean(n, k => Corrected(k, ..) - Marginals(k))),
            (result.DimensionWiseKl.Mean.Value, Mean(n, k =>
                Marginals(k) - Enumerable.Range(0, 2).Sum(j => Textbook.LogNormalDensity(z[k, j], 0, 1)))),
        ];
    }

    private static IEnumerable<(double, double)> Sampled(VerificationSettings settings)
    {
        const int n = 9;
        var key = settings.Key("sampled");
        var encoder = new GaussianEncoder(
            Tables.Of(n, 2, (i, j) => key.Fold("mean").Normal((ulong)(2 * i + j))),
            Tables.Of(n, 2, (i, j) => 0.4 + key.Fold("scale").Uniform((ulong)(2 * i + j))));
        var order = key.Fold("points").Permutation(n);
        int[] points = [.. Enumerable.Range(0, 2 * n).Select(i => order[i % n])];
        var z = encoder.Sample(points, key.Fold("z"));
        double Log(int i, int j, double value) => Textbook.LogNormalDensity(value, encoder.Means(i)[j], encoder.Scales(i)[j]);
        double Whole(int i, int row) => Log(i, 0, z[row, 0]) + Log(i, 1, z[row, 1]);
        double[] gains = [.. points.Select((point, row) => Whole(point, row) - Math.Log(Mean(n, i => Math.Exp(Whole(i, row)))))];
        var full = AggregateDecomposition.Full(encoder, 0, 1, 2 * n, key);
        var batch = AggregateDecomposition.Stratified(encoder, 0, 1, n, key);
        var (mean, half) = (gains.Average(), gains[..n].Average());
        return
        [
            (full.MutualInformation.Mean.Value, mean),
            (full.MutualInformation.StandardError.Value, Math.Sqrt(gains.Sum(v => (v - mean) * (v - mean)) / (2 * n - 1) / (2 * n))),
            (full.Rate.Mean.Value, (full.MutualInformation.Mean + full.TotalCorrelation.Mean + full.DimensionWiseKl.Mean).Value),
            (batch.MutualInformation.Mean.Value, half),
            (batch.Rate.Mean.Value, (batch.MutualInformation.Mean + batch.TotalCorrelation.Mean + batch.DimensionWiseKl.Mean).Value),
        ];
    }
}
