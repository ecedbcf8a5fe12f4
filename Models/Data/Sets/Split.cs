namespace IDropTheory.Models;

/// <summary>The purpose of a set of images.</summary>
public enum Split
{
    /// <summary>Images to which weights are fitted.</summary>
    Train,

    /// <summary>Images held out of the training data, on which settings are chosen.</summary>
    Validation,

    /// <summary>Images used once, for the reported numbers.</summary>
    Test,
}
