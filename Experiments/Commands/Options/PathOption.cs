using System.CommandLine;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>Options and arguments that name a file, a folder or another thing by its name.</summary>
internal static class PathOption
{
    public static Option<string> Required(string name, string help, string what = "file") =>
        new(name) { Description = help, Required = true, HelpName = what };

    public static Option<string?> Optional(string name, string help, string what = "file") =>
        new(name) { Description = help, HelpName = what };

    public static Option<string> WithDefault(string name, string help, string what, string value) =>
        new(name) { Description = help, HelpName = what, DefaultValueFactory = _ => value };

    /// <summary>The data sets, as a help names them.</summary>
    public static string DataSets => string.Join('|', DataSource.All.Select(source => source.Name));
}
