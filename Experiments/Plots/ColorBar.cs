namespace IDropTheory.Experiments.Plots;

/// <summary>Draws a colour scale with its numbers and its label. An end is pointed if values lie beyond it.</summary>
internal static class ColorBar
{
    private const double Thickness = 12;
    private const double Point = 9;
    private const double Overhang = 4;
    private const int Pieces = 128;

    private static readonly Pixels Gradient =
        new(Pieces, 1, [.. Enumerable.Range(0, Pieces).Select(i => ColorScale.At((i + 0.5) / Pieces))]);

    /// <summary>Draws it between two ends and returns its lowest line.</summary>
    public static double Draw(
        Sheet sheet, ColorScale scale, string label, double left, double right, double top, IReadOnlyCollection<double> values)
    {
        sheet.Add(new Shape.Image(Gradient, left, top, right - left, Thickness));
        if (values.Any(scale.IsBelow)) DrawPoint(sheet, left, -Point, top, ColorScale.At(0));
        if (values.Any(scale.IsAbove)) DrawPoint(sheet, right, Point, top, ColorScale.At(1));
        var previous = double.NegativeInfinity;
        foreach (var (value, text) in scale.Ticks)
        {
            var x = left + scale.Axis.Position(value) * (right - left);
            var half = TextWidth.Of(text, Sheet.TextSize) / 2;
            // The numbers at the ends do not stick out, so that they do not overlap those of a neighbour.
            var middle = Math.Clamp(x, left - Overhang + half, Math.Max(right + Overhang - half, left - Overhang + half));
            sheet.Add(new Shape.Path([(x, top + Thickness), (x, top + Thickness + 4)], Palette.Ink, 1));
            if (middle - half < previous) continue;
            previous = middle + half + 6;
            sheet.Add(new Shape.Text(text, middle, top + Thickness + 19, Sheet.TextSize));
        }
        var y = top + Thickness + 19;
        foreach (var line in TextWidth.Wrap(label, Sheet.TextSize, right - left + 20))
            sheet.Add(new Shape.Text(line, (left + right) / 2, y += Sheet.LineHeight - 2, Sheet.TextSize));
        return y;
    }

    private static void DrawPoint(Sheet sheet, double x, double length, double top, Rgb color) =>
        sheet.Add(new Shape.Polygon([(x, top), (x + length, top + Thickness / 2), (x, top + Thickness)], color.Hex));
}
