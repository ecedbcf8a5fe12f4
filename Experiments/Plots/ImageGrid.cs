namespace IDropTheory.Experiments.Plots;

/// <summary>Rows of small images: photographs in their own colours beside maps whose colours stand for numbers.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">What the images of a column are.</param>
/// <param name="Rows">The images.</param>
public sealed record ImageGrid(string Title, EquatableArray<ImageColumn> Columns, params EquatableArray<ImageRow> Rows) : Picture
{
    /// <summary>The columns of its CSV text.</summary>
    internal const string Header = "row,column,channel,y,x,value";

    /// <inheritdoc />
    internal override string CsvHeader => Header;

    /// <summary>A row per number. Rows and columns of the grid have their labels as names, or else their numbers from 1.</summary>
    internal override IEnumerable<IReadOnlyList<string>> CsvRows() =>
        from row in Rows.Index()
        from image in row.Item.Images.Index()
        let names = (Row: Name(row.Item.Label, row.Index), Column: Name(Columns[image.Index].Title, image.Index))
        from channel in Enumerable.Range(0, image.Item.Channels)
        from y in Enumerable.Range(0, image.Item.Height)
        from x in Enumerable.Range(0, image.Item.Width)
        let value = image.Item.At(channel, y, x).ToString("R", CultureInfo.InvariantCulture)
        select (string[])[names.Row, names.Column, Whole(channel), Whole(y), Whole(x), value];

    /// <inheritdoc />
    internal override Drawing Draw() => ImageGridDrawing.Of(this);

    private static string Name(string label, int index) => label.Length > 0 ? label : Whole(index + 1);

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A column of an image grid.</summary>
/// <param name="Title">What its images are; may be empty.</param>
public sealed record ImageColumn(string Title)
{
    /// <summary>The scale of maps; null for images, whose numbers are grey levels or red, green and blue in [0, 1].</summary>
    public MapScale? Scale { get; init; }
}

/// <summary>The scale of all maps of a column. Neighbouring columns with the same scale share a colour bar.</summary>
/// <param name="Label">Name and unit of the numbers.</param>
/// <param name="Most">The number of the lightest colour, positive; larger numbers have it, too. The darkest colour is 0.</param>
public sealed record MapScale(string Label, double Most);

/// <summary>A row of an image grid.</summary>
/// <param name="Label">What its images belong to; may be empty.</param>
/// <param name="Images">An image for each of the first columns.</param>
public sealed record ImageRow(string Label, params EquatableArray<PixelImage> Images);

/// <summary>A small image or map.</summary>
/// <param name="Height">Its height in pixels, at least 1.</param>
/// <param name="Width">Its width in pixels, at least 1.</param>
/// <param name="Values">Its numbers row by row from the top; a colour image has all of red, then all of green, then all of blue.</param>
public sealed record PixelImage(int Height, int Width, EquatableArray<float> Values)
{
    /// <summary>1 for a grey image or a map, 3 for a colour image.</summary>
    /// <exception cref="ArgumentException">There are neither one nor three numbers per pixel.</exception>
    public int Channels { get; } =
        Height > 0 && Width > 0 && Values.Length is var count && (count == Height * Width || count == 3 * Height * Width)
            ? count / (Height * Width)
            : throw new ArgumentException(
                $"{Values.Length} numbers do not fill {Height} by {Width} pixels; give one or three per pixel.", nameof(Values));

    /// <summary>The number of a channel at a pixel.</summary>
    public float At(int channel, int y, int x) => Values[(channel * Height + y) * Width + x];
}

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
