using System.Collections.Immutable;

namespace IDropTheory.Models;

/// <summary><see cref="ClutteredMnist"/> as a data set: the scenes are a function of a fixed key and of the digits that they are composed from.</summary>
public sealed class ClutteredSource : DataSource
{
    private readonly DataSource _digits;
    private readonly (int Train, int Test) _counts;

    private ClutteredSource(string name, DataSource digits, int train, int test)
        : base(name, $"A digit of {digits.Name} among 21 pieces of others, 96x96 grey, {train:N0} / {test:N0} (Fig. 2)", [], []) =>
        (_digits, _counts) = (digits, (train, test));

    /// <summary>From MNIST, 50,000 and 10,000 as in the paper; and fewer from generated digits, which need no files.</summary>
    public static new ImmutableArray<ClutteredSource> All { get; } =
        [new("cluttered-mnist", IdxSource.Mnist, 50_000, 10_000), new("cluttered-digits", DigitsSource.Instance, 5000, 1000)];

    /// <inheritdoc/>
    public override ImmutableArray<DataSource> Parts => [_digits];

    /// <inheritdoc/>
    public override DataSet Load(DataOptions options)
    {
        using var digits = _digits.Load(options);
        using var train = Compose(digits.Train, _counts.Train);
        using var test = Compose(digits.Test, _counts.Test);
        return new(train.Images.Take(_counts.Train), null, test.Images.Take(_counts.Test));
    }

    /// <summary>The first test images with their scenes: where the digit and the distractors are. The same images as those of <see cref="Load"/>.</summary>
    /// <param name="options">Where the digits are read from.</param>
    /// <param name="count">How many; at most as many as there are digits.</param>
    public ClutteredMnist TestScenes(DataOptions options, int count)
    {
        using var digits = _digits.Load(options);
        return Compose(digits.Test, count);
    }

    private static ClutteredMnist Compose(ImageSet digits, int count) =>
        ClutteredMnist.Compose(digits, count, RandomKey.FromSeed(0).Fold("cluttered").Fold(digits.Split.ToString()));
}
