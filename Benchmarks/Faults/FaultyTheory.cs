using IDropTheory.Experiments.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IDropTheory.Benchmarks.Faults;

/// <summary>The sources of Theory, parsed once, and compiled with a fault in one of them.</summary>
internal sealed class FaultyTheory
{
    private const string Name = "IDropTheory";

    private static readonly CSharpParseOptions Syntax = new(LanguageVersion.Latest, DocumentationMode.None);

    private readonly Dictionary<string, string> _texts;
    private readonly Dictionary<string, SyntaxTree> _trees;
    private readonly CSharpCompilation _whole;

    /// <summary>Reads the sources, and what the build has generated beside them.</summary>
    /// <param name="theory">The folder of the project.</param>
    /// <exception cref="UserError">The project was not built.</exception>
    public FaultyTheory(string theory)
    {
        var generated = Path.Combine(theory, "obj", "Release", "net10.0");
        if (!Directory.Exists(generated)) throw new UserError($"{generated} does not exist; run dotnet build -c Release first.");
        _texts = Directory.EnumerateFiles(theory, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(theory, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("obj/", StringComparison.Ordinal) && !file.StartsWith("bin/", StringComparison.Ordinal))
            .Concat(Directory.EnumerateFiles(generated, "Theory.*.cs").Select(file => Path.GetRelativePath(theory, file)))
            .ToDictionary(file => file, file => File.ReadAllText(Path.Combine(theory, file)));
        _trees = _texts.ToDictionary(entry => entry.Key, entry => CSharpSyntaxTree.ParseText(entry.Value, Syntax, entry.Key));
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        _whole = CSharpCompilation.Create(
            Name, _trees.Values,
            platform.Where(file => Path.GetFileNameWithoutExtension(file) != Name).Select(file => MetadataReference.CreateFromFile(file)),
            new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release,
                nullableContextOptions: NullableContextOptions.Enable, deterministic: true));
    }

    /// <summary>Compiles Theory with a fault, or as it is, into an assembly.</summary>
    /// <exception cref="UserError">The fault has no place, or does not compile.</exception>
    public byte[] Compile(Fault? fault, CancellationToken cancellation)
    {
        var changed = fault is null ? _whole : _whole.ReplaceSyntaxTree(
            Tree(fault), CSharpSyntaxTree.ParseText(fault.Plant(_texts[fault.File]), Syntax, fault.File, cancellationToken: cancellation));
        using var assembly = new MemoryStream();
        var result = changed.Emit(assembly, cancellationToken: cancellation);
        return result.Success ? assembly.ToArray() : throw new UserError(
            $"Theory/{fault?.File} does not compile with '{fault?.Change}': "
            + result.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).GetMessage());
    }

    private SyntaxTree Tree(Fault fault) => _trees.TryGetValue(fault.File, out var tree) ? tree
        : throw new UserError($"Theory/{fault.File} does not exist; a fault of FaultCatalogue.cs is planted there.");
}
