using System.Globalization;

namespace IDropTheory.Experiments.Plots;

/// <summary>Rows of small images as a value: photographs in their own colours beside maps in colours that stand for numbers.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">What the images of a column are.</param>
/// <param name="Rows">The images.</param>
public sealed record ImageGrid(string Title, IReadOnlyList<ImageColumn> Columns, params IReadOnlyList<ImageRow> Rows) : Picture
{
    /// <summary>The columns of its CSV text.</summary>
    internal const string Header = "row,column,channel,y,x,value";

    /// <inheritdoc />
    internal override string CsvHeader => Header;

    /// <summary>A row per number. Rows and columns bear their labels, or are counted from 1 where they have none.</summary>
    internal override IEnumerable<IReadOnlyList<string>> CsvRows() =>
        from row in Rows.Index()
        from image in row.Item.Images.Index()
        let names = (Row: Name(row.Item.Label, row.Index), Column: Name(Columns[image.Index].Title, image.Index))
        from channel in Enumerable.Range(0, image.Item.Channels)
        from y in Enumerable.Range(0, image.Item.Height)
        from x in Enumerable.Range(0, image.Item.Width)
        select (string[])[names.Row, names.Column, Whole(channel), Whole(y), Whole(x), image.Item.At(channel, y, x).ToString("R", CultureInfo.InvariantCulture)];

    /// <inheritdoc />
    internal override Drawing Draw() => ImageGridDrawing.Of(this);

    private static string Name(string label, int index) => label.Length > 0 ? label : Whole(index + 1);

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A column of an image grid.</summary>
/// <param name="Title">What its images are; may be empty.</param>
public sealed record ImageColumn(string Title)
{
    /// <summary>What the colours of maps stand for; null for images, whose numbers are grey levels or shares of red, green and blue in [0, 1].</summary>
    public MapScale? Scale { get; init; }
}

/// <summary>The one scale of all maps of a column; neighbouring columns with the same scale share its colour bar.</summary>
/// <param name="Label">Name and unit of the numbers.</param>
/// <param name="Most">The number of the lightest colour, positive; that of the darkest is 0. What is above has the lightest, too.</param>
public sealed record MapScale(string Label, double Most);

/// <summary>A row of an image grid.</summary>
/// <param name="Label">What its images belong to; may be empty.</param>
/// <param name="Images">An image for each of the first columns.</param>
public sealed record ImageRow(string Label, params IReadOnlyList<PixelImage> Images);
