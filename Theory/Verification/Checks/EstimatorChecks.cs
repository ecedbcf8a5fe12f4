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
            "Pairwise bounds of I(x;z) are -mean log mean exp(-D), D the KL divergence or the Bhattacharyya distance", _ =>
        [
            (Bounds.Upper.Value, Bound((i, j) => Average(i, z => Log(i, z) - Log(j, z)))),
            (Bounds.Lower.Value, Bound((i, j) => -Math.Log(ReferenceIntegral.Over(-14, 14, z => Math.Exp(0.5 * (Log(i, z) + Log(j, z))))))),
            (Bounds.ConditionalEntropy.Value, Mean(4, i => Average(i, z => -Log(i, z)))),
        ]),
        new("pairwise.bracket", "I(x;z), by integration, lies between the pairwise bounds", _ =>
            [Check.Between(Information(), Bounds.Lower.Value, Bounds.Upper.Value)]),
        Claim.Exact(
            "aggregate.terms",
            "I + TC + sum of marginal KL of an encoder over its whole data set, each term by its definition on the same samples",
            Aggregate, 1e-11),
    ];

    private static PairwiseBounds Bounds => PairwiseBounds.Of(
        new GaussianEncoder(Tables.Of(4, 1, (i, _) => Means[i]), Tables.Of(4, 1, (i, _) => Scales[i])));

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
}
