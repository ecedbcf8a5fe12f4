namespace IDropTheory.Experiments.Plots;

/// <summary>Lines, points and intervals within a panel.</summary>
internal static class SeriesDrawing
{
    private const double MarkerRadius = 5;

    /// <summary>Draws a series with the colour and the marker of its number.</summary>
    public static void Draw(Sheet sheet, Panel panel, int number, PlotSeries series)
    {
        var color = Palette.Color(number);
        for (var i = 0; i < series.Intervals.Length; i++)
            if (panel.X.Shows(series.X[i])) DrawInterval(sheet, panel, panel.Across(series.X[i]), series.Intervals[i], color);
        if (series.Style != PlotStyle.Points)
            foreach (var run in Runs(panel, series))
                sheet.Add(Line(series.Style, run, color));
        if (!HasMarkers(series.Style)) return;
        for (var i = 0; i < series.X.Length; i++)
            if (Shown(panel, series, i))
                sheet.Add(Marker(number, series.Style, panel.Across(series.X[i]), panel.Up(series.Y[i])) with { Hint = Hint(series, i) });
    }

    /// <summary>Its entry of the legend.</summary>
    public static Legend.Entry Entry(int number, PlotSeries series) => new(series.Name, (x, y) =>
    [
        .. series.Style == PlotStyle.Points ? (Shape[])[] : [Line(series.Style, [(x, y), (x + Legend.Swatch, y)], Palette.Color(number))],
        .. HasMarkers(series.Style) ? (Shape[])[Marker(number, series.Style, x + Legend.Swatch / 2, y)] : [],
    ]);

    private static Shape.Polygon Marker(int number, PlotStyle style, double x, double y) =>
        new(Palette.Marker(number, x, y, MarkerRadius), Palette.Color(number)) { Hollow = style == PlotStyle.Points };

    /// <summary>A line in the style of a series.</summary>
    public static Shape.Path Line(PlotStyle style, EquatableArray<(double X, double Y)> points, string color) => style switch
    {
        PlotStyle.Thin => new(points, color, 1.2) { Dashed = true },
        PlotStyle.Measured => new(points, color, 1.4),
        _ => new(points, color, 2.2),
    };

    /// <summary>Whether the axis shows a part of an interval but not both its ends.</summary>
    public static bool IsCut(Axis axis, (double Low, double High) interval) =>
        IsInterval(axis, interval) && !(axis.Shows(interval.Low) && axis.Shows(interval.High));

    // A single value is not an interval. A logarithmic axis shows no part of an interval below zero.
    private static bool IsInterval(Axis axis, (double Low, double High) interval) =>
        interval.Low < interval.High && (axis.Shows(interval.High) || (interval.High > 0 && axis.Shows(interval.Low)));

    private static void DrawInterval(Sheet sheet, Panel panel, double x, (double Low, double High) interval, string color)
    {
        if (!IsInterval(panel.Y, interval)) return;
        var (low, lowEnd) = panel.Y.Shows(interval.Low) ? Cap(x, panel.Up(interval.Low)) : Arrow(x, panel.Bottom, 1);
        var (high, highEnd) = panel.Y.Shows(interval.High) ? Cap(x, panel.Up(interval.High)) : Arrow(x, panel.Top, -1);
        sheet.Add(new Shape.Path([.. lowEnd, (x, low), (x, high), .. highEnd], color, 1.4) { Role = "interval" });
    }

    private static (double Y, (double, double)[] End) Cap(double x, double y) => (y, [(x - 5, y), (x + 5, y)]);

    // An end that lies beyond the axis.
    private static (double Y, (double, double)[] End) Arrow(double x, double y, int downwards) =>
        (y, [(x - 4, y - 7 * downwards), (x, y), (x + 4, y - 7 * downwards), (x, y)]);

    private static bool HasMarkers(PlotStyle style) => style is PlotStyle.Points or PlotStyle.Measured;

    // Stretches of points without a gap: a line bridges neither a point that cannot be shown nor the break of an axis.
    private static IEnumerable<EquatableArray<(double X, double Y)>> Runs(Panel panel, PlotSeries series)
    {
        var run = new List<(double, double)>();
        for (var i = 0; i < series.X.Length; i++)
        {
            if (run.Count > 0 && (!Shown(panel, series, i) || panel.X.Separates(series.X[i - 1], series.X[i])))
            {
                yield return [.. run];
                run = [];
            }
            if (Shown(panel, series, i)) run.Add((panel.Across(series.X[i]), panel.Up(series.Y[i])));
        }
        if (run.Count > 0) yield return [.. run];
    }

    private static bool Shown(Panel panel, PlotSeries series, int i) => panel.X.Shows(series.X[i]) && panel.Y.Shows(series.Y[i]);

    private static string Hint(PlotSeries series, int i)
    {
        var interval = series.Intervals.Length > 0 && series.Intervals[i].Low < series.Intervals[i].High
            ? $" [{Numbers.Short(series.Intervals[i].Low)}, {Numbers.Short(series.Intervals[i].High)}]"
            : "";
        return $"{series.Name}: {Numbers.Short(series.X[i])}, {Numbers.Short(series.Y[i])}{interval}";
    }
}
