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

/// <summary>Lays out a heat map: the cells with their numbers and marks, below them the colour bar and the legend.</summary>
internal sealed class HeatMapDrawing
{
    private const double NumberSize = 14;
    private const double WidestCell = 110;
    private const double NameHeight = 19;
    private const double MarkerRadius = 4.2;
    private readonly HeatMap _map;
    private readonly double[] _values;
    private readonly ColorScale _scale;
    private readonly Sheet _sheet;
    private readonly IReadOnlyList<string>[] _names;
    private readonly double _left;
    private readonly double _width;
    private readonly double _height;

    private HeatMapDrawing(HeatMap map)
    {
        if (map.Rows.Length == 0 || map.Columns.Length == 0 || map.Values.Length != map.Rows.Length
            || map.Values.Any(row => row.Length != map.Columns.Length))
            throw new ArgumentException(
                $"{map.Values.Length} rows of {string.Join(", ", map.Values.Select(row => row.Length).Distinct())} numbers do not fill "
                + $"{map.Rows.Length} by {map.Columns.Length} cells; give a number per cell.",
                nameof(map));
        _map = map;
        _values = [.. map.Values.SelectMany(row => row).Where(value => !double.IsNaN(value))];
        _scale = new(map.Range is { } ends ? [ends.Low, ends.High] : _values, map.LogColors);
        _sheet = new(map.Title);
        var first = 38 + map.Rows.Max(name => TextWidth.Of(name, Sheet.TextSize));
        _width = Math.Min((Sheet.Right - first) / map.Columns.Length, WidestCell);
        _height = Math.Clamp(0.7 * _width, 30, 46);
        _names = [.. map.Columns.Select(name => TextWidth.Wrap(name, Sheet.TextSize, _width - 4))];
        // A narrow map is centred.
        _left = first + (Sheet.Right - first - _width * map.Columns.Length) / 2;
    }

    public static Drawing Of(HeatMap map) => new HeatMapDrawing(map).Draw();

    private double Right => _left + _width * _map.Columns.Length;

    private double NamesHeight => 20 + (_names.Max(name => name.Count) - 1) * NameHeight;

    private double Bottom => _sheet.Top + _height * _map.Rows.Length;

    private Drawing Draw()
    {
        (int Row, int Column)[] cells =
        [
            .. from row in Enumerable.Range(0, _map.Rows.Length)
               from column in Enumerable.Range(0, _map.Columns.Length)
               select (row, column),
        ];
        foreach (var (row, column) in cells)
            DrawCell(row, column);
        // Outlines lie over all cells, numbers and markers over all outlines.
        var marks = (from cell in cells
                     from mark in _map.MarksOf(cell.Row, cell.Column).Index()
                     select (cell.Row, cell.Column, mark.Item.Number, Place: mark.Index)).ToArray();
        foreach (var (row, column, number, place) in marks)
            DrawOutline(row, column, number, place);
        // One size for all.
        var size = _values.Select(value => TextWidth.Fitting(ThreeDigits(value), NumberSize, _width - 6)).DefaultIfEmpty(NumberSize).Min();
        foreach (var (row, column) in cells)
            DrawNumber(row, column, size);
        foreach (var (row, column, number, place) in marks)
            _sheet.Add(Marker(X(column) + _width - 7 - 14 * place, Y(row) + 7, number));
        DrawNames();
        var below = ColorBar.Draw(
            _sheet, _scale, _map.ValueLabel + (_map.LogColors ? " (logarithmic)" : ""), _left, Right, Bottom + NamesHeight + 42, _values);
        Legend.Entry[] entries = [.. _map.Marks.Index().Select(mark => Entry(mark.Index, mark.Item.Name))];
        var legend = entries.Length == 0 ? below : Legend.Draw(_sheet, below + Sheet.LineHeight + 4, entries);
        return _sheet.Finish(legend, Description());
    }

    private void DrawCell(int row, int column)
    {
        var value = _map.Values[row][column];
        var color = double.IsNaN(value) ? Palette.Nothing : _scale.Of(value).Hex;
        _sheet.Add(Shape.Rectangle(X(column), Y(row), _width, _height, color) with { Hint = Hint(row, column) });
        _sheet.Add(Shape.Frame(X(column), Y(row), _width, _height, Palette.Paper, 1));
    }

