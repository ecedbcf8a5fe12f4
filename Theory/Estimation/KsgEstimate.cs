namespace IDropTheory;

/// <summary>A nearest-neighbour estimate of mutual information and its null (<see cref="KsgMutualInformation"/>), in nats.</summary>
/// <param name="Value">The estimate; it may be negative when the truth is near zero.</param>
/// <param name="NullMean">Its mean over shuffles of y, for which the truth is zero: the bias at independence.</param>
/// <param name="NullStandardDeviation">Its standard deviation over shuffles of y.</param>
/// <param name="PValue">(1 + number of shuffles that reach the value) / (1 + number of shuffles): a valid p-value of independence.</param>
/// <param name="Neighbours">k.</param>
/// <param name="Samples">Number of samples n.</param>
/// <param name="Shuffles">Number of shuffles.</param>
public sealed record KsgEstimate(
    Nats Value,
    Nats NullMean,
    Nats NullStandardDeviation,
    double PValue,
    int Neighbours,
    int Samples,
    int Shuffles);
