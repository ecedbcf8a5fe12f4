using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Experiments.Page;

/// <summary>A piece of a page, written as an interpolated string: what stands in braces is escaped unless it is such a piece itself.</summary>
/// <remarks>So foreign text cannot become markup by forgetting something. The markup is well-formed XML.</remarks>
[InterpolatedStringHandler]
internal sealed class Html(int literalLength, int formattedCount)
{
    private const int ExpectedPerHole = 32;
    private readonly StringBuilder _text = new(literalLength + ExpectedPerHole * formattedCount);

    /// <summary>Nothing.</summary>
    public static Html Empty => $"";

    /// <summary>Markup from a place that is trusted to escape: our own drawings, the style sheet.</summary>
    public static Html Trusted(string markup)
    {
        var html = new Html(markup.Length, 0);
        html.AppendLiteral(markup);
        return html;
    }

    /// <summary>One piece for each item, one after another.</summary>
    public static Html Each<T>(IEnumerable<T> items, Func<T, Html> piece)
    {
        var html = new Html(0, 0);
        foreach (var item in items)
            html.AppendFormatted(piece(item));
        return html;
    }

    public void AppendLiteral(string markup) => _text.Append(markup);

    public void AppendFormatted(Html piece) => _text.Append(piece._text);

    public void AppendFormatted(string? text) => _text.Append(XmlText.Of(text ?? ""));

    public void AppendFormatted(int number) => _text.Append(number.ToString(CultureInfo.InvariantCulture));

    public override string ToString() => _text.ToString();
}
