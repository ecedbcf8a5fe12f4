using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Digits at half intensity in the middle of a 32 x 32 canvas: a white digit can be drawn over them, and both remain
/// recognisable.</summary>
internal static class FaintDigits
{
    private const int Margin = 2;

    /// <summary>The images of a set of 28 x 28 grey bytes at half intensity on the canvas.</summary>
    public static ImageSet Of(ImageSet digits)
    {
        using var scope = NewDisposeScope();
        var faint = digits.Pixels.bitwise_right_shift(tensor((byte)1));
        var padded = nn.functional.pad(faint, [Margin, Margin, Margin, Margin]);
        return digits.WithPixels(padded.MoveToOuterDisposeScope(), "at half intensity in 32x32");
    }
}
