namespace IDropTheory.Experiments.Page;

/// <summary>A table that scrolls sideways within the page where the screen is too narrow; its caption does not.</summary>
internal static class ScrollTable
{
    /// <param name="caption">What it lists; empty for none.</param>
    /// <param name="head">The cells of the head.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="kind">Class of the table: "numbers" does not break cells, "statements" does.</param>
    public static Html Of(string caption, Html head, Html rows, string kind = "numbers") => $"""
        <figure class="table">{(caption.Length > 0 ? (Html)$"<figcaption>{caption}</figcaption>" : Html.Empty)}
        <div class="scroll"><table class="{kind}"><thead><tr>{head}</tr></thead>
        <tbody>{rows}</tbody></table></div></figure>

        """;
}
