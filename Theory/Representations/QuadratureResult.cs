namespace IDropTheory;

/// <summary>An amount of information by quadrature, with the error that the method estimates for it.</summary>
/// <param name="Value">The amount.</param>
/// <param name="Error">Estimated absolute error; above the asked tolerance only if the evaluations were spent first.</param>
public readonly record struct QuadratureResult(Nats Value, Nats Error)
{
    internal static QuadratureResult Of(Integral integral) => new(new(integral.Value), new(integral.Error));
}
