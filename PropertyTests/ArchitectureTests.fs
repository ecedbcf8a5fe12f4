/// The rules of the house, checked on the built assemblies and on the sources.
module IDropTheory.PropertyTests.ArchitectureTests

open System
open System.IO
open System.Reflection
open System.Runtime.CompilerServices
open System.Text.RegularExpressions
open System.Xml.Linq
open Xunit
open IDropTheory
open IDropTheory.Models
open IDropTheory.Experiments
open IDropTheory.Experiments.Collections

let private theory = typeof<Nats>.Assembly

let internal root =
    let rec up (folder: DirectoryInfo) =
        if File.Exists(Path.Combine(folder.FullName, "IDropTheory.sln")) then
            folder.FullName
        else
            match folder.Parent with
            | null -> failwith "the tests run outside of the repository"
            | parent -> up parent

    up (DirectoryInfo AppContext.BaseDirectory)

/// Files of the repository that people write: no build output, no generated reports.
let private sources (folder: string) (extensions: string list) =
    let isWritten (path: string) =
        let parts = Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar)

        not (
            parts
            |> Array.exists (fun p ->
                p = "bin"
                || p = "obj"
                || p = "StrykerOutput"
                || p = "results"
                || p = "_site"
                || (p.StartsWith '.' && p <> ".ci" && p <> ".config"))
        )

    Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories)
    |> Seq.filter (fun path -> List.contains (Path.GetExtension path) extensions && isWritten path)
    |> Seq.toList

let private name (path: string) = Path.GetRelativePath(root, path)

let private none what (offenders: seq<string>) =
    let offenders = Seq.toList offenders

    if not offenders.IsEmpty then
        Assert.Fail(what + ":\n  " + String.Join("\n  ", offenders))

let private project folder =
    XDocument.Load(Path.Combine(root, folder, $"{folder}.csproj"))

let private references (folder: string) (element: string) =
    [
        for reference in (project folder).Descendants(XName.Get element) do
            match reference.Attribute(XName.Get "Include") with
            | null -> ()
            | included -> included.Value.Replace('\\', '/')
    ]

[<Fact>]
let ``dependencies point one way`` () =
    Assert.Equal<string list>([], references "Theory" "ProjectReference")
    Assert.Equal<string list>([ "../Theory/Theory.csproj" ], references "Models" "ProjectReference")

    // What the compiler really used, whatever the project files allow.
    let used =
        [ for reference in theory.GetReferencedAssemblies() -> string reference.Name ]
        |> List.filter (fun name -> not (name.StartsWith "System." || name = "netstandard"))

    none "Theory refers to more than MathNet" (used |> List.except [ "MathNet.Numerics" ])

[<Fact>]
let ``Theory depends on MathNet and an analyzer alone`` () =
    Assert.Equal<string list>([ "MathNet.Numerics"; "Microsoft.CodeAnalysis.BannedApiAnalyzers" ], references "Theory" "PackageReference")

[<Fact>]
let ``every package has one exact version`` () =
    let versions =
        XDocument.Load(Path.Combine(root, "Directory.Packages.props")).Descendants(XName.Get "PackageVersion")
        |> Seq.map (fun p -> string (p.Attribute(XName.Get "Include")), string (p.Attribute(XName.Get "Version")))
        |> Seq.toList

    Assert.NotEmpty versions

    none
        "a version is a range or floats"
        (versions
         |> Seq.filter (fun (_, v) -> v.Contains '*' || v.Contains ',' || v.Contains '[')
         |> Seq.map fst)

let private written (t: Type) =
    not (t.IsDefined(typeof<CompilerGeneratedAttribute>, false))
    && not (t.FullName |> string |> _.Contains('<'))

