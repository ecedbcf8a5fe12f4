namespace IDropTheory.Experiments.Input;

/// <summary>The rows of a text file of numbers, one per line (<see cref="TableCells"/>).</summary>
/// <remarks>
/// Decimals have a point. A header and an index column are recognised, and where they could as well be data, the file is refused with the
/// option that decides. Every row has as many values as the first, all finite.
/// </remarks>
internal sealed class TextRows : NumberRows
{
    // A first line 0, 1, 2, ... of at least this length is the names that pandas gives to columns, even if the samples are whole numbers.
    private const int SurelyCounted = 4;

    // From this many rows on a first column 0, 1, 2, ... is hardly a coincidence.
    private const int FewestCounted = 3;

    private readonly TableFormat _format;
    private readonly TableCells _cells;
    private readonly DecimalCommas _commas = new();
    private readonly Queue<(string[] Cells, long Line)> _peeked = new();
    private readonly string[] _names;
    private readonly bool _hasHeader;
    private readonly int _skip;
    private long _line;
    private bool _isCounted = true;
    private double _firstCount;

    /// <summary>Reads the first rows of a file.</summary>
    /// <exception cref="UserError">The file has no row of numbers.</exception>
    public TextRows(string path, Stream stream, InputLimit limit, TableFormat format)
        : base(path)
    {
        (_format, _cells) = (format, new TableCells(path, stream, limit, format.Separator));
        if (format.Separator is null && DecimalCommas.Find(_cells.FirstLine) is >= 0 and var place)
            throw InputFile.Refuse(path, _cells.FirstLineNumber, place + 1, "the number has a decimal comma; decimals have a point.");
        while (_peeked.Count < 2 && _cells.Next())
            _peeked.Enqueue((_cells.Copy(), _cells.Line));
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

    /// <inheritdoc/>
    public override long? Line => _line;

    /// <inheritdoc/>
    public override TableShape Shape => new(Row, Columns, [.. _names], _skip == 0 ? null : IndexColumn ?? "");

    private string? IndexColumn { get; }

    /// <inheritdoc/>
    public override bool TryRead(Span<double> row)
    {
        if (_peeked.TryDequeue(out var peeked))
        {
            _line = peeked.Line;
            CheckWidth(peeked.Cells.Length);
            for (var column = 0; column < peeked.Cells.Length; column++)
                Take(column, peeked.Cells[column], row);
        }
        else if (_cells.Next())
        {
            _line = _cells.Line;
            var cells = _cells.Current;
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

    /// <inheritdoc/>
    public override UserError Refuse(int column, string what) => InputFile.Refuse(Path, _line, column + _skip + 1, what);

    /// <inheritdoc/>
    public override void Dispose() => _cells.Dispose();

    // Names are no numbers. Or they are 0, 1, 2, ... in order, as pandas writes them, perhaps after the name of an index column.
    private bool IsHeader(string[] first, string[][] rest)
    {
        var numbers = first.Count(cell => IsNumber(cell) || IsMissing(cell));
        if (numbers == 0) return true;
        var isCounted = IsCounted(first.AsSpan(IsNumber(first[0]) ? 0 : 1));
        if (numbers < first.Length || !isCounted) return isCounted;
        if (rest.Length == 0 || IsCounted(rest[0])) return false;
        if (first.Length > 1 && rest[0].Any(cell => !long.TryParse(cell, out _))) return true;
        if (!_format.AreSamples) return false;
        if (first.Length >= SurelyCounted) return true;
        throw InputFile.Refuse(
            Path, $"the first row, {string.Join(", ", first)}, may be names of columns or numbers; say --header yes or --header no.");
    }

    private bool HasIndex(int width)
    {
        if (_hasHeader && _names.Length != width && _names.Length != width - 1)
            throw InputFile.Refuse(Path, $"the header has {_names.Length} names and the first row has {width} values; give each a name.");
        var isShort = _hasHeader && _names.Length == width - 1;
        if (isShort && _format.IndexColumn == false)
            throw InputFile.Refuse(Path, $"the header has {_names.Length} names for {width} columns and --index-column is no; name each.");
        return _format.IndexColumn ?? (isShort || (_hasHeader && (_names[0].Length == 0 || IsIndexName(_names[0]))));
    }

    private static bool IsIndexName(string name) =>
        name.Equals("index", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Unnamed: ", StringComparison.Ordinal);

    private void CheckWidth(int width)
    {
        if (width != Columns + _skip)
            throw InputFile.Refuse(
                Path, _line, Math.Min(width, Columns + _skip) + 1,
                $"the row has {width} values and the first row has {Columns + _skip}; all rows must have equally many.");
    }

    private void Take(int column, ReadOnlySpan<char> cell, Span<double> row)
    {
        var isNumber = double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value);
        if (!isNumber && _format.AllowsInfinity && cell is "inf" or "+inf") (isNumber, value) = (true, double.PositiveInfinity);
        if (column == 0)
        {
            if (Row == 0) _firstCount = value;
            _isCounted &= isNumber && _firstCount is 0 or 1 && value == _firstCount + Row;
            if (_skip > 0 && !_isCounted && _format.IndexColumn is null && IndexColumn is { Length: > 0 })
                throw InputFile.Refuse(Path, _line, 1, $"{Quoted.Text(cell.ToString())} does not go on counting the rows, as the column "
                    + $"{Quoted.Text(IndexColumn)} did; say --index-column yes to leave it out, or no to use it.");
        }
        if (column < _skip) return;
        if (_cells.Separator == ',' && !_hasHeader && _format.Separator is null) _commas.Take(column, cell);
        if (!isNumber) throw NoNumber(column, cell.ToString());
        if (!double.IsFinite(value) && !(_format.AllowsInfinity && double.IsPositiveInfinity(value)))
            throw InputFile.Refuse(Path, _line, column + 1, $"{Quoted.Text(cell.ToString())} is not finite.");
        row[column - _skip] = value;
    }

    private UserError NoNumber(int column, string cell) => InputFile.Refuse(
        Path, _line, column + 1,
        DecimalCommas.In(cell) ? $"{Quoted.Text(cell)} has a decimal comma; decimals have a point."
        : (cell.Length == 0 ? "nothing" : Quoted.Text(cell)) + " is not a number; decimals have a point"
            + (Row > 0 || _hasHeader ? "." : ", and a line of names is read with --header yes."));

    private void RefuseDoubtful()
    {
        if (_commas.AreSure) throw InputFile.Refuse(Path, "has numbers with a decimal comma; decimals have a point.");
        if (_format.AreSamples && _commas.ArePossible)
            throw InputFile.Refuse(
                Path, "may be one column with decimal commas or two columns of whole numbers; decimals have a point, and two columns "
                    + "are read with --separator comma.");
        if (_format.AreSamples && _skip == 0 && _format.IndexColumn is null && Columns > 1 && Row >= FewestCounted && _isCounted)
            throw InputFile.Refuse(
                Path, "the first column counts the rows; say --index-column yes to leave it out, or --index-column no to use it.");
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

    private UserError Empty() => InputFile.Refuse(Path, "has no row of numbers; it needs at least one.");
}
