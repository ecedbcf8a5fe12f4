namespace IDropTheory;

/// <summary>Lower and upper bounds on I(x;z) and H(z) of a Gaussian encoder from the distances between its conditionals, in nats.</summary>
/// <remarks>
/// Kolchinsky and Tracey, "Estimating mixture entropy with pairwise distances", Entropy 19, 361 (2017):
/// I_D = -sum_i c_i log sum_j c_j exp(-D(p_i, p_j)) is an upper bound of I(x;z) when D is the KL divergence and a lower bound when it is
/// the Bhattacharyya distance (Chernoff alpha = 1/2). Both lie in [0, H(c)] and meet when the conditionals are equal or far apart.
/// Exact, no sampling; the cost grows as N^2 d.
/// </remarks>
/// <example>
/// <code>
/// var encoder = new GaussianEncoder(new[,] { { 0.0 }, { 1.0 }, { 3.0 } }, new[,] { { 1.0 }, { 1.0 }, { 0.5 } });
/// PairwiseBounds bounds = PairwiseBounds.Of(encoder);
/// Nats low = bounds.Lower, high = bounds.Upper;    // low &lt;= I(x;z) &lt;= high
/// </code>
/// </example>
/// <param name="Lower">Lower bound of I(x;z), &gt;= 0.</param>
/// <param name="Upper">Upper bound of I(x;z), at most the entropy of the weights.</param>
/// <param name="ConditionalEntropy">H(z|x), exact.</param>
public sealed record PairwiseBounds(Nats Lower, Nats Upper, Nats ConditionalEntropy)
{
    /// <summary>Lower bound of the differential entropy H(z).</summary>
    public Nats EntropyLower => ConditionalEntropy + Lower;

    /// <summary>Upper bound of the differential entropy H(z).</summary>
    public Nats EntropyUpper => ConditionalEntropy + Upper;

    /// <summary>Bounds for an encoder whose points are equally likely.</summary>
    public static PairwiseBounds Of(GaussianEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        return Of(encoder, FiniteDistribution.Uniform(encoder.Points));
    }

    /// <summary>Bounds for an encoder whose points have given probabilities.</summary>
    /// <exception cref="ArgumentException">There are not as many weights as points.</exception>
    public static PairwiseBounds Of(GaussianEncoder encoder, FiniteDistribution weights)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(weights);
        Require.SameLength(weights.Count, encoder.Points, "the weights", "the encoder's points");
        var n = encoder.Points;
        var (lower, upper, entropy) = (new double[n], new double[n], new double[n]);
        Parallel.For(0, n, i =>
        {
            if (weights[i] == 0) return;
            var (kl, bhattacharyya) = (new double[n], new double[n]);
            for (var j = 0; j < n; j++)
            {
                var (divergence, distance) = Distances(encoder, i, j);
                kl[j] = Math.Log(weights[j]) - divergence;
                bhattacharyya[j] = Math.Log(weights[j]) - distance;
            }
            // The sums are at most one but for rounding.
            lower[i] = weights[i] * Math.Max(0, -Accurate.LogSumExp(bhattacharyya));
            upper[i] = weights[i] * Math.Max(0, -Accurate.LogSumExp(kl));
            foreach (var s in encoder.Scales(i))
                entropy[i] += weights[i] * (Math.Log(s) + KlFormulas.StandardNormalEntropy);
        });
        return new(new(lower.Sum()), new(upper.Sum()), new(entropy.Sum()));
    }

    private static (double Kl, double Bhattacharyya) Distances(GaussianEncoder encoder, int i, int j)
    {
        var (kl, bhattacharyya) = (0.0, 0.0);
        for (var k = 0; k < encoder.Dimensions; k++)
        {
            var (m, s) = (encoder.Means(i)[k], encoder.Scales(i)[k]);
            var (mean, scale) = (encoder.Means(j)[k], encoder.Scales(j)[k]);
            kl += KlFormulas.Normal<Scalar<double>>(new(m), new(s), new(mean), new(scale)).Value;
            bhattacharyya += Bhattacharyya(m - mean, s, scale);
        }
        return (kl, bhattacharyya);
    }

    /// <summary>1/4 gap^2 / (s^2 + t^2) + 1/2 log((s^2 + t^2) / (2 s t)) by the ratio of scales: nothing overflows or cancels.</summary>
    private static double Bhattacharyya(double gap, double s, double t)
    {
        var (small, large) = (Math.Min(s, t), Math.Max(s, t));
        var ratio = small / large;
        var reach = gap / large;
        var excess = (large - small) / large;
        var scales = ratio > 0.01
            ? Accurate.Log1p(excess * excess / (2 * ratio))
            : Math.Log((1 + ratio * ratio) / 2) + (Math.Log(large) - Math.Log(small));
        return 0.25 * reach * reach / (1 + ratio * ratio) + 0.5 * scales;
    }
}
