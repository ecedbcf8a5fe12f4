using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace IDropTheory.Experiments.Runs.Settings;

/// <summary>Everything that decides the outcome of one training, as a value: equal settings give equal results on one kind of
/// machine.</summary>
public sealed record RunSettings
{
    /// <summary>The data set's name.</summary>
    public required string Dataset { get; init; }

    /// <summary>How images become inputs.</summary>
    public Preprocessing Preprocessing { get; init; }

    /// <summary>Images held out of the training images to choose settings.</summary>
    public int Validation { get; init => field = Require.AtLeast(value, 0, nameof(Validation)); } = 5000;

    /// <summary>Epochs from one validation to the next, >= 1; null for 1. The last epoch is always validated.</summary>
    public int? ValidationEvery { get; init; }

    /// <summary>Use only this many of the remaining training images; null for all.</summary>
    public int? TrainImages { get; init; }

    /// <summary>Use only this many test images; null for all.</summary>
    public int? TestImages { get; init; }

    /// <summary>Which network is trained.</summary>
    public required NetworkSettings Network { get; init; }

    /// <summary>Beta of the paper, before it is divided by the number of training images.</summary>
    public double Beta { get; init; }

    /// <summary>Weight of the total correlation, in beta's unit; null: gamma = beta, the closed form.</summary>
    public double? Gamma { get; init; }

    /// <summary>Passes over the training images.</summary>
    public required int Epochs { get; init => field = Require.AtLeast(value, 1, nameof(Epochs)); }

    /// <summary>Images per step.</summary>
    public int Batch { get; init => field = Require.AtLeast(value, 1, nameof(Batch)); } = 100;

    /// <summary>Rate of every epoch.</summary>
    public required LearningRateSchedule LearningRate { get; init; }

    /// <summary>How gradients become steps.</summary>
    public required OptimiserSettings Optimiser { get; init; }

    /// <summary>Random changes of the training images; null for none.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>Validations without a lower error after which the training ends before its last epoch; null: it never does.</summary>
    public int? Patience { get; init; }

    /// <summary>Source of every random number: split, weights, order, noise.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>A name for these settings that changes with any of them.</summary>
    [JsonIgnore]
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(RunJson.Line(this))))[..16];

    /// <summary>The run's key.</summary>
    [JsonIgnore]
    public RandomKey Key => RandomKey.FromSeed(Seed);

    /// <summary>The penalty for a number of training images.</summary>
    public InformationPenalty Penalty(int trainingImages)
    {
        var beta = Network.Effective(Beta, trainingImages);
        return Gamma is { } gamma
            ? InformationPenalty.OfPlane(beta, Network.Effective(gamma, trainingImages))
            : InformationPenalty.OfKl(beta);
    }

    /// <summary>A few words, for progress.</summary>
    [JsonIgnore]
    public string Label => $"{Dataset}, {ShortLabel}";

    /// <summary>A few words where the images are known.</summary>
    [JsonIgnore]
    public string ShortLabel =>
        Invariant($"{Network.Label}, beta {Beta}{(Gamma is { } gamma ? $", gamma {gamma}" : "")}, seed {Seed}");
}

/// <summary>How images become inputs of a network.</summary>
public enum Preprocessing
{
    /// <summary>Intensities in [0, 1].</summary>
    None,

    /// <summary>Each channel with mean 0 and variance 1 over the training images.</summary>
    Standardise,

    /// <summary>Each image with mean 0 and variance 1, then decorrelated (ZCA) with the training images' covariance, as the authors do for
    /// CIFAR-10.</summary>
    Whiten,
}
