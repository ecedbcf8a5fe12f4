namespace IDropTheory.Experiments.Verification.Checks;

/// <summary>Deterministic parts of the estimators: pairwise bounds, and the decomposition of the rate over a whole data set.</summary>
internal static class EstimatorChecks
{
    private static readonly double[] Means = [-1, 0.2, 0.5, 3];
    private static readonly double[] Scales = [0.4, 1, 0.3, 0.7];

    public static IEnumerable<Func<VerificationSettings, Check>> All() => [PairwiseValues, PairwiseBracket, Aggregate];

    // The divergences between the conditionals by integration, in the bounds' double sum.
    private static Check PairwiseValues(VerificationSettings _)
    {
        var bounds = PairwiseBounds.Of(Encoder());
        double Log(int i, double z) => Textbook.LogNormalDensity(z, Means[i], Scales[i]);
        double Kl(int i, int j) => ReferenceIntegral.OverNormal(Means[i], Scales[i], z => Log(i, z) - Log(j, z));
        double Bhattacharyya(int i, int j) => -Math.Log(ReferenceIntegral.Over(-14, 14, z => Math.Exp(0.5 * (Log(i, z) + Log(j, z)))));
        double Bound(Func<int, int, double> distance) =>
            -Enumerable.Range(0, 4).Average(i => Math.Log(Enumerable.Range(0, 4).Average(j => Math.Exp(-distance(i, j)))));
        const string statement = "Pairwise bounds of I(x;z) are -mean log mean exp(-D), D the KL divergence or the Bhattacharyya distance";
        return Check.All([
            Check.Quadrature("pairwise.values", statement, bounds.Upper.Value, Bound(Kl)),
            Check.Quadrature("pairwise.values", statement, bounds.Lower.Value, Bound(Bhattacharyya)),
            Check.Quadrature("pairwise.values", statement, bounds.ConditionalEntropy.Value,
                Enumerable.Range(0, 4).Average(i => ReferenceIntegral.OverNormal(Means[i], Scales[i], z => -Log(i, z)))),
        ]);
    }

    private static Check PairwiseBracket(VerificationSettings _)
    {
        var bounds = PairwiseBounds.Of(Encoder());
        var information = Enumerable.Range(0, 4).Average(i => ReferenceIntegral.OverNormal(Means[i], Scales[i], z =>
            Textbook.LogNormalDensity(z, Means[i], Scales[i])
            - Math.Log(Enumerable.Range(0, 4).Average(j => Math.Exp(Textbook.LogNormalDensity(z, Means[j], Scales[j]))))));
        return Check.Between(
            "pairwise.bracket", "I(x;z), by integration, lies between the pairwise bounds",
            information, bounds.Lower.Value, bounds.Upper.Value);
    }

    private static Check Aggregate(VerificationSettings settings)
    {
        const int n = 12, d = 2;
        var key = settings.Key("aggregate");
        var (means, scales, z) = (new double[n, d], new double[n, d], new double[n, d]);
        for (var i = 0; i < n; i++)
            for (var j = 0; j < d; j++)
            {
                var index = (ulong)(i * d + j);
                (means[i, j], scales[i, j]) = (key.Fold("mean").Normal(index), 0.3 + key.Fold("scale").Uniform(index));
                z[i, j] = means[i, j] + scales[i, j] * key.Fold("z").Normal(index);
            }
        double Log(int i, int j, double value) => Textbook.LogNormalDensity(value, means[i, j], scales[i, j]);
        double Whole(int i, int of) => Enumerable.Range(0, d).Sum(j => Log(i, j, z[of, j]));
        double Mixture(Func<int, double> log) => Math.Log(Enumerable.Range(0, n).Average(i => Math.Exp(log(i))));
        double Mean(Func<int, double> f) => Enumerable.Range(0, n).Average(f);
        double Marginals(int of) => Enumerable.Range(0, d).Sum(j => Mixture(i => Log(i, j, z[of, j])));
        double Prior(int of) => Enumerable.Range(0, d).Sum(j => Textbook.LogNormalDensity(z[of, j], 0.1, 1.3));
        var result = AggregateDecomposition.OfBatch(new GaussianEncoder(means, scales), z, n, 0.1, 1.3);
        const string statement =
            "I + TC + sum of marginal KL of an encoder over its whole data set, each term by its definition on the same samples";
        return Check.All([
            Check.Exact("aggregate.terms", statement, result.MutualInformation.Mean.Value,
                Mean(k => Whole(k, k) - Mixture(i => Whole(i, k))), 1e-11),
            Check.Exact("aggregate.terms", statement, result.TotalCorrelation.Mean.Value,
                Mean(k => Mixture(i => Whole(i, k)) - Marginals(k)), 1e-11),
            Check.Exact("aggregate.terms", statement, result.DimensionWiseKl.Mean.Value, Mean(k => Marginals(k) - Prior(k)), 1e-11),
            Check.Exact("aggregate.terms", statement, result.Rate.Mean.Value, Mean(k => Whole(k, k) - Prior(k)), 1e-11),
        ]);
    }

    private static GaussianEncoder Encoder()
    {
        var (means, scales) = (new double[4, 1], new double[4, 1]);
        for (var i = 0; i < 4; i++)
            (means[i, 0], scales[i, 0]) = (Means[i], Scales[i]);
        return new(means, scales);
    }
}
