namespace IDropTheory.Experiments.Commands.Options;

/// <summary>The option that says in which precision convolutions multiply.</summary>
internal static class PrecisionOption
{
    public static Choice<ConvolutionPrecision> Create() => new(
        "--precision", "Precision of the convolutions of an all-cnn; bfloat16 is faster where the processor has it (see `idrop doctor`)",
        [.. Enum.GetValues<ConvolutionPrecision>().Select(precision => (precision.Word(), precision))]);

    /// <summary>The name of a precision.</summary>
    public static string Word(this ConvolutionPrecision precision) => precision == ConvolutionPrecision.Single ? "float32" : "bfloat16";
}
