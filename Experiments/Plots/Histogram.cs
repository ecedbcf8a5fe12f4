namespace IDropTheory.Experiments.Plots;

/// <summary>Bars of density with curves over them, and beside them the probability of one value, which no density can show.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="XLabel">Name and unit of the values.</param>
/// <param name="YLabel">Name and unit of the density.</param>
/// <param name="Name">Entry of the bars in the legend.</param>
/// <param name="Edges">Ends of the bars, increasing: one more than bars. On a logarithmic axis all are positive.</param>
/// <param name="Densities">Heights of the bars.</param>
/// <param name="Curves">Curves to compare with the bars. A curve is cut at twice the height of the highest bar.</param>
public sealed record Histogram(
    string Title, string XLabel, string YLabel, string Name,
    EquatableArray<double> Edges, EquatableArray<double> Densities, params EquatableArray<PlotSeries> Curves) : Picture
{
    /// <summary>The columns of its CSV text.</summary>
    internal const string Header = "kind,name,from,to,value";

    /// <summary>Whether the horizontal axis is logarithmic.</summary>
    public bool LogX { get; init; }

    /// <summary>The probability of one value, drawn apart because it is not a density; null for none.</summary>
    public HistogramAtom? Atom { get; init; }

    /// <inheritdoc />
    internal override string CsvHeader => Header;

    /// <summary>A row per bar, per point of a curve, and per probability of the atom.</summary>
    internal override IEnumerable<IReadOnlyList<string>> CsvRows() =>
    [
        .. Densities.Select((density, i) => Row("bar", Name, Edges[i], Edges[i + 1], density)),
        .. Curves.SelectMany(curve => curve.X.Zip(curve.Y, (x, y) => Row("curve", curve.Name, x, x, y))),
        .. Atom is null ? [] :
           new[] { Row("atom", Name, Atom.Value, Atom.Value, Atom.Share) }
               .Concat(Atom.Fitted.Zip(Curves, (share, curve) => Row("atom", curve.Name, Atom.Value, Atom.Value, share))),
    ];

    /// <inheritdoc />
    internal override Drawing Draw() => HistogramDrawing.Of(this);

    private static string[] Row(string kind, string name, double from, double to, double value) =>
        [kind, name, Numbers.Exact(from), Numbers.Exact(to), Numbers.Exact(value)];
}

/// <summary>The probability of a single value beside a density.</summary>
/// <param name="Label">What the probability is of, such as "share of zeros".</param>
/// <param name="Value">The value.</param>
/// <param name="Share">Its measured probability.</param>
/// <param name="Fitted">Its probability by each of the curves, NaN where a curve says nothing; empty for none.</param>
public sealed record HistogramAtom(string Label, double Value, double Share, params EquatableArray<double> Fitted);

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
