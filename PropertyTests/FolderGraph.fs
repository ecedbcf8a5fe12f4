/// Which folder of a project uses which: every name in its C# sources, resolved by the compiler to the files that declare it.
module IDropTheory.PropertyTests.FolderGraph

open System
open System.Collections.Generic
open System.IO
open System.Xml.Linq
open Microsoft.CodeAnalysis
open Microsoft.CodeAnalysis.CSharp
open Microsoft.CodeAnalysis.CSharp.Syntax

/// A source file: its path within the project (with '/') and its text.
type Source = { File: string; Text: string }

/// A name in one file that is declared in another. Lines count from 1.
type Reference =
    {
        From: string
        Line: int
        Name: string
        To: string
    }

/// The folder of a file or folder within the project; "" is the project's own.
let folderOf (path: string) =
    match path.LastIndexOf '/' with
    | -1 -> ""
    | i -> path[.. i - 1]

/// How a folder is printed.
let show (folder: string) = if folder = "" then "." else folder

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

/// Whether a value may be null changes no name's meaning, and to find it out takes most of the compiler's time.
let private options =
    CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview).WithPreprocessorSymbols("IN_LIBRARY").WithFeatures
        [ KeyValuePair("run-nullable-analysis", "never") ]

let private parse (source: Source) =
    CSharpSyntaxTree.ParseText(source.Text, options, source.File)

/// A compilation of sources, with the usings of the SDK and further ones.
let compile (assembly: string) (usings: string list) (references: MetadataReference list) (sources: Source list) =
    let globals =
        implicitUsings @ usings
        |> List.map (fun space -> $"global using {space};")
        |> String.concat "\n"

    let kind =
        if sources |> List.exists (fun source -> source.File = "Program.cs") then
            OutputKind.ConsoleApplication
        else
            OutputKind.DynamicallyLinkedLibrary

    CSharpCompilation.Create(
        assembly,
        { File = ""; Text = globals } :: sources |> List.map parse,
        references,
        CSharpCompilationOptions(kind, allowUnsafe = true, nullableContextOptions = NullableContextOptions.Enable)
    )

/// The files of a compilation that declare what a name stands for; none where another project declares it.
let private declaredIn (compilation: CSharpCompilation) (symbol: ISymbol) =
    let definition =
        match symbol with
        | :? IMethodSymbol as method ->
            match method.ReducedFrom with
            | null -> method.OriginalDefinition :> ISymbol
            | extension -> extension
        | _ -> symbol.OriginalDefinition

    match definition with
    | :? INamedTypeSymbol
    | :? IMethodSymbol
    | :? IPropertySymbol
    | :? IFieldSymbol
    | :? IEventSymbol ->
        [
            for place in definition.Locations do
                match place.SourceTree with
                | null -> ()
                | tree when compilation.ContainsSyntaxTree tree -> tree.FilePath
                | _ -> ()
        ]
    | _ -> []

/// All names of one file that other files declare. The words of documentation are not counted, and neither is `var`;
/// `new(...)` without a name counts as the name of its type.
let private referencesOf (compilation: CSharpCompilation) (tree: SyntaxTree) =
    let model = compilation.GetSemanticModel(tree, false)

    let resolved (node: SyntaxNode) =
        match node with
        | :? IdentifierNameSyntax as name when name.IsVar -> None
        | :? SimpleNameSyntax as name ->
            let info = model.GetSymbolInfo name

            Option.ofObj info.Symbol
            |> Option.orElse (Seq.tryHead info.CandidateSymbols)
            |> Option.map (fun symbol -> name.Identifier.ValueText, symbol)
        | :? ImplicitObjectCreationExpressionSyntax as made ->
            model.GetTypeInfo(made).Type
            |> Option.ofObj
            |> Option.map (fun (result: ITypeSymbol) -> $"new {result.Name}()", result :> ISymbol)
        | _ -> None

    [
        for node in tree.GetRoot().DescendantNodes() do
            match resolved node with
            | None -> ()
            | Some(name, symbol) ->
                let files = declaredIn compilation symbol

                if not (List.contains tree.FilePath files) then
                    for file in files do
                        {
                            From = tree.FilePath
                            Line = tree.GetLineSpan(node.Span).StartLinePosition.Line + 1
                            Name = name
                            To = file
                        }
    ]

/// All names in the files of a compilation that other files of it declare.
/// Raises where the sources do not compile, as names in broken code resolve to nothing; what source generators would add is not missed.
let references (compilation: CSharpCompilation) =
    let missingBody = "CS8795"

    let errors =
        compilation.GetDiagnostics()
        |> Seq.filter (fun d -> d.Severity = DiagnosticSeverity.Error && d.Id <> missingBody)
        |> Seq.map string
        |> Seq.toList

    if not errors.IsEmpty then
        failwith (
            $"{compilation.AssemblyName} does not compile:\n  "
            + String.Join("\n  ", errors)
        )

    compilation.SyntaxTrees
    |> Seq.collect (referencesOf compilation)
    |> Seq.filter (fun reference -> reference.To <> "")
    |> Seq.toList

/// The references between different folders, by the two folders.
/// A type that is spread over folders, one of them the reference's own, is no reference to the others.
let arrows (references: Reference list) =
    let inOwnFolder =
        references
        |> List.filter (fun r -> folderOf r.From = folderOf r.To)
        |> List.map (fun r -> r.From, r.Line, r.Name)
        |> HashSet

    references
    |> List.filter (fun r ->
        folderOf r.From <> folderOf r.To
        && not (inOwnFolder.Contains((r.From, r.Line, r.Name))))
    |> List.groupBy (fun r -> folderOf r.From, folderOf r.To)
    |> Map.ofList

