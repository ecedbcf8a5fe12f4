using IDropTheory.Experiments.Runs.Settings;
using static TorchSharp.torch;

namespace IDropTheory.Experiments.Runs.Measurements;

/// <summary>A finished run in memory: what a measurement looks at.</summary>
/// <param name="Settings">What was run.</param>
/// <param name="Set">Its images, as the network saw them but for the normalisation of batches; on the network's device.</param>
/// <param name="Normalisation">How batches are presented.</param>
/// <param name="Objective">The network with its final weights.</param>
/// <param name="Options">Where images are read from.</param>
internal sealed record TrainedRun(RunSettings Settings, DataSet Set, Normalisation Normalisation, Objective Objective, DataOptions Options)
    : IDisposable
{
    /// <summary>The batch-normalisation statistics of passes with drawn noise, which not every measurement needs; the network itself has
    /// those of passes without noise.</summary>
    public required Lazy<BatchNormStatistics> NoisyStatistics { private get; init; }

    /// <summary>The network as a classifier.</summary>
    /// <exception cref="UserError">It classifies nothing.</exception>
    public Classifier Classifier => Objective.Network as Classifier
        ?? throw new UserError($"This measurement needs a network that classifies; {Settings.Network.Label} does not.");

    /// <summary>The source of random numbers of a measurement.</summary>
    public RandomKey Key(Measurement measurement) => Settings.Key.Fold("measurement").Fold(measurement.Kind);

    /// <summary>The run's images with the labels of another data set that has the same images in the same order. Dispose of it.</summary>
    /// <param name="dataset">The name of the other data set.</param>
    public DataSet WithLabelsOf(string dataset)
    {
        // Split alike, but not preprocessed: only its labels are taken.
        using var cache = new DataCache();
        using var other = RunData.Load(Settings with { Dataset = dataset, Preprocessing = Preprocessing.None }, Options, cache);
        ImageSet Relabelled(ImageSet mine, ImageSet theirs) =>
            mine.WithLabels(theirs.Labels.to(mine.Labels.device, copy: true), theirs.Classes, $"labels of {dataset}");
        return new(
            Relabelled(Set.Train, other.Set.Train), Set.Validation is { } held ? Relabelled(held, other.Set.Validation!) : null,
                Relabelled(Set.Test, other.Set.Test));
    }

    /// <summary>Another data set that has the run's images and more, the training images that the run left out. Dispose of it.</summary>
    /// <param name="dataset">The name of the other data set.</param>
    /// <exception cref="UserError">The run's images are whitened, which is fitted to its own.</exception>
    public DataSet AllImagesOf(string dataset)
    {
        if (Settings.Preprocessing == Preprocessing.Whiten)
            throw new UserError("This measurement needs images that are not whitened; train with --preprocessing standardise.");
        using var cache = new DataCache();
        using var all = RunData.Load(Settings with { Dataset = dataset, TrainImages = null }, Options, cache);
        return all.Set.Map(images => images.To(Set.Test.Pixels.device));
    }

    /// <summary>Puts the statistics of passes with drawn noise into the network, until the result is disposed of.</summary>
    public IDisposable UseNoisyStatistics() => NoisyStatistics.Value.Use(Objective.Network);

    public void Dispose()
    {
        if (NoisyStatistics.IsValueCreated) NoisyStatistics.Value.Dispose();
    }

    /// <summary>Batches of some images in order.</summary>
    public BatchSequence Batches(ImageSet images) => images.InOrder(Settings.Batch, Normalisation);

    /// <summary>The noisy representations of images, batch by batch, in evaluation mode: one draw of the noise per image, a function of the
    /// key.</summary>
    /// <returns>Float32 on the network's device, [N, ...]; each is freed when the next one is asked for.</returns>
    public IEnumerable<Tensor> NoisyRepresentations(ImageSet images, RandomKey key, CancellationToken cancellation)
    {
        using var statistics = UseNoisyStatistics();
        var batches = Batches(images);
        for (var step = 0; step < batches.Count; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            yield return Classifier.FrozenRepresentation(batches[step].Images, NoisePass.Sample(key.Fold((ulong)step)));
        }
    }
}
