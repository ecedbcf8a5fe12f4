using ScottPlot;

namespace IDropTheory.Experiments;

/// <summary>Plots as SVG files. A file that this program did not write is never overwritten.</summary>
public static class SvgFile
{
    private const string Mark = "<!-- drawn by idrop -->";
    private const int Width = 720;
    private const int Height = 480;

    /// <summary>The SVG text of a plot.</summary>
    public static string Render(Plot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        using var canvas = new ScottPlot.Plot();
        canvas.Title(plot.Title);
        canvas.XLabel(plot.XLabel);
        canvas.YLabel(plot.YLabel);
        foreach (var series in plot.Series)
        {
            var drawn = canvas.Add.Scatter(series.X.ToArray(), series.Y.ToArray());
            drawn.LegendText = series.Name;
            drawn.LineWidth = series.Style switch { PlotStyle.Points => 0, PlotStyle.Thin => 1, _ => 2 };
            drawn.MarkerSize = series.Style == PlotStyle.Points ? 11 : 0;
        }
        canvas.ShowLegend(Alignment.LowerRight);
        return canvas.GetSvgXml(Width, Height).TrimEnd() + "\n" + Mark + "\n";
    }

    /// <summary>Writes a plot: the file is complete or absent at every moment.</summary>
    /// <param name="path">A file, or a directory in which a file of the given name is made.</param>
    /// <param name="name">Name of the file in a directory.</param>
    /// <param name="plot">What to draw.</param>
    /// <returns>The path of the file.</returns>
    /// <exception cref="UsageException">The place cannot be written, or holds a file that this program did not write.</exception>
    public static string Write(string path, string name, Plot plot)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, name) : path;
        if (File.Exists(file) && !WrittenByUs(file))
            throw new UsageException($"{file} exists and was not drawn by idrop; name another file with --out.");
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))))
            throw new UsageException($"{file}: there is no such directory; make it or name another place with --out.");
        var unfinished = $"{file}.{Environment.ProcessId}.part";
        try
        {
            File.WriteAllText(unfinished, Render(plot));
            File.Move(unfinished, file, overwrite: true);
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(unfinished);
            throw new UsageException($"{file}: cannot be written: {e.Message} Name another place with --out.", e);
        }
    }

    private static bool WrittenByUs(string file)
    {
        using var stream = File.OpenRead(file);
        var tail = new byte[Math.Min(stream.Length, Mark.Length + 2)];
        stream.Seek(-tail.Length, SeekOrigin.End);
        stream.ReadExactly(tail);
        return System.Text.Encoding.UTF8.GetString(tail).Contains(Mark, StringComparison.Ordinal);
    }
}
