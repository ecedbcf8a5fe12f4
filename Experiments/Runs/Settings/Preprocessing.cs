namespace IDropTheory.Experiments.Runs.Settings;

/// <summary>How images become inputs of a network.</summary>
public enum Preprocessing
{
    /// <summary>Intensities in [0, 1].</summary>
    None,

    /// <summary>Each channel with mean 0 and variance 1 over the training images.</summary>
    Standardise,

    /// <summary>Each image with mean 0 and variance 1, then decorrelated (ZCA) with the training images' covariance, as the authors do for CIFAR-10.</summary>
    Whiten,
}
