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
    /// <summary>The name of a unit.</summary>
    public static string Name(this InformationUnit unit) => unit == InformationUnit.Bits ? "bits" : "nats";

    /// <summary>An amount as a number of this unit.</summary>
    public static double In(this Nats amount, InformationUnit unit) =>
        unit == InformationUnit.Bits ? amount.ToBits().Value : amount.Value;

    /// <summary>An enclosure of an amount in nats as one of the number of this unit.</summary>
    public static Interval In(this Interval nats, InformationUnit unit) =>
        unit == InformationUnit.Bits ? nats / Interval.Log(Interval.Point(2)) : nats;

    /// <summary>An amount in nats with four decimals and its unit, for a sentence.</summary>
    public static string Sentence(Nats amount) => $"{amount.Value.ToString("F4", CultureInfo.InvariantCulture)} nats";
}
