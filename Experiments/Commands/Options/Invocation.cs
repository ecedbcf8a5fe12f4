using System.CommandLine;
using Spectre.Console;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>One execution of a command: its parsed options, its streams, and the request to stop.</summary>
internal sealed class Invocation(ParseResult parsed, Streams streams, CancellationToken cancellation)
{
    // While a bar or a status is drawn, what writes above it.
    private IAnsiConsole? _console;

    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>The exit code of a result that an interruption only makes less good.</summary>
    public int ExitCode => Cancellation.IsCancellationRequested ? Output.ExitCode.Interrupted : Output.ExitCode.Success;

    public T Get<T>(Option<T> option) => parsed.GetValue(option)!;

    public T Get<T>(Choice<T> choice) => choice.ValueOf(parsed.GetRequiredValue(choice));

    public T Get<T>(Argument<T> argument) => parsed.GetValue(argument)!;

    /// <summary>Whether the user gave the option; false where it has its default.</summary>
    public bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>An option as it was written on the command line: its name and its values; empty where it has its default.</summary>
    public IEnumerable<string> Written(Option option) =>
        IsGiven(option) ? [option.Name, .. parsed.GetResult(option)!.Tokens.Select(token => token.Value)] : [];

    /// <summary>The options that a command reads from other words, with the streams of this execution.</summary>
    /// <exception cref="UserError">The words are wrong.</exception>
    public Invocation Reading(Command command, IReadOnlyList<string> words)
    {
        var read = command.Parse(words);
        return read.Errors is [var first, ..] ? throw new UserError(first.Message) : new(read, streams, Cancellation);
    }

    /// <summary>Until it is disposed of, a request to stop is answered at once: trainings are saved first.</summary>
    public IDisposable SaysThatItSaves() => Cancellation.IsCancellationRequested
        ? default(CancellationTokenRegistration)
        : Cancellation.Register(() =>
            Note("saving what is in progress; a second Ctrl-C ends at once, and then the last checkpoint counts"));

    /// <summary>Does long work. If a person watches the error stream, a line there shows what is being done.</summary>
    public T Working<T>(string what, Func<Action<string>, T> work)
    {
        Cancellation.ThrowIfCancellationRequested();
        if (!streams.ErrorIsTerminal) return work(_ => { });
        _console = streams.ErrorConsole();
        try
        {
            return _console.Status().Start(Markup.Escape(what), status => work(text => status.Status(Markup.Escape(text))));
        }
        finally
        {
            _console = null;
        }
    }

    /// <summary>Does work whose share that is done is known: a bar on a terminal, which is told the share and what is being done. Notes
    /// come above it.</summary>
    public T WithBar<T>(Func<Action<double, string>, T> work)
    {
        Cancellation.ThrowIfCancellationRequested();
        if (!streams.ErrorIsTerminal) return work((_, _) => { });
        _console = streams.ErrorConsole();
        try
        {
            return _console.Progress()
                .Columns(
                    new ProgressBarColumn { Width = 12 }, new PercentageColumn(),
                    new TaskDescriptionColumn { Alignment = Justify.Left })
                .Start(bars =>
                {
                    var bar = bars.AddTask("starting", maxValue: 1);
                    return work((share, words) => (bar.Value, bar.Description) = (share, Markup.Escape(words)));
                });
        }
        finally
        {
            _console = null;
        }
    }

    /// <summary>Whether a person watches the error stream, so that progress is shown there.</summary>
    public bool ShowsProgress => streams.ErrorIsTerminal;

    /// <summary>Writes a line to the error stream.</summary>
    public void Note(string line)
    {
        if (_console is { } console) console.WriteLine(Covering(line, console.Profile.Width));
        else streams.Error.WriteLine(line);
    }

    // Padded with blanks, so that nothing of the bar that stood there remains.
    private static string Covering(string line, int width) => line.PadRight((line.Length / width + 1) * width - 1);

    /// <summary>Writes a line to the output stream, before the result.</summary>
    public void Answer(string line) => streams.Output.WriteLine(line);
}
