namespace IDropTheory.Experiments.Plots;

/// <summary>Lays out an image grid: titles of the columns, the images, and below the maps their colour bars.</summary>
internal sealed class ImageGridDrawing
{
    private const double Gap = 6;
    private const double MapGap = 14;
    private const double WidestCell = 132;
    private readonly ImageGrid _grid;
    private readonly ColorScale?[] _scales;
    private readonly Sheet _sheet;
    private readonly double _left;
    private readonly double _gap;
    private readonly double _width;
    private readonly double _height;

    private ImageGridDrawing(ImageGrid grid)
    {
        if (grid.Columns.Length == 0 || grid.Rows.Any(row => row.Images.Length > grid.Columns.Length))
        {
            var most = grid.Rows.Select(row => row.Images.Length).DefaultIfEmpty(0).Max();
            throw new ArgumentException($"{most} images in a row of {grid.Columns.Length} columns; give a column for each.", nameof(grid));
        }
        if (grid.Rows.SelectMany(row => row.Images.Zip(grid.Columns))
            .Any(cell => cell.Second.Scale is not null && cell.First.Channels != 1))
            throw new ArgumentException("A column of maps holds a colour image; give maps, of one number per pixel.", nameof(grid));
        _grid = grid;
        _sheet = new(grid.Title);
        _scales = [.. grid.Columns.Select(column => column.Scale is { } scale ? ColorScale.UpTo(scale.Most) : null)];
        // The numbers of two colour bars may not run into each other.
        _gap = _scales.Any(scale => scale is not null) ? MapGap : Gap;
        var names = grid.Rows.Select(row => TextWidth.Of(row.Label, Sheet.TextSize)).DefaultIfEmpty(0).Max();
        var first = 16 + (names > 0 ? names + 8 : 0);
        _width = Math.Min((Sheet.Right - first - _gap * (grid.Columns.Length - 1)) / grid.Columns.Length, WidestCell);
        _left = first + (Sheet.Right - first - Across(grid.Columns.Length) + _gap) / 2;
        var shapes = grid.Rows.SelectMany(row => row.Images).Select(image => (double)image.Height / image.Width);
        _height = _width * shapes.DefaultIfEmpty(1).Max();
    }

    public static Drawing Of(ImageGrid grid) => new ImageGridDrawing(grid).Draw();

    private Drawing Draw()
    {
        IReadOnlyList<string>[] titles = [.. _grid.Columns.Select(column => TextWidth.Wrap(column.Title, Sheet.TextSize, _width + _gap))];
        var lines = _grid.Columns.All(column => column.Title.Length == 0) ? 0 : titles.Max(title => title.Count);
        var top = _sheet.Top + 2 + lines * (Sheet.LineHeight - 3);
        foreach (var (column, title) in titles.Index())
            foreach (var (line, text) in title.Index())
            {
                var size = TextWidth.Fitting(text, Sheet.TextSize, _width + _gap);
                _sheet.Add(new Shape.Text(text, Middle(column), top - 8 - (title.Count - 1 - line) * (Sheet.LineHeight - 3), size));
            }
        foreach (var row in _grid.Rows)
        {
            if (row.Label.Length > 0)
                _sheet.Add(new Shape.Text(row.Label, _left - 8, top + _height / 2 + 5, Sheet.TextSize, TextAnchor.End));
            foreach (var (column, image) in row.Images.Index())
                DrawImage(row, column, image, top);
            top += _height + Gap;
        }
        return _sheet.Finish(DrawBars(top - Gap + 10), Description());
    }

    private void DrawImage(ImageRow row, int column, PixelImage image, double top)
    {
        // The largest rectangle of its shape in the cell.
        var size = Math.Min(_width / image.Width, _height / image.Height);
        var (width, height) = (size * image.Width, size * image.Height);
        var values = $"{Numbers.Short(image.Values.Min())} to {Numbers.Short(image.Values.Max())}";
        _sheet.Add(new Shape.Image(Colors(image, _scales[column]), Middle(column) - width / 2, top + (_height - height) / 2, width, height)
        {
            Hint = $"{row.Label} {_grid.Columns[column].Title}: {values}".TrimStart(),
        });
    }

    private static Pixels Colors(PixelImage image, ColorScale? scale) => new(image.Width, image.Height,
    [
        .. from y in Enumerable.Range(0, image.Height)
           from x in Enumerable.Range(0, image.Width)
           let value = image.At(0, y, x)
           select scale is not null ? scale.Of(value)
               : image.Channels == 1 ? Rgb.Of(value, value, value)
               : Rgb.Of(value, image.At(1, y, x), image.At(2, y, x)),
    ]);

    // Returns the lowest line. One bar for neighbouring columns with the same scale.
    private double DrawBars(double top)
    {
        var bottom = top - 10;
        for (var first = 0; first < _scales.Length;)
        {
            var last = first;
            while (last + 1 < _scales.Length && _grid.Columns[last + 1].Scale == _grid.Columns[first].Scale) last++;
            if (_scales[first] is { } scale)
            {
                var maps = _grid.Rows.SelectMany(row => row.Images.Take(last + 1).Skip(first));
                var (left, right) = (_left + Across(first), _left + Across(last) + _width);
                bottom = Math.Max(bottom, ColorBar.Draw(
                    _sheet, scale, _grid.Columns[first].Scale!.Label, left, right, top,
                    [.. maps.SelectMany(image => image.Values).Select(value => (double)value)]));
            }
            first = last + 1;
        }
        return bottom;
    }

    private double Across(int column) => column * (_width + _gap);

    private double Middle(int column) => _left + Across(column) + _width / 2;

    private string Description()
    {
        var columns = string.Join("; ", _grid.Columns.Where(column => column.Title.Length > 0)
            .Select(column => column.Title + (column.Scale is { } scale ? $", from 0 to {Numbers.Short(scale.Most)} {scale.Label}" : "")));
        var rows = string.Join("; ", _grid.Rows.Where(row => row.Label.Length > 0).Select(row => row.Label));
        return $"{_grid.Rows.Length} rows of {_grid.Columns.Length} images."
            + (columns.Length > 0 ? $" Columns: {columns}." : "")
            + (rows.Length > 0 ? $" Rows: {rows}." : "");
    }
}
