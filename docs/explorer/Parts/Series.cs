namespace IDropTheory.Explorer.Parts;

public enum SeriesStyle
{
    Line,
    Dashed,
    Dots,

    /// <summary>A vertical line at each x.</summary>
    At,

    /// <summary>The strip between the first x and the last.</summary>
    Between,
}

/// <summary>Points of a plot.</summary>
/// <param name="Name">Its entry in the legend.</param>
/// <param name="Color">Number of its colour.</param>
/// <param name="Style">How it is drawn.</param>
/// <param name="Points">The points; of vertical lines and strips only x counts.</param>
public sealed record Series(string Name, int Color, SeriesStyle Style, params IReadOnlyList<(double X, double Y)> Points)
{
    public bool HasHeights => Style is SeriesStyle.Line or SeriesStyle.Dashed or SeriesStyle.Dots;

    /// <summary>A function on an interval.</summary>
    public static Series Of(
        string name, int color, SeriesStyle style, double low, double high, Func<double, double> function, int steps = 120) =>
        new(name, color, style,
            [.. from i in Enumerable.Range(0, steps + 1) let x = low + i * (high - low) / steps select (x, function(x))]);

    /// <summary>Vertical lines.</summary>
    public static Series At(string name, int color, params IEnumerable<double> places) =>
        new(name, color, SeriesStyle.At, [.. places.Select(x => (x, 0.0))]);

    /// <summary>A strip.</summary>
    public static Series Between(string name, int color, double low, double high) =>
        new(name, color, SeriesStyle.Between, (low, 0), (high, 0));
}
