namespace IDropTheory.Models;

/// <summary>What a pixel of <see cref="ClutteredMnist"/> belongs to. Boxes, not ink: a piece may be cut from where its digit is blank.</summary>
public enum SceneRegion
{
    /// <summary>The box of the whole digit, whatever else reaches into it.</summary>
    Digit,

    /// <summary>The box of a piece, outside of the digit's.</summary>
    Distractor,

    /// <summary>Neither.</summary>
    Background,
}
