namespace IDropTheory.Models;

/// <summary>A data set: training, validation and test images. It owns them.</summary>
/// <param name="Train">Images to which weights are fitted.</param>
/// <param name="Validation">Held out of the training images to choose settings; null until <see cref="HoldOut"/>.</param>
/// <param name="Test">Images used once, for the reported numbers.</param>
public sealed record DataSet(ImageSet Train, ImageSet? Validation, ImageSet Test) : IDisposable
{
    /// <summary>The data set's name.</summary>
    public string Name => Train.Name;

    /// <summary>Splits validation images from the training images, at random by key; both keep their order. The test images are the
    /// same.</summary>
    /// <returns>A new data set: dispose of both.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not in 1 .. Train.Count - 1.</exception>
    public DataSet HoldOut(int count, RandomKey key)
    {
        if (count < 1 || count >= Train.Count)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"count is {count}; allowed: 1 to {Train.Count - 1}.");
        var order = key.Permutation(Train.Count);
        var (held, kept) = (order[..count], order[count..]);
        Array.Sort(held);
        Array.Sort(kept);
        return new(
            Train.Select(kept, Split.Train, $"{kept.Length} of {order.Length} training images"),
            Train.Select(held, Split.Validation, $"{count} of {order.Length} training images, held out"),
            Test.Take(Test.Count));
    }

    /// <summary>The first images of every part, for quick runs.</summary>
    public DataSet Take(int train, int test) => new(
        Train.Take(Math.Min(train, Train.Count)),
        Validation?.Take(Math.Min(test, Validation.Count)),
        Test.Take(Math.Min(test, Test.Count)));

    /// <summary>Applies a function to every part; the parts given to <paramref name="transform"/> stay valid.</summary>
    public DataSet Map(Func<ImageSet, ImageSet> transform)
    {
        ArgumentNullException.ThrowIfNull(transform);
        return new(transform(Train), Validation is null ? null : transform(Validation), transform(Test));
    }

    /// <summary>Frees all parts.</summary>
    public void Dispose()
    {
        Train.Dispose();
        Validation?.Dispose();
        Test.Dispose();
    }
}
