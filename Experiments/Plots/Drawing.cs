namespace IDropTheory.Experiments.Plots;

/// <summary>A picture as a value: what SVG and PNG files are written from.</summary>
/// <param name="Width">Its width in pixels.</param>
/// <param name="Height">Its height in pixels.</param>
/// <param name="Description">What it shows, for who cannot see it.</param>
/// <param name="Shapes">Its parts, the last on top.</param>
internal sealed record Drawing(double Width, double Height, string Description, IReadOnlyList<Shape> Shapes)
{
    /// <summary>What it is called; empty for a picture within a text, which needs no name.</summary>
    public string Title { get; init; } = "";
}
