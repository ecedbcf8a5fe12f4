namespace IDropTheory.Models;

/// <summary>What a set of images is for.</summary>
public enum Split
{
    /// <summary>Weights are fitted to it.</summary>
    Train,

    /// <summary>Held out of the training data: settings are chosen on it.</summary>
    Validation,

    /// <summary>Touched once, for the numbers that are reported.</summary>
    Test,
}
