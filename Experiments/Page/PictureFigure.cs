using IDropTheory.Experiments.Plots;

namespace IDropTheory.Experiments.Page;

/// <summary>A picture on the page: its text stays text, and each of several series can be hidden without a script.</summary>
internal static class PictureFigure
{
    /// <summary>Series that can be hidden; later ones are always shown.</summary>
    public const int MostSeries = 12;

    public static Html Of(Picture picture, string caption = "") => $"""
        <figure>{Html.Trusted(SvgImage.Of(picture.Draw()))}{Switches(picture)}{Html.Caption(caption)}</figure>

        """;

    /// <summary>What the switches do: a series is gone while its box is not checked.</summary>
    public static string Css => string.Concat(Enumerable.Range(0, MostSeries).Select(number =>
        $"figure:has(input.{Switch(number)}:not(:checked)) .{SvgImage.SeriesClass(number)} {{ display: none; }}\n"));

    private static string Switch(int number) => Invariant($"show-{number}");

    private static Html Switches(Picture picture) => picture is Plot { Series.Length: > 1 and <= MostSeries } plot
        ? $"""<p class="switches">{Html.Each(plot.Series.Index(), series => Box(series.Index, series.Item.Name))}</p>"""
        : Html.Empty;

    private static Html Box(int number, string name) =>
        $"""<label><input type="checkbox" checked="checked" class="{Switch(number)}" /> {name}</label> """;
}
