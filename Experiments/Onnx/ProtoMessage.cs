using System.Runtime.InteropServices;
using System.Text;

namespace IDropTheory.Experiments.Onnx;

/// <summary>A message of Protocol Buffers that is written field by field.</summary>
internal sealed class ProtoMessage
{
    private readonly List<byte> _bytes = [];

    /// <summary>The message so far.</summary>
    public ReadOnlySpan<byte> Bytes => CollectionsMarshal.AsSpan(_bytes);

    /// <summary>A whole number.</summary>
    public ProtoMessage Add(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)value);
        return this;
    }

    /// <summary>A number in single precision.</summary>
    public ProtoMessage Add(int field, float value)
    {
        Varint(((ulong)field << 3) | 5);
        _bytes.AddRange(BitConverter.GetBytes(value));
        return this;
    }

    /// <summary>Bytes.</summary>
    public ProtoMessage Add(int field, ReadOnlySpan<byte> value)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)value.Length);
        _bytes.AddRange(value);
        return this;
    }

    /// <summary>Text.</summary>
    public ProtoMessage Add(int field, string value) => Add(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A nested message.</summary>
    public ProtoMessage Add(int field, ProtoMessage value) => Add(field, value.Bytes);

    /// <summary>The same field several times.</summary>
    public ProtoMessage AddAll<T>(int field, IEnumerable<T> values, Func<ProtoMessage, int, T, ProtoMessage> add)
    {
        foreach (var value in values)
            add(this, field, value);
        return this;
    }

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
    }
}
