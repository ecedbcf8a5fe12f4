namespace IDropTheory.Explorer.Parts;

/// <summary>Numbers as the page shows them: with the six digits of the command line.</summary>
public static class Show
{
    // What is less than the rounding of a sum of logarithms.
    private const double Nothing = 1e-12;

    public static string Amount(Nats amount) => Number(amount.Value);

    public static string Number(double value) => Math.Abs(value) < Nothing ? "0" : Numbers.Short(value);

    /// <summary>A bound with two digits, rounded upwards so that it is still a bound.</summary>
    public static string AtMost(Nats gap)
    {
        if (gap == Nats.Zero) return "0";
        var unit = Math.Pow(10, Math.Floor(Math.Log10(gap.Value)) - 1);
        return (Math.Ceiling(gap.Value / unit) * unit).ToString("0.0e-0", CultureInfo.InvariantCulture);
    }
}
