namespace IDropTheory.Experiments.Plots;

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
            SeriesDrawing.Draw(sheet, panel, number, series);
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
