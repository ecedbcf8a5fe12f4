using System.Text;

namespace IDropTheory.Experiments.Text;

/// <summary>Quotes foreign text for one line of a message: shortened, and without control characters.</summary>
internal static class Quoted
{
    private const int Longest = 40;

    public static string Text(string text)
    {
        var safe = new StringBuilder("'");
        foreach (var c in text.Length <= Longest ? text : text[..Longest] + "...")
            safe.Append(char.IsControl(c) ? '?' : c);
        return safe.Append('\'').ToString();
    }
}
