using System.Text.RegularExpressions;
using nietras.SeparatedValues;

namespace IDropTheory.Experiments.Input;

/// <summary>Reads the rows of a text file of numbers one at a time, so that a file of any length needs the memory of one row.</summary>
/// <remarks>
/// One row per line. The separator is the first of comma, semicolon, tab and space that occurs in the first line. Decimals have a point.
/// Blank lines and text after a <c>#</c> are skipped; cells may be quoted. A header and an index column are recognised, and where they
/// could as well be data, the file is refused with the option that decides. Every row has as many values as the first, all finite.
/// </remarks>
internal sealed partial class NumberRows : IDisposable
{
    // A first line 0, 1, 2, ... of at least this length is the names that pandas gives to columns, even if the samples are whole numbers.
    private const int SurelyCounted = 4;

    // From this many rows on a first column 0, 1, 2, ... is hardly a coincidence.
    private const int FewestCounted = 3;

    private readonly string _path;
    private readonly TableFormat _format;
    private readonly bool _areSamples;
    private readonly TableText _text;
    private readonly SepReader _reader;
    private readonly char _separator;
    private readonly DecimalCommas _commas = new();
    private readonly Queue<(string[] Cells, long Line)> _peeked = new();
    private readonly string[] _names;
    private readonly bool _hasHeader;
    private readonly int _skip;
    private bool _isCounted = true;
    private double _firstCount;

