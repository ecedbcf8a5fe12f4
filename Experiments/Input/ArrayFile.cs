using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace IDropTheory.Experiments.Input;

/// <summary>An array in a file of numbers: what its header says, and the stream at its first number. Nothing is read beyond the
/// header.</summary>
/// <remarks>NumPy's format is read here and not by a library such as NumSharp because the size that a header claims is compared with the
/// file before any memory is allocated, and because rows are streamed.</remarks>
/// <param name="path">The file and, if it contains several, the array, as messages name it.</param>
/// <param name="data">The stream.</param>
/// <param name="type">The type of the numbers.</param>
/// <param name="shape">The sizes, the slowest first, unless the array is in Fortran's order.</param>
/// <param name="isFortran">Whether the first index is the fastest.</param>
/// <param name="file">The file that contains the stream, if it is another one.</param>
internal sealed partial class ArrayFile(
    string path, Stream data, ElementType type, long[] shape, bool isFortran, Stream? file = null) : IDisposable
{
    private const int LongestHeader = 1 << 16;
    private const int MostNames = 12;

    // Deflate makes a byte of at most 1032.
    private const long MostUnpacked = 1100;

    /// <summary>The file and the array, as messages name it.</summary>
    public string Path { get; } = path;

    /// <summary>The stream at the first number.</summary>
    public Stream Data { get; } = data;

    /// <summary>The type of the numbers.</summary>
    public ElementType Type { get; } = type;

    /// <summary>The sizes of the dimensions.</summary>
    public IReadOnlyList<long> Shape { get; } = shape;

    /// <summary>Whether the first index is the fastest.</summary>
    public bool IsFortran { get; } = isFortran;

    /// <summary>Number of values.</summary>
    public long Count { get; } = shape.Aggregate(1L, (product, size) => checked(product * size));

    /// <summary>The sizes as text: 100 x 20.</summary>
    public string ShapeText => string.Join(" x ", Shape);

    /// <summary>Opens the array of a file.</summary>
    /// <exception cref="UserError">The file is damaged, contains several arrays and no name was given, or is no array of
    /// numbers.</exception>
    public static ArrayFile Open(InputFile source) => source.Format switch
    {
        FileFormat.Npy => OfNpy(source.Path, source.Stream, source.Remaining),
        FileFormat.Zip => OfNpz(source),
        _ => OfSafeTensors(source),
    };

    /// <summary>The names of the arrays of a file that may contain several, .npz or .safetensors.</summary>
    public static string[] NamesIn(InputFile source)
    {
        if (source.Format == FileFormat.SafeTensors)
            return [.. SafeTensorsFile.Header(source.Stream, source.Path).Entries.Select(entry => entry.Key)];
        using var archive = Archive(source);
        return [.. Names(archive)];
    }

    public void Dispose()
    {
        Data.Dispose();
        file?.Dispose();
    }

    private static ArrayFile OfNpy(string path, Stream stream, long? remaining, Stream? file = null)
    {
        var start = new byte[8];
        Fill(path, stream, start);
        var size = new byte[start[6] == 1 ? 2 : 4];
        Fill(path, stream, size);
        var length = size.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (start[6] is < 1 or > 3 || length > LongestHeader)
            throw InputFile.Refuse(path, $"claims a header of {length} bytes in version {start[6]}; allowed: {LongestHeader}, version 1 "
                + "to 3.");
        var text = new byte[length];
        Fill(path, stream, text);
        var header = Encoding.Latin1.GetString(text);
        if (header.Contains("'descr': [", StringComparison.Ordinal))
            throw InputFile.Refuse(path, "is an array of records; allowed: numbers of one type. Save one field, a['name'], or the "
                + "columns as numpy.lib.recfunctions.structured_to_unstructured(a).");
        if (Description().Match(header) is not { Success: true } description || Order().Match(header) is not { Success: true } order
            || ShapeOf().Match(header) is not { Success: true } sizes)
            throw InputFile.Refuse(path, $"has a header that is not NumPy's: {Quoted.Text(header.Trim())}; use an intact copy.");
        var type = ElementType.OfNumPy(description.Groups[1].Value) ?? throw InputFile.Refuse(
            path, $"has values of type {Quoted.Text(description.Groups[1].Value)}{Meaning(description.Groups[1].Value)}; allowed: f2, "
                + "f4, f8, integers and bool. Convert it, for instance with a.astype('float32').");
        long[] shape;
        try
        {
            shape = [.. sizes.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(n => long.Parse(n, NumberStyles.None, CultureInfo.InvariantCulture))];
            return Checked(new(path, stream, type, shape, order.Groups[1].Value == "True", file), remaining is null ? null
                : remaining - start.Length - size.Length - length);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new UserError($"{path}: claims the shape ({sizes.Groups[1].Value}), which is impossible; use an intact copy.", e);
        }
    }

    private static ArrayFile OfNpz(InputFile source)
    {
        var archive = Archive(source);
        var names = Names(archive).ToArray();
        if (names.Length == 0)
            throw InputFile.Refuse(source.Path, "is a zip archive without NumPy arrays; of a PyTorch file (.pt), save the tensor with "
                + "numpy.save(\"file.npy\", tensor.numpy()).");
        var name = Chosen(source, names);
        var entry = archive.GetEntry(name + ".npy")!;
        if (entry.Length > MostUnpacked * Math.Min(entry.CompressedLength, source.Stream.Length))
            throw InputFile.Refuse(
                source.Path, $"claims that {entry.CompressedLength} bytes unpack to {entry.Length}; use an intact copy.");
        return OfNpy(
            names.Length == 1 ? source.Path : $"{source.Path}#{name}", Unpacked(source, entry.Open), entry.Length, source.Stream);
    }

    private static ArrayFile OfSafeTensors(InputFile source)
    {
        var (entries, _, _) = SafeTensorsFile.Header(source.Stream, source.Path);
        var (names, start) = (entries.Select(e => e.Key).ToArray(), source.Stream.Position);
        if (names.Length == 0) throw InputFile.Refuse(source.Path, "contains no tensor; it needs at least one.");
        var name = Chosen(source, names);
        var entry = entries.First(e => e.Key == name).Value;
        source.Stream.Position = start + entry.DataOffsets[0];
        return Checked(
            new(names.Length == 1 ? source.Path : $"{source.Path}#{name}", source.Stream, ElementType.OfSafeTensor(entry.Dtype),
                entry.Shape, false),
            null);
    }

    private static ZipArchive Archive(InputFile source) => Unpacked(source, () =>
    {
        var archive = new ZipArchive(source.Stream, ZipArchiveMode.Read, leaveOpen: true);
        // The directory is decoded when it is first asked for.
        _ = archive.Entries;
        return archive;
    });

    private static T Unpacked<T>(InputFile source, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException or ArgumentException
            or OverflowException)
        {
            throw new UserError(
                $"{source.Path}: is a damaged zip archive ({OneLine.Of(e.Message).TrimEnd('.')}); use an intact copy.", e);
        }
    }

    private static IEnumerable<string> Names(ZipArchive archive) => archive.Entries
        .Where(entry => entry.FullName.EndsWith(".npy", StringComparison.Ordinal)).Select(entry => entry.FullName[..^4]);

    private static string Chosen(InputFile source, string[] names)
    {
        var known = string.Join(", ", names.Take(MostNames).Select(Quoted.Text)) + (names.Length > MostNames ? ", ..." : "");
        return source.Array is not { } wanted
            ? names.Length == 1 ? names[0]
                : throw InputFile.Refuse(source.Path, $"contains {names.Length} arrays; name one as FILE#NAME: {known}.")
            : names.Contains(wanted) ? wanted
            : throw InputFile.Refuse(source.Path, $"contains no array {Quoted.Text(wanted)}; it has {known}.");
    }

    /// <summary>Refuses a header that claims what the file does not contain.</summary>
    private static ArrayFile Checked(ArrayFile array, long? remaining)
    {
        if (array.Count == 0) throw InputFile.Refuse(array.Path, $"has the shape {array.ShapeText}, so it contains no value.");
        var bytes = checked(array.Count * array.Type.Size);
        if (remaining is { } there && there != bytes)
            throw InputFile.Refuse(array.Path, $"claims {(array.Shape.Count == 0 ? "1" : array.ShapeText)} values of {array.Type.Size} "
                + $"bytes, and has {there} bytes of data instead of {bytes}; use an intact copy.");
        return array;
    }

    private static void Fill(string path, Stream stream, byte[] bytes)
    {
        try
        {
            stream.ReadExactly(bytes);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw new UserError($"{path}: ends within its header; use an intact copy.", e);
        }
    }

    private static string Meaning(string description) => description.TrimStart('<', '>', '|', '=') switch
    {
        ['O', ..] => " (Python objects)",
        ['U' or 'S' or 'T', ..] => " (text)",
        ['c', ..] => " (complex numbers)",
        ['M' or 'm', ..] => " (times)",
        ['V', ..] => " (records)",
        _ => "",
    };

    [GeneratedRegex("'descr':\\s*'([^']*)'")]
    private static partial Regex Description();

    [GeneratedRegex("'fortran_order':\\s*(True|False)")]
    private static partial Regex Order();

    [GeneratedRegex("'shape':\\s*\\(([^)]*)\\)")]
    private static partial Regex ShapeOf();
}
