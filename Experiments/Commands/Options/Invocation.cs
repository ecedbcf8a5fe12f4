using System.CommandLine;
using IDropTheory.Experiments.Output;
using Spectre.Console;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>One run of a command: its parsed options, its streams, and whether it should stop.</summary>
internal sealed class Invocation(ParseResult parsed, Streams streams, CancellationToken cancellation)
{
    public CancellationToken Cancellation { get; } = cancellation;

    public T Get<T>(Option<T> option) => parsed.GetValue(option)!;

    public T Get<T>(Choice<T> choice) => choice.ValueOf(parsed.GetRequiredValue(choice));

    public T Get<T>(Argument<T> argument) => parsed.GetValue(argument)!;

    /// <summary>Whether the user wrote the option, as opposed to its default.</summary>
    public bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>Does long work, with a line on the error stream that says so when a person watches it.</summary>
    public T Working<T>(string what, Func<Action<string>, T> work)
    {
        Cancellation.ThrowIfCancellationRequested();
        return streams.ErrorIsTerminal
            ? streams.ErrorConsole().Status().Start(Markup.Escape(what), status => work(text => status.Status(Markup.Escape(text))))
            : work(_ => { });
    }

    /// <summary>Whether a person watches the progress.</summary>
    public bool ShowsProgress => streams.ErrorIsTerminal;

    /// <summary>A line on the error stream.</summary>
    public void Note(string line) => streams.Error.WriteLine(line);
}
