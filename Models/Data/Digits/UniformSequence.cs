namespace IDropTheory.Models;

/// <summary>Reads a key's uniform numbers one after the other.</summary>
internal struct UniformSequence(RandomKey key)
{
    private ulong _index;

    /// <summary>The next number in (0, 1).</summary>
    public double Next() => key.Uniform(_index++);

    /// <summary>The next number in (low, high).</summary>
    public double Between(double low, double high) => low + (high - low) * Next();

    /// <summary>The next number in a range.</summary>
    public double Between((double Low, double High) range) => Between(range.Low, range.High);

    /// <summary>The next number in (-size, size).</summary>
    public double Within(double size) => Between(-size, size);

    /// <summary>The next integer in 0 .. bound - 1.</summary>
    public int Below(int bound) => key.Below(bound, _index++);
}
