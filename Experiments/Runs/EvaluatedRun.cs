using IDropTheory.Experiments.Runs.Settings;
using TorchSharp;

namespace IDropTheory.Experiments.Runs;

/// <summary>A trained network with its images, ready for passes with one kind of noise: batch normalisation has the statistics of such
/// passes. Dispose of it.</summary>
internal sealed class EvaluatedRun : IDisposable
{
    private readonly RunData _data;
    private readonly BatchNormStatistics _statistics;
    private readonly IDisposable _used;

    private EvaluatedRun(
        RunSettings settings, RunData data, DataSet set, Objective objective, BatchNormStatistics statistics)
    {
        (Settings, _data, Set, Objective, _statistics) = (settings, data, set, objective, statistics);
        _used = statistics.Use(objective.Network);
    }

    /// <summary>What was run.</summary>
    public RunSettings Settings { get; }

    /// <summary>The images, on the network's device.</summary>
    public DataSet Set { get; }

    /// <summary>The network with its loss.</summary>
    public Objective Objective { get; }

    /// <summary>Loads a run and its images.</summary>
    /// <exception cref="UserError">The run has no checkpoint.</exception>
    /// <exception cref="DataException">Images are missing.</exception>
    public static EvaluatedRun Open(
        RunFolder folder, DataOptions options, string device, NoiseMode mode, CancellationToken cancellation)
    {
        var settings = folder.ReadSettings();
        using var cache = new DataCache();
        var data = RunData.Load(settings, options, cache);
        var objective = TrainedNetwork.Load(folder, settings, data.Set.Train);
        var place = new torch.Device(device);
        objective.MoveTo(place);
        var set = data.Set.Map(images => images.To(place));
        var train = set.Train.InOrder(settings.Batch, data.Normalisation);
        // The network has the statistics of passes with the noise at its median.
        var statistics = mode switch
        {
            NoiseMode.Sample => TrainedNetwork.NoisyStatistics(folder, settings, objective, train, cancellation),
            NoiseMode.Mean => BatchNormStatistics.Measure(objective, train, mode, cancellation),
            _ => BatchNormStatistics.Of(objective.Network),
        };
        return new(settings, data, set, objective, statistics);
    }

    /// <summary>Batches of some images in order, as the network sees them.</summary>
    public BatchSequence Batches(ImageSet images) => images.InOrder(Settings.Batch, _data.Normalisation);

    public void Dispose()
    {
        _used.Dispose();
        _statistics.Dispose();
        Objective.Network.Dispose();
        Set.Dispose();
        _data.Dispose();
    }
}
