using System.Globalization;

namespace IDropTheory.Experiments;

/// <summary>Lays out a plot: title, axes, series, and below them the legend, where it covers nothing.</summary>
internal sealed class PlotDrawing
{
    private const double Width = 560;
    private const double PlotHeight = 310;
    private const double TextSize = 15;
    private const double TitleSize = 16;
    private const double LineHeight = 23;
    private const double MarkerRadius = 5;
    private const double Right = Width - 16;
    private const double Swatch = 30;

    private readonly Plot _plot;
    private readonly Axis _x;
    private readonly Axis _y;
    private readonly double _left;
    private readonly double _top;
    private readonly List<Shape> _shapes = [];

    private PlotDrawing(Plot plot)
    {
        _plot = plot;
        _x = new([.. plot.Series.SelectMany(s => s.X)], plot.LogX, ticksAtValues: true);
        _y = new([.. plot.Series.SelectMany(s => s.Y.Concat(s.Intervals.SelectMany(i => new[] { i.Low, i.High })))], plot.LogY);
        _left = 38 + _y.Ticks.Select(t => TextWidth.Of(t.Label, TextSize)).DefaultIfEmpty(0).Max();
        _top = 14 + TitleLines.Count * LineHeight;
    }

    /// <summary>The plot as a drawing.</summary>
    public static Drawing Of(Plot plot) => new PlotDrawing(plot).Draw();

    private double Bottom => _top + PlotHeight;

    private IReadOnlyList<string> TitleLines => TextWidth.Wrap(_plot.Title, TitleSize * 1.06, Width - 20);

    private Drawing Draw()
    {
        for (var i = 0; i < TitleLines.Count; i++)
            _shapes.Add(new Shape.Text(TitleLines[i], Width / 2, 24 + i * LineHeight, TitleSize) { Bold = true });
        DrawAxes();
        for (var i = 0; i < _plot.Series.Count; i++)
            DrawSeries(i, _plot.Series[i]);
        var height = DrawLegend(Bottom + 66) + 12;
        return new(Width, height, Description(), _shapes);
    }

    private void DrawAxes()
    {
        var previous = double.NegativeInfinity;
        foreach (var (value, label) in _x.Ticks)
        {
            var x = Across(value);
            _shapes.Add(new Shape.Path([(x, _top), (x, Bottom)], Palette.Grid, 1));
            // Labels that would run into each other are left out; their line stays.
            if (x - TextWidth.Of(label, TextSize) / 2 < previous) continue;
            previous = x + TextWidth.Of(label, TextSize) / 2 + 6;
            _shapes.Add(new Shape.Text(label, x, Bottom + 20, TextSize));
        }
        foreach (var (value, label) in _y.Ticks)
        {
            _shapes.Add(new Shape.Path([(_left, Up(value)), (Right, Up(value))], Palette.Grid, 1));
            _shapes.Add(new Shape.Text(label, _left - 7, Up(value) + 5, TextSize, TextAnchor.End));
        }
        _shapes.Add(new Shape.Path([(_left, _top), (_left, Bottom), (Right, Bottom)], Palette.Ink, 1.2));
        _shapes.Add(new Shape.Text(_plot.XLabel + (_plot.LogX ? " (logarithmic)" : ""), (_left + Right) / 2, Bottom + 44, TextSize));
        _shapes.Add(new Shape.Text(_plot.YLabel + (_plot.LogY ? " (logarithmic)" : ""), 18, (_top + Bottom) / 2, TextSize) { Upwards = true });
    }

    private void DrawSeries(int number, PlotSeries series)
    {
        var color = Palette.Color(number);
        for (var i = 0; i < series.Intervals.Count; i++)
            if (_x.Shows(series.X[i])) DrawInterval(Across(series.X[i]), series.Intervals[i], color);
        if (series.Style != PlotStyle.Points)
            foreach (var run in Runs(series))
                _shapes.Add(Line(series.Style, run, color));
        if (!HasMarkers(series.Style)) return;
        for (var i = 0; i < series.X.Count; i++)
            if (Shown(series, i))
                _shapes.Add(new Shape.Polygon(Palette.Marker(number, Across(series.X[i]), Up(series.Y[i]), MarkerRadius), color)
                {
                    Hint = Hint(series, i),
                    Hollow = series.Style == PlotStyle.Points,
                });
    }

