using System.Collections.Immutable;

namespace IDropTheory.Models;

/// <summary>The known factors of generated digits without their images, to measure the information of a code about each factor.</summary>
public static class DigitFactorTable
{
    /// <summary>The factors that generated the image with a given index in one part of the standard data set of a seed; no image is
    /// drawn.</summary>
    /// <param name="seed">The data set's seed.</param>
    /// <param name="split">Train or test. Validation images that were held out of the training images keep the factors of their indices
    /// there.</param>
    /// <param name="index">The image, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    public static DigitFactors At(ulong seed, Split split, int index) => Row(GeneratedDigits.KeyOf(seed, split), Require.AtLeast(index, 0));

    /// <summary>The factors that generated the first images of one part of the standard data set of a seed, in their order.</summary>
    /// <param name="seed">The data set's seed.</param>
    /// <param name="split">Train or test; see <see cref="At"/>.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    public static ImmutableArray<DigitFactors> OfSeed(ulong seed, Split split, int count)
    {
        var key = GeneratedDigits.KeyOf(seed, split);
        return [.. Enumerable.Range(0, Require.AtLeast(count, 1)).Select(index => Row(key, index))];
    }

    /// <summary>The image of an index in one part of the standard data set of a seed as it would be with other factors: its distortion is
    /// kept. With its own factors it is that image.</summary>
    /// <param name="seed">The data set's seed.</param>
    /// <param name="split">Train or test; see <see cref="At"/>.</param>
    /// <param name="index">The image, at least 0.</param>
    /// <param name="factors">The factors to draw; they may lie outside the ranges of the data set.</param>
    /// <returns>28 x 28 intensities, row by row.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative, or a factor is outside its range.</exception>
    public static ImmutableArray<byte> Render(ulong seed, Split split, int index, DigitFactors factors)
    {
        factors.Validate();
        var image = new byte[DigitRenderer.Side * DigitRenderer.Side];
        DigitRenderer.Draw(GeneratedDigits.KeyOf(seed, split).Fold((ulong)Require.AtLeast(index, 0)), factors, new(), image);
        return [.. image];
    }

    /// <summary>The factors as measures of disentanglement take them: class (categorical), x, y, scale, aspect, rotation, shear and
    /// thickness (continuous).</summary>
    /// <remarks>The style is left out: its number has another meaning in each class, so that it is not a factor that the classes
    /// share.</remarks>
    /// <param name="rows">One for each sample of the code, in its order.</param>
    /// <exception cref="ArgumentException">A factor does not vary over the rows.</exception>
    public static ImmutableArray<KnownFactor> Known(ImmutableArray<DigitFactors> rows)
    {
        return
        [
            KnownFactor.Categorical("class", [.. rows.Select(row => row.Label)]),
            Continuous("x", row => row.CentreX),
            Continuous("y", row => row.CentreY),
            Continuous("scale", row => row.Scale),
            Continuous("aspect", row => row.Aspect),
            Continuous("rotation", row => row.Rotation),
            Continuous("shear", row => row.Shear),
            Continuous("thickness", row => row.Thickness),
        ];

        KnownFactor Continuous(string name, Func<DigitFactors, double> value) =>
            KnownFactor.Continuous(name, [.. rows.Select(value)]);
    }

    private static DigitFactors Row(RandomKey key, int index) =>
        GeneratedDigits.FactorsOf(key.Fold((ulong)index), index, new());
}
