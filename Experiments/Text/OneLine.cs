namespace IDropTheory.Experiments.Text;

/// <summary>Messages of exceptions as one line for a person.</summary>
internal static class OneLine
{
    private const int Start = 400;
    private const int End = 200;

    /// <summary>The first line of a message, without control characters and the name of a parameter that .NET adds. Of a line of more than
    /// 600 characters, which only foreign text makes so long, the start and the end.</summary>
    public static string Of(string message)
    {
        var line = message.ReplaceLineEndings("\n").Split('\n')[0];
        var suffix = line.IndexOf(" (Parameter '", StringComparison.Ordinal);
        if (suffix >= 0) line = line[..suffix];
        if (line.Length > Start + End) line = $"{line[..Start]} ... {line[^End..]}";
        return line.Any(char.IsControl) ? string.Concat(line.Select(c => char.IsControl(c) ? '?' : c)) : line;
    }
}
