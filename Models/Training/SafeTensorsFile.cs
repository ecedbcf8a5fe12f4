using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Writes and reads tensors by name, with metadata, in the safetensors format: a length, a JSON header, the bytes of the
/// tensors.</summary>
/// <remarks>Other frameworks read it without running code. A reader never finds a partly written file. The metadata of files written here
/// contain the SHA-256 of the whole file, with zeros in its own place, which <see cref="Read(string)"/> checks.</remarks>
/// <example><code>
/// using var network = new Mlp(inputs: 784, width: 512, layers: 3, classes: 10, Activation.Relu, new DropoutMethod.Binary());
/// SafeTensorsFile.Write("weights.safetensors", NetworkTensors.Of(network), new Dictionary&lt;string, string&gt; { ["epoch"] = "10" });
/// var (tensors, metadata) = SafeTensorsFile.Read("weights.safetensors");
/// Console.WriteLine($"{tensors.Count} tensors of epoch {metadata["epoch"]}");
/// foreach (var tensor in tensors.Values)
///     tensor.Dispose();
/// </code></example>
public static class SafeTensorsFile
{
    private const string MetadataKey = "__metadata__";
    private const string ChecksumKey = "sha256";

    // Of older files: the checksum of the data alone.
    private const string DataChecksumKey = "data-sha256";

    // In the place of the checksum while it is computed.
    private static readonly string NoChecksum = new('0', 2 * SHA256.HashSizeInBytes);

    private const int LargestHeader = 100 << 20;

