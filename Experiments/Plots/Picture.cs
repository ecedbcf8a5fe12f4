using System.Text;

namespace IDropTheory.Experiments.Plots;

/// <summary>What a picture shows, as numbers and names. It can be drawn (SVG, PNG) and written as text (CSV).</summary>
public abstract record Picture
{
    /// <summary>The first line of its CSV text, which names the columns.</summary>
    internal abstract string CsvHeader { get; }

    /// <summary>All its numbers, with all digits.</summary>
    internal abstract IEnumerable<IReadOnlyList<string>> CsvRows();

    /// <summary>Lays it out.</summary>
    internal abstract Drawing Draw();

    /// <summary>The CSV text: the header and the rows.</summary>
    internal string ToCsv()
    {
        var csv = new StringBuilder().Append(CsvHeader).Append('\n');
        foreach (var row in CsvRows())
            csv.AppendJoin(',', row.Select(Field)).Append('\n');
        return csv.ToString();
    }

    private static string Field(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
