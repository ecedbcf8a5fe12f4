using System.Text.Json.Nodes;

namespace IDropTheory.Experiments.Text;

/// <summary>Reads and writes numbers in invariant culture; in JSON with the fewest digits that give the same double back.</summary>
internal static class Numbers
{
    /// <summary>A number for JSON, in which infinities and NaN are the strings "Infinity", "-Infinity" and "NaN".</summary>
    public static JsonNode ToJson(double value) => double.IsFinite(value) ? JsonValue.Create(value) : JsonValue.Create(Exact(value));

    /// <summary>A number with all its digits.</summary>
    public static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A number with six digits, for a table that a person reads.</summary>
    public static string Short(double value) => value switch
    {
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        _ => value.ToString("G6", CultureInfo.InvariantCulture),
    };

    /// <summary>A number with four digits, for a sentence.</summary>
    public static string Sentence(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>Reads a number; <c>inf</c> and <c>-inf</c> are accepted beside the usual notation.</summary>
    public static bool TryParse(string text, out double value)
    {
        value = text switch
        {
            "inf" or "+inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            _ => double.NaN,
        };
        return !double.IsNaN(value) || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }
}
