namespace IDropTheory;

/// <summary>An amount of information as a mean over independent samples, with its standard error, in nats.</summary>
/// <param name="Mean">The mean: an unbiased estimate.</param>
/// <param name="StandardError">Sample standard deviation divided by the square root of the number of samples; 0 for a single
/// sample.</param>
public readonly record struct MeanEstimate(Nats Mean, Nats StandardError)
{
    /// <summary>The mean of equally weighted samples, in two passes so that nothing cancels.</summary>
    internal static MeanEstimate Of(ReadOnlySpan<double> values)
    {
        var (mean, square) = (0.0, 0.0);
        foreach (var v in values)
            mean += v / values.Length;
        foreach (var v in values)
            square += (v - mean) * (v - mean);
        return new(new(mean), new(values.Length == 1 ? 0 : Math.Sqrt(square / (values.Length - 1.0) / values.Length)));
    }
}
