namespace IDropTheory.Experiments.Plots;

/// <summary>A colour of a screen (sRGB).</summary>
internal readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    /// <summary>Shares of full red, green and blue (sRGB). A share outside of [0, 1] counts as its nearest end, NaN as 0.</summary>
    public static Rgb Of(double red, double green, double blue) => new(Byte(red), Byte(green), Byte(blue));

    /// <summary>As in CSS: #rrggbb.</summary>
    public string Hex => $"#{Red:x2}{Green:x2}{Blue:x2}";

    /// <summary>Black or white, whichever is easier to read on this colour; the contrast is at least 4.5, as WCAG 2 demands.</summary>
    public string ReadableInk => 1.05 / (Luminance + 0.05) > (Luminance + 0.05) / 0.05 ? "#ffffff" : "#000000";

    // Relative luminance as WCAG 2 defines it.
    private double Luminance => 0.2126 * Linear(Red) + 0.7152 * Linear(Green) + 0.0722 * Linear(Blue);

    private static double Linear(byte value) => value / 255.0 is var v && v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4);

    private static byte Byte(double share) => (byte)Math.Round(255 * Math.Clamp(double.IsNaN(share) ? 0 : share, 0, 1));
}
