using System.Text.Json;

namespace IDropTheory.Experiments.Text;

/// <summary>The names of values, as the command line, files and legends spell them.</summary>
internal static class Label
{
    /// <summary>The name of an enumeration's value in kebab case: <c>too-few-runs</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>The usual name of a precision.</summary>
    public static string Of(ConvolutionPrecision precision) => precision == ConvolutionPrecision.Single ? "float32" : "bfloat16";
}
