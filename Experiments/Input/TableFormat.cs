namespace IDropTheory.Experiments.Input;

/// <summary>How the first line and the first column of a table are read.</summary>
/// <param name="Header">Whether the first line has the names of the columns; null: decided by what it reads.</param>
/// <param name="IndexColumn">Whether the first column numbers or names the rows; null: decided by what it reads.</param>
/// <param name="Separator">What separates the cells of text; null: decided by what it reads.</param>
internal sealed record TableFormat(bool? Header = null, bool? IndexColumn = null, char? Separator = null)
{
    /// <summary>Whether rows are samples: no other rule would notice a header or an index among them.</summary>
    public bool AreSamples { get; init; }

    /// <summary>Whether +infinity is a value, as of a cost that forbids.</summary>
    public bool AllowsInfinity { get; init; }
}

/// <summary>What was read of a table.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">Number of columns of numbers.</param>
/// <param name="Names">The names of these columns; empty if the table has no header.</param>
/// <param name="IndexColumn">The name of the index column, which was left out; null if there is none.</param>
internal sealed record TableShape(long Rows, int Columns, EquatableArray<string> Names, string? IndexColumn)
{
    /// <summary>Where the index column is in the file, counted from 0.</summary>
    public int IndexPlace { get; init; }

    /// <summary>Where a column is in the file, counted from 1.</summary>
    public int PlaceOf(int column) => column + (IndexColumn is not null && column >= IndexPlace ? 2 : 1);
}
