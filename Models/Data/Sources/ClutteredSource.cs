using System.Collections.Immutable;

namespace IDropTheory.Models;

/// <summary><see cref="ClutteredMnist"/> as a data set: the scenes are a function of a fixed key and of the source digits.</summary>
public sealed class ClutteredSource : DataSource
{
    private readonly DataSource _digits;
    private readonly ClutterOptions _sizes;
    private readonly (int Train, int Test) _counts;

    private ClutteredSource(string name, DataSource digits, ClutterOptions sizes, int train, int test)
        : base(name, Describe(digits, sizes, train, test), [], []) =>
        (_digits, _sizes, _counts) = (digits, sizes, (train, test));

    private static string Describe(DataSource digits, ClutterOptions sizes, int train, int test) =>
        $"A digit of {digits.Name} among {sizes.Pieces} pieces of others, {sizes.Width}x{sizes.Width} grey, "
        + FormattableString.Invariant($"{train:N0} / {test:N0} (Fig. 2)");

    /// <summary>From MNIST, 50,000 and 10,000 images as in the paper; and, without any files, from generated digits: fewer and smaller
    /// images, as densely cluttered.</summary>
    public static new ImmutableArray<ClutteredSource> All { get; } =
    [
        new("cluttered-mnist", IdxSource.Mnist, new(), 50_000, 10_000),
        new("cluttered-digits", DigitsSource.Instance, new() { Width = 64, Pieces = 9 }, 5000, 1000),
    ];

    /// <inheritdoc/>
    public override ImmutableArray<DataSource> Parts => [_digits];

    /// <inheritdoc/>
    protected override DataSet Read(DataOptions options)
    {
        using var digits = _digits.Load(options);
        using var train = Compose(digits.Train, _counts.Train);
        using var test = Compose(digits.Test, _counts.Test);
        return new(train.Images.Take(_counts.Train), null, test.Images.Take(_counts.Test));
    }

    /// <summary>The first test images with their scenes: where the digit and the distractors are. The same images as those of
    /// <see cref="DataSource.Load"/>.</summary>
    /// <param name="options">Where the digits are read from.</param>
    /// <param name="count">Number of images, at most the number of digits.</param>
    public ClutteredMnist TestScenes(DataOptions options, int count)
    {
        using var digits = _digits.Load(options);
        return Compose(digits.Test, count);
    }

    private ClutteredMnist Compose(ImageSet digits, int count) =>
        ClutteredMnist.Compose(digits, count, RandomKey.FromSeed(0).Fold("cluttered").Fold(digits.Split.ToString()), _sizes);
}
