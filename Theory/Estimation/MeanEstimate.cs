namespace IDropTheory;

/// <summary>A Monte-Carlo mean and its standard error, in nats.</summary>
/// <param name="Mean">The mean over evaluations.</param>
/// <param name="StandardError">Sample standard deviation over the square root of the number of evaluations; 0 for a single one.</param>
public readonly record struct MeanEstimate(Nats Mean, Nats StandardError)
{
    /// <summary>The mean of equally weighted evaluations.</summary>
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
