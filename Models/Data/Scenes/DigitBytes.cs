using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Digit images as plain arrays, to compose others from.</summary>
internal static class DigitBytes
{
    /// <summary>The bytes and labels of a 28 x 28 grey set.</summary>
    /// <exception cref="ArgumentException">The set has another shape or type.</exception>
    public static (byte[] Pixels, long[] Labels) Of(ImageSet digits)
    {
        ArgumentNullException.ThrowIfNull(digits);
        return digits.Shape == new ImageShape(1, 28, 28) && digits.Pixels.dtype == ScalarType.Byte
            ? (Bytes(digits), Labels(digits))
            : throw new ArgumentException($"{digits.Name} is {digits.Pixels.dtype} {digits.Shape}; allowed: Byte 1x28x28.",
                nameof(digits));
    }

    /// <summary>The bytes of a set, image after image.</summary>
    public static byte[] Bytes(ImageSet images)
    {
        using var scope = NewDisposeScope();
        return images.Pixels.cpu().contiguous().data<byte>().ToArray();
    }

    /// <summary>The labels of a set.</summary>
    public static long[] Labels(ImageSet images)
    {
        using var scope = NewDisposeScope();
        return images.Labels.cpu().contiguous().data<long>().ToArray();
    }
}
