using System.Globalization;

namespace IDropTheory.Experiments;

/// <summary>Lays out a heat map: the cells with their numbers and marks, below them the colour bar and the legend.</summary>
internal sealed class HeatMapDrawing
{
    private const double NumberSize = 14;
    private const double WidestCell = 110;
    private const double MarkerRadius = 4.2;
    private readonly HeatMap _map;
    private readonly double[] _values;
    private readonly ColorScale _scale;
    private readonly Sheet _sheet;
    private readonly double _left;
    private readonly double _width;
    private readonly double _height;

    private HeatMapDrawing(HeatMap map)
    {
        if (map.Rows.Count == 0 || map.Columns.Count == 0 || map.Values.Count != map.Rows.Count || map.Values.Any(row => row.Count != map.Columns.Count))
            throw new ArgumentException(
                $"{map.Values.Count} rows of {string.Join(", ", map.Values.Select(row => row.Count).Distinct())} numbers do not fill {map.Rows.Count} by {map.Columns.Count} cells; give a number per cell.",
                nameof(map));
        _map = map;
        _values = [.. map.Values.SelectMany(row => row).Where(value => !double.IsNaN(value))];
        _scale = new(map.Range is { } ends ? [ends.Low, ends.High] : _values, map.LogColors);
        _sheet = new(map.Title);
        var first = 38 + map.Rows.Max(name => TextWidth.Of(name, Sheet.TextSize));
        _width = Math.Min((Sheet.Right - first) / map.Columns.Count, WidestCell);
        _height = Math.Clamp(0.7 * _width, 30, 46);
        // A narrow map is centred.
        _left = first + (Sheet.Right - first - _width * map.Columns.Count) / 2;
    }

    public static Drawing Of(HeatMap map) => new HeatMapDrawing(map).Draw();

    private double Right => _left + _width * _map.Columns.Count;

    private double Bottom => _sheet.Top + _height * _map.Rows.Count;

    private Drawing Draw()
    {
        (int Row, int Column)[] cells = [.. from row in Enumerable.Range(0, _map.Rows.Count) from column in Enumerable.Range(0, _map.Columns.Count) select (row, column)];
        foreach (var (row, column) in cells)
            DrawCell(row, column);
        // Marks lie over all cells, numbers over all marks.
        foreach (var (row, column) in cells)
            foreach (var ((number, _), place) in _map.MarksOf(row, column).Select((mark, place) => (mark, place)))
                DrawMark(row, column, number, place);
        foreach (var (row, column) in cells)
            DrawNumber(row, column);
        DrawNames();
        var below = ColorBar.Draw(
            _sheet, _scale, _map.ValueLabel + (_map.LogColors ? " (logarithmic)" : ""), _left, Right, Bottom + 62, _values);
        var legend = _map.Marks.Count == 0 ? below : Legend.Draw(_sheet, below + Sheet.LineHeight + 4, [.. _map.Marks.Index().Select(mark => Entry(mark.Index, mark.Item.Name))]);
        return _sheet.Finish(legend, Description());
    }

    private void DrawCell(int row, int column)
    {
        var value = _map.Values[row][column];
        _sheet.Add(Shape.Rectangle(X(column), Y(row), _width, _height, double.IsNaN(value) ? Palette.Nothing : _scale.Of(value).Hex) with { Hint = Hint(row, column) });
        _sheet.Add(Shape.Frame(X(column), Y(row), _width, _height, Palette.Paper, 1));
    }

    private void DrawNumber(int row, int column)
    {
        var value = _map.Values[row][column];
        if (double.IsNaN(value)) return;
        var marks = _map.MarksOf(row, column).Count();
        var room = _width - 6 - (marks > 0 ? 8 : 0);
        // Three digits, or two where there is no room for three.
        var text = new[] { "G3", "G2" }.Select(format => value.ToString(format, CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal))
            .Aggregate((three, two) => TextWidth.Of(three, NumberSize) <= room ? three : two);
        // Markers are in the upper corner.
        var y = Y(row) + _height / 2 + NumberSize * 0.36 + (marks > 0 ? 3 : 0);
        _sheet.Add(new Shape.Text(text, X(column) + _width / 2, y, TextWidth.Fitting(text, NumberSize, room)) { Color = _scale.Of(value).ReadableInk });
    }

