using System.Text;

namespace IDropTheory.Experiments;

/// <summary>The numbers of a picture as CSV, with all digits.</summary>
public static class PlotCsv
{
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
