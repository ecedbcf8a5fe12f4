namespace IDropTheory.Experiments.Input;

/// <summary>How the first line and the first column of a table are read.</summary>
/// <param name="Header">Whether the first line has the names of the columns; null: decided by what it reads.</param>
/// <param name="IndexColumn">Whether the first column numbers or names the rows; null: decided by what it reads.</param>
internal sealed record TableFormat(bool? Header = null, bool? IndexColumn = null);

/// <summary>What was read of a table.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">Number of columns of numbers.</param>
/// <param name="Names">The names of these columns; empty if the table has no header.</param>
/// <param name="IndexColumn">The name of the index column, which was left out; null if there is none.</param>
internal sealed record TableShape(long Rows, int Columns, EquatableArray<string> Names, string? IndexColumn);
