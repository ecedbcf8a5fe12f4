using System.Buffers.Binary;

namespace IDropTheory.Experiments.Input;

/// <summary>How one number of an array is written.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="IsBigEndian">Whether the largest byte comes first.</param>
/// <param name="Read">The number from its bytes, the smallest first.</param>
internal sealed record ElementType(int Size, bool IsBigEndian, ElementType.Reader Read)
{
    /// <summary>Reads one number.</summary>
    public delegate double Reader(ReadOnlySpan<byte> bytes);

    /// <summary>The type of a NumPy description such as <c>&lt;f4</c>; null for one that is no number.</summary>
    public static ElementType? OfNumPy(string description)
    {
        if (description is not [var order and ('<' or '>' or '|' or '='), var kind, .. var size]) return null;
        Reader? read = (kind, size) switch
        {
            ('f', "2") => b => (double)BinaryPrimitives.ReadHalfLittleEndian(b),
            ('f', "4") => b => BinaryPrimitives.ReadSingleLittleEndian(b),
            ('f', "8") => BinaryPrimitives.ReadDoubleLittleEndian,
            ('i', "1") => b => (sbyte)b[0],
            ('i', "2") => b => BinaryPrimitives.ReadInt16LittleEndian(b),
            ('i', "4") => b => BinaryPrimitives.ReadInt32LittleEndian(b),
            ('i', "8") => b => BinaryPrimitives.ReadInt64LittleEndian(b),
            ('u', "1") or ('b', "1") => b => b[0],
            ('u', "2") => b => BinaryPrimitives.ReadUInt16LittleEndian(b),
            ('u', "4") => b => BinaryPrimitives.ReadUInt32LittleEndian(b),
            ('u', "8") => b => BinaryPrimitives.ReadUInt64LittleEndian(b),
            _ => null,
        };
        return read is null ? null : new(size[0] - '0', order == '>', read);
    }

    /// <summary>The type of a tensor of a safetensors file.</summary>
    public static ElementType OfSafeTensor(string type) => type switch
    {
        // The upper half of a float32.
        "BF16" => new(2, false, b => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(b) << 16)),
        "BOOL" => OfNumPy("|b1")!,
        [var kind, .. var bits] => OfNumPy($"<{char.ToLowerInvariant(kind)}{int.Parse(bits, CultureInfo.InvariantCulture) / 8}")!,
        _ => throw new ArgumentException($"{type} is no type of a tensor.", nameof(type)),
    };

    /// <summary>The numbers of a block of bytes, which is changed where its order is another one.</summary>
    public void Decode(Span<byte> bytes, Span<double> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var element = bytes.Slice(i * Size, Size);
            if (IsBigEndian) element.Reverse();
            values[i] = Read(element);
        }
    }
}
