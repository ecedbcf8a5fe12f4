namespace IDropTheory;

/// <summary>Information and total correlation of a <see cref="LogNormalChannel"/> of any dimension as means over samples from an explicit
/// key.</summary>
/// <remarks>
/// Both log-ratios have exponential lower tails, E exp(-ratio) &lt;= 1, and are bounded above by log 1/min p(x) and by
/// log sum_x p(x)^(1-d): the means obey Bernstein's inequality with known constants, which the tests use.
/// </remarks>
public static class ChannelSampling
{
    /// <summary>I(x;z) as the mean of log p(z|x) - log p(z).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two samples.</exception>
    public static MeanEstimate Information(LogNormalChannel channel, RandomKey key, int samples)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return Mean(channel, key, samples, (_, x, u) => channel.LogConditional(x, u) - channel.LogDensityOfLog(u));
    }

    /// <summary>I(z;y) of a y that depends on z through x alone, as the mean of log p(z|y) - log p(z).</summary>
    /// <param name="channel">p(z|x).</param>
    /// <param name="yGivenX">p(y|x).</param>
    /// <param name="key">The randomness.</param>
    /// <param name="samples">Number of samples.</param>
    /// <exception cref="ArgumentException">The channels' inputs differ in number.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two samples.</exception>
    public static MeanEstimate InformationAbout(LogNormalChannel channel, Channel yGivenX, RandomKey key, int samples)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(yGivenX);
        Require.SameLength(yGivenX.Inputs, channel.X.Count, "the channel from x to y", "the input distribution");
        var outcome = key.Fold("output");
        var xGivenY = JointDistribution.Of(channel.X, yGivenX).Transpose().YGivenX;
        return Mean(channel, key, samples, (n, x, u) =>
        {
            var posterior = xGivenY.Row(Draw(yGivenX.Row(x), outcome.Uniform((ulong)n)));
            var logs = new double[posterior.Length];
            for (var k = 0; k < logs.Length; k++)
                logs[k] = Math.Log(posterior[k]) + channel.LogConditional(k, u);
            return Accurate.LogSumExp(logs) - channel.LogDensityOfLog(u);
        });
    }

    /// <summary>TC(z) as the mean of log p(z) - sum_i log p(z_i).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two samples.</exception>
    public static MeanEstimate TotalCorrelation(LogNormalChannel channel, RandomKey key, int samples)
    {
        ArgumentNullException.ThrowIfNull(channel);
        LogNormalMixture[] marginals = [.. Enumerable.Range(0, channel.Dimensions).Select(channel.Marginal)];
        return Mean(channel, key, samples, (_, _, u) => channel.LogDensityOfLog(u) - LogNormalChannel.LogProduct(marginals, u));
    }

    private delegate double LogRatio(int sample, int x, ReadOnlySpan<double> u);

    private static MeanEstimate Mean(LogNormalChannel channel, RandomKey key, int samples, LogRatio logRatio)
    {
        var (choice, noise) = (key.Fold("input"), key.Fold("noise"));
        var d = channel.Dimensions;
        var u = new double[d];
        var ratios = new double[Require.AtLeast(samples, 2)];
        for (var n = 0; n < samples; n++)
        {
            var x = Draw(channel.X.Probabilities, choice.Uniform((ulong)n));
            for (var i = 0; i < d; i++)
                u[i] = channel[x, i].Location + channel[x, i].Scale * noise.Normal((ulong)n * (ulong)d + (ulong)i);
            ratios[n] = logRatio(n, x, u);
        }
        return MeanEstimate.Of(ratios);
    }

    /// <summary>The symbol of a uniform number by the inverse distribution function; never one of probability zero.</summary>
    private static int Draw(ReadOnlySpan<double> p, double uniform)
    {
        var last = 0;
        for (var (k, sum) = (0, 0.0); k < p.Length; k++)
        {
            if (p[k] == 0) continue;
            last = k;
            if ((sum += p[k]) >= uniform) break;
        }
        return last;
    }
}
