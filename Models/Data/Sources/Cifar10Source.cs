using System.Collections.Immutable;
using System.IO.Compression;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>CIFAR-10, binary version (Krizhevsky 2009): records of one label byte and 3 x 32 x 32 pixels, from the archive or its six
/// files.</summary>
internal sealed class Cifar10Source() : DataSource(
    "cifar-10", "CIFAR-10: photographs of ten kinds of objects, 32x32 colour, 50,000 / 10,000",
    [new("", [Archive]), new(Folder, Batches)],
    ["https://www.cs.toronto.edu/~kriz/"])
{
    private const string Folder = "cifar-10-batches-bin";
    private const int RecordsPerFile = 10_000;
    private const int Pixels = 3 * 32 * 32;
    private const int FileLength = RecordsPerFile * (1 + Pixels);

    /// <summary>A list of records that are known to differ from the original, beside files that had to be reconstructed.</summary>
    private const string InexactRecords = "inexact-records.tsv";

    public override int Channels => 3;

    public static Cifar10Source Instance { get; } = new();

    private static PublishedFile Archive =>
        new("cifar-10-binary.tar.gz", 170052171, "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd");

    private static ImmutableArray<PublishedFile> Batches =>
    [
        new("data_batch_1.bin", FileLength, "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
        new("data_batch_2.bin", FileLength, "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
        new("data_batch_3.bin", FileLength, "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
        new("data_batch_4.bin", FileLength, "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
        new("data_batch_5.bin", FileLength, "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
        new("test_batch.bin", FileLength, "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"),
    ];

    protected override DataSet Read(DataOptions options)
    {
        var directory = options.ResolveDirectory();
        var layout = FindLayout(directory);
        var paths = layout.Files.Select(file => layout.Find(directory, file)!).ToArray();
        foreach (var path in paths)
            if (ForeignContent.DescribeFile(path) is { } foreign)
                throw new DataException($"{path} {foreign}; expected: "
                    + $"{(layout.Files.Length == 1 ? "a gzip archive" : "records of bytes")}. "
                    + "Run `idrop data fetch cifar-10` or copy it from elsewhere.");
        // Lengths first: a file that was cut short is called that, and not merely unpublished.
        var contents = layout.Files.Length == 1 ? Unpack(paths[0]) : [.. paths.Select(File.ReadAllBytes)];
        var names = layout.Files.Length == 1 ? [.. Batches.Select(file => $"{paths[0]}: {file.Name}")] : paths;
        for (var i = 0; i < contents.Length; i++)
            if (contents[i].Length != FileLength)
                throw new DataException($"{names[i]} has {contents[i].Length} bytes; "
                    + $"expected: {FileLength} ({RecordsPerFile} records of {1 + Pixels}).");
        ImmutableArray<FileRecord> records = [.. layout.Files.Select((file, i) =>
            Verify(paths[i], file, layout.Files.Length == 1 ? Checksum.OfFile(paths[i]) : Checksum.Of(contents[i]), options))];
        var provenance = new Provenance(Name, records, [.. Remarks(records), .. InexactRemark(paths[0], records)]);
        return new(Read(Split.Train, 0, 5), null, Read(Split.Test, 5, 1));

        ImageSet Read(Split split, int first, int files)
        {
            var (pixels, labels) = (new byte[files * RecordsPerFile * Pixels], new long[files * RecordsPerFile]);
            for (var i = 0; i < labels.Length; i++)
            {
                var (file, record) = (first + i / RecordsPerFile, i % RecordsPerFile);
                var bytes = contents[file].AsSpan(record * (1 + Pixels), 1 + Pixels);
                if (bytes[0] > 9) throw new DataException($"{names[file]}: the label of record {record} is {bytes[0]}; expected: 0 to 9.");
                labels[i] = bytes[0];
                bytes[1..].CopyTo(pixels.AsSpan(i * Pixels));
            }
            return new(Name, split, tensor(pixels, [labels.Length, 3, 32, 32]), tensor(labels), 10, provenance);
        }
    }

    private static byte[][] Unpack(string path)
    {
        try
        {
            using var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            var found = TarFile.Read(
                packed, (name, length) => length <= FileLength && Batches.Any(file => file.Name == name));
            return [.. Batches.Select(file => found.GetValueOrDefault(file.Name)
                ?? throw new DataException($"{path} lacks {file.Name}; expected: the published archive of CIFAR-10's binary version."))];
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new DataException($"{path} is cut short or damaged; `idrop data fetch cifar-10` replaces it.", e);
        }
    }

    private static ImmutableArray<string> InexactRemark(string path, ImmutableArray<FileRecord> records)
    {
        var list = Path.Combine(Path.GetDirectoryName(path)!, InexactRecords);
        if (records.All(record => record.Verified) || !File.Exists(list)) return [];
        var inexact = File.ReadLines(list).Skip(1).Count(line => line.Length > 0);
        return [$"{inexact} images are approximate (listed in {InexactRecords}, SHA-256 {Checksum.OfFile(list)})."];
    }
}
