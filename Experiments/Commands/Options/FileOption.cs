using System.CommandLine;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>Options that name an input file.</summary>
internal static class FileOption
{
    public static Option<string> Required(string name, string help) =>
        new(name) { Description = help, Required = true, HelpName = "file" };

    public static Option<string?> Optional(string name, string help) => new(name) { Description = help, HelpName = "file" };
}
