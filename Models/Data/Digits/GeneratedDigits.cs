using System.Collections.Immutable;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Digits that need no download: 28 x 28 grey images of pen strokes, with known factors of variation.</summary>
/// <remarks>
/// Each image has its own key, folded from the set's, so that any number of threads gives the same bytes, and a longer set begins with a
/// shorter one. Image i shows the digit i mod 10. The class's strokes are written in one of three styles; the points are jittered and an
/// elastic field bends the whole; aspect, shear, rotation, scale and translation place it; a round pen of random width draws it. Arithmetic
/// is limited to what IEEE 754 rounds alike everywhere, so a seed means the same images on every machine. Measured on the standard set of
/// seed 0 after 8 epochs of plain SGD: softmax regression errs on 19.5% of the test images, an unregularised 784-256-256-10 ReLU network
/// on 1.6%.
/// </remarks>
public sealed class GeneratedDigits : IDisposable
{
    private GeneratedDigits(ImageSet images, ImmutableArray<DigitFactors> factors) => (Images, Factors) = (images, factors);

    /// <summary>Number of training images of the standard set.</summary>
    public const int TrainCount = 60_000;

    /// <summary>Number of test images of the standard set.</summary>
    public const int TestCount = 10_000;

    /// <summary>The name that these digits have as a data set.</summary>
    public const string Name = "digits";

    /// <summary>The images: bytes [N, 1, 28, 28], ten classes.</summary>
    public ImageSet Images { get; }

    /// <summary>What generated each image.</summary>
    public ImmutableArray<DigitFactors> Factors { get; }

    /// <summary>The standard data set of a seed: 60,000 training and 10,000 test images.</summary>
    public static DataSet Standard(ulong seed = 0, int train = TrainCount, int test = TestCount) =>
        new(OfSeed(seed, Split.Train, train).Images, null, OfSeed(seed, Split.Test, test).Images);

    /// <summary>One part of the standard data set of a seed, with its factors.</summary>
    public static GeneratedDigits OfSeed(ulong seed, Split split, int count) =>
        Draw(KeyOf(seed, split), split, count);

    /// <summary>Draws images.</summary>
    /// <param name="key">Determines the images.</param>
    /// <param name="split">What they are for.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="variation">How much they vary.</param>
    /// <param name="threads">How many threads may draw, &gt;= 1; -1: the runtime decides. Does not change the images.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count or the number of threads is outside its range, or a range of the variation is
    /// empty or not finite.</exception>
    public static GeneratedDigits Draw(RandomKey key, Split split, int count, DigitVariation? variation = null, int threads = -1)
    {
        TorchRuntime.Prepare();
        const int side = DigitRenderer.Side;
        var ranges = variation ?? new();
        ranges.Validate();
        var pixels = new byte[Require.AtLeast(count, 1) * side * side];
        var labels = new long[count];
        var factors = new DigitFactors[count];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            var image = key.Fold((ulong)i);
            factors[i] = FactorsOf(image, i, ranges);
            labels[i] = factors[i].Label;
            DigitRenderer.Draw(image, factors[i], ranges, pixels.AsSpan(i * side * side, side * side));
        });
        var set = new ImageSet(
            Name, split, tensor(pixels, [count, 1, side, side]), tensor(labels), 10,
            Provenance.Generated($"generated digits, key {key.High:x16}{key.Low:x16}"));
        return new(set, ImmutableArray.Create(factors));
    }

    /// <summary>The key of one part of the standard data set of a seed.</summary>
    internal static RandomKey KeyOf(ulong seed, Split split) => RandomKey.FromSeed(seed).Fold(Name).Fold(split.ToString());

    /// <summary>The factors of the image of an index, which the set's key gave the key <paramref name="image"/>.</summary>
    internal static DigitFactors FactorsOf(RandomKey image, int index, DigitVariation ranges) =>
        DigitRenderer.Factors(image, index % 10, ranges);

    /// <summary>Frees the images.</summary>
    public void Dispose() => Images.Dispose();
}