    // An outline on white, within that of the mark before it, and its marker in the corner, so that colour is not needed to tell marks apart.
    private void DrawMark(int row, int column, int number, int place)
    {
        var inset = 2.5 + 3.5 * place;
        var (x, y, width, height) = (X(column) + inset, Y(row) + inset, _width - 2 * inset, _height - 2 * inset);
        _sheet.Add(Shape.Frame(x, y, width, height, Palette.Paper, 4));
        _sheet.Add(Shape.Frame(x, y, width, height, Palette.Color(number + 1), 2) with { Role = "mark" });
        var across = X(column) + _width - 7 - 11 * place;
        _sheet.Add(new Shape.Polygon(Palette.Marker(0, across, Y(row) + 7, MarkerRadius + 2.6), Palette.Paper));
        _sheet.Add(new Shape.Polygon(Palette.Marker(number + 1, across, Y(row) + 7, MarkerRadius), Palette.Color(number + 1)));
    }

    private static Legend.Entry Entry(int number, string name) => new(name, (x, y) =>
    [
        Shape.Frame(x + 2, y - 8, 24, 16, Palette.Color(number + 1), 2),
        new Shape.Polygon(Palette.Marker(0, x + 24, y - 6, MarkerRadius + 2.6), Palette.Paper),
        new Shape.Polygon(Palette.Marker(number + 1, x + 24, y - 6, MarkerRadius), Palette.Color(number + 1)),
    ]);

    private void DrawNames()
    {
        foreach (var (column, name) in _map.Columns.Index())
            _sheet.Add(new Shape.Text(name, X(column) + _width / 2, Bottom + 20, TextWidth.Fitting(name, Sheet.TextSize, _width - 4)));
        foreach (var (row, name) in _map.Rows.Index())
            _sheet.Add(new Shape.Text(name, _left - 7, Y(row) + _height / 2 + 5, Sheet.TextSize, TextAnchor.End));
        _sheet.Add(new Shape.Text(_map.XLabel, (_left + Right) / 2, Bottom + 44, Sheet.TextSize));
        var names = _map.Rows.Max(name => TextWidth.Of(name, Sheet.TextSize));
        _sheet.Add(new Shape.Text(_map.YLabel, _left - names - 20, (_sheet.Top + Bottom) / 2, Sheet.TextSize) { Upwards = true });
    }

    private double X(int column) => _left + column * _width;

    private double Y(int row) => _sheet.Top + row * _height;

    private string Hint(int row, int column)
    {
        var marks = string.Concat(_map.MarksOf(row, column).Select(mark => $"; {mark.Mark.Name}"));
        var value = _map.Values[row][column];
        return $"{_map.YLabel} {_map.Rows[row]}, {_map.XLabel} {_map.Columns[column]}: {(double.IsNaN(value) ? "no value" : Numbers.Short(value))}{marks}";
    }

    private string Description()
    {
        var table = $"{_map.ValueLabel} for {_map.Rows.Count} values of {_map.YLabel} and {_map.Columns.Count} of {_map.XLabel}.";
        if (_values.Length == 0) return table;
        return $"{table} The lowest is {Where(_values.Min())}; the highest is {Where(_values.Max())}.";
    }

    private string Where(double value)
    {
        var row = _map.Values.Index().First(r => r.Item.Contains(value));
        return $"{Numbers.Short(value)}, at {_map.YLabel} {_map.Rows[row.Index]} and {_map.XLabel} {_map.Columns[row.Item.Index().First(c => c.Item == value).Index]}";
    }
}
