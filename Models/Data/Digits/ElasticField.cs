namespace IDropTheory.Models;

/// <summary>A smooth random displacement of the plane: random vectors on a 4 x 4 grid over [-1.5, 1.5]^2, blended with continuous
/// slope.</summary>
internal readonly ref struct ElasticField
{
    private const int Side = 4;

    /// <summary>How many numbers a field consists of.</summary>
    public const int Size = 2 * Side * Side;

    private readonly ReadOnlySpan<double> _vectors;

    /// <summary>A field whose vectors have components in (-amplitude, amplitude), written into <paramref name="storage"/>
    /// (<see cref="Size"/> numbers).</summary>
    public ElasticField(ref UniformSequence random, double amplitude, Span<double> storage)
    {
        for (var i = 0; i < Size; i++)
            storage[i] = random.Within(amplitude);
        _vectors = storage;
    }

    /// <summary>A point after its displacement.</summary>
    public (double X, double Y) Displace(double x, double y)
    {
        var (column, u) = Cell(x);
        var (row, v) = Cell(y);
        var at = 2 * (row * Side + column);
        return (x + Blend(at, u, v), y + Blend(at + 1, u, v));
    }

    private double Blend(int at, double u, double v)
    {
        var above = _vectors[at] + u * (_vectors[at + 2] - _vectors[at]);
        at += 2 * Side;
        var below = _vectors[at] + u * (_vectors[at + 2] - _vectors[at]);
        return above + v * (below - above);
    }

    private static (int Cell, double Weight) Cell(double coordinate)
    {
        var position = Math.Clamp((coordinate + 1.5) * ((Side - 1) / 3.0), 0, Side - 1);
        var cell = Math.Min((int)position, Side - 2);
        var t = position - cell;
        return (cell, t * t * (3 - 2 * t));
    }
}
