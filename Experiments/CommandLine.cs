using System.CommandLine;
using IDropTheory.Experiments.Commands;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Runs;

namespace IDropTheory.Experiments;

/// <summary>The command line <c>idrop</c>: parses arguments, runs a command, and turns a failure into one line and an exit code.</summary>
/// <remarks>Results go to the output stream: a table for people, or with --json exactly one JSON document. Everything else goes to the
/// error stream. Exit codes are in <see cref="ExitCode"/>.</remarks>
public static class CommandLine
{
    /// <summary>Runs one command of <c>idrop</c>.</summary>
    /// <param name="arguments">The arguments after the program's name.</param>
    /// <param name="streams">Where to write.</param>
    /// <param name="cancellation">Asks the command to stop; the exit code is then <see cref="ExitCode.Interrupted"/>.</param>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<string> arguments, Streams streams, CancellationToken cancellation = default) =>
        Run("idrop", CommandTree.Root, arguments, streams, cancellation);

    /// <summary>Runs one command of a program.</summary>
    internal static int Run(
        string program, Func<Shell, RootCommand> root, IReadOnlyList<string> arguments, Streams streams,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(streams);
        var shell = new Shell(program, streams, cancellation);
        var parsed = root(shell).Parse(Usual(arguments));
        if (parsed.Errors.Count > 0)
            return Fail(Complaint(program, parsed), $"{Path(program, parsed)} --help");
        var configuration = new InvocationConfiguration
        {
            Output = streams.Output,
            Error = streams.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        var verbose = parsed.GetValue(shell.Verbose);
        try
        {
            return parsed.Invoke(configuration);
        }
        catch (OperationCanceledException)
        {
            streams.Error.WriteLine($"{program}: interrupted.");
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return verbose ? Trace(e, ExitCode.UsageError) : Fail(e.Message, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return verbose
                ? Trace(e, ExitCode.UsageError)
                : Fail($"{e.Message.TrimEnd('.')}. Name another file or folder, or free space and allow access.", null);
        }
        catch (Exception e)
        {
            streams.Error.WriteLine(
                $"{program}: internal error: {OneLine.Of(e.Message)} This is a defect of the program; --verbose shows where.");
            return verbose ? Trace(e, ExitCode.InternalError) : ExitCode.InternalError;
        }

        int Fail(string message, string? help)
        {
            streams.Error.WriteLine($"{program}: {OneLine.Of(message)}{(help is null ? "" : $" See '{help}'.")}");
            return ExitCode.UsageError;
        }

        int Trace(Exception e, int code)
        {
            streams.Error.WriteLine(e);
            return code;
        }
    }

    // The library's argument checks name the value and the allowed range, so here they are usage errors.
    internal static bool IsRefusal(Exception e) =>
        e is UserError or DataException or TrainingException or RunTakenException or LibTorchException
            or (ArgumentException and not ArgumentNullException);

    // `help` and `version` are commands of most programs.
    private static IReadOnlyList<string> Usual(IReadOnlyList<string> arguments) => arguments switch
    {
        ["help", ..] => [.. arguments.Skip(1), "--help"],
        ["version"] => ["--version"],
        _ => arguments,
    };

    // A word that nothing takes comes first: what else seems wrong often follows from it.
    private static string Complaint(string program, ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is not [var word, ..]) return parsed.Errors[0].Message;
        var command = parsed.CommandResult.Command;
        var isOption = word.StartsWith('-');
        string[] known = isOption
            ? [.. Ancestors(parsed).SelectMany(c => c.Options.Where(o => o.Recursive || c == command)).Select(o => o.Name)]
            : [.. command.Subcommands.Select(c => c.Name)];
        var what = isOption ? "an option" : known.Length > 0 ? "a command" : "an argument";
        var nearest = Suggestion.For(word, known) is { } near ? $"Did you mean {near}?" : "";
        return $"{Quoted.Text(word)} is not {what} of {Path(program, parsed)}. {nearest}".TrimEnd();
    }

    private static string Path(string program, ParseResult parsed) =>
        string.Join(' ', Ancestors(parsed).Reverse().Select(c => c is RootCommand ? program : c.Name));

    private static IEnumerable<Command> Ancestors(ParseResult parsed)
    {
        for (var c = parsed.CommandResult; c is not null; c = c.Parent as System.CommandLine.Parsing.CommandResult)
            yield return c.Command;
    }
}
