using System.Text;

namespace IDropTheory.Models;

/// <summary>The files of a tar archive, one after the other.</summary>
/// <remarks>Blocks of 512 bytes: a header with the name at 0 and the octal length at 124, then the content. Everything that is not asked
/// for, such as long names and attributes, is passed over. .NET's own reader allocates what a header claims, up to 2 GiB.</remarks>
internal static class TarFile
{
    private const int Block = 512;

    /// <summary>Reads the files that are wanted.</summary>
    /// <param name="archive">The archive, unpacked.</param>
    /// <param name="isWanted">Whether a file is wanted, by its name without folders and its length.</param>
    /// <returns>The contents by name; of a name that occurs twice, the last.</returns>
    /// <exception cref="InvalidDataException">A header is no header.</exception>
    /// <exception cref="EndOfStreamException">The archive ends within a file.</exception>
    public static Dictionary<string, byte[]> Read(Stream archive, Func<string, long, bool> isWanted)
    {
        var found = new Dictionary<string, byte[]>();
        var (header, passed) = (new byte[Block], new byte[1 << 16]);
        while (archive.ReadAtLeast(header, Block, throwOnEndOfStream: false) is var read && read > 0)
        {
            if (read < Block) throw new EndOfStreamException("it ends within a header");
            if (!header.AsSpan().ContainsAnyExcept((byte)0)) break;
            var (name, length) = (Path.GetFileName(Text(header.AsSpan(0, 100))), Length(header.AsSpan(124, 12)));
            var rest = length;
            if (isWanted(name, length))
            {
                var content = new byte[length];
                archive.ReadExactly(content);
                found[name] = content;
                rest = 0;
            }
            for (rest += (Block - length % Block) % Block; rest > 0;)
            {
                var part = (int)Math.Min(rest, passed.Length);
                archive.ReadExactly(passed, 0, part);
                rest -= part;
            }
        }
        return found;
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    private static long Length(ReadOnlySpan<byte> field)
    {
        var digits = Text(field).Trim();
        var length = 0L;
        foreach (var digit in digits)
            length = digit is >= '0' and <= '7' ? 8 * length + (digit - '0')
                : throw new InvalidDataException("the length of a file is no octal number");
        return digits.Length > 0 ? length : throw new InvalidDataException("a file has no length");
    }
}
