using System.Text;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Experiments.Plots;

/// <summary>Pictures as SVG files. A file that this program did not write is never overwritten.</summary>
public static class SvgFile
{
    private const string Mark = "<!-- drawn by idrop -->";

    /// <summary>The SVG text of a picture.</summary>
    public static string Render(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return $"{Mark}\n{SvgImage.Of(picture.Draw())}\n";
    }

    /// <summary>Writes a picture: the file is complete or absent at every moment.</summary>
    /// <param name="path">A file, or a directory in which a file of the given name is made.</param>
    /// <param name="name">Name of the file in a directory.</param>
    /// <param name="picture">What to draw.</param>
    /// <returns>The path of the file.</returns>
    /// <exception cref="UserError">The place cannot be written, or holds a file that this program did not write.</exception>
    public static string Write(string path, string name, Picture picture) =>
        OwnFile.Write(Directory.Exists(path) ? Path.Combine(path, name) : path, Encoding.UTF8.GetBytes(Render(picture)), Encoding.UTF8.GetBytes(Mark));
}
