using System.Collections.Concurrent;
using System.Collections.Immutable;
using TorchSharp;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Per-channel shift and scale of intensities: (x - mean) / deviation.</summary>
/// <remarks>Intensities are in [0, 1] for images kept as bytes, and as they are kept for floats.</remarks>
public sealed record Normalisation
{
    // On other devices than the CPU, to which every copy waits; a few numbers for each, kept as long as the program.
    private readonly ConcurrentDictionary<string, (Tensor Mean, Tensor Gain)> _onDevices = new(StringComparer.Ordinal);

    private Normalisation(ImmutableArray<double> mean, ImmutableArray<double> deviation) => (Mean, Deviation) = (mean, deviation);

    /// <summary>Leaves intensities as they are.</summary>
    public static Normalisation None { get; } = new([], []);

    /// <summary>The mean that is subtracted, per channel; empty for <see cref="None"/>.</summary>
    public ImmutableArray<double> Mean { get; }

    /// <summary>The standard deviation that intensities are divided by, per channel, &gt; 0; empty for <see cref="None"/>.</summary>
    public ImmutableArray<double> Deviation { get; }

    /// <summary>A given shift and scale.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A mean is not finite or a deviation not positive.</exception>
    /// <exception cref="ArgumentException">Unequal lengths.</exception>
    public static Normalisation Of(ImmutableArray<double> mean, ImmutableArray<double> deviation)
    {
        Require.SameLength(mean.Length, deviation.Length, nameof(mean), nameof(deviation));
        foreach (var value in mean) Require.Finite(value, nameof(mean));
        foreach (var value in deviation) Require.Positive(value, nameof(deviation));
        return new(mean, deviation);
    }

    /// <summary>The shift and scale that give every channel of these images (the training set) mean 0 and variance 1.</summary>
    /// <exception cref="ArgumentException">A channel is constant.</exception>
    public static Normalisation FitTo(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        const int block = 4096;
        var channels = images.Shape.Channels;
        var (sum, squares) = (new double[channels], new double[channels]);
        var batches = images.InOrder(block);
        for (var step = 0; step < batches.Count; step++)
        {
            using var scope = NewDisposeScope();
            // Centred at 1/2, so that the difference of the sums loses no digits that matter.
            var x = batches[step].Images.to(float64).sub(0.5);
            var (first, second) = (x.sum([0, 2, 3]).cpu(), x.square().sum([0, 2, 3]).cpu());
            for (var c = 0; c < channels; c++)
            {
                sum[c] += first[c].item<double>();
                squares[c] += second[c].item<double>();
            }
        }
        var n = (double)images.Count * images.Shape.Height * images.Shape.Width;
        var mean = sum.Select(s => s / n).ToArray();
        var deviation = squares.Select((s, c) => Math.Sqrt(Math.Max(s / n - mean[c] * mean[c], 0))).ToArray();
        return Array.TrueForAll(deviation, d => d > 1e-9)
            ? new([.. mean.Select(m => m + 0.5)], [.. deviation])
            : throw new ArgumentException($"A channel of {images.Name} is constant and cannot be given variance 1.", nameof(images));
    }

    /// <summary>Whether all members are equal, those of arrays element by element.</summary>
    public bool Equals(Normalisation? other) =>
        other is not null && Mean.AsSpan().SequenceEqual(other.Mean.AsSpan())
        && Deviation.AsSpan().SequenceEqual(other.Deviation.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Mean.AsSpan().Length, Deviation.AsSpan().Length);

    /// <summary>The normalised images. With <see cref="None"/> they share the storage of the argument, otherwise they have their
    /// own.</summary>
    /// <param name="images">Float intensities [N, C, H, W].</param>
    /// <exception cref="ArgumentException">The images have another number of channels.</exception>
    public Tensor Apply(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (Mean.IsEmpty) return images.alias();
        Require.SameLength(Mean.Length, (int)images.shape[1], "the normalisation's mean", "the images' channels");
        using var scope = NewDisposeScope();
        var (mean, gain) = images.device_type == DeviceType.CPU
            ? Tensors(images)
            : _onDevices.GetOrAdd($"{images.device} {images.dtype}", _ => Kept(Tensors(images)));
        return images.sub(mean).mul_(gain).MoveToOuterDisposeScope();
    }

    private (Tensor Mean, Tensor Gain) Tensors(Tensor like)
    {
        Tensor Of(IEnumerable<double> values) =>
            tensor(values.ToArray(), dtype: like.dtype, device: like.device).reshape(1, -1, 1, 1);
        return (Of(Mean), Of(Deviation.Select(d => 1 / d)));
    }

    private static (Tensor, Tensor) Kept((Tensor Mean, Tensor Gain) pair) =>
        (pair.Mean.DetachFromDisposeScope(), pair.Gain.DetachFromDisposeScope());
}
