using System.Text;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Experiments.Plots;

/// <summary>A picture in three files: SVG to look at, PNG for what cannot show SVG, CSV to compute with.</summary>
public static class PlotFiles
{
    // A text chunk "Software: idrop" with its length and checksum, as the PNG standard defines it.
    private static readonly byte[] PngMark = [0, 0, 0, 14, .. "tEXtSoftware\0idrop"u8, 0x6d, 0x21, 0xd5, 0x80];
    private const int PngEnd = 12;

    /// <summary>Writes every picture of a figure into a folder, as name-1, name-2 and so on.</summary>
    /// <exception cref="UserError">A place cannot be written, or holds a file that this program did not write.</exception>
    public static void Write(string folder, string name, IEnumerable<Picture> pictures)
    {
        foreach (var (index, picture) in pictures.Index())
            Write(folder, FormattableString.Invariant($"{name}-{index + 1}"), picture);
    }

    /// <summary>Writes name.svg, name.png and name.csv into a folder.</summary>
    /// <exception cref="UserError">A place cannot be written, or holds a file that this program did not write.</exception>
    public static void Write(string folder, string name, Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        SvgFile.Write(Path.Combine(folder, name + ".svg"), name, picture);
        var png = PngImage.Of(picture.Draw());
        OwnFile.Write(Path.Combine(folder, name + ".png"), [.. png[..^PngEnd], .. PngMark, .. png[^PngEnd..]], PngMark);
        OwnFile.Write(Path.Combine(folder, name + ".csv"), Encoding.UTF8.GetBytes(PlotCsv.Of(picture)), PlotCsv.Marks);
    }
}
