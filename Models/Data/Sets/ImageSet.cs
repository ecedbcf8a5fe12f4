using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Labelled images, all resident in one tensor. Immutable: do not write to its tensors.</summary>
/// <remarks>Owns its tensors, which outlive dispose scopes and are freed by <see cref="Dispose"/>. Sets made from it share storage where
/// they can (a prefix, other labels) and stay valid when it is disposed.</remarks>
public sealed class ImageSet : IDisposable
{
    /// <summary>A set of images; takes ownership of the tensors.</summary>
    /// <param name="name">The data set's name.</param>
    /// <param name="split">The purpose of the images.</param>
    /// <param name="pixels">[N, C, H, W]: bytes, where 255 is full intensity, or float32.</param>
    /// <param name="labels">int64 [N] in 0 .. <paramref name="classes"/> - 1.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="provenance">Where the images come from.</param>
    /// <exception cref="ArgumentException">Types or shapes do not agree, there is no image, or a label is not a class.</exception>
    public ImageSet(string name, Split split, Tensor pixels, Tensor labels, int classes, Provenance provenance)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(provenance);
        if (pixels.dim() != 4 || pixels.dtype is not (ScalarType.Byte or ScalarType.Float32) || pixels.shape.Contains(0))
            throw new ArgumentException(
                $"{name}: pixels are {pixels.dtype} [{string.Join(", ", pixels.shape)}]; "
                + $"allowed: Byte or Float32 [N, C, H, W], none of them 0.");
        if (labels.dim() != 1 || labels.dtype != ScalarType.Int64 || labels.shape[0] != pixels.shape[0])
            throw new ArgumentException(
                $"{name}: labels are {labels.dtype} [{string.Join(", ", labels.shape)}]; "
                + $"expected: Int64 [{pixels.shape[0]}], one per image.");
        using (var scope = NewDisposeScope())
        {
            var (low, high) = (labels.min().item<long>(), labels.max().item<long>());
            if (low < 0 || high >= Require.AtLeast(classes, 1))
                throw new ArgumentException($"{name}: labels range from {low} to {high}; allowed: 0 to {classes - 1}.");
        }
        (Name, Split, Classes, Provenance) = (name, split, classes, provenance);
        (Pixels, Labels) = (pixels.DetachFromDisposeScope(), labels.DetachFromDisposeScope());
        Shape = new((int)pixels.shape[1], (int)pixels.shape[2], (int)pixels.shape[3]);
    }

    // A copy needs no second check, which would read the labels back.
    private ImageSet(ImageSet original, Tensor pixels, Tensor labels)
    {
        (Name, Split, Classes, Provenance, Shape) =
            (original.Name, original.Split, original.Classes, original.Provenance, original.Shape);
        (Pixels, Labels) = (pixels.DetachFromDisposeScope(), labels.DetachFromDisposeScope());
    }

    /// <summary>The data set's name.</summary>
    public string Name { get; }

    /// <summary>The purpose of the images.</summary>
    public Split Split { get; }

    /// <summary>All images: [N, C, H, W], bytes or float32.</summary>
    public Tensor Pixels { get; }

    /// <summary>All labels: int64 [N].</summary>
    public Tensor Labels { get; }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Where the images come from.</summary>
    public Provenance Provenance { get; }

    /// <summary>Number of images.</summary>
    public int Count => (int)Labels.shape[0];

    /// <summary>The shape of one image.</summary>
    public ImageShape Shape { get; }

    /// <summary>The batches of a pass in a given order (see <see cref="EpochOrder"/>), as normalised float32 intensities.</summary>
    public BatchSequence Batches(int[] order, int size, Normalisation? normalisation = null)
    {
        ArgumentNullException.ThrowIfNull(order);
        return new(this, order, size, normalisation);
    }

    /// <summary>The batches of a pass from the first image to the last.</summary>
    public BatchSequence InOrder(int size, Normalisation? normalisation = null) => new(this, null, size, normalisation);

    /// <summary>The first images; shares storage.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not in 1 .. Count.</exception>
    public ImageSet Take(int count)
    {
        if (count < 1 || count > Count)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"count is {count}; allowed: 1 to {Count}.");
        return new(Name, Split, Pixels.narrow(0, 0, count), Labels.narrow(0, 0, count), Classes,
            count == Count ? Provenance : Provenance.Then($"first {count} images"));
    }

    /// <summary>Chosen images, in the order given.</summary>
    public ImageSet Select(ReadOnlySpan<int> indices, Split split, string step)
    {
        using var index = Index(indices);
        return new(Name, split, Pixels.index_select(0, index), Labels.index_select(0, index), Classes, Provenance.Then(step));
    }

    /// <summary>The same images with other labels; shares storage.</summary>
    /// <param name="labels">int64 [N] in 0 .. <paramref name="classes"/> - 1; the new set takes ownership.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="step">A description of the change, for the provenance.</param>
    /// <exception cref="ArgumentException">Their type or number is wrong, or a label is not a class.</exception>
    public ImageSet WithLabels(Tensor labels, int classes, string step) =>
        new(Name, Split, Pixels.alias(), labels, classes, Provenance.Then(step));

    /// <summary>The same labels with other images, as preprocessing makes them.</summary>
    /// <param name="pixels">[N, C, H, W], bytes or float32; the new set takes ownership.</param>
    /// <param name="step">A description of the change, for the provenance.</param>
    /// <exception cref="ArgumentException">Their type or number is wrong.</exception>
    public ImageSet WithPixels(Tensor pixels, string step) =>
        new(Name, Split, pixels, Labels.alias(), Classes, Provenance.Then(step));

    /// <summary>A copy on another device.</summary>
    public ImageSet To(Device device) => new(this, Pixels.to(device, copy: true), Labels.to(device, copy: true));

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Pixels.Dispose();
        Labels.Dispose();
    }

    /// <summary>Bytes as float32 intensities in [0, 1]; float32 unchanged. The result is always a new tensor.</summary>
    internal static Tensor Intensities(Tensor pixels)
    {
        if (pixels.dtype == ScalarType.Float32) return pixels.clone();
        return pixels.to(ScalarType.Float32).div_(255);
    }

    /// <summary>Row numbers as an index tensor on the images' device.</summary>
    internal Tensor Index(ReadOnlySpan<int> indices)
    {
        var rows = new long[indices.Length];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = indices[i];
        return tensor(rows, device: Pixels.device);
    }
}