    private static readonly ImmutableArray<(string Name, ScalarType Type)> Types =
    [
        ("F32", ScalarType.Float32), ("F64", ScalarType.Float64), ("F16", ScalarType.Float16), ("BF16", ScalarType.BFloat16),
        ("I64", ScalarType.Int64), ("I32", ScalarType.Int32), ("I16", ScalarType.Int16), ("I8", ScalarType.Int8), ("U8", ScalarType.Byte),
        ("BOOL", ScalarType.Bool),
    ];

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>Writes a file or replaces an existing one.</summary>
    /// <param name="path">Where to write.</param>
    /// <param name="tensors">The tensors; they may be on any device.</param>
    /// <param name="metadata">Text to store with them.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name, or the format does not support a tensor's type.</exception>
    public static void Write(string path, IEnumerable<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        TorchRuntime.Prepare();
        using var scope = NewDisposeScope();
        // Larger elements first, so that every tensor is aligned.
        var all = tensors.Select(t => (t.Name, Value: t.Value.detach().cpu().contiguous()))
            .OrderByDescending(t => t.Value.element_size()).ThenBy(t => t.Name, StringComparer.Ordinal).ToArray();
        var text = new JsonObject(metadata.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value)))
        {
            [ChecksumKey] = NoChecksum,
        };
        var header = new JsonObject { [MetadataKey] = text };
        long offset = 0;
        foreach (var (name, value) in all)
        {
            var type = Types.FirstOrDefault(t => t.Type == value.dtype);
            if (type.Name is null)
                throw new ArgumentException($"{name} is of type {value.dtype}; a safetensors file can contain {Known}.", nameof(tensors));
            if (header.ContainsKey(name))
                throw new ArgumentException($"There are two tensors with the name {name}; give each its own.", nameof(tensors));
            var length = value.numel() * value.element_size();
            header[name] = new JsonObject
            {
                ["dtype"] = type.Name,
                ["shape"] = new JsonArray([.. value.shape.Select(n => JsonValue.Create(n))]),
                ["data_offsets"] = new JsonArray(offset, offset + length),
            };
            offset += length;
        }
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var padded = new byte[(json.Length + 7) / 8 * 8];
        padded.AsSpan(json.Length).Fill((byte)' ');
        json.CopyTo(padded, 0);
        Encoding.ASCII.GetBytes(Checksum(padded, all.Select(t => t.Value)), PlaceOf(padded, NoChecksum));
        WholeFile.Write(path, file =>
        {
            file.Write(Size(padded));
            file.Write(padded);
            foreach (var (_, value) in all)
                file.Write(Bytes(value));
        });
    }

    /// <summary>Reads a file. Dispose of the tensors.</summary>
    /// <exception cref="DataException">The file is not a valid safetensors file, or is incomplete or damaged.</exception>
    public static (ImmutableDictionary<string, Tensor> Tensors, ImmutableDictionary<string, string> Metadata) Read(string path) =>
        Read(path, needsChecksum: false);

    /// <summary>Reads a file of which every byte is covered by its checksum, or an older one whose data are.</summary>
    /// <exception cref="DataException">The file is not a valid safetensors file, or is incomplete or damaged, or has no
    /// checksum.</exception>
    internal static (ImmutableDictionary<string, Tensor> Tensors, ImmutableDictionary<string, string> Metadata) ReadChecked(string path) =>
        Read(path, needsChecksum: true);

    private static (ImmutableDictionary<string, Tensor> Tensors, ImmutableDictionary<string, string> Metadata) Read(
        string path, bool needsChecksum)
    {
        TorchRuntime.Prepare();
        using var file = File.OpenRead(path);
        var (entries, metadata, header) = Header(file, path);
        var start = file.Position;
        using var scope = NewDisposeScope();
        var tensors = ImmutableDictionary.CreateBuilder<string, Tensor>();
        foreach (var (name, entry) in entries)
        {
            var value = empty(entry.Shape, dtype: entry.Type);
            file.Position = start + entry.DataOffsets[0];
            if (entry.Length > 0) file.ReadExactly(Bytes(value));
            tensors[name] = value;
        }
        if (!Matches(metadata, header, [.. entries.Select(e => tensors[e.Key])], needsChecksum))
            throw new DataException($"{path} is not a valid safetensors file (it does not match its checksum); use an intact copy.");
        foreach (var value in tensors.Values)
            value.DetachFromDisposeScope();
        return (tensors.ToImmutable(), metadata.Remove(ChecksumKey).Remove(DataChecksumKey));
    }

    private static string Known => string.Join(", ", Types.Select(t => t.Name));

    private static bool Matches(
        ImmutableDictionary<string, string> metadata, byte[] header, IReadOnlyList<Tensor> values, bool needsChecksum)
    {
        if (!metadata.TryGetValue(ChecksumKey, out var checksum))
            return metadata.TryGetValue(DataChecksumKey, out var older) ? older == Checksum([], values) : !needsChecksum;
        if (checksum.Length != NoChecksum.Length) return false;
        var place = PlaceOf(header, checksum);
        if (place.IsEmpty) return false;
        Encoding.ASCII.GetBytes(NoChecksum, place);
        return checksum == Checksum(header, values);
    }

    /// <summary>Where a header contains its checksum; empty if it does not.</summary>
    private static Span<byte> PlaceOf(byte[] header, string checksum)
    {
        var before = $"\"{ChecksumKey}\":\"";
        var start = header.AsSpan().IndexOf(Encoding.UTF8.GetBytes(before + checksum + "\""));
        return start < 0 ? [] : header.AsSpan(start + before.Length, checksum.Length);
    }

    /// <summary>The checksum of a header with its length, and of the data; of the data alone where the header is empty.</summary>
    private static string Checksum(byte[] header, IEnumerable<Tensor> values)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (header.Length > 0) hash.AppendData(Size(header));
        hash.AppendData(header);
        foreach (var value in values)
            hash.AppendData(Bytes(value));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static byte[] Size(byte[] header)
    {
        var size = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(size, header.Length);
        return size;
    }

    /// <summary>The entries in the order of the data, checked: the tensors fill the rest of the file without holes or overlaps.</summary>
    internal static (ImmutableArray<KeyValuePair<string, Entry>> Entries, ImmutableDictionary<string, string> Metadata, byte[] Bytes)
        Header(Stream file, string path)
    {
        try
        {
            Span<byte> size = stackalloc byte[8];
            file.ReadExactly(size);
            var length = BinaryPrimitives.ReadInt64LittleEndian(size);
            if (length < 2 || length > Math.Min(LargestHeader, file.Length - 8))
                throw new JsonException("the length of its header is impossible");
            var json = new byte[length];
            file.ReadExactly(json);
            var header = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json, Json)
                ?? throw new JsonException("its header is null");
            var metadata = header.Remove(MetadataKey, out var text) ? Metadata(text) : [];
            var entries = header
                .Select(e => KeyValuePair.Create(e.Key, e.Value.Deserialize<Entry>(Json) ?? throw new JsonException($"{e.Key} is null")))
                .OrderBy(e => e.Value.DataOffsets.FirstOrDefault()).ThenBy(e => e.Value.Length).ToImmutableArray();
            var end = 0L;
            foreach (var (name, entry) in entries)
            {
                if (!Array.TrueForAll(entry.Shape, n => n >= 0) || !entry.DataOffsets.SequenceEqual([end, checked(end + entry.Length)]))
                    throw new JsonException($"{name} has data offsets that contradict its shape or its neighbours");
                end += entry.Length;
            }
            return end == file.Length - 8 - length
                ? (entries, metadata.ToImmutableDictionary(), json)
                : throw new JsonException($"it has {file.Length - 8 - length} bytes of data instead of {end}");
        }
        catch (Exception e) when (e is JsonException or EndOfStreamException or InvalidOperationException or OverflowException)
        {
            var reason = e.Message.ReplaceLineEndings(" ").TrimEnd('.');
            throw new DataException($"{path} is not a valid safetensors file ({reason}); use an intact copy.", e);
        }
    }

    private static Dictionary<string, string> Metadata(JsonElement text)
    {
        var metadata = text.Deserialize<Dictionary<string, string>>(Json);
        return metadata is null || metadata.ContainsValue(null!) ? throw new JsonException($"{MetadataKey} is not text") : metadata;
    }

    private static Span<byte> Bytes(Tensor value) => value.bytes;

    /// <summary>The header's entry for one tensor, with the format's names.</summary>
    internal sealed class Entry(string dtype, long[] shape, long[] dataOffsets)
    {
        public string Dtype { get; } = dtype;

        public long[] Shape { get; } = shape;

        public long[] DataOffsets { get; } = dataOffsets;

        public ScalarType Type
        {
            get
            {
                var type = Types.FirstOrDefault(t => t.Name == Dtype);
                return type.Name is null ? throw new JsonException($"{Dtype} is not one of the types {Known}") : type.Type;
            }
        }

        public long Length => Shape.Aggregate((long)Type.ElementSize(), (product, n) => checked(product * n));
    }
}
