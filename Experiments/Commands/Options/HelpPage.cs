using System.Collections;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Spectre.Console;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>Prints the help of a command: what it does, its usage, arguments and options in groups, its commands, and examples.</summary>
internal sealed class HelpPage(string program, Streams streams, IReadOnlyDictionary<Command, Explanation> explanations)
    : SynchronousCommandLineAction
{
    private const int WidthWithoutTerminal = 80;

    // Before and after the first column, two spaces each.
    private const int Gap = 2;

    // Words of a choice longer than this stand in the description.
    private const int LongestLabel = 24;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        foreach (var line in Text(command).Split('\n'))
            streams.Output.WriteLine(line.TrimEnd());
        return ExitCode.Success;
    }

    private string Text(Command command)
    {
        var explained = explanations.GetValueOrDefault(command) ?? new();
        var rest = command.Options.Where(option => !option.Recursive && !explained.Options.Any(group => group.Options.Contains(option)));
        var everywhere = Ancestors(command).SelectMany(c => c.Options).Where(option => option.Recursive);
        (string Title, (string Label, string? Text)[] Rows)[] sections =
        [
            ("Arguments", [.. command.Arguments.Select(argument => ($"<{argument.Name}>", argument.Description))]),
            .. explained.Commands.Select(group => (group.Title, Rows(group.Commands))),
            ("Commands", explained.Commands.Count > 0 ? [] : Rows(command.Subcommands)),
            .. explained.Options.Select(group => (group.Title, Rows(group.Options))),
            ("Options", Rows(rest)),
            ("Options of every command", Rows(everywhere)),
        ];
        using var text = new StringWriter();
        var console = Streams.Captured(text, text).OutputConsole(streams.OutputIsTerminal ? Console.WindowWidth : WidthWithoutTerminal);
        var width = sections.SelectMany(section => section.Rows).Max(row => row.Label.Length);
        console.Write(new Spectre.Console.Text($"{command.Description}\n\nUsage:\n  {Usage(command)}\n"));
        foreach (var (title, rows) in sections.Where(section => section.Rows.Length > 0))
        {
            var grid = new Grid()
                .AddColumn(new GridColumn { Width = width, NoWrap = true, Padding = new(Gap, 0, Gap, 0) })
                .AddColumn(new GridColumn { Padding = new(0, 0, 0, 0) });
            foreach (var (label, words) in rows)
                grid.AddRow(new Spectre.Console.Text(label), new Spectre.Console.Text(words ?? ""));
            console.Write(new Spectre.Console.Text($"\n{title}:\n"));
            console.Write(grid);
        }
        if (explained.Examples.Count > 0)
            console.Write(new Spectre.Console.Text($"\nExamples:\n{string.Concat(explained.Examples.Select(line => $"  {line}\n"))}"));
        return text.ToString().ReplaceLineEndings("\n").TrimEnd();
    }

    private static (string Label, string? Text)[] Rows(IEnumerable<Command> commands) =>
        [.. commands.Select(command => (Label(command), command.Description))];

    private static (string Label, string? Text)[] Rows(IEnumerable<Option> options) =>
        [.. options.Select(option => (Label(option), (string?)Describe(option)))];

    private static IEnumerable<Command> Ancestors(Command command) =>
        command.Parents.OfType<Command>().SelectMany(Ancestors).Prepend(command);

    private string Usage(Command command)
    {
        var path = string.Join(' ', Ancestors(command).Reverse().Select(c => c is RootCommand ? program : c.Name));
        var arguments = string.Concat(command.Arguments.Select(argument => $" <{argument.Name}>"));
        return path + (command.Subcommands.Count > 0 ? " <command>" : arguments) + " [options]";
    }

    private static string Label(Command command) =>
        command.Name + string.Concat(command.Arguments.Select(argument => $" <{argument.Name}>"));

    private static string Label(Option option)
    {
        if (option is HelpOption) return "-h, --help";
        if (option.Arity.MaximumNumberOfValues == 0 || option.ValueType == typeof(bool)) return option.Name;
        var value = IsLong(option) ? "word" : option.HelpName ?? "text";
        return $"{option.Name} <{value}>{(option.AllowMultipleArgumentsPerToken ? "..." : "")}";
    }

    private static string Describe(Option option)
    {
        if (option is HelpOption) return "Show this help";
        var words = IsLong(option) ? $": {option.HelpName!.Replace("|", ", ", StringComparison.Ordinal)}" : "";
        var remark = option.Required ? " (required)"
            : option.HasDefaultValue && option.ValueType != typeof(bool) && Written(option.GetDefaultValue()) is { Length: > 0 } value
                ? $" [{value}]" : "";
        return option.Description + words + remark;
    }

    // The words of a choice stand beside the option where they fit, else in its description.
    private static bool IsLong(Option option) =>
        option.HelpName?.Contains('|', StringComparison.Ordinal) == true
        && option.Name.Length + option.HelpName.Length + 3 > LongestLabel;

    private static string Written(object? value) => value switch
    {
        string text => text,
        IEnumerable several => string.Join(' ', several.Cast<object>().Select(Written)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
