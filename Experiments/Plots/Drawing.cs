namespace IDropTheory.Experiments.Plots;

/// <summary>Shapes at their places, from which SVG and PNG files are written.</summary>
/// <param name="Width">Its width in pixels.</param>
/// <param name="Height">Its height in pixels.</param>
/// <param name="Description">What it shows, for people who cannot see it.</param>
/// <param name="Shapes">Its shapes, the last on top.</param>
internal sealed record Drawing(double Width, double Height, string Description, EquatableArray<Shape> Shapes)
{
    /// <summary>Its title; empty for a picture within a text.</summary>
    public string Title { get; init; } = "";
}

/// <summary>A part of a drawing. In its coordinates x grows to the right and y downwards.</summary>
internal abstract record Shape
{
    /// <summary>The number of the series to which it belongs, which a page can hide; null for what is always there.</summary>
    public int? Series { get; init; }

    /// <summary>Connected straight lines.</summary>
    public sealed record Path(EquatableArray<(double X, double Y)> Points, string Color, double Width) : Shape
    {
        /// <summary>Whether it is dashed.</summary>
        public bool Dashed { get; init; }

        /// <summary>Its meaning: the class of the SVG element.</summary>
        public string? Role { get; init; }
    }

    /// <summary>A closed polygon; round markers have many corners.</summary>
    public sealed record Polygon(EquatableArray<(double X, double Y)> Points, string Color) : Shape
    {
        /// <summary>The line width of a hollow polygon.</summary>
        public const double Outline = 2.2;

        /// <summary>Whether only its outline is drawn, so that it hides nothing.</summary>
        public bool Hollow { get; init; }

        /// <summary>The numbers that it shows, displayed under the pointer.</summary>
        public string? Hint { get; init; }
    }

    /// <summary>A line of text; y is its baseline.</summary>
    public sealed record Text(string Content, double X, double Y, double Size, TextAnchor Anchor = TextAnchor.Middle) : Shape
    {
        /// <summary>Whether it is bold.</summary>
        public bool Bold { get; init; }

        /// <summary>Whether it runs upwards.</summary>
        public bool Upwards { get; init; }

        /// <summary>Its colour.</summary>
        public string Color { get; init; } = Palette.Ink;
    }

    /// <summary>An image that fills a rectangle; its pixels have sharp edges.</summary>
    public sealed record Image(Pixels Pixels, double X, double Y, double Width, double Height) : Shape
    {
        /// <summary>What it shows, displayed under the pointer.</summary>
        public string? Hint { get; init; }
    }

    /// <summary>A filled rectangle.</summary>
    public static Polygon Rectangle(double x, double y, double width, double height, string color) =>
        new([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], color);

    /// <summary>The outline of a rectangle.</summary>
    public static Path Frame(double x, double y, double width, double height, string color, double line) =>
        new([(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y), (x + width, y)], color, line);
}

/// <summary>The part of a text that is at its position.</summary>
internal enum TextAnchor
{
    /// <summary>Its beginning.</summary>
    Start,

    /// <summary>Its middle.</summary>
    Middle,

    /// <summary>Its end.</summary>
    End,
}

/// <summary>A colour per pixel, row by row from the top.</summary>
internal sealed record Pixels(int Width, int Height, EquatableArray<Rgb> Colors)
{
    /// <summary>Four bytes per pixel: red, green, blue and an unused one.</summary>
    public byte[] ToRgbx() => [.. Colors.SelectMany(color => new[] { color.Red, color.Green, color.Blue, byte.MaxValue })];
}
