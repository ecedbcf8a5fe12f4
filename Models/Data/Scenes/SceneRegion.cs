namespace IDropTheory.Models;

/// <summary>The part of a <see cref="ClutteredMnist"/> scene that a pixel belongs to. Regions are boxes, not ink: a piece may show a
/// blank part of its digit.</summary>
public enum SceneRegion
{
    /// <summary>The box of the whole digit, whatever else reaches into it.</summary>
    Digit,

    /// <summary>The box of a piece, outside of the digit's.</summary>
    Distractor,

    /// <summary>Neither.</summary>
    Background,
}
