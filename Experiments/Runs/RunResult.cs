using System.Collections.Immutable;

namespace IDropTheory.Experiments.Runs;

/// <summary>What a finished run measured.</summary>
/// <param name="Test">The test images, touched once.</param>
/// <param name="Validation">The held-out images; null where there are none.</param>
/// <param name="Train">The training images, evaluated as the test images are.</param>
/// <param name="EffectiveBeta">The factor of the KL in the loss.</param>
/// <param name="ImagesPerSecond">Training speed, evaluation excluded.</param>
/// <param name="Seconds">Time spent, resumptions included.</param>
/// <param name="Alarms">What looks wrong with the noise at the end.</param>
public sealed record RunResult(
    Evaluation Test, Evaluation? Validation, Evaluation Train, double EffectiveBeta, double ImagesPerSecond, double Seconds, ImmutableArray<string> Alarms);