[<Fact>]
let ``Theory has no state that can change`` () =
    let everything =
        BindingFlags.Static
        ||| BindingFlags.Instance
        ||| BindingFlags.Public
        ||| BindingFlags.NonPublic
        ||| BindingFlags.DeclaredOnly

    let fields =
        theory.GetTypes()
        |> Seq.filter written
        |> Seq.collect (fun t -> t.GetFields everything |> Seq.map (fun f -> t, f))

    none
        "a static field can be assigned"
        (fields
         |> Seq.filter (fun (_, f) ->
             f.IsStatic
             && not f.IsInitOnly
             && not f.IsLiteral
             && not (f.IsDefined(typeof<CompilerGeneratedAttribute>, false)))
         |> Seq.map (fun (t, f) -> $"{t.Name}.{f.Name}"))

    none
        "a static array can be changed"
        (fields
         |> Seq.filter (fun (_, f) -> f.IsStatic && f.FieldType.IsArray)
         |> Seq.map (fun (t, f) -> $"{t.Name}.{f.Name}"))

[<Fact>]
let ``public types of Theory have no setters and no public fields`` () =
    let settable (p: PropertyInfo) =
        match p.SetMethod with
        | null -> false
        | set ->
            set.IsPublic
            && not (
                set.ReturnParameter.GetRequiredCustomModifiers()
                |> Array.contains typeof<IsExternalInit>
            )

    let types = theory.GetExportedTypes()

    none
        "a property can be set after construction"
        (types
         |> Seq.collect (fun t ->
             t.GetProperties()
             |> Seq.filter settable
             |> Seq.map (fun p -> $"{t.Name}.{p.Name}")))

    none
        "a field is public and not constant"
        (types
         |> Seq.filter (fun t -> not t.IsEnum)
         |> Seq.collect (fun t ->
             t.GetFields()
             |> Seq.filter (fun f -> not f.IsLiteral)
             |> Seq.map (fun f -> $"{t.Name}.{f.Name}")))

[<Fact>]
let ``public types of Theory are in one namespace, the checks in their own, and closed`` () =
    let types = theory.GetExportedTypes()
    let namespaces = [ "IDropTheory"; "IDropTheory.Verification" ]

    none
        "a public type outside of IDropTheory"
        (types
         |> Seq.filter (fun t -> not (List.contains t.Namespace namespaces))
         |> Seq.map string)

    none
        "a public class open to inheritance"
        (types
         |> Seq.filter (fun t -> t.IsClass && not t.IsSealed && not t.IsAbstract)
         |> Seq.map string)

/// Each information type is a type: a public member called after an amount of information does not return a bare double.
[<Fact>]
let ``amounts of information carry their unit`` () =
    let amount =
        Regex(
            "^(Entropy|ConditionalEntropy|MutualInformation|TotalCorrelation|Information[XY]|"
            + "Kl|Divergence|Objective|LowerBound|EntropyT|.*Nats)$"
        )

    none
        "a bare double is called an amount of information"
        (theory.GetExportedTypes()
         |> Seq.filter (fun t -> not (t.Name.EndsWith "Weights"))
         |> Seq.collect (fun t ->
             Seq.append
                 (t.GetProperties() |> Seq.map (fun p -> t, p.Name, p.PropertyType))
                 (t.GetMethods() |> Seq.map (fun m -> t, m.Name, m.ReturnType)))
         |> Seq.filter (fun (_, name, result) -> amount.IsMatch name && result = typeof<double>)
         |> Seq.map (fun (t, name, _) -> $"{t.Name}.{name}"))

/// Members of a record that the compiler compares by reference, which two records of equal contents need not share.
let private comparedByReference (t: Type) =
    let isA (generic: Type) (m: Type) =
        m.IsGenericType && m.GetGenericTypeDefinition() = generic

    let rec isSequence (m: Type) =
        if isA typedefof<EquatableArray<_>> m then
            isSequence (m.GetGenericArguments()[0])
        else
            m <> typeof<string>
            && (typeof<System.Collections.IEnumerable>.IsAssignableFrom m
                || isA typedefof<ReadOnlyMemory<_>> m)

    let isMatrix (m: Type) =
        m.Namespace = "MathNet.Numerics.LinearAlgebra"

    t.GetFields(BindingFlags.Instance ||| BindingFlags.Public ||| BindingFlags.NonPublic)
    |> Seq.map _.FieldType
    |> Seq.filter (fun m -> isSequence m || isMatrix m)
    |> Seq.toList

