namespace IDropTheory.Experiments.Plots;

/// <summary>A drawing that is being laid out, with its title on top.</summary>
internal sealed class Sheet
{
    public const double Width = 560;
    public const double Right = Width - 16;
    public const double TextSize = 15;
    public const double LineHeight = 23;
    private const double TitleSize = 16;

    // Width of bold text relative to regular text, in the widest of the usual fonts.
    private const double Bold = 1.15;
    private readonly string _title;
    private readonly List<Shape> _shapes = [];

    public Sheet(string title)
    {
        _title = title;
        var lines = TextWidth.Balance(title, TitleSize * Bold, Width - 20);
        for (var i = 0; i < lines.Count; i++)
            Add(new Shape.Text(lines[i], Width / 2, 24 + i * LineHeight, TitleSize) { Bold = true });
        Top = 14 + lines.Count * LineHeight;
    }

    /// <summary>The lower end of the title.</summary>
    public double Top { get; }

    /// <summary>The series to which shapes belong that are added.</summary>
    public int? Series { get; set; }

    public void Add(params IEnumerable<Shape> shapes) =>
        _shapes.AddRange(Series is { } series ? shapes.Select(shape => shape with { Series = series }) : shapes);

    /// <summary>The drawing.</summary>
    /// <param name="bottom">The lowest line of text.</param>
    /// <param name="description">What it shows, for people who cannot see it; the title is put before it.</param>
    public Drawing Finish(double bottom, string description) =>
        new(Width, bottom + 12, $"{_title}. {description}", [.. _shapes]) { Title = _title };
}
