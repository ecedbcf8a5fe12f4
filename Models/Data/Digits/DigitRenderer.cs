using System.Collections.Immutable;

namespace IDropTheory.Models;

/// <summary>Draws one digit: strokes, jitter, elastic distortion, affine map, then an anti-aliased round pen.</summary>
/// <remarks>Only additions, multiplications, divisions and square roots are used, which IEEE 754 rounds alike everywhere: a key gives the
/// same bytes on every machine.</remarks>
internal static class DigitRenderer
{
    /// <summary>Side of the images, in pixels.</summary>
    public const int Side = 28;

    private const int PiecesPerSpan = 6;
    private const int MostPoints = 16;

    /// <summary>Draws the factors of one image.</summary>
    public static DigitFactors Factors(RandomKey key, int label, DigitVariation variation)
    {
        var random = new UniformSequence(key.Fold("factors"));
        return new(
            label,
            Style: random.Below(DigitStrokes.Styles),
            CentreX: random.Within(variation.Translation),
            CentreY: random.Within(variation.Translation),
            Scale: random.Between(variation.Scale),
            Aspect: random.Between(variation.Aspect),
            Rotation: random.Within(variation.Rotation),
            Shear: random.Between(variation.Shear),
            Thickness: random.Between(variation.Thickness));
    }

    /// <summary>Draws one image with known factors into a zeroed span of <see cref="Side"/>^2 intensities.</summary>
    public static void Draw(RandomKey key, in DigitFactors factors, DigitVariation variation, Span<byte> image)
    {
        var random = new UniformSequence(key.Fold("distortion"));
        var elastic = new ElasticField(ref random, variation.Elasticity, stackalloc double[ElasticField.Size]);
        Span<(double X, double Y)> points = stackalloc (double, double)[MostPoints];
        foreach (var stroke in DigitStrokes.Of(factors.Label, factors.Style))
        {
            var count = Jitter(stroke.Points, ref random, variation.Jitter, points);
            DrawStroke(points[..count], elastic, factors, image);
        }
    }

    /// <summary>Moves every point a little; the two copies of a corner move together.</summary>
    private static int Jitter(
        ImmutableArray<(double X, double Y)> stroke, ref UniformSequence random, double size, Span<(double X, double Y)> moved)
    {
        for (var i = 0; i < stroke.Length; i++)
            moved[i] = i > 0 && stroke[i] == stroke[i - 1]
                ? moved[i - 1]
                : (stroke[i].X + random.Within(size), stroke[i].Y + random.Within(size));
        return stroke.Length;
    }

    private static void DrawStroke(
        ReadOnlySpan<(double X, double Y)> points, ElasticField elastic, in DigitFactors factors, Span<byte> image)
    {
        var from = Place(points[0], elastic, factors);
        for (var i = 0; i + 1 < points.Length; i++)
        {
            if (points[i] == points[i + 1]) continue;
            var (before, after) = (points[Math.Max(i - 1, 0)], points[Math.Min(i + 2, points.Length - 1)]);
            for (var piece = 1; piece <= PiecesPerSpan; piece++)
            {
                var to = Place(CatmullRom(before, points[i], points[i + 1], after, piece / (double)PiecesPerSpan), elastic, factors);
                DrawSegment(from, to, factors.Thickness / 2, image);
                from = to;
            }
        }
    }

    private static (double X, double Y) CatmullRom(
        (double X, double Y) a, (double X, double Y) b, (double X, double Y) c, (double X, double Y) d, double t)
    {
        return (Axis(a.X, b.X, c.X, d.X, t), Axis(a.Y, b.Y, c.Y, d.Y, t));

        static double Axis(double a, double b, double c, double d, double t) =>
            b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    }

    /// <summary>From the alphabet's plane to the image's: elastic field, aspect, shear, rotation, scale, translation.</summary>
    private static (double X, double Y) Place((double X, double Y) point, ElasticField elastic, in DigitFactors factors)
    {
        var (x, y) = elastic.Displace(point.X, point.Y);
        x = factors.Aspect * x + factors.Shear * y;
        var (sin, cos) = SinCos(factors.Rotation);
        const double middle = (Side - 1) / 2.0;
        return (
            middle + factors.CentreX + factors.Scale * (cos * x - sin * y),
            middle + factors.CentreY + factors.Scale * (sin * x + cos * y));
    }

    /// <summary>Sine and cosine by their series, below 1e-9 off for |angle| &lt;= 0.5: the system's own differ between machines in the
    /// last bit.</summary>
    private static (double Sin, double Cos) SinCos(double angle)
    {
        var s = angle * angle;
        return (
            angle * (1 - s / 6 * (1 - s / 20 * (1 - s / 42 * (1 - s / 72)))),
            1 - s / 2 * (1 - s / 12 * (1 - s / 30 * (1 - s / 56))));
    }

    /// <summary>A straight line drawn by a round pen: full ink within the radius, falling to none over one pixel at its edge.</summary>
    private static void DrawSegment((double X, double Y) from, (double X, double Y) to, double radius, Span<byte> image)
    {
        var reach = radius + 0.5;
        var (left, right) = Extent(from.X, to.X, reach);
        var (top, bottom) = Extent(from.Y, to.Y, reach);
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var squaredLength = dx * dx + dy * dy;
        for (var row = top; row <= bottom; row++)
            for (var column = left; column <= right; column++)
            {
                var (x, y) = (column - from.X, row - from.Y);
                var along = squaredLength > 0 ? Math.Clamp((x * dx + y * dy) / squaredLength, 0, 1) : 0;
                (x, y) = (x - along * dx, y - along * dy);
                var ink = reach - Math.Sqrt(x * x + y * y);
                if (ink <= 0) continue;
                ref var pixel = ref image[row * Side + column];
                pixel = Math.Max(pixel, (byte)(255 * Math.Min(ink, 1) + 0.5));
            }
    }

    private static (int First, int Last) Extent(double a, double b, double reach) =>
        (Math.Max((int)Math.Ceiling(Math.Min(a, b) - reach), 0), Math.Min((int)Math.Floor(Math.Max(a, b) + reach), Side - 1));
}
