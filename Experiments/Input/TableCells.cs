using System.Text.RegularExpressions;
using nietras.SeparatedValues;

namespace IDropTheory.Experiments.Input;

/// <summary>The cells of a text table, row by row, with the lines of the file.</summary>
/// <remarks>The separator is the first of comma, semicolon, tab and space that occurs in the first line, unless it is given. Blank lines
/// and text after a <c>#</c> are skipped; cells may be quoted.</remarks>
internal sealed partial class TableCells : IDisposable
{
    private readonly TableText _text;
    private readonly SepReader _reader;

    /// <summary>Opens a table.</summary>
    /// <exception cref="UserError">It is not text.</exception>
    public TableCells(string path, Stream stream, InputLimit limit, char? separator)
    {
        _text = new(path, stream, limit);
        try
        {
            // The parser reads ahead.
            FirstLine = _text.FirstLine;
            Separator = separator ?? SeparatorOf(FirstLine);
            _reader = Sep.New(Separator).Reader(o => o with
            {
                HasHeader = false,
                Unescape = true,
                Trim = SepTrim.All,
                DisableColCountCheck = true,
            }).From(_text);
        }
        catch
        {
            _text.Dispose();
            throw;
        }
    }

    /// <summary>What separates cells.</summary>
    public char Separator { get; }

    /// <summary>The first line that is not blank.</summary>
    public string FirstLine { get; }

    /// <summary>The number of that line, counted from 1.</summary>
    public long FirstLineNumber => _text.SkippedLines + 1;

    /// <summary>The line of the row that was read last, counted from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The cells of the row that was read last.</summary>
    public SepReader.Row Current => _reader.Current;

    /// <summary>Goes to the next row that is not blank; false at the end.</summary>
    public bool Next()
    {
        while (_reader.MoveNext())
            if (!_reader.Current.Span.IsEmpty)
            {
                Line = _text.SkippedLines + _reader.Current.LineNumberToExcl - 1;
                return true;
            }
        return false;
    }

    /// <summary>A copy of the cells of the row that was read last.</summary>
    public string[] Copy()
    {
        var row = _reader.Current;
        var cells = new string[row.ColCount];
        for (var column = 0; column < cells.Length; column++)
            cells[column] = row[column].ToString();
        return cells;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _text.Dispose();
    }

    private static char SeparatorOf(string line)
    {
        var unquoted = QuotedCell().Replace(line, "");
        return ",;\t".FirstOrDefault(unquoted.Contains, ' ');
    }

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex QuotedCell();
}
