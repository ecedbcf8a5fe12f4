namespace IDropTheory.Experiments.Plots;

/// <summary>A rectangle with two axes, which give each value its place.</summary>
internal sealed class Panel
{
    private const double Height = 310;

    /// <summary>A panel below the title.</summary>
    /// <param name="sheet">The sheet on which it is drawn.</param>
    /// <param name="x">The horizontal axis.</param>
    /// <param name="y">The vertical axis.</param>
    /// <param name="outerLeft">The left end of the label of the vertical axis.</param>
    /// <param name="right">Its right end; null for that of the sheet.</param>
    public Panel(Sheet sheet, Axis x, Axis y, double outerLeft = 0, double? right = null)
    {
        (X, Y, Top, Right) = (x, y, sheet.Top, right ?? Sheet.Right);
        OuterLeft = outerLeft;
        Left = outerLeft + 38 + y.Ticks.Select(t => TextWidth.Of(t.Label, Sheet.TextSize)).DefaultIfEmpty(0).Max();
    }

    public Axis X { get; }

    public Axis Y { get; }

    public double Left { get; }

    public double Right { get; }

    public double Top { get; }

    public double Bottom => Top + Height;

    /// <summary>The first line of text below the labels.</summary>
    public double Below => Bottom + 66;

    private double OuterLeft { get; }

    public double Across(double value) => Left + X.Position(value) * (Right - Left);

    public double Up(double value) => Bottom - Y.Position(value) * Height;

    public void DrawAxes(Sheet sheet, string xLabel, string yLabel)
    {
        var previous = double.NegativeInfinity;
        foreach (var (value, label) in X.Ticks)
        {
            var x = Across(value);
            sheet.Add(new Shape.Path([(x, Top), (x, Bottom)], Palette.Grid, 1));
            // A label that would overlap the one before it is left out; its line stays.
            var half = TextWidth.Of(label, Sheet.TextSize) / 2;
            if (x - half < previous) continue;
            previous = x + half + 6;
            sheet.Add(new Shape.Text(label, x, Bottom + 20, Sheet.TextSize));
        }
        foreach (var (value, label) in Y.Ticks)
        {
            sheet.Add(new Shape.Path([(Left, Up(value)), (Right, Up(value))], Palette.Grid, 1));
            sheet.Add(new Shape.Text(label, Left - 7, Up(value) + 5, Sheet.TextSize, TextAnchor.End));
        }
        sheet.Add(new Shape.Path([(Left, Top), (Left, Bottom), (Right, Bottom)], Palette.Ink, 1.2));
        if (X.Break is { } share) DrawBreak(sheet, Left + share * (Right - Left));
        sheet.Add(new Shape.Text(Label(xLabel, X), (Left + Right) / 2, Bottom + 44, Sheet.TextSize));
        sheet.Add(new Shape.Text(Label(yLabel, Y), OuterLeft + 18, (Top + Bottom) / 2, Sheet.TextSize) { Upwards = true });
    }

    private static string Label(string label, Axis axis) => label + (axis.IsLogarithmic ? " (logarithmic)" : "");

    private void DrawBreak(Sheet sheet, double x)
    {
        const double half = 6;
        const double lean = 3;
        (double X, double Y)[] gap =
        [
            (x - lean - 3, Bottom + half), (x + lean - 3, Bottom - half), (x + lean + 3, Bottom - half), (x - lean + 3, Bottom + half),
        ];
        sheet.Add(new Shape.Polygon(gap, Palette.Paper));
        foreach (var side in (double[])[-3, 3])
            sheet.Add(new Shape.Path([(x - lean + side, Bottom + half), (x + lean + side, Bottom - half)], Palette.Ink, 1.2)
            {
                Role = "break",
            });
    }
}
