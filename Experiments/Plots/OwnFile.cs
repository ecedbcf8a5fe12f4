namespace IDropTheory.Experiments;

/// <summary>Writes files that bear a mark of this program. They appear whole, and a file without the mark is never overwritten.</summary>
internal static class OwnFile
{
    // No file that this program writes has its mark beyond these bytes from either end.
    private const int Searched = 4096;

    /// <summary>Writes a file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="content">All of it; it has the mark within 4 kB of its beginning or end.</param>
    /// <param name="mark">What tells it from files of others.</param>
    /// <returns>The path.</returns>
    /// <exception cref="UsageException">The place cannot be written, or holds a file that this program did not write.</exception>
    public static string Write(string path, ReadOnlySpan<byte> content, ReadOnlySpan<byte> mark)
    {
        if (File.Exists(path) && !HasMark(path, mark))
            throw new UsageException($"{path} exists and was not written by idrop; name another place with --out.");
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
            throw new UsageException($"{path}: there is no such directory; make it or name another place with --out.");
        // What is there already is left as it is, with its date.
        if (File.Exists(path) && content.SequenceEqual(File.ReadAllBytes(path))) return path;
        var unfinished = $"{path}.{Environment.ProcessId}.part";
        try
        {
            File.WriteAllBytes(unfinished, content);
            File.Move(unfinished, path, overwrite: true);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(unfinished);
            throw new UsageException($"{path}: cannot be written: {e.Message} Name another place with --out.", e);
        }
    }

    private static bool HasMark(string path, ReadOnlySpan<byte> mark)
    {
        using var stream = File.OpenRead(path);
        var part = new byte[Math.Min(stream.Length, Searched)];
        stream.ReadExactly(part);
        if (part.AsSpan().IndexOf(mark) >= 0) return true;
        stream.Seek(-part.Length, SeekOrigin.End);
        stream.ReadExactly(part);
        return part.AsSpan().IndexOf(mark) >= 0;
    }
}