/// A shortest circle of folders through each folder that lies on one, without repetitions: the folders in order.
let circles (arrows: Map<string * string, Reference list>) =
    let next =
        arrows.Keys
        |> Seq.groupBy fst
        |> Seq.map (fun (from, pairs) -> from, pairs |> Seq.map snd |> Seq.toList)
        |> Map.ofSeq

    let following folder =
        next |> Map.tryFind folder |> Option.defaultValue []

    /// Paths of growing length from a folder, each reached folder once.
    let back (start: string) =
        let seen = HashSet<string>()

        let rec go (paths: string list list) =
            match paths with
            | [] -> None
            | _ ->
                match paths |> List.tryFind (fun path -> List.contains start (following path.Head)) with
                | Some path -> Some(List.rev path)
                | None ->
                    go
                        [
                            for path in paths do
                                for folder in following path.Head do
                                    if seen.Add folder then
                                        folder :: path
                        ]

        go [ [ start ] ]

    next.Keys
    |> Seq.choose back
    |> Seq.distinctBy set
    |> Seq.sortBy List.length
    |> Seq.toList

/// The sets of folders of which each uses each other, directly or not; folders that are alone are left out.
let knots (arrows: Map<string * string, Reference list>) =
    let next =
        arrows.Keys
        |> Seq.groupBy fst
        |> Seq.map (fun (from, pairs) -> from, pairs |> Seq.map snd |> Seq.toList)
        |> Map.ofSeq

    let reach (start: string) =
        let seen = HashSet<string>()

        let rec go folder =
            for other in next |> Map.tryFind folder |> Option.defaultValue [] do
                if seen.Add other then
                    go other

        go start
        seen

    let reached = next |> Map.map (fun folder _ -> reach folder)

    next.Keys
    |> Seq.filter (fun folder -> reached[folder].Contains folder)
    |> Seq.map (fun folder ->
        next.Keys
        |> Seq.filter (fun other -> reached[folder].Contains other && reached[other].Contains folder)
        |> Seq.toList)
    |> Seq.distinct
    |> Seq.toList

/// One arrow with an example.
let describe (arrows: Map<string * string, Reference list>) (from: string, into: string) =
    let example = arrows[(from, into)].Head
    $"{show from} -> {show into}: {example.From}:{example.Line} {example.Name} -> {example.To}"

/// The sources of a project in the repository, as its project file takes them.
let sources (root: string) (project: string) =
    let folder = Path.Combine(root, project)

    let removed =
        XDocument.Load(Path.Combine(folder, $"{project}.csproj")).Descendants(XName.Get "Compile")
        |> Seq.choose (fun item -> item.Attribute(XName.Get "Remove") |> Option.ofObj)
        |> Seq.map (fun attribute -> attribute.Value.Replace('\\', '/'))
        |> Seq.toList

    [
        for path in
            Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            |> Seq.sortWith (fun a b -> String.CompareOrdinal(a, b)) do
            let file = Path.GetRelativePath(folder, path).Replace('\\', '/')
            let isBuilt = file.StartsWith("bin/") || file.StartsWith("obj/")

            if not isBuilt && not (List.contains file removed) then
                {
                    File = file
                    Text = File.ReadAllText path
                }
    ]

/// Compiles a project and, from their sources too, the projects that it refers to.
/// `packages` are the assemblies of the framework and of the packages; the repository's own among them are not used.
let compileProject (packages: string list) (root: string) (project: string) =
    // The last is a package of Benchmarks alone, whose namespace is also the name of a class of idrop.
    let own = [ "IDropTheory"; "IDropTheory.Models"; "idrop"; "CommandLine" ]

    let external: MetadataReference list =
        [
            for path in packages do
                if not (List.contains (string (Path.GetFileNameWithoutExtension path)) own) then
                    MetadataReference.CreateFromFile path
        ]

    let built = Dictionary<string, CSharpCompilation>()

    let rec build (project: string) : CSharpCompilation =
        match built.TryGetValue project with
        | true, known -> known
        | _ ->
            let made = compileAnew project
            built[project] <- made
            made

    and compileAnew (project: string) =
        let file = XDocument.Load(Path.Combine(root, project, $"{project}.csproj"))

        let included (element: string) =
            [
                for item in file.Descendants(XName.Get element) do
                    match item.Attribute(XName.Get "Include") with
                    | null -> ()
                    | attribute -> attribute.Value
            ]

        let assembly =
            file.Descendants(XName.Get "AssemblyName")
            |> Seq.map _.Value
            |> Seq.tryHead
            |> Option.defaultValue project

        let projects: MetadataReference list =
            [
                for reference in included "ProjectReference" do
                    let name =
                        reference.Replace('\\', '/').Split('/')
                        |> Array.last
                        |> Path.GetFileNameWithoutExtension

                    (build (string name)).ToMetadataReference()
            ]

        let friends =
            [
                for friend in included "InternalsVisibleTo" ->
                    $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{friend}\")]"
            ]

        let attributes =
            {
                File = ""
                Text = String.Join("\n", friends)
            }

        let usings =
            [
                for item in file.Descendants(XName.Get "Using") do
                    match item.Attribute(XName.Get "Include"), item.Attribute(XName.Get "Static") with
                    | null, _ -> ()
                    | space, null -> space.Value
                    | space, _ -> $"static {space.Value}"
            ]

        compile assembly usings (projects @ external) (attributes :: sources root project)

    build project
