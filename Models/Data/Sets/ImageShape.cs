namespace IDropTheory.Models;

/// <summary>The shape of one image.</summary>
/// <param name="Channels">1 for grey, 3 for colour.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Numbers per image: channels x height x width.</summary>
    public int Size => Channels * Height * Width;

    /// <summary>For instance 3x32x32.</summary>
    public override string ToString() => $"{Channels}x{Height}x{Width}";
}
