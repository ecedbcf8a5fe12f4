using Spectre.Console;

namespace IDropTheory.Experiments.Output;

/// <summary>The streams of a command: results go to <paramref name="Output"/>, everything else to <paramref name="Error"/>.</summary>
/// <param name="Output">Standard output, or a stand-in.</param>
/// <param name="Error">Standard error, or a stand-in.</param>
/// <param name="OutputIsTerminal">Whether a person watches the output: colours are used only then.</param>
/// <param name="ErrorIsTerminal">Whether a person watches the error stream: progress is shown only then.</param>
public sealed record Streams(TextWriter Output, TextWriter Error, bool OutputIsTerminal, bool ErrorIsTerminal)
{
    // Tables in a file or a pipe are wide: there is no terminal whose width they must fit.
    private const int WidthWithoutTerminal = 200;

    /// <summary>The streams of this process.</summary>
    public static Streams OfConsole() =>
        new(Console.Out, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected);

    /// <summary>Streams that are not terminals, for instance string writers in a test.</summary>
    public static Streams Captured(TextWriter output, TextWriter error) => new(output, error, false, false);

    /// <summary>Standard output for tables and text; where it is no terminal, so wide.</summary>
    internal IAnsiConsole OutputConsole(int widthWithoutTerminal = WidthWithoutTerminal) =>
        ConsoleOn(Output, OutputIsTerminal, widthWithoutTerminal);

    internal IAnsiConsole ErrorConsole() => ConsoleOn(Error, ErrorIsTerminal, WidthWithoutTerminal);

    private static IAnsiConsole ConsoleOn(TextWriter writer, bool terminal, int widthWithoutTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!terminal) console.Profile.Width = widthWithoutTerminal;
        return console;
    }
}
