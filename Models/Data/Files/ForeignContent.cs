using System.Text;

namespace IDropTheory.Models;

/// <summary>Recognises what is often found in the place of a data file.</summary>
internal static class ForeignContent
{
    /// <summary>What a file is that cannot be the wanted one, as the end of a sentence; null if nothing speaks against it.</summary>
    public static string? Describe(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty) return "is empty";
        var start = Encoding.Latin1.GetString(content[..Math.Min(content.Length, 200)])
            .TrimStart('\u00ef', '\u00bb', '\u00bf', ' ', '\t', '\r', '\n');
        bool Begins(string text) => start.StartsWith(text, StringComparison.OrdinalIgnoreCase);
        return Begins("<!doctype html") || Begins("<html") || Begins("<head")
            ? "is an HTML page, as a server sends it in the place of a file that it does not have or that needs a login"
            : Begins("version https://git-lfs") ? "is a pointer of Git LFS and not the file (`git lfs pull` fetches it)"
            : Begins("<?xml") ? "is an XML document, as a server sends it to report an error"
            : null;
    }

    /// <summary>The same of a file on disk.</summary>
    public static string? DescribeFile(string path)
    {
        using var file = File.OpenRead(path);
        var start = new byte[200];
        return Describe(start.AsSpan(0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)));
    }
}
