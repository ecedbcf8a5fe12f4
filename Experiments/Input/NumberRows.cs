using System.Text;

namespace IDropTheory.Experiments.Input;

/// <summary>Reads the rows of a text file of numbers one at a time, so that a file of any length needs the memory of one row.</summary>
/// <remarks>
/// One row per line. The separator is the first of comma, semicolon, tab and space that occurs in the first line. Decimals have a point.
/// Blank lines and text after a <c>#</c> are skipped. The first line is a header if none of its fields is a number.
/// Every row has as many values as the first, all finite.
/// </remarks>
public sealed class NumberRows : IDisposable
{
    private readonly string _path;
    private readonly TextLines _lines;
    private readonly byte _separator;
    private readonly double[] _first;
    private bool _firstPending = true;

    /// <summary>Opens a file and reads its first row.</summary>
    /// <exception cref="UserError">The file cannot be read or has no row of numbers.</exception>
    public NumberRows(string path, InputLimit limit)
    {
        ArgumentNullException.ThrowIfNull(limit);
        _path = path;
        _lines = new TextLines(path, limit);
        try
        {
            if (!TryContent(out var line)) throw Empty();
            _separator = SeparatorOf(line);
            if (IsHeader(line) && !TryContent(out line)) throw Empty();
            _first = new double[FieldCount(line)];
            Parse(line, _first);
        }
        catch
        {
            _lines.Dispose();
            throw;
        }
    }

    /// <summary>Number of values in every row.</summary>
    public int Columns => _first.Length;

    /// <summary>Number of rows read so far.</summary>
    public long Row { get; private set; }

    /// <summary>Reads the next row; false at the end of the file.</summary>
    /// <exception cref="UserError">The row is ragged, or a value is not a finite number; the message has file, row and column.</exception>
    public bool TryRead(Span<double> row)
    {
        if (_firstPending)
        {
            _firstPending = false;
            _first.CopyTo(row);
            Row = 1;
            return true;
        }
        if (!TryContent(out var line)) return false;
        Parse(line, row[..Columns]);
        Row++;
        return true;
    }

    /// <summary>The error about a value of the row that was read last.</summary>
    internal UserError Refuse(int column, string what) => InputFile.Refuse(_path, Row, column + 1, what);

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private bool TryContent(out ReadOnlySpan<byte> content)
    {
        while (_lines.TryRead(out var line))
        {
            var comment = line.IndexOf((byte)'#');
            content = (comment < 0 ? line : line[..comment]).Trim(" \t"u8);
            if (!content.IsEmpty) return true;
        }
        content = default;
        return false;
    }

    private static byte SeparatorOf(ReadOnlySpan<byte> line)
    {
        foreach (var separator in ",;\t"u8)
            if (line.Contains(separator)) return separator;
        return (byte)' ';
    }

    // Several spaces in a row are one separator; the content is trimmed, so no field is empty.
    private ReadOnlySpan<byte> NextField(ref ReadOnlySpan<byte> rest, out bool last)
    {
        var length = rest.IndexOf(_separator);
        last = length < 0;
        var field = last ? rest : rest[..length];
        rest = last ? default : rest[(length + 1)..];
        if (_separator == ' ') rest = rest.TrimStart(_separator);
        return field.Trim(" \t"u8);
    }

    private int FieldCount(ReadOnlySpan<byte> line)
    {
        for (var count = 1; ; count++)
        {
            NextField(ref line, out var last);
            if (last) return count;
        }
    }

    private bool IsHeader(ReadOnlySpan<byte> line)
    {
        for (var last = false; !last;)
        {
            var field = NextField(ref line, out last);
            if (field.IsEmpty || double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) return false;
        }
        return true;
    }

    private void Parse(ReadOnlySpan<byte> line, Span<double> row)
    {
        var whole = line;
        var last = false;
        for (var column = 0; column < row.Length; column++)
        {
            if (last) throw Ragged(whole, row.Length);
            var field = NextField(ref line, out last);
            if (!double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out row[column]))
                throw Refuse(column, field, "is not a number; decimals have a point");
            if (!double.IsFinite(row[column])) throw Refuse(column, field, "is not finite");
        }
        if (!last) throw Ragged(whole, row.Length);
    }

    private UserError Ragged(ReadOnlySpan<byte> line, int expected)
    {
        var count = FieldCount(line);
        return InputFile.Refuse(
            _path, Row + 1, Math.Min(count, expected) + 1,
            $"the row has {count} values and the first row has {expected}; all rows must have equally many.");
    }

    private UserError Refuse(int column, ReadOnlySpan<byte> field, string what) =>
        InputFile.Refuse(
            _path, Row + 1, column + 1, $"{(field.IsEmpty ? "nothing" : Quoted.Text(Encoding.UTF8.GetString(field)))} {what}.");

    private UserError Empty() => InputFile.Refuse(_path, "has no row of numbers; it needs at least one.");
}
