using System.Collections.Immutable;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Which digit covers an image of <see cref="OccludedCifar"/>, and where.</summary>
/// <param name="Digit">Row of the digit in its set.</param>
/// <param name="Label">The digit's class.</param>
/// <param name="X">Left column of its 28 x 28 box.</param>
/// <param name="Y">Top row of its box.</param>
public readonly record struct Occlusion(int Digit, int Label, int X, int Y);

/// <summary>Occluded CIFAR (Figure 4 of the paper): over each colour image a digit is drawn in white, at random, as a nuisance.</summary>
/// <remarks>No code for it was published; this definition was chosen here. Pixels of the digit above half intensity become white in every
/// channel; the digit is drawn uniformly from its set, and its box is uniform among the places where it lies inside.</remarks>
public sealed class OccludedCifar : IDisposable
{
    private const int Side = 28;

    private OccludedCifar(ImageSet task, ImageSet nuisance, ImmutableArray<Occlusion> occlusions) =>
        (Task, Nuisance, Occlusions) = (task, nuisance, occlusions);

    /// <summary>The images with the label of the covered image: the main task.</summary>
    public ImageSet Task { get; }

    /// <summary>The same images with the label of the covering digit: a good representation forgets it. Shares storage.</summary>
    public ImageSet Nuisance { get; }

    /// <summary>The digit over each image.</summary>
    public ImmutableArray<Occlusion> Occlusions { get; }

    /// <summary>Draws digits over images. The same key and sets give the same result on any number of threads.</summary>
    /// <param name="images">Bytes [N, C, H, W] with H, W of 28 or more.</param>
    /// <param name="digits">28 x 28 grey bytes of the same split.</param>
    /// <param name="key">Determines digits and positions.</param>
    /// <exception cref="ArgumentException">Shapes, types or splits do not fit.</exception>
    public static OccludedCifar Compose(ImageSet images, ImageSet digits, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(images);
        var (shape, (ink, labels)) = (images.Shape, DigitBytes.Of(digits));
        if (images.Pixels.dtype != ScalarType.Byte || shape.Height < Side || shape.Width < Side)
            throw new ArgumentException($"{images.Name} is {images.Pixels.dtype} {shape}; allowed: Byte, 28x28 or larger.",
                nameof(images));
        if ((images.Split == Split.Test) != (digits.Split == Split.Test))
            throw new ArgumentException($"{images.Name} is for {images.Split} and {digits.Name} for {digits.Split}; "
                + $"test images take test digits.");
        var pixels = DigitBytes.Bytes(images);
        var occlusions = new Occlusion[images.Count];
        Parallel.For(0, images.Count, i =>
        {
            var random = new UniformSequence(key.Fold((ulong)i));
            var digit = random.Below(digits.Count);
            var (x, y) = (random.Below(shape.Width - Side + 1), random.Below(shape.Height - Side + 1));
            occlusions[i] = new(digit, (int)labels[digit], x, y);
            Cover(pixels.AsSpan(i * shape.Size, shape.Size), shape, ink.AsSpan(digit * Side * Side, Side * Side), x, y);
        });
        var step = $"digits drawn over, key {key.High:x16}{key.Low:x16}";
        var task = new ImageSet(
            $"occluded {images.Name}", images.Split, tensor(pixels, [images.Count, shape.Channels, shape.Height, shape.Width]),
            images.Labels.clone(), images.Classes, images.Provenance.With(digits.Provenance, step));
        var nuisance = task.WithLabels(
            tensor(Array.ConvertAll(occlusions, occlusion => (long)occlusion.Label)), digits.Classes, "labelled by the digit");
        return new(task, nuisance, ImmutableArray.Create(occlusions));
    }

    /// <summary>Frees both sets.</summary>
    public void Dispose()
    {
        Task.Dispose();
        Nuisance.Dispose();
    }

    private static void Cover(Span<byte> image, ImageShape shape, ReadOnlySpan<byte> digit, int x, int y)
    {
        for (var row = 0; row < Side; row++)
            for (var column = 0; column < Side; column++)
            {
                if (digit[row * Side + column] <= 127) continue;
                for (var channel = 0; channel < shape.Channels; channel++)
                    image[(channel * shape.Height + y + row) * shape.Width + x + column] = 255;
            }
    }
}