    private void DrawNumber(int row, int column, double size)
    {
        var value = _map.Values[row][column];
        if (double.IsNaN(value)) return;
        // Where cells are low, the number makes room for the markers in the upper corner.
        var down = _height < 40 && _map.MarksOf(row, column).Any() ? 4 : 0;
        _sheet.Add(new Shape.Text(ThreeDigits(value), X(column) + _width / 2, Y(row) + _height / 2 + size * 0.36 + down, size)
        {
            Color = _scale.Of(value).ReadableInk,
        });
    }

    // Three digits or more, zeros at the end too, so that neighbours compare.
    private static string ThreeDigits(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= 1e-3 and < 1e5 => value.ToString(
            "F" + Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 5), CultureInfo.InvariantCulture),
        double.PositiveInfinity => Numbers.Short(value),
        _ => value.ToString("0.#e+0", CultureInfo.InvariantCulture).Replace("e+", "e", StringComparison.Ordinal),
    };

    // An outline on white, within that of the mark before it. The marker in the corner tells marks apart without their colour.
    private void DrawOutline(int row, int column, int number, int place)
    {
        var inset = 2.5 + 3.5 * place;
        var (x, y, width, height) = (X(column) + inset, Y(row) + inset, _width - 2 * inset, _height - 2 * inset);
        _sheet.Add(Shape.Frame(x, y, width, height, Palette.Paper, 5));
        _sheet.Add(Shape.Frame(x, y, width, height, Palette.Color(number + 1), 2) with { Role = "mark" });
    }

    private static Shape[] Marker(double x, double y, int number) =>
    [
        new Shape.Polygon(Palette.Marker(0, x, y, MarkerRadius + 2.6), Palette.Paper),
        new Shape.Polygon(Palette.Marker(number + 1, x, y, MarkerRadius), Palette.Color(number + 1)),
    ];

    private static Legend.Entry Entry(int number, string name) =>
        new(name, (x, y) => [Shape.Frame(x + 2, y - 8, 24, 16, Palette.Color(number + 1), 2), .. Marker(x + 23, y - 6, number)]);

    private void DrawNames()
    {
        foreach (var (column, name) in _names.Index())
            foreach (var (line, text) in name.Index())
            {
                var size = TextWidth.Fitting(text, Sheet.TextSize, _width - 4);
                _sheet.Add(new Shape.Text(text, X(column) + _width / 2, Bottom + 20 + line * NameHeight, size));
            }
        foreach (var (row, name) in _map.Rows.Index())
            _sheet.Add(new Shape.Text(name, _left - 7, Y(row) + _height / 2 + 5, Sheet.TextSize, TextAnchor.End));
        _sheet.Add(new Shape.Text(_map.XLabel, (_left + Right) / 2, Bottom + NamesHeight + 24, Sheet.TextSize));
        var names = _map.Rows.Max(name => TextWidth.Of(name, Sheet.TextSize));
        _sheet.Add(new Shape.Text(_map.YLabel, _left - names - 20, (_sheet.Top + Bottom) / 2, Sheet.TextSize) { Upwards = true });
    }

    private double X(int column) => _left + column * _width;

    private double Y(int row) => _sheet.Top + row * _height;

    private string Hint(int row, int column)
    {
        var marks = string.Concat(_map.MarksOf(row, column).Select(mark => $"; {mark.Mark.Name}"));
        var value = _map.Values[row][column];
        var number = double.IsNaN(value) ? "no value" : Numbers.Short(value);
        return $"{_map.YLabel} {_map.Rows[row]}, {_map.XLabel} {_map.Columns[column]}: {number}{marks}";
    }

    private string Description()
    {
        var table = $"{_map.ValueLabel} for {_map.Rows.Length} values of {_map.YLabel} and {_map.Columns.Length} of {_map.XLabel}.";
        if (_values.Length == 0) return table;
        return $"{table} The lowest is {Where(_values.Min())}; the highest is {Where(_values.Max())}.";
    }

    private string Where(double value)
    {
        var (row, values) = _map.Values.Index().First(r => r.Item.Contains(value));
        var column = values.Index().First(c => c.Item == value).Index;
        return $"{Numbers.Short(value)}, at {_map.YLabel} {_map.Rows[row]} and {_map.XLabel} {_map.Columns[column]}";
    }
}
