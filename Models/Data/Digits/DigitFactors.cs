namespace IDropTheory.Models;

/// <summary>What generated one image of <see cref="GeneratedDigits"/>: its known factors of variation, drawn independently of one
/// another.</summary>
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
    int Label, int Style, double CentreX, double CentreY, double Scale, double Aspect, double Rotation, double Shear, double Thickness);
