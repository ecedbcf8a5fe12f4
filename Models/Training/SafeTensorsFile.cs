using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Tensors by name, with text, in one file of the safetensors format: an 8-byte length, a JSON header, the bytes of the tensors.</summary>
/// <remarks>Other frameworks read it without running code. A file is written beside its place and then renamed, so that a reader never sees a part of it.</remarks>
public static class SafeTensorsFile
{
    private const string MetadataKey = "__metadata__";
    private const int LargestHeader = 100 << 20;

    private static readonly ImmutableArray<(string Name, ScalarType Type)> Types =
    [
        ("F32", ScalarType.Float32), ("F64", ScalarType.Float64), ("F16", ScalarType.Float16), ("BF16", ScalarType.BFloat16),
        ("I64", ScalarType.Int64), ("I32", ScalarType.Int32), ("U8", ScalarType.Byte),
    ];

    /// <summary>Writes a file, replacing one that is there in a single step.</summary>
    /// <param name="path">Where to write.</param>
    /// <param name="tensors">The tensors; they may be on any device.</param>
    /// <param name="metadata">Text to keep with them.</param>
    public static void Write(string path, IEnumerable<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var scope = NewDisposeScope();
        // Larger elements first, so that every tensor is aligned.
        var all = tensors.Select(t => (t.Name, Value: t.Value.detach().cpu().contiguous()))
            .OrderByDescending(t => t.Value.element_size()).ThenBy(t => t.Name, StringComparer.Ordinal).ToArray();
        var header = new JsonObject { [MetadataKey] = new JsonObject(metadata.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value))) };
        long offset = 0;
        foreach (var (name, value) in all)
        {
            var length = value.numel() * value.element_size();
            header[name] = new JsonObject
            {
                ["dtype"] = Types.First(t => t.Type == value.dtype).Name,
                ["shape"] = new JsonArray([.. value.shape.Select(n => JsonValue.Create(n))]),
                ["data_offsets"] = new JsonArray(offset, offset + length),
            };
            offset += length;
        }
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var padding = (8 - json.Length % 8) % 8;
        var partial = path + ".part";
        using (var file = File.Create(partial))
        {
            Span<byte> size = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(size, json.Length + padding);
            file.Write(size);
            file.Write(json);
            file.Write("       "u8[..padding]);
            foreach (var (_, value) in all)
                file.Write(Bytes(value));
            file.Flush(flushToDisk: true);
        }
        File.Move(partial, path, overwrite: true);
    }

    /// <summary>Reads a file. Dispose of the tensors.</summary>
    /// <exception cref="DataException">It is no safetensors file, or it is cut short.</exception>
    public static (ImmutableDictionary<string, Tensor> Tensors, ImmutableDictionary<string, string> Metadata) Read(string path)
    {
        using var file = File.OpenRead(path);
        var header = Header(file, path);
        var start = file.Position;
        var tensors = ImmutableDictionary.CreateBuilder<string, Tensor>();
        var metadata = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var (name, node) in header)
        {
            if (name == MetadataKey)
            {
                foreach (var (key, text) in node!.AsObject())
                    metadata[key] = (string)text!;
                continue;
            }
            var type = Types.FirstOrDefault(t => t.Name == (string?)node!["dtype"]);
            if (type.Name is null) throw new DataException($"{path}: {name} is of type {node!["dtype"]}; known: {string.Join(", ", Types.Select(t => t.Name))}.");
            var shape = node!["shape"]!.AsArray().Select(n => (long)n!).ToArray();
            var (from, to) = ((long)node["data_offsets"]![0]!, (long)node["data_offsets"]![1]!);
            var value = empty(shape, dtype: type.Type).DetachFromDisposeScope();
            if (to - from != value.numel() * value.element_size() || start + to > file.Length)
                throw new DataException($"{path}: {name} is cut short or its shape is not its length; use an intact copy.");
            file.Position = start + from;
            if (to > from) file.ReadExactly(Bytes(value));
            tensors[name] = value;
        }
        return (tensors.ToImmutable(), metadata.ToImmutable());
    }

    private static JsonObject Header(FileStream file, string path)
    {
        try
        {
            Span<byte> size = stackalloc byte[8];
            file.ReadExactly(size);
            var length = BinaryPrimitives.ReadInt64LittleEndian(size);
            if (length < 2 || length > Math.Min(LargestHeader, file.Length - 8)) throw new JsonException();
            var json = new byte[length];
            file.ReadExactly(json);
            return JsonNode.Parse(json)!.AsObject();
        }
        catch (Exception e) when (e is JsonException or EndOfStreamException or InvalidOperationException)
        {
            throw new DataException($"{path} is no safetensors file; use one that `idrop` wrote.", e);
        }
    }

    private static Span<byte> Bytes(Tensor value) => MemoryMarshal.AsBytes(value.bytes);
}
