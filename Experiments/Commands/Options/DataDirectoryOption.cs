using System.CommandLine;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>The option that names the folder of the data sets.</summary>
internal sealed class DataDirectoryOption() : Option<string?>("--data")
{
    public static DataDirectoryOption Create() => new()
    {
        Description = $"Folder of the data sets (default: {DataOptions.DirectoryVariable}, else a folder of this user's application data)",
        HelpName = "dir",
    };
}