let private isRecord (t: Type) =
    let everything =
        BindingFlags.Instance
        ||| BindingFlags.Public
        ||| BindingFlags.NonPublic
        ||| BindingFlags.DeclaredOnly

    not (isNull (t.GetMethod("PrintMembers", everything)))

let private declaresEquals (t: Type) =
    match t.GetMethod("Equals", [| t |]) with
    | null -> false
    | equals ->
        equals.DeclaringType = t
        && not (equals.IsDefined(typeof<CompilerGeneratedAttribute>, false))

[<Fact>]
let ``records over arrays compare the contents`` () =
    let records =
        [ theory; typeof<Mlp>.Assembly; typeof<CommandLine>.Assembly ]
        |> Seq.collect _.GetTypes()
        |> Seq.filter (fun t -> isRecord t && not (comparedByReference t).IsEmpty)
        |> Seq.toList

    Assert.NotEmpty records

    none
        "a record with an array declares no Equals: compare the contents, hold an EquatableArray, or make it a class"
        (records |> Seq.filter (declaresEquals >> not) |> Seq.map string)

let private publicType =
    Regex(
        @"^public (?:(?:abstract|sealed|static|readonly|partial|ref) )*(?:record struct|record|class|struct|interface|enum) (\w+)",
        RegexOptions.Multiline
    )

/// The name of a file up to its first dot, so that a type may be spread over Name.Part.cs.
let private stem (path: string) =
    (FileInfo path).Name.Split('.') |> Array.head

[<Fact>]
let ``a public type is found in the file of its name`` () =
    none
        "one public type per file, and the file bears its name"
        (sources "Theory" [ ".cs" ]
         |> Seq.choose (fun path ->
             match [ for m in publicType.Matches(File.ReadAllText path) -> m.Groups[1].Value ] with
             | [] -> None
             | [ single ] when single = stem path -> None
             | several -> Some $"""{name path}: {String.Join(", ", several)}"""))

let private code = [ ".cs"; ".fs" ]

/// A test file lists cases, and Fantomas gives each a line of its own, so that it may be longer.
[<Theory>]
[<InlineData("Theory", 400)>]
[<InlineData("Models", 400)>]
[<InlineData("Experiments", 400)>]
[<InlineData("Benchmarks", 400)>]
[<InlineData("PropertyTests", 600)>]
let ``no file is long`` (folder: string) (limit: int) =
    none
        $"more than {limit} lines"
        (sources folder code
         |> Seq.filter (fun path -> File.ReadAllLines(path).Length > limit)
         |> Seq.map name)

/// A figure that varies one setting is a declaration; what it computes stands beside it, for others too.
[<Theory; InlineData "Fig5"; InlineData "Fig6">]
let ``a figure of one scan has at most 60 lines`` (figure: string) =
    let path =
        Path.Combine(root, "Experiments", "Reproduction", "Figures", figure + ".cs")

    Assert.InRange(File.ReadAllLines(path).Length, 1, 60)

/// Columns are counted in characters (UTF-16 code units).
let private longLines (limit: int) (lines: seq<string>) =
    lines
    |> Seq.indexed
    |> Seq.filter (fun (_, line) -> line.Length > limit)
    |> Seq.map (fun (i, line) -> $"{i + 1}: {line.Length} columns")
    |> Seq.toList

[<Fact>]
let ``no line is longer than .editorconfig allows`` () =
    let setting =
        Regex.Match(File.ReadAllText(Path.Combine(root, ".editorconfig")), @"^max_line_length = (\d+)$", RegexOptions.Multiline)

    Assert.True(setting.Success, ".editorconfig has no max_line_length")
    let limit = int setting.Groups[1].Value

    none
        $"longer than {limit} columns"
        (sources "." code
         |> Seq.collect (fun path ->
             longLines limit (File.ReadAllLines path)
             |> Seq.map (fun line -> $"{name path}:{line}")))

