namespace IDropTheory.Experiments.Input;

/// <summary>The format of a file, recognised by its first bytes.</summary>
internal enum FileFormat
{
    /// <summary>Text, one row per line.</summary>
    Text,

    /// <summary>JSON.</summary>
    Json,

    /// <summary>One NumPy array, .npy.</summary>
    Npy,

    /// <summary>A zip archive, as of NumPy arrays, .npz.</summary>
    Zip,

    /// <summary>Tensors by name.</summary>
    SafeTensors,

    /// <summary>Columns of Apache Parquet.</summary>
    Parquet,
}

/// <summary>A file that a user named, open at its beginning; and the words of the errors about it.</summary>
internal sealed class InputFile
{
    /// <summary>The path of standard input.</summary>
    public const string StandardInput = "-";

    private const int Start = 16;

    private InputFile(string path, string? array, Stream stream, FileFormat format) =>
        (Path, Array, Stream, Format) = (path, array, stream, format);

    /// <summary>The file, as messages name it.</summary>
    public string Path { get; }

    /// <summary>The array of it that the user named; null if none was.</summary>
    public string? Array { get; }

    /// <summary>Its content, from the beginning.</summary>
    public Stream Stream { get; }

    /// <summary>Its format.</summary>
    public FileFormat Format { get; }

    /// <summary>Bytes from here to its end; null if nobody knows.</summary>
    public long? Remaining => Stream.CanSeek ? Stream.Length - Stream.Position : null;

