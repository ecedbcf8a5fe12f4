using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Runs;

/// <summary>The network of a run, with the weights of its checkpoint.</summary>
internal static class TrainedNetwork
{
    /// <summary>Builds the network and loads its weights, on the CPU. Dispose of its network.</summary>
    /// <exception cref="UserError">The run has no checkpoint.</exception>
    public static Objective Load(RunFolder folder, RunSettings settings, ImageSet train)
    {
        var checkpoint = folder.RequireCheckpoint();
        var objective = settings.Network.CreateObjective(train.Shape, train.Classes, settings.Penalty(train.Count),
            settings.Key.Fold("weights"));
        TrainingSession.LoadWeights(objective.Network, checkpoint);
        return objective;
    }

    /// <summary>The batch-normalisation statistics of a run for passes with drawn noise: those of its checkpoint, or, for an older
    /// checkpoint, measured over the training images. Dispose of them.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="objective">Its network.</param>
    /// <param name="train">Its training images, as the network sees them.</param>
    /// <param name="cancellation">Stops the measurement.</param>
    public static BatchNormStatistics NoisyStatistics(
        RunFolder folder, RunSettings settings, Objective objective, BatchSequence train, CancellationToken cancellation) =>
        TrainingSession.LoadNoisyStatistics(objective.Network, folder.RequireCheckpoint())
        ?? MeasureNoisyStatistics(settings, objective, train, cancellation);

    /// <summary>The statistics measured over the training images, as a finished run stores them. Dispose of them.</summary>
    public static BatchNormStatistics MeasureNoisyStatistics(
        RunSettings settings, Objective objective, BatchSequence train, CancellationToken cancellation) =>
        BatchNormStatistics.Measure(objective, train, settings.Key.Fold("noisy statistics"), cancellation);
}
