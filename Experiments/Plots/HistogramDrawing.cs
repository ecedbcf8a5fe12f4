namespace IDropTheory.Experiments.Plots;

/// <summary>Lays out a histogram; the atom has a narrow panel of its own, on the left.</summary>
internal static class HistogramDrawing
{
    private const double AtomWidth = 62;
    private const double HighestCurve = 2;

    public static Drawing Of(Histogram histogram)
    {
        if (histogram.Edges.Length != histogram.Densities.Length + 1)
            throw new ArgumentException(
                $"{histogram.Densities.Length} bars have {histogram.Edges.Length} ends; give one end more than bars.", nameof(histogram));
        var sheet = new Sheet(histogram.Title);
        var left = histogram.Atom is { } atom ? DrawAtom(sheet, histogram, atom) : 0;
        var limit = HighestCurve * histogram.Densities.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        PlotSeries[] curves = [.. histogram.Curves.Select(curve => Below(curve, limit))];
        var panel = new Panel(
            sheet,
            new([.. histogram.Edges, .. curves.SelectMany(c => c.X)], histogram.LogX),
            new([0, .. histogram.Densities, .. curves.SelectMany(c => c.Y)], logarithmic: false, room: AxisRoom.Above),
            left);
        panel.DrawAxes(sheet, histogram.XLabel, histogram.YLabel);
        for (var i = 0; i < histogram.Densities.Length; i++)
            if (panel.X.Shows(histogram.Edges[i]) && panel.X.Shows(histogram.Edges[i + 1]) && panel.Y.Shows(histogram.Densities[i]))
                DrawBar(sheet, panel, histogram.Edges[i], histogram.Edges[i + 1], histogram.Densities[i], Hint(histogram, i));
        foreach (var (number, curve) in curves.Index())
            SeriesDrawing.Draw(sheet, panel, number + 1, curve);
        var bottom = Legend.Draw(sheet, panel.Below,
        [
            new(histogram.Name, (x, y) => Bar(x + 6, y - 6, 18, 12, null)),
            .. histogram.Curves.Index().Select(c => SeriesDrawing.Entry(c.Index + 1, c.Item)),
        ]);
        return sheet.Finish(bottom, Description(histogram));
    }

    // Returns the right end of its panel.
    private static double DrawAtom(Sheet sheet, Histogram histogram, HistogramAtom atom)
    {
        var y = new Axis([0, 1], logarithmic: false, room: AxisRoom.None);
        var right = 38 + TextWidth.Of("0.0", Sheet.TextSize) + AtomWidth;
        var panel = new Panel(sheet, Axis.Of(Numbers.Short(atom.Value)), y, 0, right);
        panel.DrawAxes(sheet, "", atom.Label);
        DrawBar(sheet, panel, 0.2, 0.8, atom.Share, $"{atom.Label}: {Numbers.Short(atom.Share)}");
        foreach (var (number, share) in atom.Fitted.Index())
            if (y.Shows(share))
                sheet.Add(SeriesDrawing.Line(
                    histogram.Curves[number].Style,
                    [(panel.Across(0.08), panel.Up(share)), (panel.Across(0.92), panel.Up(share))],
                    Palette.Color(number + 1)));
        return panel.Right + 4;
    }

    private static void DrawBar(Sheet sheet, Panel panel, double from, double to, double height, string hint)
    {
        var (x, y) = (panel.Across(from), panel.Up(height));
        sheet.Add(Bar(x, y, panel.Across(to) - x, panel.Bottom - y, hint));
    }

    private static Shape[] Bar(double x, double y, double width, double height, string? hint) =>
        [Shape.Rectangle(x, y, width, height, Palette.Bars) with { Hint = hint }, Shape.Frame(x, y, width, height, Palette.Color(0), 0.8)];

    // A curve may be infinite where the bars end. It is cut off above the limit, between two points, too.
    private static PlotSeries Below(PlotSeries curve, double limit)
    {
        var (x, y) = (new List<double>(), new List<double>());
        for (var i = 0; i < curve.X.Length; i++)
        {
            var isAbove = curve.Y[i] > limit;
            if (i > 0 && isAbove != curve.Y[i - 1] > limit && double.IsFinite(curve.Y[i] - curve.Y[i - 1]))
            {
                x.Add(curve.X[i - 1] + (limit - curve.Y[i - 1]) / (curve.Y[i] - curve.Y[i - 1]) * (curve.X[i] - curve.X[i - 1]));
                y.Add(limit);
            }
            x.Add(curve.X[i]);
            y.Add(isAbove ? double.NaN : curve.Y[i]);
        }
        return curve with { X = [.. x], Y = [.. y], Intervals = [] };
    }

    private static string Hint(Histogram histogram, int i) =>
        $"{histogram.Name}: {Numbers.Short(histogram.Densities[i])} "
        + $"from {Numbers.Short(histogram.Edges[i])} to {Numbers.Short(histogram.Edges[i + 1])}";

    private static string Description(Histogram histogram)
    {
        var curves = histogram.Curves.Length > 0 ? $", with curves: {string.Join("; ", histogram.Curves.Select(c => c.Name))}" : "";
        var atom = histogram.Atom is { } a ? $" Apart from it, {a.Label}: {Numbers.Short(a.Share)}." : "";
        return $"Histogram of {histogram.Name}: {histogram.YLabel} against {histogram.XLabel}{curves}.{atom}";
    }
}