    /// <summary>Opens a file and recognises its format.</summary>
    /// <param name="file">Its path, perhaps with <c>#name</c> of an array in it; <c>-</c> for standard input.</param>
    /// <param name="limit">Its largest size.</param>
    /// <exception cref="UserError">The file is missing, a directory, unreadable, empty, larger than allowed, or of a format that contains
    /// no
    /// numbers.</exception>
    public static InputFile Find(string file, InputLimit limit)
    {
        var mark = file.LastIndexOf('#');
        var (path, array) = mark < 0 || File.Exists(file) ? (file, null) : (file[..mark], file[(mark + 1)..]);
        var name = NameOf(path);
        var opened = path == StandardInput ? Console.OpenStandardInput() : Open(path, limit);
        // A pipe cannot go back.
        var stream = opened.CanSeek ? opened : new MarkedStream(opened);
        try
        {
            var start = new byte[Start];
            var count = stream.ReadAtLeast(start, Start, throwOnEndOfStream: false);
            if (count == 0) throw Refuse(name, "is empty; it needs at least one row of numbers.");
            var format = FormatOf(name, start.AsSpan(0, count));
            if (stream is MarkedStream marked) marked.Return(start.AsSpan(0, count));
            else stream.Position = 0;
            if (array is not null && format is not (FileFormat.Zip or FileFormat.SafeTensors))
                throw Refuse(name, $"is one table, and {Quoted.Text("#" + array)} names an array of several; leave it out.");
            if (!stream.CanSeek && format is not (FileFormat.Text or FileFormat.Npy))
                stream = InMemory(name, stream, limit);
            return new(name, array, stream, format);
        }
        catch (Exception e) when (e is IOException)
        {
            stream.Dispose();
            throw new UserError($"{name}: cannot be read: {e.Message}", e);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static FileFormat FormatOf(string name, ReadOnlySpan<byte> start)
    {
        UserError Other(string what) => Refuse(name, $"{what} Numbers are read from text, JSON, .npy, .npz, .safetensors and Parquet.");
        return start switch
        {
            [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..] => FileFormat.Npy,
            [(byte)'P', (byte)'K', 3 or 5, 4 or 6, ..] => FileFormat.Zip,
            [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..] => FileFormat.Parquet,
            // The length of the header, which is never large, and the header, which is JSON.
            [_, _, _, _, 0, 0, 0, 0, (byte)'{', ..] => FileFormat.SafeTensors,
            [0x1f, 0x8b, ..] => throw Other("is packed by gzip; unpack it."),
            [0x89, (byte)'H', (byte)'D', (byte)'F', ..] => throw Other("is an HDF5 file; save its data set with numpy.save."),
            [0x80, 2 or 3 or 4 or 5, ..] => throw Other("is a Python pickle, which can run code; save the array with numpy.save."),
            _ => IsJson(start) ? FileFormat.Json : FileFormat.Text,
        };
    }

    private static bool IsJson(ReadOnlySpan<byte> start)
    {
        var blank = start.IndexOfAnyExcept((ReadOnlySpan<byte>)[.. " \t\r\n"u8, 0xEF, 0xBB, 0xBF]);
        return blank >= 0 && (start[blank] is (byte)'[' or (byte)'{');
    }

    private static MemoryStream InMemory(string name, Stream stream, InputLimit limit)
    {
        var held = limit.IsHeld ? limit : InputLimit.Samples;
        var (memory, block) = (new MemoryStream(), new byte[1 << 16]);
        while (stream.Read(block) is > 0 and var count)
        {
            memory.Write(block, 0, count);
            if (memory.Length > held.Bytes) throw TooLong(name, memory.Length, held);
        }
        stream.Dispose();
        memory.Position = 0;
        return memory;
    }

    /// <summary>Opens a file of a known format.</summary>
    /// <exception cref="UserError">The file is missing, a directory, unreadable or larger than allowed.</exception>
    public static FileStream Open(string path, InputLimit limit)
    {
        if (Directory.Exists(path)) throw Refuse(path, "is a directory; name a file.");
        try
        {
            var stream = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
            try
            {
                if (stream.CanSeek && stream.Length > limit.Bytes) throw TooLong(path, stream.Length, limit);
                return stream;
            }
            catch
            {
                stream.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserError($"{path}: there is no such file.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UserError($"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>A path as messages name it.</summary>
    public static string NameOf(string path) => path == StandardInput ? "standard input" : path;

    public static UserError TooLong(string path, long bytes, InputLimit limit) =>
        Refuse(path, $"has {bytes} bytes or more; allowed: {limit.Bytes} (it is held in memory).");

    public static UserError TooMany(string path, InputLimit limit) =>
        Refuse(path, $"has more than {limit.Entries} values; allowed: at most that many (they are held in memory).");

    public static UserError Refuse(string path, string what) => new($"{NameOf(path)}: {what}");

    /// <summary>Refuses a value of a text file; lines and columns count from 1.</summary>
    public static UserError Refuse(string path, long line, long column, string what) =>
        new($"{NameOf(path)}: line {line}, column {column}: {what}");

    /// <summary>Refuses a value of a JSON array, whose rows may stand on one line.</summary>
    public static UserError RefuseRow(string path, long row, long column, string what) =>
        new($"{NameOf(path)}: row {row}, column {column}: {what}");
}

/// <summary>The largest file that is read; a larger one is refused before it fills the memory.</summary>
/// <param name="Bytes">Largest size of the file.</param>
/// <param name="Entries">Largest number of values in it.</param>
public sealed record InputLimit(long Bytes, int Entries)
{
    /// <summary>Whether the values are in memory at once.</summary>
    public bool IsHeld => this != Streamed;

    /// <summary>A table of probabilities or distortions: 64 MiB, 2^22 values (2048 by 2048).</summary>
    public static InputLimit Table { get; } = new(64L << 20, 1 << 22);

    /// <summary>A covariance matrix: 512 MiB, 2^24 values (4096 by 4096).</summary>
    public static InputLimit Covariance { get; } = new(512L << 20, 1 << 24);

    /// <summary>Samples that must be in memory at once: 1 GiB, 2^24 values.</summary>
    public static InputLimit Samples { get; } = new(1L << 30, 1 << 24);

    /// <summary>Rows that are streamed: any size.</summary>
    public static InputLimit Streamed { get; } = new(long.MaxValue, int.MaxValue);
}