    private void DrawInterval(double x, (double Low, double High) interval, string color)
    {
        // A single value has no interval.
        if (!_y.Shows(interval.Low) || !_y.Shows(interval.High) || interval.Low == interval.High) return;
        var (low, high) = (Up(interval.Low), Up(interval.High));
        const double cap = 5;
        _shapes.Add(new Shape.Path([(x - cap, low), (x + cap, low), (x, low), (x, high), (x - cap, high), (x + cap, high)], color, 1.4) { Role = "interval" });
    }

    // Returns where the legend ends. Its entries fill rows, each centred.
    private double DrawLegend(double top)
    {
        const double gap = 22;
        var rows = new List<List<(int Number, double Width)>> { new() };
        for (var i = 0; i < _plot.Series.Count; i++)
        {
            var width = Swatch + 6 + TextWidth.Of(_plot.Series[i].Name, TextSize);
            if (rows[^1].Count > 0 && rows[^1].Sum(e => e.Width + gap) + width > Width - 20) rows.Add([]);
            rows[^1].Add((i, width));
        }
        foreach (var row in rows)
        {
            var x = (Width - row.Sum(e => e.Width) - gap * (row.Count - 1)) / 2;
            foreach (var (number, width) in row)
            {
                var (series, middle) = (_plot.Series[number], top - 5);
                if (series.Style != PlotStyle.Points) _shapes.Add(Line(series.Style, [(x, middle), (x + Swatch, middle)], Palette.Color(number)));
                if (HasMarkers(series.Style))
                    _shapes.Add(new Shape.Polygon(Palette.Marker(number, x + Swatch / 2, middle, MarkerRadius), Palette.Color(number)) { Hollow = series.Style == PlotStyle.Points });
                _shapes.Add(new Shape.Text(series.Name, x + Swatch + 6, top, TextSize, TextAnchor.Start));
                x += width + gap;
            }
            top += LineHeight;
        }
        return top - LineHeight;
    }

    private static Shape.Path Line(PlotStyle style, IReadOnlyList<(double X, double Y)> points, string color) => style switch
    {
        PlotStyle.Thin => new(points, color, 1.2) { Dashed = true },
        PlotStyle.Measured => new(points, color, 1.4),
        _ => new(points, color, 2.2),
    };

    private static bool HasMarkers(PlotStyle style) => style is PlotStyle.Points or PlotStyle.Measured;

    // Stretches of points that can be shown: a line does not bridge a missing one.
    private IEnumerable<IReadOnlyList<(double X, double Y)>> Runs(PlotSeries series)
    {
        var run = new List<(double, double)>();
        for (var i = 0; i <= series.X.Count; i++)
        {
            if (i < series.X.Count && Shown(series, i))
            {
                run.Add((Across(series.X[i]), Up(series.Y[i])));
                continue;
            }
            if (run.Count > 0) yield return run;
            run = [];
        }
    }

    private bool Shown(PlotSeries series, int i) => _x.Shows(series.X[i]) && _y.Shows(series.Y[i]);

    private double Across(double value) => _left + _x.Position(value) * (Right - _left);

    private double Up(double value) => Bottom - _y.Position(value) * PlotHeight;

    private static string Hint(PlotSeries series, int i)
    {
        var interval = series.Intervals.Count > 0 && series.Intervals[i].Low < series.Intervals[i].High
            ? $" [{Numbers.Short(series.Intervals[i].Low)}, {Numbers.Short(series.Intervals[i].High)}]"
            : "";
        return $"{series.Name}: {Numbers.Short(series.X[i])}, {Numbers.Short(series.Y[i])}{interval}";
    }

    private string Description() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_plot.Title}. {_plot.YLabel} against {_plot.XLabel}, for: {string.Join("; ", _plot.Series.Select(s => s.Name))}.");
}
