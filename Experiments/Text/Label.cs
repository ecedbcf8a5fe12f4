using System.Text.Json;

namespace IDropTheory.Experiments.Text;

/// <summary>The names of values, as the command line, files and legends spell them.</summary>
internal static class Label
{
    /// <summary>The name of an enumeration's value in kebab case: <c>not-confirmed</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>The name of a precision, which is that of its number type.</summary>
    public static string Of(ConvolutionPrecision precision) => precision == ConvolutionPrecision.Single ? "float32" : "bfloat16";
}
