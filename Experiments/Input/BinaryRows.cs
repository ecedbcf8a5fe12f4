namespace IDropTheory.Experiments.Input;

/// <summary>The rows of a table whose file contains numbers and no text: there is no line, and a first column is left out only if the user
/// says so or the file calls it an index.</summary>
internal abstract class BinaryRows : NumberRows
{
    private readonly TableFormat _format;
    private readonly string[] _names;
    private readonly int _index;
    private readonly double[] _all;

    /// <summary>A table of given columns.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Number of columns, with the index column.</param>
    /// <param name="names">Their names; empty if they have none.</param>
    /// <param name="format">Whether there is an index column.</param>
    /// <param name="index">The column that the file calls its index; negative if it calls none so.</param>
    protected BinaryRows(string path, int columns, string[] names, TableFormat format, int index = -1)
        : base(path)
    {
        _format = format;
        _index = format.IndexColumn switch { true => Math.Max(index, 0), false => -1, null => index };
        Columns = columns - (_index < 0 ? 0 : 1);
        if (Columns == 0) throw InputFile.Refuse(path, "has no column but the index; it needs at least one.");
        IndexName = _index < 0 ? null : names.Length > 0 ? names[_index] : "";
        _names = [.. names.Where((_, column) => column != _index)];
        _all = new double[columns];
    }

    /// <inheritdoc/>
    public override TableShape Shape => new(Row, Columns, [.. _names], IndexName) { IndexPlace = _index };

    private string? IndexName { get; }

    /// <inheritdoc/>
    public override bool TryRead(Span<double> row)
    {
        if (!Next(_all)) return false;
        Row++;
        var target = 0;
        for (var column = 0; column < _all.Length; column++)
        {
            if (column == _index) continue;
            if (!double.IsFinite(_all[column]) && !(_format.AllowsInfinity && double.IsPositiveInfinity(_all[column])))
                throw Refuse(target, Invariant($"{_all[column]} is not a finite number."));
            row[target++] = _all[column];
        }
        return true;
    }

    /// <inheritdoc/>
    public override UserError Refuse(int column, string what) =>
        InputFile.RefuseRow(Path, Row, Shape.PlaceOf(column), what);

    /// <summary>Reads the next row with all its columns; false at the end.</summary>
    protected abstract bool Next(Span<double> row);
}
