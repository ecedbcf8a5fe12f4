namespace IDropTheory;

/// <summary>An amount of information as a mean over independent samples.</summary>
/// <param name="Mean">The mean: an unbiased estimate.</param>
/// <param name="StandardError">Sample standard deviation divided by the square root of the number of samples.</param>
/// <param name="Samples">Number of samples.</param>
public readonly record struct MonteCarloResult(Nats Mean, Nats StandardError, int Samples)
{
    /// <summary>The mean of a sample drawn by index 0 .. samples - 1, two-pass so that nothing cancels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two samples.</exception>
    internal static MonteCarloResult Of(int samples, Func<int, double> draw)
    {
        var values = new double[Require.AtLeast(samples, 2)];
        for (var i = 0; i < samples; i++)
            values[i] = draw(i);
        var mean = values.Average();
        var variance = values.Sum(v => (v - mean) * (v - mean)) / (samples - 1);
        return new(new(mean), new(Math.Sqrt(variance / samples)), samples);
    }
}
