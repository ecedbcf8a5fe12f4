using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Digits at half intensity in the middle of a 32 x 32 canvas: something that a white digit can be drawn over and both still be told.</summary>
internal static class FaintDigits
{
    private const int Margin = 2;

    /// <summary>The images of a set of 28 x 28 grey bytes, faint.</summary>
    public static ImageSet Of(ImageSet digits)
    {
        using var scope = NewDisposeScope();
        var faint = digits.Pixels.bitwise_right_shift(tensor((byte)1));
        return digits.WithPixels(nn.functional.pad(faint, [Margin, Margin, Margin, Margin]).MoveToOuterDisposeScope(), "at half intensity in 32x32");
    }
}
