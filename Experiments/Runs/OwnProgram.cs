namespace IDropTheory.Experiments.Runs;

/// <summary>How this program is started again.</summary>
internal static class OwnProgram
{
    /// <summary>The words before its arguments: its own executable file, or the host of .NET with the program's assembly.</summary>
    public static ImmutableArray<string> Words
    {
        get
        {
            var own = Environment.ProcessPath;
            var name = Path.GetFileNameWithoutExtension(own);
            return name == "idrop" ? [own!] : [name == "dotnet" ? own! : "dotnet", Path.Combine(AppContext.BaseDirectory, "idrop.dll")];
        }
    }
}
