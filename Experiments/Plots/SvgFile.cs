using System.Text;

namespace IDropTheory.Experiments;

/// <summary>Plots as SVG files. A file that this program did not write is never overwritten.</summary>
public static class SvgFile
{
    private const string Mark = "<!-- drawn by idrop -->";

    /// <summary>The SVG text of a plot.</summary>
    public static string Render(Plot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        return $"{Mark}\n{SvgImage.Of(PlotDrawing.Of(plot))}\n";
    }

    /// <summary>Writes a plot: the file is complete or absent at every moment.</summary>
    /// <param name="path">A file, or a directory in which a file of the given name is made.</param>
    /// <param name="name">Name of the file in a directory.</param>
    /// <param name="plot">What to draw.</param>
    /// <returns>The path of the file.</returns>
    /// <exception cref="UsageException">The place cannot be written, or holds a file that this program did not write.</exception>
    public static string Write(string path, string name, Plot plot) =>
        OwnFile.Write(Directory.Exists(path) ? Path.Combine(path, name) : path, Encoding.UTF8.GetBytes(Render(plot)), Encoding.UTF8.GetBytes(Mark));
}
