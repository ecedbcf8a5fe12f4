using System.Buffers;

namespace IDropTheory.Experiments.Input;

/// <summary>Reads the lines of a file as bytes. Whatever the file is, the memory is bounded by the longest allowed line.</summary>
internal sealed class TextLines(string path, InputLimit limit) : IDisposable
{
    private const int LongestLine = 16 << 20;

    private static readonly SearchValues<byte> NotText =
        SearchValues.Create([.. Enumerable.Range(0, 32).Where(b => b is not (9 or 10 or 13)).Select(b => (byte)b)]);

    private readonly Stream _stream = InputFile.Open(path, limit);
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private long _read;

    /// <summary>Number of lines read so far; the number of the last line, counted from one.</summary>
    public long Number { get; private set; }

    /// <summary>The next line without its end, valid until the next call; false at the end of the file.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var pending = _buffer.AsSpan(_start, _end - _start);
            var length = pending[searched..].IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = Line(pending[..(searched + length)]);
                _start += searched + length + 1;
                return true;
            }
            searched = pending.Length;
            if (Fill()) continue;
            line = Line(_buffer.AsSpan(_start, _end - _start));
            _start = _end;
            return searched > 0;
        }
    }

    public void Dispose() => _stream.Dispose();

    private ReadOnlySpan<byte> Line(ReadOnlySpan<byte> line)
    {
        Number++;
        if (Number == 1 && line.StartsWith("\uFEFF"u8)) line = line[3..];
        return line.TrimEnd((byte)'\r');
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length)
        {
            if (_end >= LongestLine)
                throw InputFile.Refuse(path, $"line {Number + 1} is longer than {LongestLine} bytes; put one row of numbers on each line.");
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }
        var count = Read();
        RefuseBinary(count);
        _end += count;
        _read += count;
        if (_read > limit.Bytes) throw InputFile.TooLong(path, _read, limit);
        return count > 0;
    }

    // Checked before a line is searched: a large binary file may have no line.
    private void RefuseBinary(int count)
    {
        var fresh = _buffer.AsSpan(_end, count);
        var odd = fresh.IndexOfAny(NotText);
        if (odd < 0) return;
        var line = Number + 1 + _buffer.AsSpan(_start, _end - _start + odd).Count((byte)'\n');
        throw InputFile.Refuse(
            path, $"line {line} has the byte 0x{fresh[odd]:X2}, so this is not a text file; allowed: numbers as UTF-8 text.");
    }

    private int Read()
    {
        try
        {
            return _stream.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (IOException e)
        {
            throw new UserError($"{path}: cannot be read: {e.Message}", e);
        }
    }
}
