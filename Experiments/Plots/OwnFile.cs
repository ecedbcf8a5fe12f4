namespace IDropTheory.Experiments.Plots;

/// <summary>Writes files that contain a mark of this program. Every file is complete; one without the mark is never overwritten.</summary>
internal static class OwnFile
{
    // The mark of every file is within this many bytes of its beginning or end.
    private const int Searched = 4096;

    /// <summary>Writes a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="content">Its content, with a mark within 4 kB of the beginning or end.</param>
    /// <param name="marks">The marks: a file that contains one of them may be overwritten.</param>
    /// <returns>The path.</returns>
    /// <exception cref="UserError">The file cannot be written, or a file exists that this program did not write.</exception>
    public static string Write(string path, byte[] content, params IReadOnlyList<byte[]> marks)
    {
        if (File.Exists(path) && !HasMark(path, marks))
            throw new UserError($"{path} exists and was not written by idrop; name another place with --out.");
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
            throw new UserError($"{path}: there is no such directory; make it or name another place with --out.");
        // A file with the same content is left as it is, with its date.
        if (File.Exists(path) && content.AsSpan().SequenceEqual(File.ReadAllBytes(path))) return path;
        try
        {
            WholeFile.Write(path, content);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be written: {e.Message} Name another place with --out.", e);
        }
    }

    /// <summary>Makes a folder, unless it exists.</summary>
    /// <returns>The path.</returns>
    /// <exception cref="UserError">The folder cannot be made.</exception>
    public static string MakeFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path} cannot be created: {e.Message} Name another folder with --out.", e);
        }
    }

    private static bool HasMark(string path, IReadOnlyList<byte[]> marks)
    {
        using var stream = File.OpenRead(path);
        var part = new byte[Math.Min(stream.Length, Searched)];
        stream.ReadExactly(part);
        if (marks.Any(mark => part.AsSpan().IndexOf(mark) >= 0)) return true;
        stream.Seek(-part.Length, SeekOrigin.End);
        stream.ReadExactly(part);
        return marks.Any(mark => part.AsSpan().IndexOf(mark) >= 0);
    }
}
