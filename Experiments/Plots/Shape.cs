namespace IDropTheory.Experiments.Plots;

/// <summary>A piece of a drawing, in its coordinates: x to the right, y downwards.</summary>
internal abstract record Shape
{
    /// <summary>Connected straight lines.</summary>
    public sealed record Path(IReadOnlyList<(double X, double Y)> Points, string Color, double Width) : Shape
    {
        /// <summary>Whether it is drawn in dashes.</summary>
        public bool Dashed { get; init; }

        /// <summary>What it stands for: the class of the SVG element.</summary>
        public string? Role { get; init; }
    }

    /// <summary>A closed polygon, for markers; round ones have many corners.</summary>
    public sealed record Polygon(IReadOnlyList<(double X, double Y)> Points, string Color) : Shape
    {
        /// <summary>Width of the line of a hollow one.</summary>
        public const double Outline = 2.2;

        /// <summary>Whether only its outline is drawn, so that it hides nothing.</summary>
        public bool Hollow { get; init; }

        /// <summary>The numbers behind it, shown when it is pointed at.</summary>
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

    /// <summary>An image, stretched over a rectangle, every pixel with sharp edges.</summary>
    public sealed record Image(Pixels Pixels, double X, double Y, double Width, double Height) : Shape
    {
        /// <summary>What it shows, said when it is pointed at.</summary>
        public string? Hint { get; init; }
    }

    /// <summary>A filled rectangle.</summary>
    public static Polygon Rectangle(double x, double y, double width, double height, string color) =>
        new([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], color);

    /// <summary>The outline of a rectangle.</summary>
    public static Path Frame(double x, double y, double width, double height, string color, double line) =>
        new([(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y), (x + width, y)], color, line);
}

/// <summary>Which part of a text is at its position.</summary>
internal enum TextAnchor
{
    /// <summary>Its beginning.</summary>
    Start,

    /// <summary>Its middle.</summary>
    Middle,

    /// <summary>Its end.</summary>
    End,
}
