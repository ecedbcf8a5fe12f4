using System.CommandLine;
using IDropTheory.Experiments.Output;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>What all commands share: the streams, the common options, and how a report is written.</summary>
internal sealed class Shell(Streams streams, CancellationToken cancellation)
{
    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Print exactly one JSON document on standard output (infinite numbers are the strings \"Infinity\" and \"-Infinity\")",
        Recursive = true,
    };

    public Option<bool> Verbose { get; } = new("--verbose") { Description = "Show the stack trace of an error", Recursive = true };

    public Choice<InformationUnit> Unit { get; } =
        new("--unit", "Unit in which information is printed", ("nats", InformationUnit.Nats), ("bits", InformationUnit.Bits)) { Recursive = true };

    /// <summary>A command that does some work and reports it.</summary>
    public Command Command(string name, string description, IEnumerable<Option> options, Func<Invocation, CommandResult> work)
    {
        var command = new Command(name, description);
        foreach (var option in options)
            command.Add(option);
        command.SetAction(parsed => Write(work(new Invocation(parsed, streams, cancellation)), parsed));
        return command;
    }

    private int Write(CommandResult report, ParseResult parsed)
    {
        var unit = Unit.ValueOf(parsed.GetRequiredValue(Unit));
        if (parsed.GetValue(Json))
            streams.Output.WriteLine(report.ToJson(unit));
        else
            report.Write(streams.OutputConsole(), unit);
        return report.ExitCode;
    }
}
