namespace IDropTheory.Experiments.Reproduction;

/// <summary>A table of a figure's numbers, ready to print.</summary>
/// <param name="Title">What it lists.</param>
/// <param name="Columns">Names and units of the columns.</param>
/// <param name="Rows">The cells, as text.</param>
internal sealed record FigureTable(string Title, EquatableArray<string> Columns, EquatableArray<EquatableArray<string>> Rows)
{
    /// <summary>A table whose columns are declared header and cell together.</summary>
    /// <param name="title">What it lists.</param>
    /// <param name="rows">What each row is about.</param>
    /// <param name="columns">Header and cell of every column; cells are formatted with the invariant culture.</param>
    public static FigureTable Of<T>(string title, IEnumerable<T> rows,
        params IReadOnlyList<(string Header, Func<T, FormattableString> Cell)> columns) => new(
        title, [.. columns.Select(column => column.Header)],
        [.. rows.Select(row => columns.Select(column => Invariant(column.Cell(row))).ToImmutableArray())]);
}
