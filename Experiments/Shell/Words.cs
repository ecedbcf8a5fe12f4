using System.Text.Json;

namespace IDropTheory.Experiments;

/// <summary>Values as words: numbers within a sentence, names as on the command line.</summary>
internal static class Words
{
    public static string Number(double value) => value.ToString("G4", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>An enumeration's value as the command line and files spell it: not-confirmed.</summary>
    public static string Kebab<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    public static string Amount(Nats amount) => $"{amount.Value.ToString("F4", System.Globalization.CultureInfo.InvariantCulture)} nats";
}
