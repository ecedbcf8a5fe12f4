namespace IDropTheory;

/// <summary>A point of a rate-distortion curve, with the channel that reaches it.</summary>
/// <param name="Slope">s = -dR/dD, in nats per unit of distortion.</param>
/// <param name="Rate">I(x;t) of the channel.</param>
/// <param name="Distortion">The mean distortion of the channel.</param>
/// <param name="Channel">p(t|x).</param>
/// <param name="LowerBound">A lower bound of R(D) at this distortion: <see cref="Rate"/> exceeds R(D) by at most the difference. It is
/// not cut off at the rate, which it may exceed by rounding.</param>
/// <param name="Iterations">Number of iterations.</param>
public sealed record RateDistortionPoint(double Slope, Nats Rate, double Distortion, Channel Channel, Nats LowerBound, int Iterations);
