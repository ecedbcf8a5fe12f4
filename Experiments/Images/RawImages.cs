using System.Security.Cryptography;
using static TorchSharp.torch;

namespace IDropTheory.Experiments.Images;

/// <summary>Images and labels as they were read.</summary>
/// <param name="shape">The shape of one image.</param>
/// <param name="bytes">Their bytes, image by image, channel by channel; null if they are numbers.</param>
/// <param name="numbers">Their numbers in the same order; null if they are bytes.</param>
/// <param name="labels">One per image, from 0.</param>
/// <param name="provenance">Where they come from.</param>
internal sealed class RawImages(ImageShape shape, byte[]? bytes, float[]? numbers, long[] labels, Provenance provenance)
{
    /// <summary>The shape of one image.</summary>
    public ImageShape Shape => shape;

    /// <summary>The labels.</summary>
    public long[] Labels => labels;

    /// <summary>The images as tensors, with a checksum of their content in the provenance.</summary>
    public ImageSet ToSet(string name, Split split, int classes)
    {
        long[] size = [labels.Length, shape.Channels, shape.Height, shape.Width];
        var pixels = bytes is not null ? tensor(bytes, size) : tensor(numbers!, size);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(pixels.bytes);
        foreach (var label in labels)
            hash.AppendData(BitConverter.GetBytes(label));
        var content = Convert.ToHexStringLower(hash.GetHashAndReset());
        return new(name, split, pixels, tensor(labels), classes,
            provenance.Then($"{labels.Length} {Label.Of(split)} images {shape}, SHA-256 of pixels and labels {content}"));
    }
}
