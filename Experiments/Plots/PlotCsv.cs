using System.Text;

namespace IDropTheory.Experiments;

/// <summary>The numbers of a plot as CSV: a line per point, with all digits.</summary>
public static class PlotCsv
{
    /// <summary>The first line.</summary>
    public const string Header = "series,x,y,low,high";

    /// <summary>The CSV text of a plot; low and high are the ends of the interval, empty where there is none.</summary>
    public static string Of(Plot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        var csv = new StringBuilder().Append(Header).Append('\n');
        foreach (var series in plot.Series)
            for (var i = 0; i < series.X.Count; i++)
                csv.Append(Field(series.Name)).Append(',').Append(Numbers.Exact(series.X[i])).Append(',').Append(Numbers.Exact(series.Y[i])).Append(',')
                    .AppendJoin(',', series.Intervals.Count > 0 ? [Numbers.Exact(series.Intervals[i].Low), Numbers.Exact(series.Intervals[i].High)] : ["", ""])
                    .Append('\n');
        return csv.ToString();
    }

    private static string Field(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
