using TorchSharp;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The batches of one pass over a set, addressed by number: a pass can begin at any of them.</summary>
/// <example><code>
/// using TorchSharp;
///
/// using var data = DataSource.Named("digits").Load(new DataOptions());
/// var order = new EpochOrder(RandomKey.FromSeed(1), data.Train.Count);
/// var batches = data.Train.Batches(order.Of(epoch: 0), 100);
/// for (var step = 0; step &lt; batches.Count; step++)
/// {
///     using var scope = torch.NewDisposeScope();
///     var (images, labels) = batches[step];
/// }
/// </code></example>
public sealed class BatchSequence : IDisposable
{
    private readonly ImageSet _set;
    private readonly int[]? _order;
    private readonly int _images;
    private readonly Normalisation _normalisation;
    private Tensor? _rows;

    internal BatchSequence(ImageSet set, int[]? order, int size, Normalisation? normalisation)
    {
        (_set, _order, _images, _normalisation) = (set, order, order?.Length ?? set.Count, normalisation ?? Normalisation.None);
        Size = Require.AtLeast(size, 1);
    }

    /// <summary>Images per batch; the last batch may have fewer.</summary>
    public int Size { get; }

    /// <summary>Number of batches.</summary>
    public int Count => (_images + Size - 1) / Size;

    /// <summary>A batch, made anew in the current dispose scope.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is not in 0 .. Count - 1.</exception>
    public Batch this[int step]
    {
        get
        {
            if (step < 0 || step >= Count)
                throw new ArgumentOutOfRangeException(nameof(step), step, $"step is {step}; allowed: 0 to {Count - 1}.");
            var (first, count) = (step * Size, Math.Min(Size, _images - step * Size));
            using var scope = NewDisposeScope();
            var (pixels, labels) = _order is null
                ? (_set.Pixels.narrow(0, first, count), _set.Labels.narrow(0, first, count).clone())
                : Gather(_order, first, count);
            var images = _normalisation.Apply(ImageSet.Intensities(pixels));
            return new(images.MoveToOuterDisposeScope(), labels.MoveToOuterDisposeScope());
        }
    }

    /// <summary>Frees the copy of the order on the images' device, which is made where that is not the CPU.</summary>
    public void Dispose()
    {
        _rows?.Dispose();
        _rows = null;
    }

    private (Tensor Pixels, Tensor Labels) Gather(int[] order, int first, int count)
    {
        // To another device the order is copied once, not batch by batch: every copy waits for the device.
        var index = _set.Pixels.device_type == DeviceType.CPU
            ? _set.Index(order.AsSpan(first, count))
            : (_rows ??= _set.Index(order).DetachFromDisposeScope()).narrow(0, first, count);
        return (_set.Pixels.index_select(0, index), _set.Labels.index_select(0, index));
    }
}
