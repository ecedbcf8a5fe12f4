using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace IDropTheory.Experiments.Collections;

/// <summary>An immutable array that equals another where the elements do: records over it have value equality.</summary>
/// <remarks>Its JSON is that of the array.</remarks>
/// <param name="items">The elements.</param>
[CollectionBuilder(typeof(EquatableArray), nameof(EquatableArray.Create))]
[JsonConverter(typeof(EquatableArrayConverter))]
public readonly struct EquatableArray<T>(ImmutableArray<T> items) : IReadOnlyList<T>, IEquatable<EquatableArray<T>>
{
    private readonly ImmutableArray<T> _items = items;

    /// <summary>Number of elements.</summary>
    public int Length => _items.Length;

    /// <summary>Whether there is no element.</summary>
    public bool IsEmpty => _items.IsEmpty;

    /// <inheritdoc/>
    public T this[int index] => _items[index];

    int IReadOnlyCollection<T>.Count => Length;

    /// <summary>The same elements.</summary>
    public static implicit operator EquatableArray<T>(ImmutableArray<T> items) => new(items);

    /// <summary>A copy of the elements.</summary>
    public static implicit operator EquatableArray<T>(T[] items) => new([.. items]);

    /// <summary>The same elements.</summary>
    public static implicit operator ImmutableArray<T>(EquatableArray<T> array) => array._items;

    public static bool operator ==(EquatableArray<T> left, EquatableArray<T> right) => left.Equals(right);

    public static bool operator !=(EquatableArray<T> left, EquatableArray<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(EquatableArray<T> other) => Sequences.SameElements(_items, other._items);

    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);

    public override int GetHashCode() => Sequences.HashOf(_items);

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Makes arrays of collection expressions.</summary>
public static class EquatableArray
{
    public static EquatableArray<T> Create<T>(ReadOnlySpan<T> items) => new([.. items]);
}
