using System.Globalization;

namespace IDropTheory.Experiments.Text;

/// <summary>The unit in which amounts of information are printed.</summary>
public enum InformationUnit
{
    /// <summary>Natural logarithms, the unit of the library and the default.</summary>
    Nats,

    /// <summary>Binary logarithms.</summary>
    Bits,
}

internal static class InformationUnits
{
    public static string Name(this InformationUnit unit) => unit == InformationUnit.Bits ? "bits" : "nats";

    public static double In(this Nats amount, InformationUnit unit) =>
        unit == InformationUnit.Bits ? amount.ToBits().Value : amount.Value;

    /// <summary>An amount with four decimals and its unit, for a sentence.</summary>
    public static string Sentence(Nats amount) => $"{amount.Value.ToString("F4", CultureInfo.InvariantCulture)} nats";
}
