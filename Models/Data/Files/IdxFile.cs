using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;

namespace IDropTheory.Models;

/// <summary>An idx file of unsigned bytes, the format of MNIST: magic 0x0000 08 dd, dd big-endian dimensions, then the data.</summary>
internal sealed class IdxFile
{
    private const int MostUnpacked = 1 << 30;

    private IdxFile(ImmutableArray<int> dimensions, ReadOnlyMemory<byte> data, string sha256, string contentSha256) =>
        (Dimensions, Data, Sha256, ContentSha256) = (dimensions, data, sha256, contentSha256);

    /// <summary>Sizes, the slowest dimension first.</summary>
    public ImmutableArray<int> Dimensions { get; }

    /// <summary>The bytes, without the header.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Checksum of the file as it is on disk.</summary>
    public string Sha256 { get; }

    /// <summary>Checksum of the unpacked file.</summary>
    public string ContentSha256 { get; }

    /// <summary>Reads a file, packed by gzip or not.</summary>
    /// <exception cref="DataException">The file is not an idx file, has another number of dimensions, or is too short or too
    /// long.</exception>
    public static IdxFile Read(string path, int dimensions)
    {
        var file = File.ReadAllBytes(path);
        var content = file is [0x1f, 0x8b, ..] ? Unpack(path, file) : file;
        if (ForeignContent.Describe(content) is { } foreign)
            throw new DataException($"{path} {foreign}; expected: an idx file. Fetch it again or copy it from elsewhere.");
        var header = 4 + 4 * dimensions;
        if (content.Length < header)
            throw new DataException($"{path} is cut short: {content.Length} bytes, less than the {header} bytes of its header.");
        var magic = BinaryPrimitives.ReadUInt32BigEndian(content);
        if (magic != 0x800u + (uint)dimensions)
            throw new DataException($"{path} begins with 0x{magic:x8}; "
                + $"expected: 0x{0x800 + dimensions:x8}, an idx file of bytes in {dimensions} dimensions.");
        var sizes = Enumerable.Range(1, dimensions)
            .Select(d => BinaryPrimitives.ReadInt32BigEndian(content.AsSpan(4 * d))).ToImmutableArray();
        var shape = string.Join(" x ", sizes);
        if (sizes.Any(size => size <= 0) || sizes.Aggregate(1.0, (product, size) => product * size) > Array.MaxLength)
            throw new DataException($"{path} claims a size of {shape}; expected: positive sizes that fit in memory.");
        var expected = sizes.Aggregate(1, (product, size) => product * size);
        if (content.Length - header != expected)
            throw new DataException($"{path} holds {content.Length - header} bytes of data; "
                + $"expected: {expected}, by its header's {shape}.");
        return new(sizes, content.AsMemory(header), Checksum.Of(file), Checksum.Of(content));
    }

    private static byte[] Unpack(string path, byte[] file)
    {
        try
        {
            using var packed = new GZipStream(new MemoryStream(file), CompressionMode.Decompress);
            using var content = new MemoryStream();
            var block = new byte[1 << 16];
            while (packed.Read(block) is > 0 and var count)
            {
                content.Write(block, 0, count);
                if (content.Length > MostUnpacked)
                    throw new DataException($"{path} unpacks to more than {MostUnpacked} bytes; allowed: at most that many (they are held "
                        + "in memory).");
            }
            // The length that gzip notes at the end tells a stream that was cut from one that ended.
            var noted = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(Math.Max(file.Length - 4, 0)));
            if (noted != (uint)content.Length)
                throw new DataException($"{path} is cut short or damaged: it unpacks to {content.Length} bytes; "
                    + $"expected: {noted}, by its gzip trailer.");
            return content.ToArray();
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentOutOfRangeException)
        {
            throw new DataException($"{path} is a damaged gzip file; use an intact copy.", e);
        }
    }
}
