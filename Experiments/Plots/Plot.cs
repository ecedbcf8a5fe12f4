namespace IDropTheory.Experiments.Plots;

/// <summary>A plot of lines and points.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="XLabel">Name and unit of the horizontal axis.</param>
/// <param name="YLabel">Name and unit of the vertical axis.</param>
/// <param name="Series">The lines and points.</param>
public sealed record Plot(string Title, string XLabel, string YLabel, params EquatableArray<PlotSeries> Series) : Picture
{
    /// <summary>The columns of its CSV text.</summary>
    internal const string Header = "series,x,y,low,high";

    /// <summary>Whether the horizontal axis is logarithmic. Points at 0 are shown at its left end, after a break.</summary>
    public bool LogX { get; init; }

    /// <summary>Whether the vertical axis is logarithmic. Intervals that reach below it end in an arrow.</summary>
    public bool LogY { get; init; }

    /// <summary>Whether the linear vertical axis begins at 0, so that heights are proportional to values, none of them negative.</summary>
    public bool FromZero { get; init; }

    /// <summary>The values that are possible; intervals end there. Null: all.</summary>
    public (double Least, double Most)? Possible { get; init; }

    /// <summary>What a percentage can be.</summary>
    public static (double Least, double Most) Percentages => (0, 100);

    /// <inheritdoc />
    internal override string CsvHeader => Header;

    /// <summary>A row per point; low and high are the ends of the interval, empty where there is none.</summary>
    internal override IEnumerable<IReadOnlyList<string>> CsvRows() =>
        from series in Series
        from i in Enumerable.Range(0, series.X.Length)
        let ends = series.Intervals.Length > 0 ? series.Intervals[i] : ((double Low, double High)?)null
        let low = ends is null ? "" : Numbers.Exact(ends.Value.Low)
        let high = ends is null ? "" : Numbers.Exact(ends.Value.High)
        select (string[])[series.Name, Numbers.Exact(series.X[i]), Numbers.Exact(series.Y[i]), low, high];

    /// <inheritdoc />
    internal override Drawing Draw() => PlotDrawing.Of(Possible is null ? this : this with { Series = [.. Series.Select(Within)] });

    private PlotSeries Within(PlotSeries series)
    {
        var (least, most) = Possible!.Value;
        double Near(double value) => Math.Clamp(value, least, most);
        return series with { Intervals = [.. series.Intervals.Select(i => (Near(i.Low), Near(i.High)))] };
    }
}

/// <summary>One line or set of points.</summary>
/// <param name="Name">Entry of the legend.</param>
/// <param name="Style">How it is drawn.</param>
/// <param name="X">Horizontal positions.</param>
/// <param name="Y">Vertical positions.</param>
public sealed record PlotSeries(string Name, PlotStyle Style, EquatableArray<double> X, EquatableArray<double> Y)
{
    /// <summary>Ends of an interval around every point, drawn as a bar; empty for none.</summary>
    public EquatableArray<(double Low, double High)> Intervals { get; init; } = [];

    /// <summary>A function on a grid of 201 points.</summary>
    public static PlotSeries Of(string name, double low, double high, Func<double, double> f, PlotStyle style = PlotStyle.Line)
    {
        double[] x = [.. Enumerable.Range(0, 201).Select(i => low + (high - low) * i / 200)];
        return new(name, style, x, [.. x.Select(f)]);
    }

    /// <summary>One point.</summary>
    public static PlotSeries Point(string name, double x, double y) => new(name, PlotStyle.Points, [x], [y]);
}

/// <summary>How a series is drawn.</summary>
public enum PlotStyle
{
    /// <summary>A solid line.</summary>
    Line,

    /// <summary>A thin line, for comparison.</summary>
    Thin,

    /// <summary>Points that are not connected.</summary>
    Points,

    /// <summary>Points connected by a line: measurements.</summary>
    Measured,
}

/// <summary>Lays out a plot: title, axes, series, and below them the legend.</summary>
internal static class PlotDrawing
{
    /// <summary>The plot as a drawing.</summary>
    public static Drawing Of(Plot plot)
    {
        (double Low, double High)[] intervals = [.. plot.Series.SelectMany(s => s.Intervals)];
        double[] heights = [.. plot.Series.SelectMany(s => s.Y), .. intervals.SelectMany(i => new[] { i.Low, i.High })];
        var sheet = new Sheet(plot.Title);
        var panel = new Panel(
            sheet,
            new([.. plot.Series.SelectMany(s => s.X)], plot.LogX, ticksAtValues: true, zeroApart: true),
            new(plot.FromZero ? [0, .. heights] : heights, plot.LogY, room: plot.FromZero ? AxisRoom.Above : AxisRoom.Both));
        panel.DrawAxes(sheet, plot.XLabel, plot.YLabel);
        foreach (var (number, series) in plot.Series.Index())
        {
            sheet.Series = number;
            SeriesDrawing.Draw(sheet, panel, number, series);
        }
        sheet.Series = null;
        var bottom = Legend.Draw(sheet, panel.Below,
        [
            .. plot.Series.Index().Select(s => SeriesDrawing.Entry(s.Index, s.Item)),
            .. intervals.Any(i => SeriesDrawing.IsCut(panel.Y, i))
                ? (Legend.Entry[])[new("An arrow: the interval ends outside of the axis")]
                : [],
        ]);
        return sheet.Finish(bottom, $"{plot.YLabel} against {plot.XLabel}, for: {string.Join("; ", plot.Series.Select(s => s.Name))}.");
    }
}
