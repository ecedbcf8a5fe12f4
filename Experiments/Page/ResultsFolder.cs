using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction;
using IDropTheory.Experiments.Runs.Settings;
using IDropTheory.Verification;

namespace IDropTheory.Experiments.Page;

/// <summary>A folder of results: studies at any depth, the outcome of <c>verify</c> in verify.json, toy problems in toys/.</summary>
/// <param name="path">The folder.</param>
internal sealed class ResultsFolder(string path)
{
    private const string VerificationFile = "verify.json";
    private const string ToyFolder = "toys";

    public string Path { get; } = path;

    /// <summary>Creates a folder for results, or opens one that exists.</summary>
    /// <exception cref="UserError">The folder cannot be created.</exception>
    public static ResultsFolder Begin(string path) => new(OwnFile.MakeFolder(path));

    /// <summary>The folder of a figure's study, as `idrop run` names it.</summary>
    public string PathOf(Figure figure) => System.IO.Path.Combine(Path, figure.Id);

    /// <summary>Every study.</summary>
    /// <exception cref="UserError">A file cannot be read.</exception>
    public ImmutableArray<StudyRecord> ReadStudies() => [.. StudyFolder.FindAll(Path).Select(study => StudyRecord.Read(study, Path))];

    /// <summary>The checks of <c>verify</c>; empty if <c>verify</c> did not run.</summary>
    public ImmutableArray<Check> ReadChecks() =>
        File.Exists(Checks) ? RunJson.Parse<ImmutableArray<Check>>(File.ReadAllText(Checks), Checks) : [];

    /// <summary>The toy problems; empty if they were not solved.</summary>
    public ImmutableArray<ToyRecord> ReadToys() => !Directory.Exists(Toys)
        ? []
        :
        [
            .. Directory.EnumerateFiles(Toys, "*.json").Order(StringComparer.Ordinal)
                .Select(file => RunJson.Parse<ToyRecord>(File.ReadAllText(file), file)),
        ];

    /// <summary>Writes the outcome of <c>verify</c>.</summary>
    public void Write(IReadOnlyList<Check> checks) => WholeFile.Write(Checks, RunJson.Text(checks));

    /// <summary>Writes a toy problem and its plot.</summary>
    public void Write(ToyRecord toy)
    {
        Directory.CreateDirectory(Toys);
        PlotFiles.Write(Toys, toy.Name, toy.Plot);
        WholeFile.Write(System.IO.Path.Combine(Toys, toy.Name + ".json"), RunJson.Text(toy));
    }

    private string Checks => System.IO.Path.Combine(Path, VerificationFile);

    private string Toys => System.IO.Path.Combine(Path, ToyFolder);
}

/// <summary>A solved toy problem, as the folder keeps it.</summary>
/// <param name="Name">Name of the problem.</param>
/// <param name="Sentence">What the numbers show, in a sentence.</param>
/// <param name="Plot">The plot.</param>
internal sealed record ToyRecord(string Name, string Sentence, Plot Plot);
