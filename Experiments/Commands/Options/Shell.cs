using System.CommandLine;
using System.CommandLine.Help;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>What all commands share: the streams, the common options, and how a result is written.</summary>
internal sealed class Shell(string program, Streams streams, CancellationToken cancellation)
{
    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print one JSON document with all digits; infinite numbers are the strings \"Infinity\" and \"-Infinity\"",
        Recursive = true,
    };

    private readonly Choice<InformationUnit> _unit = new(
        "--unit", "Unit in which information is printed", ("nats", InformationUnit.Nats), ("bits", InformationUnit.Bits))
    {
        Recursive = true,
    };

    public Option<bool> Verbose { get; } = new("--verbose") { Description = "Show the stack trace of an error", Recursive = true };

    private readonly Dictionary<Command, Explanation> _explanations = [];

    /// <summary>A program's root command: the common options and its commands under titles.</summary>
    public RootCommand Root(string description, params IReadOnlyList<(string Title, IReadOnlyList<Command> Commands)> groups)
    {
        var root = new RootCommand(description) { _json, _unit, Verbose };
        foreach (var command in groups.SelectMany(group => group.Commands))
            root.Add(command);
        _explanations[root] = new() { Commands = groups };
        root.Options.OfType<HelpOption>().Single().Action = new HelpPage(program, streams, _explanations);
        return WithHelp(root);
    }

    /// <summary>A command that is only a family of others; alone it prints its help.</summary>
    public Command Family(string name, string description, params IEnumerable<Command> commands)
    {
        var family = new Command(name, description);
        foreach (var command in commands)
            family.Add(command);
        return WithHelp(family);
    }

    /// <summary>A command that does some work and prints its result.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">Its description in the help.</param>
    /// <param name="parameters">Its arguments and options.</param>
    /// <param name="work">The work.</param>
    /// <param name="explanation">What its help shows beside the names and descriptions; options of its groups are the command's.</param>
    public Command Command(
        string name, string description, IEnumerable<System.CommandLine.Symbol> parameters, Func<Invocation, CommandResult> work,
        Explanation? explanation = null)
    {
        var command = new Command(name, description);
        foreach (var parameter in parameters.Concat(explanation?.Options.SelectMany(group => group.Options) ?? []))
            if (parameter is Argument argument) command.Add(argument);
            else command.Add((Option)parameter);
        command.SetAction(parsed => Write(work(new Invocation(parsed, streams, cancellation)), parsed));
        if (explanation is not null) _explanations[command] = explanation;
        return command;
    }

    private T WithHelp<T>(T family)
        where T : Command
    {
        family.SetAction(new HelpPage(program, streams, _explanations).Invoke);
        return family;
    }

    private int Write(CommandResult result, ParseResult parsed)
    {
        var unit = _unit.ValueOf(parsed.GetRequiredValue(_unit));
        if (parsed.GetValue(_json))
            streams.Output.WriteLine(result.ToJson(unit));
        else if (result.Verbatim is { } text)
            streams.Output.Write(text);
        else
            result.Write(streams.OutputConsole(), unit);
        return result.ExitCode;
    }
}
