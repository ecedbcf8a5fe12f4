namespace IDropTheory;

/// <summary>An amount of information by quadrature, with the error that the method estimates for it.</summary>
/// <param name="Value">The amount.</param>
/// <param name="Error">Estimated absolute error, the rounding of log z included; above the asked tolerance if the evaluations were spent
/// first, or if a scale is so small beside its location that doubles cannot resolve it.</param>
public readonly record struct QuadratureResult(Nats Value, Nats Error);
