using System.CommandLine;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>What all commands share: the streams, the common options, and how a result is written.</summary>
internal sealed class Shell(Streams streams, CancellationToken cancellation)
{
    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print exactly one JSON document on standard output "
            + "(infinite numbers are the strings \"Infinity\" and \"-Infinity\")",
        Recursive = true,
    };

    private readonly Choice<InformationUnit> _unit = new(
        "--unit", "Unit in which information is printed", ("nats", InformationUnit.Nats), ("bits", InformationUnit.Bits))
    {
        Recursive = true,
    };

    public Option<bool> Verbose { get; } = new("--verbose") { Description = "Show the stack trace of an error", Recursive = true };

    /// <summary>A program's root command: the common options and its commands.</summary>
    public RootCommand Root(string description, params IEnumerable<Command> commands)
    {
        var root = new RootCommand(description) { _json, _unit, Verbose };
        foreach (var command in commands)
            root.Add(command);
        return root;
    }

    /// <summary>A command that does some work and prints its result.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">Its description in the help.</param>
    /// <param name="parameters">Its arguments and options.</param>
    /// <param name="work">The work.</param>
    public Command Command(
        string name, string description, IEnumerable<System.CommandLine.Symbol> parameters, Func<Invocation, CommandResult> work)
    {
        var command = new Command(name, description);
        foreach (var parameter in parameters)
            if (parameter is Argument argument) command.Add(argument);
            else command.Add((Option)parameter);
        command.SetAction(parsed => Write(work(new Invocation(parsed, streams, cancellation)), parsed));
        return command;
    }

    private int Write(CommandResult result, ParseResult parsed)
    {
        var unit = _unit.ValueOf(parsed.GetRequiredValue(_unit));
        if (parsed.GetValue(_json))
            streams.Output.WriteLine(result.ToJson(unit));
        else
            result.Write(streams.OutputConsole(), unit);
        return result.ExitCode;
    }
}
