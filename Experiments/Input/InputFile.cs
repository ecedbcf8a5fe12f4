using IDropTheory.Experiments.Text;

namespace IDropTheory.Experiments.Input;

/// <summary>Opening a file that a user named, and the form of messages about it.</summary>
internal static class InputFile
{
    /// <summary>Opens a file for one pass from its beginning.</summary>
    /// <exception cref="UserError">It is missing, a directory, unreadable, empty or larger than allowed.</exception>
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

    public static UserError Refuse(string path, long row, long column, string what) =>
        new($"{path}: row {row}, column {column}: {what}");
}
