using System.Collections.Immutable;

namespace IDropTheory.Models;

/// <summary>A piece of a digit that distracts in an image of <see cref="ClutteredMnist"/>.</summary>
/// <param name="Source">Row of the digit that it is cut from.</param>
/// <param name="CropX">Left column of the cut.</param>
/// <param name="CropY">Top row of the cut.</param>
/// <param name="X">Left column in the image.</param>
/// <param name="Y">Top row in the image.</param>
public readonly record struct Distractor(int Source, int CropX, int CropY, int X, int Y);

/// <summary>The scene of an image of <see cref="ClutteredMnist"/>: its digit and its distractors.</summary>
/// <param name="Digit">Row of the whole digit in the source.</param>
/// <param name="X">Left column of the digit's 28 x 28 box.</param>
/// <param name="Y">Top row of the digit's box.</param>
/// <param name="Distractors">The pieces around it.</param>
public sealed record ClutterScene(int Digit, int X, int Y, ImmutableArray<Distractor> Distractors)
{
    /// <summary>Whether all members are equal, those of arrays element by element.</summary>
    public bool Equals(ClutterScene? other) =>
        other is not null && Digit == other.Digit && X == other.X && Y == other.Y
        && Distractors.AsSpan().SequenceEqual(other.Distractors.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Digit, X, Y, Distractors.AsSpan().Length);
}
