using System.Text.Json.Serialization;
namespace IDropTheory.Experiments.Runs;

/// <summary>What a finished run measured.</summary>
/// <param name="Test">The test images, touched once.</param>
/// <param name="Validation">The held-out images; null where there are none.</param>
/// <param name="Train">The training images, evaluated as the test images are.</param>
/// <param name="EffectiveBeta">The factor of the KL in the loss.</param>
/// <param name="ImagesPerSecond">Training speed, evaluation excluded.</param>
/// <param name="Seconds">Time spent, resumptions included.</param>
/// <param name="Warnings">What looks wrong at the end: a run that has a warning is no evidence for a statement.</param>
public sealed record RunResult(
    Evaluation Test, Evaluation? Validation, Evaluation Train, double EffectiveBeta, double ImagesPerSecond, double Seconds,
    [property: JsonPropertyName("alarms")] EquatableArray<string> Warnings)
{
    /// <summary>Whether it looks as with too large a weight of the information, though the training did not diverge: nothing was learned,
    /// a layer passes on nothing, or every noise scale is at its largest.</summary>
    [JsonIgnore]
    public bool LooksOverweighted =>
        Warnings.Any(Runs.Warnings.IsOfOverweight) && !Warnings.Any(Runs.Warnings.IsOfDivergence);
}

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
/// <param name="Warnings">What looks wrong with the noise.</param>
public sealed record EpochRecord(
    int Epoch, double LearningRate, double Loss, Nats CrossEntropy, double? TrainError, ImmutableSortedDictionary<string, Nats> KlPerLayer,
    double EffectiveBeta, Evaluation? Validation, double ImagesPerSecond, double Seconds,
    [property: JsonPropertyName("alarms")] EquatableArray<string> Warnings)
{
    /// <summary>Whether all members are equal, the layers one by one.</summary>
    public bool Equals(EpochRecord? other) =>
        other is not null && KlPerLayer.SequenceEqual(other.KlPerLayer)
        && (Epoch, LearningRate, Loss, CrossEntropy, TrainError, EffectiveBeta)
            .Equals((other.Epoch, other.LearningRate, other.Loss, other.CrossEntropy, other.TrainError, other.EffectiveBeta))
        && (Validation, ImagesPerSecond, Seconds, Warnings)
            .Equals((other.Validation, other.ImagesPerSecond, other.Seconds, other.Warnings));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Epoch, Loss, KlPerLayer.Count, Seconds);
}

/// <summary>What looks wrong with a network: it is worth a word, and no error.</summary>
internal static class Warnings
{
    // Of the error of a guess.
    private const double ChanceShare = 0.85;

    // In units of the cross-entropy of a guess.
    private const double HugeLoss = 10;

    private const double SaturatedShare = 0.99;

    private const string Diverged = "The training diverged";
    private const string NothingLearned = "The network learned hardly anything";
    private const string NothingPassed = "so it passes on nothing";
    private const string Saturated = "of the noise scales are at their largest";

    // A layer that passes on less than this per image passes on nothing that a task could use.
    private const double CollapsedNats = 1e-3;

    /// <summary>Whether a warning is one that too large a weight of the information gives.</summary>
    public static bool IsOfOverweight(string warning) => warning.StartsWith(NothingLearned, StringComparison.Ordinal)
        || warning.Contains(NothingPassed, StringComparison.Ordinal) || warning.Contains(Saturated, StringComparison.Ordinal);

    /// <summary>Whether a warning says that the training diverged.</summary>
    public static bool IsOfDivergence(string warning) => warning.StartsWith(Diverged, StringComparison.Ordinal);

    /// <summary>Whether a network learned nothing of its training images.</summary>
    /// <param name="train">The training images.</param>
    /// <param name="classes">Number of classes of the images.</param>
    public static ImmutableArray<string> Of(Evaluation train, int classes)
    {
        var (loss, guess) = (train.CrossEntropy.Value, Math.Log(classes));
        if (!double.IsFinite(loss)) return [Invariant($"{Diverged}: the loss of the training images is {loss}.")];
        if (train.Error is not { } error) return [];
        if (loss > HugeLoss * guess)
            return [Invariant($"{Diverged}: the loss of the training images is {loss:G3} nats, that of a guess {guess:G3}.")];
        var chance = 1 - 1.0 / classes;
        return error >= ChanceShare * chance
            ? [Invariant($"{NothingLearned}: {100 * error:F1}% of its training images are wrong, of a guess {100 * chance:F1}%.")]
            : [];
    }

    /// <summary>What looks wrong with the noise.</summary>
    public static ImmutableArray<string> Of(Evaluation evaluation) =>
    [
        .. evaluation.Layers.Where(layer => layer.Saturated > SaturatedShare).Select(layer =>
            Invariant($"{layer.Layer}: {100 * layer.Saturated:F1}% {Saturated}; the noise no longer adapts ")
            + "(beta is too large, or alpha-max too small)."),
        .. evaluation.Layers.Where(layer => layer.Kl.Value < CollapsedNats).Select(layer => Invariant(
            $"{layer.Layer}: its KL is {layer.Kl.Value:G3} nats per image, {NothingPassed}; use a smaller beta.")),
    ];
}
