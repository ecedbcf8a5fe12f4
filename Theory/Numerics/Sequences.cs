using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>Equality of sequences by their elements, for records that hold arrays: the compiler's equality compares references.</summary>
internal static class Sequences
{
    /// <summary>Whether two arrays have equal elements in the same order.</summary>
    public static bool SameElements<T>(ImmutableArray<T> left, ImmutableArray<T> right) => left.AsSpan().SequenceEqual(right.AsSpan());

    /// <summary>A hash code of the elements, equal for arrays of equal elements.</summary>
    public static int HashOf<T>(ImmutableArray<T> elements)
    {
        var hash = new HashCode();
        foreach (var element in elements.AsSpan())
            hash.Add(element);
        return hash.ToHashCode();
    }
}
