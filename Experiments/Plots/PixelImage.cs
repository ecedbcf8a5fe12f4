namespace IDropTheory.Experiments.Plots;

/// <summary>A small image or map as a value.</summary>
/// <param name="Height">Its height in pixels, at least 1.</param>
/// <param name="Width">Its width in pixels, at least 1.</param>
/// <param name="Values">Its numbers row by row from the top; of a colour image first all of red, then of green, then of blue.</param>
public sealed record PixelImage(int Height, int Width, IReadOnlyList<float> Values)
{
    /// <summary>1 for a grey image or a map, 3 for a colour image.</summary>
    /// <exception cref="ArgumentException">There are not as many numbers as one or three per pixel.</exception>
    public int Channels { get; } = Height > 0 && Width > 0 && Values.Count is var count && (count == Height * Width || count == 3 * Height * Width)
        ? count / (Height * Width)
        : throw new ArgumentException($"{Values.Count} numbers are no image of {Height} by {Width} pixels; give one or three per pixel.", nameof(Values));

    /// <summary>The number of a channel at a place.</summary>
    public float At(int channel, int y, int x) => Values[(channel * Height + y) * Width + x];
}
