namespace IDropTheory.Experiments.Plots;

/// <summary>An image as a value: a colour per pixel, row by row from the top.</summary>
internal sealed record Pixels(int Width, int Height, IReadOnlyList<Rgb> Colors)
{
    /// <summary>Four bytes per pixel: red, green, blue, and one that means nothing.</summary>
    public byte[] ToRgbx() => [.. Colors.SelectMany(color => new[] { color.Red, color.Green, color.Blue, byte.MaxValue })];
}
