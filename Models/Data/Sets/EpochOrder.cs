namespace IDropTheory.Models;

/// <summary>The order in which each epoch visits the images: a function of key and epoch alone, so that a resumed run visits them in the
/// same order.</summary>
/// <param name="Key">The run's key for this purpose.</param>
/// <param name="Count">Number of images.</param>
public readonly record struct EpochOrder(RandomKey Key, int Count)
{
    /// <summary>The permutation of 0 .. Count - 1 of an epoch.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epoch"/> is negative.</exception>
    public int[] Of(int epoch) => Key.Fold((ulong)Require.AtLeast(epoch, 0)).Permutation(Count);
}
