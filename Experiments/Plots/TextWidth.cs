namespace IDropTheory.Experiments.Plots;

/// <summary>Estimates the width of a text, since the reader's font is unknown.</summary>
internal static class TextWidth
{
    /// <summary>Width of a line in the unit of the size; slightly more than most sans-serif fonts need.</summary>
    public static double Of(string text, double size) => size * text.Sum(Relative);

    /// <summary>The size, or the largest smaller one at which the line fits into a width.</summary>
    public static double Fitting(string text, double size, double width) => size * Math.Min(1, width / Math.Max(Of(text, size), 1e-9));

    /// <summary>Breaks a text between words into lines that fit.</summary>
    public static IReadOnlyList<string> Wrap(string text, double size, double width)
    {
        var lines = new List<string>();
        foreach (var word in text.Split(' '))
        {
            if (lines.Count > 0 && Of($"{lines[^1]} {word}", size) <= width) lines[^1] += $" {word}";
            else lines.Add(word);
        }
        return lines;
    }

    /// <summary>Breaks a text into as few lines as fit, about equally long.</summary>
    public static IReadOnlyList<string> Balance(string text, double size, double width)
    {
        var lines = Wrap(text, size, width);
        for (var narrower = 0.95 * width; narrower > width / 2; narrower *= 0.95)
        {
            var other = Wrap(text, size, narrower);
            if (other.Count != lines.Count) break;
            lines = other;
        }
        return lines;
    }

    private static double Relative(char c) => c switch
    {
        'i' or 'j' or 'l' or 't' or 'f' or 'r' or 'I' or ' ' or '.' or ',' or ':' or ';' or '|' or '\''
            or '(' or ')' or '[' or ']' or '-' => 0.36,
        'm' or 'w' or 'M' or 'W' or '%' or '@' => 0.92,
        >= 'A' and <= 'Z' => 0.7,
        _ => 0.59,
    };
}
