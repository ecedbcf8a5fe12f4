namespace IDropTheory;

/// <summary>An amount of information by quadrature, with the error that the method estimates for it.</summary>
/// <param name="Value">The amount.</param>
/// <param name="Error">Estimated absolute error, including the rounding of log z. It exceeds the tolerance if the evaluations ran out, or
/// if a scale is so small beside its location that doubles cannot resolve it.</param>
public readonly record struct QuadratureResult(Nats Value, Nats Error);
