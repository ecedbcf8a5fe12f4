using System.Text;

namespace IDropTheory.Experiments.Text;

/// <summary>Foreign text made safe for one line of a message: short, and without control characters.</summary>
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
