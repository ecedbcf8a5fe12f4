namespace IDropTheory;

/// <summary>An estimate of a total correlation from samples (<see cref="TotalCorrelation.Of"/>), in nats.</summary>
/// <param name="PlugIn">-1/2 log det of the sample correlations: biased upward. +infinity if columns are exactly dependent.</param>
/// <param name="Bias">The exact mean excess of the plug-in value for normal data.</param>
/// <param name="Corrected">Plug-in minus bias: unbiased for normal data, hence sometimes negative when the truth is near zero.</param>
/// <param name="StandardError">Standard deviation of both estimates over repetitions of the sampling.</param>
/// <param name="Interval">Ends of the confidence interval around <paramref name="Corrected"/>.</param>
/// <param name="Confidence">Probability content of the interval.</param>
/// <param name="Samples">Number of samples n.</param>
/// <param name="Dimensions">Number of components d.</param>
public sealed record TotalCorrelationEstimate(
    Nats PlugIn,
    Nats Bias,
    Nats Corrected,
    Nats StandardError,
    (Nats Low, Nats High) Interval,
    double Confidence,
    long Samples,
    int Dimensions)
{
    /// <summary>The estimate from the ranks of the same samples (<see cref="RankTotalCorrelation"/>), if it was made too.</summary>
    public TotalCorrelationEstimate? FromRanks { get; init; }

    /// <summary>Corrected total correlation per component: Corrected / d.</summary>
    public Nats PerDimension => Corrected / Dimensions;
}
