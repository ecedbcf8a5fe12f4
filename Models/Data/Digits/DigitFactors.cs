namespace IDropTheory.Models;

/// <summary>The factors of variation that generated one image of <see cref="GeneratedDigits"/>, drawn independently of each
/// other.</summary>
/// <param name="Label">The digit, 0 to 9.</param>
/// <param name="Style">Which of the class's ways of writing it.</param>
/// <param name="CentreX">Column of the digit's middle, in pixels to the right of the image's middle.</param>
/// <param name="CentreY">Row of the digit's middle, in pixels below the image's middle.</param>
/// <param name="Scale">Half the height of the undistorted digit, in pixels.</param>
/// <param name="Aspect">Width over height, relative to the alphabet's.</param>
/// <param name="Rotation">Clockwise rotation, in radians.</param>
/// <param name="Shear">Lean to the left per unit of depth (tangent of the slant).</param>
/// <param name="Thickness">Width of the pen, in pixels.</param>
public readonly record struct DigitFactors(
    int Label, int Style, double CentreX, double CentreY, double Scale, double Aspect, double Rotation, double Shear, double Thickness)
{
    /// <summary>Throws if a factor is outside its range.</summary>
    internal void Validate()
    {
        if (Label is < 0 or > 9) throw Require.Refuse(Label, "0 to 9", nameof(Label));
        if (Style is < 0 or >= DigitStrokes.Styles) throw Require.Refuse(Style, $"0 to {DigitStrokes.Styles - 1}", nameof(Style));
        Require.Finite(CentreX);
        Require.Finite(CentreY);
        Require.Positive(Scale);
        Require.Positive(Aspect);
        if (Rotation is not (>= -0.5 and <= 0.5)) throw Require.Refuse(Rotation, "-0.5 to 0.5", nameof(Rotation));
        Require.Finite(Shear);
        Require.Positive(Thickness);
    }
}
