namespace IDropTheory;

/// <summary>The rate E KL(q(z|x) || p(z)) of an encoder as a sum: I(x;z) + TC(z) + sum_j KL(q(z_j) || p(z_j)), in nats.</summary>
/// <remarks>
/// Proposition 1 for a fixed prior, as in Hoffman and Johnson (2016) and Chen et al. (2018). q(z) = 1/N sum_i q(z|x_i) is the aggregate of
/// the whole data set. <see cref="Full"/> evaluates it exactly, at a cost of N d per evaluation; its only error is that of the Monte-Carlo
/// mean. The minibatch estimates replace q(z_i) by
/// <code>
/// 1/N q(z_i|x_i) + (N - 1) / (N K) sum over the K batch points other than x_i of q(z_i|x_j)
/// </code>
/// which is unbiased for q(z_i): x_i is in the batch with certainty, the others stand for the N - 1 remaining points. Equal weights
/// 1/(N B), or these weights placed on a column instead of the diagonal, are wrong by up to tens of nats. The logarithm of an unbiased
/// density is biased; leaving out one of the others at a time (the jackknife, times the fraction of the data set that the batch misses)
/// removes the part of order 1/B. What remains is large where a point overlaps with few others (I near log N), because a batch does not
/// contain them: docs/estimators.md has measured errors. Prefer <see cref="Full"/> wherever the data set can be read.
/// </remarks>
/// <example>
/// <code>
/// var encoder = new GaussianEncoder(new[,] { { 0.0, 1.0 }, { 1.0, 0.0 } }, new[,] { { 0.5, 0.5 }, { 0.5, 0.5 } });
/// AggregateDecomposition parts = AggregateDecomposition.Full(encoder, 0, 1, evaluations: 1_000, RandomKey.FromSeed(1));
/// MeanEstimate information = parts.MutualInformation;
/// </code>
/// </example>
/// <param name="MutualInformation">I(x;z), x uniform on the data set: at most log N.</param>
/// <param name="TotalCorrelation">TC of the aggregate.</param>
/// <param name="DimensionWiseKl">sum_j KL(q(z_j) || p(z_j)).</param>
/// <param name="Rate">E KL(q(z|x) || p(z)) on the same samples of z: the sum of the other three.</param>
/// <param name="Evaluations">Number of samples of z.</param>
/// <param name="Components">Number of conditionals that each aggregate density was computed from: N, or the batch size.</param>
/// <param name="DataSetSize">N.</param>
public sealed record AggregateDecomposition(
    MeanEstimate MutualInformation,
    MeanEstimate TotalCorrelation,
    MeanEstimate DimensionWiseKl,
    MeanEstimate Rate,
    int Evaluations,
    int Components,
    int DataSetSize)
{
    /// <summary>The aggregate over all N points, exact for every sample of z.</summary>
    /// <param name="encoder">q(z|x_i) of the whole data set.</param>
    /// <param name="priorLocation">Mean of the prior of every component.</param>
    /// <param name="priorScale">Standard deviation of the prior of every component, &gt; 0.</param>
    /// <param name="evaluations">Number of samples of z; up to N of them belong to different points.</param>
    /// <param name="key">The randomness of the samples.</param>
    public static AggregateDecomposition Full(
        GaussianEncoder encoder, double priorLocation, double priorScale, int evaluations, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        var order = key.Fold("points").Permutation(encoder.Points);
        var points = new int[Require.AtLeast(evaluations, 1)];
        for (var i = 0; i < points.Length; i++)
            points[i] = order[i % order.Length];
        int[] all = [.. Enumerable.Range(0, encoder.Points)];
        return Evaluate(encoder, all, points, encoder.Sample(points, key.Fold("z")), encoder.Points, priorLocation, priorScale);
    }

    /// <summary>One batch drawn without replacement: the aggregate is estimated from its points, with the exact value at B = N.</summary>
    /// <inheritdoc cref="Weighted" path="/param"/>
    /// <inheritdoc cref="Weighted" path="/exception"/>
    public static AggregateDecomposition Stratified(
        GaussianEncoder encoder, double priorLocation, double priorScale, int batchSize, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        if (batchSize < Math.Min(2, encoder.Points) || batchSize > encoder.Points)
            throw new ArgumentOutOfRangeException(
                nameof(batchSize), batchSize, $"batchSize is {batchSize}; allowed: 2 to the {encoder.Points} points of the data set.");
        var batch = key.Fold("points").Permutation(encoder.Points)[..batchSize];
        return Evaluate(encoder, batch, batch, encoder.Sample(batch, key.Fold("z")), encoder.Points, priorLocation, priorScale);
    }

    /// <summary>One batch drawn with replacement; repetitions of a point do not count among its others.</summary>
    /// <param name="encoder">q(z|x_i) of the whole data set.</param>
    /// <param name="priorLocation">Mean of the prior of every component.</param>
    /// <param name="priorScale">Standard deviation of the prior of every component, &gt; 0.</param>
    /// <param name="batchSize">B &gt;= 2.</param>
    /// <param name="key">The randomness of the batch and of one sample of z for each of its points.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is out of range.</exception>
    public static AggregateDecomposition Weighted(
        GaussianEncoder encoder, double priorLocation, double priorScale, int batchSize, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        Require.AtLeast(batchSize, 2);
        var batch = new int[batchSize];
        // A batch of one point alone does not estimate the others; given at least two, the others remain uniform on the rest.
        for (ulong attempt = 0; encoder.Points > 1 && Array.TrueForAll(batch, b => b == batch[0]); attempt++)
            for (var i = 0; i < batchSize; i++)
                batch[i] = key.Fold("points").Fold(attempt).Below(encoder.Points, (ulong)i);
        return Evaluate(encoder, batch, batch, encoder.Sample(batch, key.Fold("z")), encoder.Points, priorLocation, priorScale, true);
    }

    /// <summary>The same for a training batch: the conditionals of different points and a sample of z for each.</summary>
    /// <param name="batch">q(z|x_i) of the batch, drawn without replacement.</param>
    /// <param name="z">B x d: row i is a sample of q(z|x_i).</param>
    /// <param name="dataSetSize">N &gt;= B; N = B gives the exact aggregate.</param>
    /// <param name="priorLocation">Mean of the prior of every component.</param>
    /// <param name="priorScale">Standard deviation of the prior of every component, &gt; 0.</param>
    /// <exception cref="ArgumentException">z has another shape than the batch.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The batch exceeds the data set, or has only one of several points.</exception>
    public static AggregateDecomposition OfBatch(
        GaussianEncoder batch, double[,] z, int dataSetSize, double priorLocation, double priorScale)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(z);
        Require.SameLength(z.GetLength(0), batch.Points, "z", "the batch");
        Require.SameLength(z.GetLength(1), batch.Dimensions, "a row of z", "a mean of the batch");
        Require.AtLeast(dataSetSize, batch.Points);
        if (dataSetSize > 1) Require.AtLeast(batch.Points, 2, "the batch size");
        int[] all = [.. Enumerable.Range(0, batch.Points)];
        return Evaluate(batch, all, all, z, dataSetSize, priorLocation, priorScale);
    }

    /// <summary>Averages the three terms over samples z of the given points, the aggregate being estimated from other points.</summary>
    private static AggregateDecomposition Evaluate(
        GaussianEncoder encoder, int[] components, int[] points, double[,] z, int dataSetSize, double priorLocation, double priorScale,
        bool withReplacement = false)
    {
        Require.Finite(priorLocation);
        Require.Positive(priorScale);
        var prior = new GaussianEncoder(new[,] { { priorLocation } }, new[,] { { priorScale } });
        var (d, n) = (encoder.Dimensions, points.Length);
        var missed = withReplacement ? 1 : (double)(dataSetSize - components.Length) / Math.Max(dataSetSize - 1, 1);
        var (information, correlation, marginal, rate) = (new double[n], new double[n], new double[n], new double[n]);
        Parallel.For(0, n, () => new double[d + 1, components.Length], (a, _, logTerms) =>
        {
            var (conditional, priorDensity, marginals) = (0.0, 0.0, 0.0);
            for (var j = 0; j < d; j++)
            {
                conditional += encoder.LogDensity(points[a], j, z[a, j]);
                priorDensity += prior.LogDensity(0, 0, z[a, j]);
            }
            Terms(encoder, components, points[a], z, a, dataSetSize, logTerms);
            for (var j = 0; j < d; j++)
                marginals += LogAggregate(Row(logTerms, j), components, points[a], missed);
            var aggregate = LogAggregate(Row(logTerms, d), components, points[a], missed);
            information[a] = conditional - aggregate;
            correlation[a] = aggregate - marginals;
            marginal[a] = marginals - priorDensity;
            rate[a] = conditional - priorDensity;
            return logTerms;
        }, _ => { });
        return new(
            MeanEstimate.Of(information), MeanEstimate.Of(correlation), MeanEstimate.Of(marginal), MeanEstimate.Of(rate), n,
            components.Length, dataSetSize);
    }

    /// <summary>Rows 0 .. d - 1: weighted log-densities of each component of z under each conditional; row d: of z as a whole.</summary>
    private static void Terms(
        GaussianEncoder encoder, int[] components, int own, double[,] z, int row, int dataSetSize, double[,] logTerms)
    {
        var d = encoder.Dimensions;
        var others = components.Count(c => c != own);
        var ownWeight = -Math.Log(dataSetSize);
        var otherWeight = Math.Log((dataSetSize - 1.0) / dataSetSize / others);
        var ownSeen = false;
        for (var c = 0; c < components.Length; c++)
        {
            var weight = components[c] != own ? otherWeight : ownSeen ? double.NegativeInfinity : ownWeight;
            ownSeen |= components[c] == own;
            var sum = weight;
            for (var j = 0; j < d; j++)
            {
                var density = encoder.LogDensity(components[c], j, z[row, j]);
                logTerms[j, c] = weight + density;
                sum += density;
            }
            logTerms[d, c] = sum;
        }
    }

    /// <summary>The logarithm of the summed terms, less the jackknife estimate of its bias.</summary>
    /// <param name="logTerms">One term for each component.</param>
    /// <param name="components">Which point each term belongs to.</param>
    /// <param name="own">The point that is there with certainty; its term is never left out.</param>
    /// <param name="missed">Fraction of the other points that the components miss: the bias is in proportion to it.</param>
    private static double LogAggregate(ReadOnlySpan<double> logTerms, int[] components, int own, double missed)
    {
        var log = Accurate.LogSumExp(logTerms);
        var others = components.Count(c => c != own);
        if (missed == 0 || others < 2) return log;
        var ownShare = Math.Exp(logTerms[Array.IndexOf(components, own)] - log);
        var mean = 0.0;
        for (var c = 0; c < logTerms.Length; c++)
            if (components[c] != own)
            {
                var rest = Math.Max(0, 1 - ownShare - Math.Exp(logTerms[c] - log)) * others / (others - 1);
                mean += Math.Log(Math.Max(ownShare + rest, double.Epsilon)) / others;
            }
        return log - missed * (others - 1) * mean;
    }

    private static ReadOnlySpan<double> Row(double[,] matrix, int row) =>
        System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(ref matrix[row, 0], matrix.GetLength(1));
}
