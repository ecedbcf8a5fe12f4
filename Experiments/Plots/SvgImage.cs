using System.Text;

namespace IDropTheory.Experiments.Plots;

/// <summary>Writes a drawing as SVG. Its text stays text, in the reader's sans-serif font.</summary>
internal static class SvgImage
{
    public static string Of(Drawing drawing)
    {
        var (width, height) = (Number(drawing.Width), Number(drawing.Height));
        var svg = new StringBuilder()
            .Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\"")
            .Append($" role=\"img\" aria-label=\"{XmlText.Of(drawing.Description)}\"")
            .Append(" font-family=\"system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif\">\n");
        // Some screen readers read the label, others title and description.
        if (drawing.Title.Length > 0)
            svg.Append($"<title>{XmlText.Of(drawing.Title)}</title>\n<desc>{XmlText.Of(drawing.Description)}</desc>\n");
        svg.Append($"<rect width=\"{width}\" height=\"{height}\" fill=\"{Palette.Paper}\" />\n");
        foreach (var shape in drawing.Shapes)
            svg.Append(Element(shape)).Append('\n');
        return svg.Append("</svg>").ToString();
    }

    private static string Element(Shape shape) => shape switch
    {
        Shape.Path path => $"<path d=\"M{Points(path.Points)}\" fill=\"none\" stroke=\"{path.Color}\""
            + $" stroke-width=\"{Number(path.Width)}\" stroke-linejoin=\"round\""
            + (path.Dashed ? " stroke-dasharray=\"7 4\"" : "") + Class(path.Role, SeriesClass(path)) + " />",
        Shape.Polygon polygon => $"<path d=\"M{Points(polygon.Points)}Z\" {Ink(polygon)}" + Class(SeriesClass(polygon))
            + Closed("path", polygon.Hint),
        Shape.Image image => $"<image x=\"{Number(image.X)}\" y=\"{Number(image.Y)}\""
            + $" width=\"{Number(image.Width)}\" height=\"{Number(image.Height)}\""
            + " preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\""
            + $" href=\"data:image/png;base64,{Convert.ToBase64String(PngImage.Of(image.Pixels))}\"" + Closed("image", image.Hint),
        Shape.Text text => $"<text {Place(text)} font-size=\"{Number(text.Size)}\" fill=\"{text.Color}\""
            + $" text-anchor=\"{Anchor(text.Anchor)}\""
            + (text.Bold ? " font-weight=\"600\"" : "") + $">{XmlText.Of(text.Content)}</text>",
        _ => throw new InvalidOperationException($"{shape.GetType().Name} cannot be drawn."),
    };

    /// <summary>The class of the elements of a series, by which a style sheet can hide them.</summary>
    public static string SeriesClass(int series) => Invariant($"series-{series}");

    private static string? SeriesClass(Shape shape) => shape.Series is { } series ? SeriesClass(series) : null;

    private static string Class(params IEnumerable<string?> names) =>
        string.Join(' ', names.OfType<string>()) is { Length: > 0 } all ? $" class=\"{all}\"" : "";

    private static string Closed(string element, string? hint) =>
        hint is null ? " />" : $"><title>{XmlText.Of(hint)}</title></{element}>";

    private static string Ink(Shape.Polygon polygon) => polygon.Hollow
        ? $"fill=\"none\" stroke=\"{polygon.Color}\" stroke-width=\"{Number(Shape.Polygon.Outline)}\""
        : $"fill=\"{polygon.Color}\"";

    private static string Place(Shape.Text text) => text.Upwards
        ? $"transform=\"translate({Number(text.X)} {Number(text.Y)}) rotate(-90)\""
        : $"x=\"{Number(text.X)}\" y=\"{Number(text.Y)}\"";

    private static string Anchor(TextAnchor anchor) =>
        anchor switch { TextAnchor.Start => "start", TextAnchor.End => "end", _ => "middle" };

    private static string Points(EquatableArray<(double X, double Y)> points) =>
        string.Join('L', points.Select(p => $"{Number(p.X)} {Number(p.Y)}"));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
