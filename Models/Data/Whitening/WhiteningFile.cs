using System.Security.Cryptography;
using System.Text;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Saves and loads a fitted <see cref="Whitening"/>.</summary>
/// <remarks>Little-endian: "IDROPZCA", version 1, channels, height, width (int32), epsilon (float64), spectrum (float64), mean and
/// transform (float32), then the SHA-256 of all that.</remarks>
public static class WhiteningFile
{
    private const int Version = 1;

    private static readonly byte[] Magic = Encoding.ASCII.GetBytes("IDROPZCA");

    /// <summary>Writes a file; a reader never finds a part of it.</summary>
    public static void Save(Whitening whitening, string path)
    {
        ArgumentNullException.ThrowIfNull(whitening);
        using var scope = NewDisposeScope();
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(whitening.Shape.Channels);
        writer.Write(whitening.Shape.Height);
        writer.Write(whitening.Shape.Width);
        writer.Write(whitening.Epsilon);
        foreach (var tensor in (Tensor[])[whitening.Spectrum, whitening.Mean, whitening.Transform])
            writer.Write(tensor.cpu().contiguous().bytes);
        writer.Flush();
        writer.Write(SHA256.HashData(content.GetBuffer().AsSpan(0, (int)content.Length)));
        writer.Flush();
        WholeFile.Write(path, content.ToArray());
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataException">The file is not a saved whitening, or is damaged.</exception>
    public static Whitening Load(string path)
    {
        TorchRuntime.Prepare();
        if (!File.Exists(path)) throw new DataException($"{path} is missing; expected: a saved whitening.");
        var file = File.ReadAllBytes(path);
        const int header = 8 + 4 * 4 + 8;
        const int trailer = SHA256.HashSizeInBytes;
        if (file.Length < header + trailer || !file.AsSpan(0, 8).SequenceEqual(Magic))
            throw new DataException($"{path} is not a saved whitening: it does not begin with IDROPZCA and a header.");
        if (!SHA256.HashData(file.AsSpan(0, file.Length - trailer)).AsSpan().SequenceEqual(file.AsSpan(file.Length - trailer)))
            throw new DataException($"{path} is damaged: its checksum does not fit its content; delete it and fit the whitening again.");
        using var reader = new BinaryReader(new MemoryStream(file, 8, file.Length - 8));
        var version = reader.ReadInt32();
        if (version != Version) throw new DataException($"{path} has version {version}; expected: {Version}.");
        var shape = new ImageShape(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        var (epsilon, d) = (reader.ReadDouble(), shape.Size);
        var expected = header + 8L * d + 4L * d + 4L * d * d + trailer;
        if (file.Length != expected)
            throw new DataException($"{path} has {file.Length} bytes; expected: {expected} for images of {shape}.");
        using var scope = NewDisposeScope();
        return new(
            shape, epsilon, spectrum: tensor(Numbers(d, reader.ReadDouble)), mean: tensor(Numbers(d, reader.ReadSingle)),
            transform: tensor(Numbers(d * d, reader.ReadSingle), [d, d]));
    }

    private static T[] Numbers<T>(int count, Func<T> read)
    {
        var numbers = new T[count];
        for (var i = 0; i < count; i++)
            numbers[i] = read();
        return numbers;
    }
}
