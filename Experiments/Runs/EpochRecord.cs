using System.Collections.Immutable;

namespace IDropTheory.Experiments.Runs;

/// <summary>One line of metrics.jsonl.</summary>
/// <param name="Epoch">Number of the epoch, from 1.</param>
/// <param name="LearningRate">Its learning rate.</param>
/// <param name="Loss">Mean of what was minimised, noise drawn.</param>
/// <param name="CrossEntropy">Mean cross-entropy in nats, noise drawn.</param>
/// <param name="TrainError">Error on the training images under noise, as a fraction.</param>
/// <param name="KlPerLayer">Mean KL of each layer in nats.</param>
/// <param name="EffectiveBeta">The factor of the KL in the loss.</param>
/// <param name="Validation">The held-out images, without noise; null where there are none.</param>
/// <param name="ImagesPerSecond">Training speed.</param>
/// <param name="Seconds">Time spent on the run so far.</param>
/// <param name="Alarms">What looks wrong with the noise.</param>
public sealed record EpochRecord(
    int Epoch, double LearningRate, double Loss, Nats CrossEntropy, double? TrainError, ImmutableSortedDictionary<string, Nats> KlPerLayer,
    double EffectiveBeta, Evaluation? Validation, double ImagesPerSecond, double Seconds, ImmutableArray<string> Alarms);
