using System.Text;

namespace IDropTheory.Experiments.Plots;

/// <summary>Writes pictures as SVG to look at, as PNG for programs that cannot show SVG, and as CSV to compute with.</summary>
public static class PlotFiles
{
    private const string SvgMark = "<!-- drawn by idrop -->";

    // A text chunk "Software: idrop" with its length and checksum, as the PNG standard defines it.
    private static readonly byte[] PngMark = [0, 0, 0, 14, .. "tEXtSoftware\0idrop"u8, 0x6d, 0x21, 0xd5, 0x80];
    private const int PngEnd = 12;

    // The first lines of every kind of picture: under the same name, a figure may have had a picture of another kind before.
    private static readonly byte[][] CsvMarks =
        [.. new[] { Plot.Header, HeatMap.Header, ImageGrid.Header, Histogram.Header }.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Writes every picture of a figure into a folder, as name-1, name-2 and so on.</summary>
    /// <exception cref="UserError">A file cannot be written, or a file exists that this program did not write.</exception>
    public static void Write(string folder, string name, IEnumerable<Picture> pictures)
    {
        foreach (var (index, picture) in pictures.Index())
            Write(folder, Invariant($"{name}-{index + 1}"), picture);
    }

    /// <summary>Writes name.svg, name.png and name.csv into a folder.</summary>
    /// <exception cref="UserError">A file cannot be written, or a file exists that this program did not write.</exception>
    public static void Write(string folder, string name, Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        Draw(Path.Combine(folder, name + ".svg"), name, picture);
        var png = PngImage.Of(picture.Draw());
        OwnFile.Write(Path.Combine(folder, name + ".png"), [.. png[..^PngEnd], .. PngMark, .. png[^PngEnd..]], PngMark);
        OwnFile.Write(Path.Combine(folder, name + ".csv"), Encoding.UTF8.GetBytes(picture.ToCsv()), CsvMarks);
    }

    /// <summary>Writes a picture as SVG, or as a page of HTML that holds it.</summary>
    /// <param name="path">A file that ends in .svg or .html; or a folder, which is made if there is none.</param>
    /// <param name="name">Name of the file in a folder.</param>
    /// <param name="picture">The picture.</param>
    /// <returns>The path of the file.</returns>
    /// <exception cref="UserError">The file cannot be written, or a file exists that this program did not write.</exception>
    public static string Draw(string path, string name, Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var isFolder = Directory.Exists(path) || (!File.Exists(path) && !Path.HasExtension(path));
        var file = isFolder ? Path.Combine(OwnFile.MakeFolder(path), name + ".svg") : path;
        var text = Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".svg" => Svg(picture),
            ".html" => $"{SvgMark}\n<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>{XmlText.Of(name)}</title>\n"
                + $"<body>{Svg(picture)}</body></html>\n",
            _ => throw new UserError($"--out is {Quoted.Text(path)}; allowed: a folder, or a file that ends in .svg or .html."),
        };
        return OwnFile.Write(file, Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(SvgMark));
    }

    /// <summary>The SVG text of a picture.</summary>
    public static string Svg(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return $"{SvgMark}\n{SvgImage.Of(picture.Draw())}\n";
    }
}
