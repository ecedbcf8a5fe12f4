namespace IDropTheory.Models;

/// <summary>Settings of a training, apart from the network and its loss.</summary>
/// <param name="Epochs">Passes over the training images, &gt;= 1.</param>
/// <param name="BatchSize">Images per step, &gt;= 1.</param>
/// <param name="LearningRate">Rate of every epoch.</param>
/// <param name="Optimiser">The optimiser and its settings.</param>
/// <param name="Key">Source of every random number of the training: order of the images and noise.</param>
public sealed record TrainingSettings(
    int Epochs, int BatchSize, LearningRateSchedule LearningRate, OptimiserSettings Optimiser, RandomKey Key)
{
    /// <summary>The normalisation of the images before they enter the network.</summary>
    public Normalisation Normalisation { get; init; } = Normalisation.None;

    /// <summary>Random changes of the training images after their normalisation; null for none.</summary>
    public Augmentation? Augmentation { get; init; }
}
