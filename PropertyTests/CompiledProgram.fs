/// Small programs, compiled in memory as the projects are.
module IDropTheory.PropertyTests.CompiledProgram

open System
open System.IO
open Microsoft.CodeAnalysis
open Microsoft.CodeAnalysis.CSharp

/// The framework and the packages that the tests run with.
let private libraries =
    lazy
        [
            for path in (string (AppContext.GetData "TRUSTED_PLATFORM_ASSEMBLIES")).Split Path.PathSeparator ->
                MetadataReference.CreateFromFile path :> MetadataReference
        ]

/// What the SDK adds to each project, beside the project's own usings.
let private implicitUsings =
    [
        "System"
        "System.Collections.Generic"
        "System.IO"
        "System.Linq"
        "System.Net.Http"
        "System.Threading"
        "System.Threading.Tasks"
    ]

/// The assembly and the symbols of sources (path, text), with further usings, or the compiler's errors.
let compile (kind: OutputKind) (usings: string list) (sources: (string * string) list) =
    let globals =
        implicitUsings @ usings
        |> List.map (fun space -> $"global using {space};")
        |> String.concat "\n"

    let parse (file: string, text: string) =
        CSharpSyntaxTree.ParseText(text, CSharpParseOptions.Default.WithLanguageVersion LanguageVersion.Preview, file, Text.Encoding.UTF8)

    let program =
        CSharpCompilation.Create(
            "example",
            ("", globals) :: sources |> List.map parse,
            libraries.Value,
            CSharpCompilationOptions(kind, nullableContextOptions = NullableContextOptions.Enable)
        )

    use image = new MemoryStream()
    use symbols = new MemoryStream()

    let result =
        program.Emit(image, symbols, options = Emit.EmitOptions(debugInformationFormat = Emit.DebugInformationFormat.PortablePdb))

    if result.Success then
        Ok(image.ToArray(), symbols.ToArray())
    else
        Error
            [
                for found in result.Diagnostics do
                    if found.Severity = DiagnosticSeverity.Error then
                        string found
            ]
