using SkiaSharp;

namespace IDropTheory.Experiments.Plots;

/// <summary>Draws as PNG, at twice the size. The text is missing if the system has no font; SVG needs none.</summary>
internal static class PngImage
{
    private const float Scale = 2;

    // The first installed family is used.
    private static readonly string[] Families =
        ["Inter", "Open Sans", "Helvetica Neue", "Segoe UI", "Arial", "Liberation Sans", "Noto Sans", "DejaVu Sans", "Helvetica"];

    public static byte[] Of(Drawing drawing)
    {
        using var surface = SKSurface.Create(new SKImageInfo((int)(Scale * drawing.Width), (int)Math.Ceiling(Scale * drawing.Height)));
        surface.Canvas.Scale(Scale);
        surface.Canvas.Clear(SKColor.Parse(Palette.Paper));
        using var regular = Typeface(SKFontStyle.Normal);
        using var bold = Typeface(SKFontStyle.Bold);
        foreach (var shape in drawing.Shapes)
            Draw(surface.Canvas, shape, regular, bold);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        return png.ToArray();
    }

    /// <summary>An image as PNG, pixel by pixel.</summary>
    public static byte[] Of(Pixels pixels)
    {
        using var image = Image(pixels);
        using var png = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        return png.ToArray();
    }

    private static SKImage Image(Pixels pixels) => SKImage.FromPixelCopy(
        new SKImageInfo(pixels.Width, pixels.Height, SKColorType.Rgb888x, SKAlphaType.Opaque), pixels.ToRgbx());

    private static SKTypeface Typeface(SKFontStyle style) =>
        Families.Select(family => SKFontManager.Default.MatchFamily(family, style)).FirstOrDefault(typeface => typeface is not null)
        ?? SKTypeface.Default;

    private static void Draw(SKCanvas canvas, Shape shape, SKTypeface regular, SKTypeface bold)
    {
        switch (shape)
        {
            case Shape.Path path:
                using (var dashes = path.Dashed ? SKPathEffect.CreateDash([7, 4], 0) : null)
                using (var paint = Stroke(path.Color, path.Width))
                using (var line = Outline(path.Points))
                {
                    paint.PathEffect = dashes;
                    canvas.DrawPath(line, paint);
                }
                break;
            case Shape.Polygon polygon:
                using (var paint = polygon.Hollow ? Stroke(polygon.Color, Shape.Polygon.Outline) : Fill(polygon.Color))
                using (var outline = Outline(polygon.Points))
                {
                    outline.Close();
                    canvas.DrawPath(outline, paint);
                }
                break;
            case Shape.Text text:
                using (var paint = Fill(text.Color))
                using (var font = new SKFont(text.Bold ? bold : regular, (float)text.Size))
                {
                    canvas.Save();
                    canvas.Translate((float)text.X, (float)text.Y);
                    if (text.Upwards) canvas.RotateDegrees(-90);
                    canvas.DrawText(text.Content, 0, 0, Align(text.Anchor), font, paint);
                    canvas.Restore();
                }
                break;
            case Shape.Image picture:
                using (var image = Image(picture.Pixels))
                    canvas.DrawImage(
                        image, SKRect.Create((float)picture.X, (float)picture.Y, (float)picture.Width, (float)picture.Height),
                        new SKSamplingOptions(SKFilterMode.Nearest));
                break;
            default:
                throw new InvalidOperationException($"{shape.GetType().Name} cannot be drawn.");
        }
    }

    private static SKPaint Stroke(string color, double width) => new()
    {
        Color = SKColor.Parse(color),
        StrokeWidth = (float)width,
        StrokeJoin = SKStrokeJoin.Round,
        Style = SKPaintStyle.Stroke,
        IsAntialias = true,
    };

    private static SKPaint Fill(string color) => new() { Color = SKColor.Parse(color), IsAntialias = true };

    private static SKTextAlign Align(TextAnchor anchor) =>
        anchor switch { TextAnchor.Start => SKTextAlign.Left, TextAnchor.End => SKTextAlign.Right, _ => SKTextAlign.Center };

    private static SKPath Outline(EquatableArray<(double X, double Y)> points)
    {
        var path = new SKPath();
        path.MoveTo((float)points[0].X, (float)points[0].Y);
        foreach (var (x, y) in points.Skip(1))
            path.LineTo((float)x, (float)y);
        return path;
    }
}
