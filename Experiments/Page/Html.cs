using System.Runtime.CompilerServices;
using System.Text;

namespace IDropTheory.Experiments.Page;

/// <summary>A piece of a page, written as an interpolated string: the text of a hole is escaped unless it is such a piece itself.</summary>
/// <remarks>So foreign text cannot become markup by mistake. The markup is well-formed XML.</remarks>
[InterpolatedStringHandler]
internal sealed class Html(int literalLength, int formattedCount)
{
    private const int ExpectedPerHole = 32;
    private readonly StringBuilder _text = new(literalLength + ExpectedPerHole * formattedCount);

    /// <summary>An empty piece.</summary>
    public static Html Empty => $"";

    /// <summary>Markup that is already escaped: our own drawings, the style sheet.</summary>
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

    /// <summary>The caption of a figure; nothing if it is empty.</summary>
    public static Html Caption(string caption) => caption.Length > 0 ? $"<figcaption>{caption}</figcaption>" : Empty;

    /// <summary>A table that scrolls sideways within the page where the screen is too narrow; its caption does not scroll.</summary>
    /// <param name="caption">Its caption; empty for none.</param>
    /// <param name="head">The cells of the head.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="kind">Its class: "numbers" keeps every cell in one line, "statements" breaks lines.</param>
    public static Html Table(string caption, Html head, Html rows, string kind = "numbers") => $"""
        <figure class="table">{Caption(caption)}
        <div class="scroll"><table class="{kind}"><thead><tr>{head}</tr></thead>
        <tbody>{rows}</tbody></table></div></figure>

        """;

    public void AppendLiteral(string markup) => _text.Append(markup);

    public void AppendFormatted(Html piece) => _text.Append(piece._text);

    public void AppendFormatted(string? text) => _text.Append(XmlText.Of(text ?? ""));

    public void AppendFormatted(int number) => _text.Append(number.ToString(CultureInfo.InvariantCulture));

    public override string ToString() => _text.ToString();
}
