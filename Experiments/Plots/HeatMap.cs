namespace IDropTheory.Experiments.Plots;

/// <summary>A table with a number for every combination of two settings, whose cells have colours.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="XLabel">The setting of the columns.</param>
/// <param name="YLabel">The setting of the rows.</param>
/// <param name="ValueLabel">Name and unit of the numbers.</param>
/// <param name="Columns">Names of the columns, from the left.</param>
/// <param name="Rows">Names of the rows, from the top.</param>
/// <param name="Values">The numbers, row by row; NaN for an empty cell.</param>
public sealed record HeatMap(
    string Title, string XLabel, string YLabel, string ValueLabel,
    EquatableArray<string> Columns, EquatableArray<string> Rows, EquatableArray<EquatableArray<double>> Values) : Picture
{
    /// <summary>The columns of its CSV text.</summary>
    internal const string Header = "row,column,value,marks";

    /// <summary>Whether equal ratios have equally distant colours. Values up to zero then have the colour of the smallest other
    /// one.</summary>
    public bool LogColors { get; init; }

    /// <summary>The values at the ends of the colour scale; null for the smallest and the largest value.</summary>
    public (double Low, double High)? Range { get; init; }

    /// <summary>Sets of special cells, each with an entry of the legend.</summary>
    public EquatableArray<CellMark> Marks { get; init; } = [];

    /// <inheritdoc />
    internal override string CsvHeader => Header;

    /// <summary>A row per cell.</summary>
    internal override IEnumerable<IReadOnlyList<string>> CsvRows() =>
        from row in Enumerable.Range(0, Rows.Length)
        from column in Enumerable.Range(0, Columns.Length)
        let marks = string.Join("; ", MarksOf(row, column).Select(m => m.Mark.Name))
        select (string[])[Rows[row], Columns[column], Numbers.Exact(Values[row][column]), marks];

    /// <summary>The marks of a cell with their numbers.</summary>
    internal IEnumerable<(int Number, CellMark Mark)> MarksOf(int row, int column) =>
        Marks.Index().Where(m => m.Item.Cells.Contains((row, column)));

    /// <inheritdoc />
    internal override Drawing Draw() => HeatMapDrawing.Of(this);
}

/// <summary>A set of special cells of a heat map.</summary>
/// <param name="Name">Entry of the legend.</param>
/// <param name="Cells">The cells, rows and columns counted from 0.</param>
public sealed record CellMark(string Name, params EquatableArray<(int Row, int Column)> Cells);
