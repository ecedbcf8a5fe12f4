using System.CommandLine;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>The option that names the folder of the data sets.</summary>
internal sealed class DataFolderOption : Option<string?>
{
    public DataFolderOption()
        : base("--data")
    {
        Description = $"Folder of the data sets (default: {DataOptions.DirectoryVariable}, else a folder of this user's application data)";
        HelpName = "dir";
    }

    /// <summary>The absolute path of the folder.</summary>
    public string Path(Invocation run) => System.IO.Path.GetFullPath(new DataOptions { Directory = run.Get(this) }.ResolveDirectory());
}
