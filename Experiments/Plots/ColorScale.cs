namespace IDropTheory.Experiments.Plots;

/// <summary>Colours for numbers, from dark violet over green to light yellow: lightness alone shows the order.</summary>
/// <remarks>
/// The path is computed in Oklab (B. Ottosson, A perceptual color space for image processing, 2020), where equal distances look equal:
/// lightness and hue change evenly.
/// </remarks>
internal sealed class ColorScale
{
    private const double DarkestLightness = 0.28;
    private const double LightestLightness = 0.93;
    private const double FirstHue = 310;
    private const double LastHue = 105;

    // Screens show the least chroma in the middle, at green. With these values they show every colour of the path.
    private const double LeastChroma = 0.1;
    private const double MostChroma = 0.135;
    private const int Steps = 256;
    private static readonly Rgb[] Colors = [.. Enumerable.Range(0, Steps).Select(i => Path((double)i / (Steps - 1)))];

    /// <summary>A scale whose ends are the smallest and the largest of these values.</summary>
    /// <param name="values">The values.</param>
    /// <param name="logarithmic">Whether equal ratios have equally distant colours.</param>
    public ColorScale(IReadOnlyCollection<double> values, bool logarithmic)
    {
        Axis = new(values, logarithmic, room: AxisRoom.None);
        Ticks = Axis.Ticks;
    }

    private ColorScale(double most)
        : this([0, most], logarithmic: false) =>
        Ticks = [.. new[] { 0, most / 2, most }.Select(value => (value, value.ToString("G3", CultureInfo.InvariantCulture)))];

    /// <summary>A scale from 0 whose ends and middle are labelled: for a narrow bar.</summary>
    public static ColorScale UpTo(double most) => new(most);

    /// <summary>Labelled values.</summary>
    public IReadOnlyList<(double Value, string Label)> Ticks { get; }

    /// <summary>The values along the scale.</summary>
    public Axis Axis { get; }

    /// <summary>The colour at a share of the scale: 0 its low end, 1 its high end.</summary>
    public static Rgb At(double share) => Colors[(int)Math.Round((Steps - 1) * Math.Clamp(share, 0, 1))];

    /// <summary>The colour of a value. A value beyond an end has the colour of the end.</summary>
    public Rgb Of(double value) => At(Share(value));

    /// <summary>Whether a value lies beyond the low end; on a logarithmic scale, zero and less do.</summary>
    public bool IsBelow(double value) => Share(value) < -1e-9;

    /// <summary>Whether a value lies beyond the high end.</summary>
    public bool IsAbove(double value) => Share(value) > 1 + 1e-9;

    private double Share(double value) =>
        Axis.Shows(value) ? Axis.Position(value) : value > 0 ? double.PositiveInfinity : double.NegativeInfinity;

    private static Rgb Path(double t)
    {
        var lightness = DarkestLightness + t * (LightestLightness - DarkestLightness);
        var hue = (FirstHue + t * (LastHue - FirstHue)) * Math.PI / 180;
        var chroma = LeastChroma + (2 * t - 1) * (2 * t - 1) * (MostChroma - LeastChroma);
        var (red, green, blue) = Linear(lightness, chroma, hue);
        return Rgb.Of(Encoded(red), Encoded(green), Encoded(blue));
    }

    // Oklab in polar coordinates to linear red, green and blue.
    private static (double Red, double Green, double Blue) Linear(double lightness, double chroma, double hue)
    {
        var (a, b) = (chroma * Math.Cos(hue), chroma * Math.Sin(hue));
        var l = Cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
        var m = Cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
        var s = Cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
        return (
            4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
    }

    private static double Cube(double x) => x * x * x;

    private static double Encoded(double linear) => linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.Pow(linear, 1 / 2.4) - 0.055;
}