    /// <summary>Opens a file and reads its first rows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">Its largest size.</param>
    /// <param name="format">Whether it has a header and an index column.</param>
    /// <param name="areSamples">Whether rows are samples: no other rule would notice a header or an index among them.</param>
    /// <exception cref="UserError">The file cannot be read, or has no row of numbers.</exception>
    public NumberRows(string path, InputLimit limit, TableFormat format, bool areSamples)
    {
        (_path, _format, _areSamples, _text) = (path, format, areSamples, new TableText(path, limit));
        try
        {
            _separator = SeparatorOf(_text.FirstLine);
            if (DecimalCommas.Find(_text.FirstLine) is >= 0 and var place)
                throw InputFile.Refuse(path, _text.SkippedLines + 1, place + 1, "the number has a decimal comma; decimals have a point.");
            _reader = Sep.New(_separator).Reader(o => o with
            {
                HasHeader = false,
                Unescape = true,
                Trim = SepTrim.All,
                DisableColCountCheck = true,
            }).From(_text);
            while (_peeked.Count < 2 && Next())
                _peeked.Enqueue((Cells(), Line));
            if (_peeked.Count == 0) throw Empty();
            _hasHeader = format.Header ?? IsHeader(_peeked.Peek().Cells, [.. _peeked.Skip(1).Select(row => row.Cells)]);
            _names = _hasHeader ? _peeked.Dequeue().Cells : [];
            if (_peeked.Count == 0) throw Empty();
            var width = _peeked.Peek().Cells.Length;
            _skip = HasIndex(width) ? 1 : 0;
            if (_names.Length == width) (IndexColumn, _names) = (_skip == 0 ? null : _names[0], _names[_skip..]);
            Columns = width - _skip;
            if (Columns == 0) throw Empty();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Number of values in every row.</summary>
    public int Columns { get; }

    /// <summary>Number of rows read so far.</summary>
    public long Row { get; private set; }

    /// <summary>The line of the row that was read last, counted from 1.</summary>
    public long Line { get; private set; }

    /// <summary>What was read so far.</summary>
    public TableShape Shape => new(Row, Columns, [.. _names], _skip == 0 ? null : IndexColumn ?? "");

    private string? IndexColumn { get; }

    /// <summary>Reads the next row; false at the end of the file.</summary>
    /// <exception cref="UserError">The row is ragged, or a value is not a finite number; the message has file, line and column.</exception>
    public bool TryRead(Span<double> row)
    {
        if (_peeked.TryDequeue(out var peeked))
        {
            Line = peeked.Line;
            CheckWidth(peeked.Cells.Length);
            for (var column = 0; column < peeked.Cells.Length; column++)
                Take(column, peeked.Cells[column], row);
        }
        else if (Next())
        {
            var cells = _reader.Current;
            CheckWidth(cells.ColCount);
            for (var column = 0; column < cells.ColCount; column++)
                Take(column, cells[column].Span, row);
        }
        else
        {
            RefuseDoubtful();
            return false;
        }
        Row++;
        return true;
    }

    /// <summary>The error about a value of the row that was read last.</summary>
    public UserError Refuse(int column, string what) => InputFile.Refuse(_path, Line, column + _skip + 1, what);

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader?.Dispose();
        _text.Dispose();
    }

    private bool Next()
    {
        while (_reader.MoveNext())
            if (!_reader.Current.Span.IsEmpty)
            {
                Line = _text.SkippedLines + _reader.Current.LineNumberToExcl - 1;
                return true;
            }
        return false;
    }

    private string[] Cells()
    {
        var row = _reader.Current;
        var cells = new string[row.ColCount];
        for (var column = 0; column < cells.Length; column++)
            cells[column] = row[column].ToString();
        return cells;
    }

    private static char SeparatorOf(string line)
    {
        var unquoted = QuotedCell().Replace(line, "");
        return ",;\t".FirstOrDefault(unquoted.Contains, ' ');
    }

    // Names are no numbers. Or they are 0, 1, 2, ... in order, as pandas writes them, perhaps after the name of an index column.
    private bool IsHeader(string[] first, string[][] rest)
    {
        var numbers = first.Count(cell => IsNumber(cell) || IsMissing(cell));
        if (numbers == 0) return true;
        var isCounted = IsCounted(first.AsSpan(IsNumber(first[0]) ? 0 : 1));
        if (numbers < first.Length || !isCounted) return isCounted;
        if (rest.Length == 0 || IsCounted(rest[0])) return false;
        if (first.Length > 1 && rest[0].Any(cell => !long.TryParse(cell, out _))) return true;
        if (!_areSamples) return false;
        if (first.Length >= SurelyCounted) return true;
        throw InputFile.Refuse(
            _path, $"the first row, {string.Join(", ", first)}, may be names of columns or numbers; say --header yes or --header no.");
    }

    private bool HasIndex(int width)
    {
        if (_hasHeader && _names.Length != width && _names.Length != width - 1)
            throw InputFile.Refuse(_path, $"the header has {_names.Length} names and the first row has {width} values; give each a name.");
        var isShort = _hasHeader && _names.Length == width - 1;
        if (isShort && _format.IndexColumn == false)
            throw InputFile.Refuse(_path, $"the header has {_names.Length} names for {width} columns and --index-column is no; name each.");
        return _format.IndexColumn ?? (isShort || (_hasHeader && (_names[0].Length == 0 || IsIndexName(_names[0]))));
    }

    private static bool IsIndexName(string name) =>
        name.Equals("index", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Unnamed: ", StringComparison.Ordinal);

    private void CheckWidth(int width)
    {
        if (width != Columns + _skip)
            throw InputFile.Refuse(
                _path, Line, Math.Min(width, Columns + _skip) + 1,
                $"the row has {width} values and the first row has {Columns + _skip}; all rows must have equally many.");
    }

    private void Take(int column, ReadOnlySpan<char> cell, Span<double> row)
    {
        var isNumber = double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value);
        if (column == 0)
        {
            if (Row == 0) _firstCount = value;
            _isCounted &= isNumber && _firstCount is 0 or 1 && value == _firstCount + Row;
            if (_skip > 0 && !_isCounted && _format.IndexColumn is null && IndexColumn is { Length: > 0 })
                throw InputFile.Refuse(_path, Line, 1, $"{Quoted.Text(cell.ToString())} does not go on counting the rows, as the column "
                    + $"{Quoted.Text(IndexColumn)} did; say --index-column yes to leave it out, or no to use it.");
        }
        if (column < _skip) return;
        if (_separator == ',' && !_hasHeader) _commas.Take(column, cell);
        if (!isNumber) throw NoNumber(column, cell.ToString());
        if (!double.IsFinite(value)) throw InputFile.Refuse(_path, Line, column + 1, $"{Quoted.Text(cell.ToString())} is not finite.");
        row[column - _skip] = value;
    }

    private UserError NoNumber(int column, string cell) => InputFile.Refuse(
        _path, Line, column + 1,
        DecimalCommas.In(cell) ? $"{Quoted.Text(cell)} has a decimal comma; decimals have a point."
        : (cell.Length == 0 ? "nothing" : Quoted.Text(cell)) + " is not a number; decimals have a point"
            + (Row > 0 || _hasHeader ? "." : ", and a line of names is read with --header yes."));

    private void RefuseDoubtful()
    {
        if (_areSamples ? _commas.AreLikely : _commas.AreSure)
            throw InputFile.Refuse(
                _path, "has numbers with a decimal comma; decimals have a point (or, if these are two columns, add a header).");
        if (_areSamples && _skip == 0 && _format.IndexColumn is null && Columns > 1 && Row >= FewestCounted && _isCounted)
            throw InputFile.Refuse(
                _path, "the first column counts the rows; say --index-column yes to leave it out, or --index-column no to use it.");
    }

    private static bool IsNumber(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    // As R, pandas and SQL write it: a sample that is not there, and no name.
    private static bool IsMissing(string cell) => cell is "NA" or "N/A" or "null" or "NULL" or "None" or "?" or "-" or ".";

    private static bool IsCounted(ReadOnlySpan<string> cells)
    {
        for (var i = 0; i < cells.Length; i++)
            if (cells[i] != i.ToString(CultureInfo.InvariantCulture)) return false;
        return cells.Length > 0;
    }

    private UserError Empty() => InputFile.Refuse(_path, "has no row of numbers; it needs at least one.");

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex QuotedCell();
}
