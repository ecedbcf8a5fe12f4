using System.Collections.Immutable;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Means and variances for every batch normalisation of a network, measured with noise handled in one way.</summary>
/// <remarks>
/// Noise changes the distribution of the activations, so an evaluation needs the statistics of passes that handle noise as it does: those
/// of a noise-free pass are wrong for drawn noise, and the other way round. <see cref="Use"/> puts the statistics into a network for the
/// duration of an evaluation. A network without batch normalisation has empty statistics, whose use changes nothing. Owns its tensors.
/// </remarks>
/// <example><code>
/// using var data = DataSource.Named("digits").Load(new DataOptions());
/// var method = new DropoutMethod.Information(PriorFamily.LogUniform, new InformationDropoutOptions());
/// using var network = new AllCnn(AllCnnArchitecture.AllCnn32.WithChannels(1).WithFilters(6.25), Activation.Relu, method);
/// var objective = new ClassificationObjective(network, InformationPenalty.OfKl(new(0)));
/// using var few = data.Train.Take(200);
/// var key = RandomKey.FromSeed(1);
/// using var statistics = BatchNormStatistics.Measure(objective, few.InOrder(100), key.Fold("statistics"));
/// using (statistics.Use(network))
///     Console.WriteLine(Evaluator.Run(objective, few.InOrder(100), key.Fold("noise")).CrossEntropy);
/// </code></example>
public sealed class BatchNormStatistics : IDisposable
{
    private readonly ImmutableArray<(string Name, Tensor Value)> _tensors;

    private BatchNormStatistics(IEnumerable<(string Name, Tensor Value)> tensors) => _tensors = [.. tensors];

    /// <summary>The statistics with the names that they have in the network. The tensors belong to this value.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Tensors => _tensors;

    /// <summary>Measures them over images with the noise at its median or mean. The network stays as it is.</summary>
    /// <param name="objective">The network and its data term.</param>
    /// <param name="batches">Training images.</param>
    /// <param name="mode"><see cref="NoiseMode.Median"/> or <see cref="NoiseMode.Mean"/>.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="ArgumentException">The mode is <see cref="NoiseMode.Sample"/>, which needs a key.</exception>
    /// <exception cref="OperationCanceledException">The measurement was cancelled.</exception>
    public static BatchNormStatistics Measure(
        Objective objective, BatchSequence batches, NoiseMode mode = NoiseMode.Median, CancellationToken cancellation = default) =>
        Measure(objective, () => BatchNormRecalibration.Run(objective, batches, NoisePass.Deterministic(mode), cancellation));

    /// <summary>Measures them over images with drawn noise, a function of the key. The network stays as it is.</summary>
    /// <param name="objective">The network and its data term.</param>
    /// <param name="batches">Training images.</param>
    /// <param name="key">Source of the noise.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="OperationCanceledException">The measurement was cancelled.</exception>
    public static BatchNormStatistics Measure(
        Objective objective, BatchSequence batches, RandomKey key, CancellationToken cancellation = default) =>
        Measure(objective, () => BatchNormRecalibration.Run(objective, batches, NoisePass.Drawn(key), cancellation));

    /// <summary>Copies of the statistics that a network has now.</summary>
    public static BatchNormStatistics Of(nn.Module network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var _ = no_grad();
        return new([.. Buffers(network).Select(buffer => (buffer.Name, buffer.Value.clone().DetachFromDisposeScope()))]);
    }

    /// <summary>Puts these statistics into a network. The network gets back its own when the result is disposed of.</summary>
    /// <exception cref="ArgumentException">The network has other batch normalisations.</exception>
    public IDisposable Use(nn.Module network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var own = Of(network);
        try
        {
            CopyTo(network);
            return new Restoration(network, own);
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    /// <summary>The statistics among the tensors of a file; null if the file has no tensor whose name begins with the prefix.</summary>
    /// <exception cref="TrainingException">They belong to another network.</exception>
    internal static BatchNormStatistics? Of(
        nn.Module network, IReadOnlyDictionary<string, Tensor> tensors, string prefix, string path)
    {
        if (!tensors.Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal))) return null;
        return new([.. Buffers(network).Select(buffer =>
            tensors.TryGetValue(prefix + buffer.Name, out var value) && value.shape.SequenceEqual(buffer.Value.shape)
                ? (buffer.Name, value.to(buffer.Value.device, copy: true).DetachFromDisposeScope())
                : throw new TrainingException(
                    $"{path} contains statistics of another network: {buffer.Name} is missing or has another shape."))]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, value) in _tensors)
            value.Dispose();
    }

    private static BatchNormStatistics Measure(Objective objective, Action recalibrate)
    {
        ArgumentNullException.ThrowIfNull(objective);
        using var own = Of(objective.Network);
        try
        {
            recalibrate();
            return Of(objective.Network);
        }
        finally
        {
            own.CopyTo(objective.Network);
        }
    }

    private void CopyTo(nn.Module network)
    {
        using var _ = no_grad();
        var targets = Buffers(network).ToArray();
        if (!targets.Select(target => (target.Name, Shape(target.Value))).SequenceEqual(_tensors.Select(t => (t.Name, Shape(t.Value)))))
            throw new ArgumentException("The statistics belong to a network with other batch normalisations.", nameof(network));
        foreach (var (target, value) in targets.Zip(_tensors, (target, source) => (target.Value, source.Value)))
            target.copy_(value);
    }

    private static string Shape(Tensor value) => string.Join(",", value.shape);

    private static IEnumerable<(string Name, Tensor Value)> Buffers(nn.Module network) =>
        from module in network.named_modules()
        where module.module is NormBase
        from buffer in module.module.named_buffers(recurse: false)
        select ($"{module.name}.{buffer.name}", buffer.buffer);

    private sealed class Restoration(nn.Module network, BatchNormStatistics own) : IDisposable
    {
        private bool _done;

        public void Dispose()
        {
            if (_done) return;
            _done = true;
            own.CopyTo(network);
            own.Dispose();
        }
    }
}
