using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Random changes of training images that leave their class as it is: mirrored, and moved by whole pixels.</summary>
/// <param name="Flip">Whether every image is mirrored left to right with probability one half. Not for digits and letters.</param>
/// <param name="Shift">The largest move in each direction in pixels, &gt;= 0; every move up to it is equally likely. Pixels that come in
/// from outside are 0, the mean of normalised images.</param>
public sealed record Augmentation(bool Flip = false, int Shift = 0)
{
    /// <summary>The largest move in each direction in pixels.</summary>
    public int Shift { get; } = Require.AtLeast(Shift, 0);

    /// <summary>Whether images stay as they are.</summary>
    [JsonIgnore]
    public bool IsNone => !Flip && Shift == 0;

    /// <summary>The batch with every image changed on its own; a function of the key.</summary>
    public Batch Apply(Batch batch, RandomKey key)
    {
        if (IsNone) return batch;
        using var scope = NewDisposeScope();
        var images = Flip ? Mirrored(batch.Images, key.Fold("flip")) : batch.Images;
        return batch with { Images = (Shift > 0 ? Moved(images, key.Fold("shift")) : images).MoveToOuterDisposeScope() };
    }

    private static Tensor Mirrored(Tensor images, RandomKey key)
    {
        bool[] chosen = [.. Enumerable.Range(0, (int)images.shape[0]).Select(i => key.Below(2, (ulong)i) == 1)];
        return where(tensor(chosen, device: images.device).reshape(-1, 1, 1, 1), images.flip(3), images);
    }

    private Tensor Moved(Tensor images, RandomKey key)
    {
        var (height, width) = (images.shape[2], images.shape[3]);
        var padded = nn.functional.pad(images, [Shift, Shift, Shift, Shift]);
        long Start(int draw) => key.Below(2 * Shift + 1, (ulong)draw);
        return cat([.. Enumerable.Range(0, (int)images.shape[0]).Select(i =>
            padded.narrow(0, i, 1).narrow(2, Start(2 * i), height).narrow(3, Start(2 * i + 1), width))]);
    }
}
