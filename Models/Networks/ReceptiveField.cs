namespace IDropTheory.Models;

/// <summary>Receptive fields of the units of a convolution, in pixels; the same in both directions.</summary>
/// <param name="Stride">Distance between the centres of neighbouring units' fields.</param>
/// <param name="FirstCentre">Centre of the first unit's field, counted from the first pixel.</param>
/// <param name="Size">Width of a field, odd: it reaches (Size - 1) / 2 pixels to either side of its centre.</param>
public readonly record struct ReceptiveField(int Stride, int FirstCentre, int Size)
{
    /// <summary>The field of a pixel: itself.</summary>
    public static ReceptiveField OfPixels { get; } = new(1, 0, 1);

    /// <summary>The fields after one more convolution.</summary>
    /// <param name="kernel">Kernel size, odd.</param>
    /// <param name="stride">Stride.</param>
    /// <param name="padding">Rows and columns of zeros before the first.</param>
    public ReceptiveField Then(int kernel, int stride, int padding) =>
        new(Stride * stride, FirstCentre + Stride * (kernel / 2 - padding), Size + Stride * (kernel - 1));

    /// <summary>The pixel at the centre of a unit's field.</summary>
    /// <param name="position">Row or column of the unit, from 0.</param>
    public int Centre(int position) => FirstCentre + Stride * position;
}
