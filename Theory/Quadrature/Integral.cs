namespace IDropTheory;

/// <summary>A numerical integral with the error that the method estimates for it.</summary>
/// <param name="Value">The integral.</param>
/// <param name="Error">Estimated absolute error: not a proven bound, but a conservative one for analytic integrands.</param>
/// <param name="Evaluations">Number of evaluations of the integrand.</param>
public readonly record struct Integral(double Value, double Error, long Evaluations);
