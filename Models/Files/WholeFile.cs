namespace IDropTheory.Models;

/// <summary>Writes a file so that a reader, even after a crash, finds the old content or the new content and never a part of it.</summary>
/// <remarks>The content goes to a temporary file in the same folder, whose name ends in <c>.part</c> and is that of no other writer, is
/// flushed to disk, and is then renamed over the old one. Of several writers of one file the last one wins.</remarks>
internal static class WholeFile
{
    /// <summary>The ending of an unfinished file's name.</summary>
    public const string PartEnding = ".part";

    /// <summary>Writes bytes.</summary>
    /// <exception cref="IOException">The file cannot be written; the old file is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not write there; the old file is unchanged.</exception>
    public static void Write(string path, ReadOnlyMemory<byte> content) => Write(path, file => file.Write(content.Span));

    /// <summary>Writes text as UTF-8 without a byte-order mark.</summary>
    /// <exception cref="IOException">The file cannot be written; the old file is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not write there; the old file is unchanged.</exception>
    public static void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Writes what a function puts into a stream. If the function throws, the old file is unchanged.</summary>
    /// <exception cref="IOException">The file cannot be written; the old file is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not write there; the old file is unchanged.</exception>
    public static void Write(string path, Action<Stream> write) =>
        Write(path, write, $"{path}.{Guid.NewGuid():N}{PartEnding}", () => { });

    /// <summary>Writes what a function puts into a stream, under a given name at first.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="part">The temporary file, in the same folder.</param>
    /// <param name="beforeRenaming">Called when the temporary file is whole. If it throws, the old file is unchanged.</param>
    /// <exception cref="IOException">The file cannot be written; the old file is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not write there; the old file is unchanged.</exception>
    public static void Write(string path, Action<Stream> write, string part, Action beforeRenaming)
    {
        var file = File.Create(part);
        try
        {
            using (file)
            {
                write(file);
                file.Flush(flushToDisk: true);
            }
            beforeRenaming();
            File.Move(part, path, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }
}
