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
