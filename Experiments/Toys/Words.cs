namespace IDropTheory.Experiments;

/// <summary>Numbers within a sentence.</summary>
internal static class Words
{
    public static string Number(double value) => value.ToString("G4", System.Globalization.CultureInfo.InvariantCulture);

    public static string Amount(Nats amount) => $"{amount.Value.ToString("F4", System.Globalization.CultureInfo.InvariantCulture)} nats";
}
