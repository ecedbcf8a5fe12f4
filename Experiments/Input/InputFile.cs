namespace IDropTheory.Experiments.Input;

/// <summary>Opens files that a user named, and words the errors about them.</summary>
internal static class InputFile
{
    /// <summary>Opens a file to be read once, from its beginning.</summary>
    /// <exception cref="UserError">The file is missing, a directory, unreadable, empty or larger than allowed.</exception>
    public static Stream Open(string path, InputLimit limit)
    {
        if (Directory.Exists(path)) throw Refuse(path, "is a directory; name a file.");
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);
            try
            {
                if (stream.CanSeek && stream.Length == 0) throw Refuse(path, "is empty; it needs at least one row of numbers.");
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

    public static UserError TooLong(string path, long bytes, InputLimit limit) =>
        Refuse(path, $"has {bytes} bytes or more; allowed: {limit.Bytes} (it is held in memory).");

    public static UserError TooMany(string path, InputLimit limit) =>
        Refuse(path, $"has more than {limit.Entries} values; allowed: at most that many (they are held in memory).");

    public static UserError Refuse(string path, string what) => new($"{path}: {what}");

    /// <summary>Refuses a value of a text file; lines and columns count from 1.</summary>
    public static UserError Refuse(string path, long line, long column, string what) =>
        new($"{path}: line {line}, column {column}: {what}");

    /// <summary>Refuses a value of a JSON array, whose rows may stand on one line.</summary>
    public static UserError RefuseRow(string path, long row, long column, string what) =>
        new($"{path}: row {row}, column {column}: {what}");
}

/// <summary>The largest file that is read; a larger one is refused before it fills the memory.</summary>
/// <param name="Bytes">Largest size of the file.</param>
/// <param name="Entries">Largest number of values in it.</param>
public sealed record InputLimit(long Bytes, int Entries)
{
    /// <summary>A table of probabilities or distortions: 64 MiB, 2^22 values (2048 by 2048).</summary>
    public static InputLimit Table { get; } = new(64L << 20, 1 << 22);

    /// <summary>A covariance matrix: 512 MiB, 2^24 values (4096 by 4096).</summary>
    public static InputLimit Covariance { get; } = new(512L << 20, 1 << 24);

    /// <summary>Samples that must be in memory at once: 1 GiB, 2^24 values.</summary>
    public static InputLimit Samples { get; } = new(1L << 30, 1 << 24);

    /// <summary>Rows that are streamed: any size.</summary>
    public static InputLimit Streamed { get; } = new(long.MaxValue, int.MaxValue);
}
