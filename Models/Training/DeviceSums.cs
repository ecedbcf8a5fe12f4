using System.Collections.Immutable;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The <see cref="EpochSums"/> of an epoch in progress as tensors on the network's device, so that no step waits for the device
/// to finish it.</summary>
/// <remarks>The sums are in double precision and in the order of the steps, as those of <see cref="EpochSums.Add"/> are: they have the same
/// bits, whenever they are read.</remarks>
internal sealed class DeviceSums : IDisposable
{
    private readonly EpochSums _start;
    private readonly ImmutableArray<string> _layers;
    private long _images;
    private Tensor? _sums;
    private Tensor? _mistakes;

    /// <summary>Sums that go on from others, over the layers of a pass.</summary>
    public DeviceSums(EpochSums start, IEnumerable<KlEntry> layers) =>
        (_start, _images, _layers) = (start, start.Images, [.. layers.Select(entry => entry.Layer)]);

    /// <summary>Adds the results of a step.</summary>
    public void Add(long images, Tensor loss, DataTerm data, IEnumerable<KlEntry> layers)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        // Converted after they are stacked: one operation instead of one for each.
        var means = stack([loss, data.CrossEntropy, .. layers.Select(entry => entry.Mean())]).to(ScalarType.Float64);
        _sums ??= tensor([_start.Loss, _start.CrossEntropy, .. _layers.Select(layer => _start.Kl.GetValueOrDefault(layer))],
            dtype: ScalarType.Float64, device: means.device).DetachFromDisposeScope();
        _sums.add_(means, alpha: images);
        if (data.Mistakes is { } mistakes)
        {
            _mistakes ??= tensor(_start.Mistakes, device: means.device).DetachFromDisposeScope();
            _mistakes.add_(mistakes);
        }
        _images += images;
    }

    /// <summary>The sums, read from the device.</summary>
    public EpochSums Read()
    {
        if (_sums is null) return _start;
        using var scope = NewDisposeScope();
        var sums = _sums.cpu().data<double>().ToArray();
        var kl = _layers.Zip(sums[2..], KeyValuePair.Create).ToImmutableSortedDictionary();
        return new(_images, sums[0], sums[1], _mistakes?.item<long>() ?? _start.Mistakes, _start.Classifies || _mistakes is not null, kl);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sums?.Dispose();
        _mistakes?.Dispose();
    }
}
