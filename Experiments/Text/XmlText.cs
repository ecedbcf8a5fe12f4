using System.Net;
using System.Text;

namespace IDropTheory.Experiments.Text;

/// <summary>Escapes text for HTML and XML, between elements or in an attribute.</summary>
internal static class XmlText
{
    /// <summary>The text, escaped. XML cannot express control characters or halves of surrogate pairs: each becomes U+FFFD.</summary>
    public static string Of(string text) =>
        WebUtility.HtmlEncode(string.Concat(text.EnumerateRunes().Select(rune => IsCharacter(rune) ? rune : Rune.ReplacementChar)));

    private static bool IsCharacter(Rune rune) => (!Rune.IsControl(rune) || rune.Value is '\n' or '\t') && (rune.Value & 0xFFFE) != 0xFFFE;
}
