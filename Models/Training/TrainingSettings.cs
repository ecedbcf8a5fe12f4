namespace IDropTheory.Models;

/// <summary>How a network is trained, apart from what it is and what it minimises.</summary>
/// <param name="Epochs">Passes over the training images, &gt;= 1.</param>
/// <param name="BatchSize">Images per step, &gt;= 1.</param>
/// <param name="LearningRate">Rate of every epoch.</param>
/// <param name="Optimiser">How gradients become steps.</param>
/// <param name="Key">Source of every random number of the training: order of the images and noise.</param>
public sealed record TrainingSettings(
    int Epochs, int BatchSize, LearningRateSchedule LearningRate, OptimiserSettings Optimiser, RandomKey Key)
{
    /// <summary>How images are presented to the network.</summary>
    public Normalisation Normalisation { get; init; } = Normalisation.None;
}
