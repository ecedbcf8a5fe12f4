namespace IDropTheory.Experiments.Text;

/// <summary>Messages of exceptions as one line for a person.</summary>
internal static class OneLine
{
    /// <summary>The first line of a message, without the name of a parameter that .NET adds.</summary>
    public static string Of(string message)
    {
        var line = message.ReplaceLineEndings("\n").Split('\n')[0];
        var suffix = line.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return suffix < 0 ? line : line[..suffix];
    }
}