[<Fact>]
let ``a line that is one column too long is found`` () =
    Assert.Equal<string list>([ "2: 141 columns" ], longLines 140 [ String('x', 140); String('x', 141) ])

/// Networks without a key draw their weights from the one generator of the process.
[<Fact>]
let ``tests that draw from the global generator do not run side by side`` () =
    let draws =
        Regex @"torch\.rand|\bnew (Mlp|AllCnn|Vae)\(|nn\.(Linear|Conv2d)\(|open .*\.(SmallTrainings|VaeFixtures|FixedWeights)\b"

    none
        "no [<Xunit.Collection \"the global generator\">] before the module"
        (sources "PropertyTests" [ ".fs" ]
         |> Seq.filter (fun path ->
             let text = File.ReadAllText path

             draws.IsMatch text
             && text.Contains "[<Fact"
             && not (Regex.IsMatch(text, "^\\[<Xunit.Collection \"(the global generator|alone)\">\\]\nmodule", RegexOptions.Multiline)))
         |> Seq.map name)

[<Fact>]
let ``every F# file is compiled`` () =
    let listed =
        File.ReadAllText(Path.Combine(root, "PropertyTests", "PropertyTests.fsproj"))

    none
        "not in PropertyTests.fsproj"
        (sources "PropertyTests" [ ".fs" ]
         |> Seq.filter (fun path ->
             let file =
                 Path.GetRelativePath(Path.Combine(root, "PropertyTests"), path).Replace('\\', '/')

             not (listed.Contains $"\"{file}\""))
         |> Seq.map name)

/// Words that mark unfinished work, and absolute paths of somebody's machine. Written apart, so that this file does not match itself.
let private banned =
    Regex(
        String.Join(
            "|",
            [
                "TO" + "DO"
                "FIX" + "ME"
                "HA" + "CK:"
                "NotImplemented" + "Exception"
                "Assert.True" + @"\(true"
                @"(?<![\w.$}\-])/" + @"(home|Users|root|mnt|tmp|work)/"
            ]
        )
    )

[<Fact>]
let ``the repository has no unfinished work and names no machine`` () =
    none
        "banned text"
        (sources
            "."
            (code
             @ [
                 ""
                 ".csproj"
                 ".fsproj"
                 ".props"
                 ".targets"
                 ".json"
                 ".md"
                 ".py"
                 ".yml"
             ])
         |> Seq.collect (fun path ->
             File.ReadAllLines path
             |> Seq.indexed
             |> Seq.filter (fun (_, line) -> banned.IsMatch line)
             |> Seq.map (fun (i, line) -> $"{name path}:{i + 1}: {line.Trim()}")))

let private links = Regex @"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)"

let private paths =
    Regex "`((?:Theory|Models|Experiments|PropertyTests|Benchmarks|docs|examples)/[\w./-]+)`"

/// What a document names of the repository, by links and in code spans.
let private named (document: string) =
    let text = File.ReadAllText document
    let folder = nonNull (Path.GetDirectoryName document)

    [
        for link in links.Matches text -> Path.Combine(folder, link.Groups[1].Value)
        for path in paths.Matches text -> Path.Combine(root, path.Groups[1].Value)
    ]

[<Fact>]
let ``documents name files and folders that exist`` () =
    let documents =
        List.append
            (Directory.GetFiles(root, "*.md") |> List.ofArray)
            (Directory.GetFiles(Path.Combine(root, "docs"), "*.md") |> List.ofArray)

    Assert.True(documents |> List.sumBy (named >> List.length) > 50)

    none
        "a document names what is not there"
        [
            for document in documents do
                for target in named document do
                    // The path of a built program is there after a build alone.
                    if not (Path.Exists target || target.Contains "/bin/") then
                        $"{name document}: {Path.GetRelativePath(root, target)}"
        ]
