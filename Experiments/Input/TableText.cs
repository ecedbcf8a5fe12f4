using System.Runtime.InteropServices;
using System.Text;

namespace IDropTheory.Experiments.Input;

/// <summary>The text of a table, for the parser: without comments, leading blank lines, and blanks that separate nothing.</summary>
/// <remarks>Runs of spaces become one space, and runs with tabs these tabs. Every line ends in \n. Whatever the file is, the memory is
/// bounded by the longest allowed line.</remarks>
internal sealed class TableText : TextReader
{
    private const int LongestLine = 15 << 20;
    private readonly string _path;
    private readonly InputLimit _limit;
    private readonly StreamReader _file;
    private readonly char[] _block = new char[1 << 15];
    private readonly List<char> _clean = [];
    private long _read;
    private long _line = 1;
    private int _position;
    private int _length;
    private int _tabs;
    private char _last;
    private bool _space;
    private bool _inside;
    private bool _comment;
    private bool _quoted;

    /// <summary>Reads to the first line of a file.</summary>
    /// <exception cref="UserError">The file cannot be read, or is not text.</exception>
    public TableText(string path, Stream stream, InputLimit limit)
    {
        (_path, _limit, _file) = (path, limit, new StreamReader(stream, Encoding.UTF8));
        while (_clean.Count == 0 && Fill())
        {
            var blank = CollectionsMarshal.AsSpan(_clean).IndexOfAnyExcept('\n');
            SkippedLines += blank < 0 ? _clean.Count : blank;
            _clean.RemoveRange(0, blank < 0 ? _clean.Count : blank);
        }
    }

    /// <summary>Number of blank lines before the first line.</summary>
    public long SkippedLines { get; }

    /// <summary>The first line, or as much of it as decides its separator; empty if there is none.</summary>
    public string FirstLine => string.Concat(_clean.TakeWhile(c => c != '\n'));

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        while (_position == _clean.Count)
        {
            _clean.Clear();
            _position = 0;
            if (!Fill()) return 0;
        }
        var part = CollectionsMarshal.AsSpan(_clean)[_position..];
        part = part[..Math.Min(part.Length, buffer.Length)];
        part.CopyTo(buffer);
        _position += part.Length;
        return part.Length;
    }

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }

    private bool Fill()
    {
        var count = ReadBlock();
        _read += count;
        if (_read > _limit.Bytes) throw InputFile.TooLong(_path, _read, _limit);
        foreach (var c in _block.AsSpan(0, count))
        {
            if (c is '\r' || (c is '\n' && _last != '\r')) EndLine();
            else if (c != '\n') Take(c);
            _last = c;
        }
        if (count == 0 && _length > 0)
        {
            EndLine();
            return true;
        }
        return count > 0;
    }

    private int ReadBlock()
    {
        try
        {
            return _file.Read(_block);
        }
        catch (IOException e)
        {
            throw new UserError($"{_path}: cannot be read: {e.Message}", e);
        }
    }

    private void Take(char c)
    {
        if (c < ' ' && c != '\t')
            throw InputFile.Refuse(
                _path, $"line {_line} has the byte 0x{(int)c:X2}, so this is not a text file; allowed: numbers as UTF-8 text.");
        if (++_length > LongestLine)
            throw InputFile.Refuse(_path, $"line {_line} is longer than {LongestLine} bytes; put one row of numbers on each line.");
        _comment |= c == '#' && !_quoted;
        if (_comment) return;
        if (!_quoted && (c is ' ' or '\t'))
        {
            if (c == '\t') _tabs++;
            else _space = true;
            return;
        }
        _quoted ^= c == '"';
        if (_tabs == 0 && _space && _inside) _clean.Add(' ');
        for (; _tabs > 0; _tabs--)
            _clean.Add('\t');
        _clean.Add(c);
        (_tabs, _space, _inside) = (0, false, true);
    }

    private void EndLine()
    {
        if (_quoted) throw InputFile.Refuse(_path, $"line {_line}: a quoted cell does not end; close the quotation mark.");
        _clean.Add('\n');
        _line++;
        (_length, _tabs, _space, _inside, _comment) = (0, 0, false, false, false);
    }
}
