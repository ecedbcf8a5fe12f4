using IDropTheory.Experiments.Plots;

namespace IDropTheory.Experiments.Page;

/// <summary>A curve small enough for a cell of a table. All curves of a column share one logarithmic scale, so that they compare.</summary>
internal sealed class Sparkline
{
    private const double Width = 130;
    private const double Height = 30;
    private const double Margin = 4;
    private readonly Axis _scale;

    /// <summary>A scale for all values of a column.</summary>
    public Sparkline(IEnumerable<double> values)
    {
        double[] all = [.. values.Where(value => value > 0 && double.IsFinite(value))];
        Range = all.Length == 0 ? null : (all.Min(), all.Max());
        _scale = new(all, logarithmic: true);
    }

    /// <summary>The smallest and the largest value; null if there is none.</summary>
    public (double Low, double High)? Range { get; }

    /// <summary>The curve of one row; empty if it has no values. A zero lies at the bottom.</summary>
    public Html Draw(IReadOnlyList<double> values, string description)
    {
        if (values.Count == 0 || Range is null) return $"<span class=\"soft\">none</span>";
        (double X, double Y)[] points = [.. values.Select((value, i) => (Across(i, values.Count), Up(value)))];
        return Html.Trusted(SvgImage.Of(new(Width, Height, description,
        [
            new Shape.Path(points, Palette.Color(0), 1.5),
            new Shape.Polygon(Palette.Marker(0, points[^1].X, points[^1].Y, 2.4), Palette.Color(0)),
        ])));
    }

    private static double Across(int i, int count) => count == 1 ? Width - Margin : Margin + (Width - 2 * Margin) * i / (count - 1);

    private double Up(double value) =>
        Height - Margin - (Height - 2 * Margin) * (_scale.Shows(value) ? Math.Clamp(_scale.Position(value), 0, 1) : 0);
}
