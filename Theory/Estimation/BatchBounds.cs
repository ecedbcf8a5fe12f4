namespace IDropTheory;

/// <summary>Bounds on I(x;z) from batches, for an encoder whose conditional densities are known, in nats: lower and upper in
/// expectation.</summary>
/// <remarks>
/// Poole, Ozair, van den Oord, Alemi and Tucker, "On variational bounds of mutual information" (2019). With x_1 .. x_K drawn independently
/// and z_i from p(z|x_i), the mean over i of
/// <code>
/// InfoNCE          log p(z_i|x_i) - log mean_j p(z_i|x_j)                  &lt;= I(x;z), and at most log K
/// leave-one-out    log p(z_i|x_i) - log mean_{j != i} p(z_i|x_j)           &gt;= I(x;z)
/// </code>
/// in expectation. <see cref="PairwiseBounds"/> are bounds without sampling.
/// </remarks>
/// <example>
/// <code>
/// var encoder = new GaussianEncoder(new[,] { { 0.0 }, { 1.0 }, { 3.0 } }, new[,] { { 1.0 }, { 1.0 }, { 0.5 } });
/// BatchBounds bounds = BatchBounds.Of(encoder, batch: 64, RandomKey.FromSeed(1));
/// Nats low = bounds.InfoNce.Mean, high = bounds.LeaveOneOut.Mean;
/// </code>
/// </example>
/// <param name="InfoNce">The lower bound, with its standard error over batches.</param>
/// <param name="LeaveOneOut">The upper bound, with its standard error over batches.</param>
/// <param name="Batch">Number of points of a batch, K.</param>
public sealed record BatchBounds(MeanEstimate InfoNce, MeanEstimate LeaveOneOut, int Batch)
{
    /// <summary>The largest value that the lower bound can have: log K.</summary>
    public Nats Ceiling => new(Math.Log(Batch));

    /// <summary>Estimates both bounds for an encoder whose points are equally likely.</summary>
    /// <param name="encoder">p(z|x).</param>
    /// <param name="batch">K, at least 2: with more the bounds are nearer to each other.</param>
    /// <param name="key">The randomness.</param>
    /// <param name="batches">Number of batches, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is too small.</exception>
    public static BatchBounds Of(GaussianEncoder encoder, int batch, RandomKey key, int batches = 32)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        Require.AtLeast(batch, 2);
        var (lower, upper) = (new double[Require.AtLeast(batches, 1)], new double[batches]);
        Parallel.For(0, batches, b => (lower[b], upper[b]) = Draw(encoder, batch, key.Fold((ulong)b)));
        return new(MeanEstimate.Of(lower), MeanEstimate.Of(upper), batch);

        static (double Lower, double Upper) Draw(GaussianEncoder encoder, int batch, RandomKey key)
        {
            int[] points = [.. Enumerable.Range(0, batch).Select(i => key.Fold("points").Below(encoder.Points, (ulong)i))];
            var z = encoder.Sample(points, key.Fold("noise"));
            var (lower, upper) = (0.0, 0.0);
            var logs = new double[batch];
            for (var i = 0; i < batch; i++)
            {
                for (var j = 0; j < batch; j++)
                {
                    logs[j] = 0;
                    for (var k = 0; k < encoder.Dimensions; k++)
                        logs[j] += encoder.LogDensity(points[j], k, z[i, k]);
                }
                var own = logs[i];
                lower += own - Accurate.LogSumExp(logs) + Math.Log(batch);
                logs[i] = double.NegativeInfinity;
                upper += own - Accurate.LogSumExp(logs) + Math.Log(batch - 1);
            }
            return (lower / batch, upper / batch);
        }
    }
}
