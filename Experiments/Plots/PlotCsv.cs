using System.Text;

namespace IDropTheory.Experiments.Plots;

/// <summary>The numbers of a picture as CSV, with all digits.</summary>
public static class PlotCsv
{
    /// <summary>The first lines by which our files are recognised: a figure may have had another kind of picture under the same name before.</summary>
    internal static readonly byte[][] Marks = [.. new[] { Plot.Header, HeatMap.Header, ImageGrid.Header, Histogram.Header }.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The CSV text: a line that names the columns, and the rows.</summary>
    public static string Of(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var csv = new StringBuilder().Append(picture.CsvHeader).Append('\n');
        foreach (var row in picture.CsvRows())
            csv.AppendJoin(',', row.Select(Field)).Append('\n');
        return csv.ToString();
    }

    private static string Field(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
