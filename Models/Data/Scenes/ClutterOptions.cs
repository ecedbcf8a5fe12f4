namespace IDropTheory.Models;

/// <summary>Sizes of <see cref="ClutteredMnist"/>; the defaults are those of Figure 2.</summary>
public sealed record ClutterOptions
{
    /// <summary>Side of the canvas, at least 28.</summary>
    public int Width { get; init; } = 96;

    /// <summary>Number of distracting pieces.</summary>
    public int Pieces { get; init; } = 21;

    /// <summary>Side of a piece, 1 to 28.</summary>
    public int PieceSide { get; init; } = 8;

    internal void Validate()
    {
        Require.AtLeast(Width, 28);
        Require.AtLeast(Pieces, 0);
        if (PieceSide is < 1 or > 28) throw Require.Refuse(PieceSide, "1 to 28", nameof(PieceSide));
    }
}
