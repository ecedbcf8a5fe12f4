/// The programs in examples/ build and say what they promise, and the examples in the documentation of the API compile.
module IDropTheory.PropertyTests.ExampleTests

open System
open System.IO
open System.Reflection
open System.Text.RegularExpressions
open System.Xml.Linq
open Microsoft.CodeAnalysis
open Xunit
open IDropTheory
open IDropTheory.Models
open IDropTheory.Verification
open IDropTheory.PropertyTests.CompiledProgram
open IDropTheory.PropertyTests.Programs

let private examples = Path.Combine(ArchitectureTests.root, "examples")

let private run (file: string) =
    // It is built first.
    use program =
        new Program("dotnet", [ "run"; "-c"; "Release"; Path.Combine(examples, file) ], [])

    let ending = program.Wait(TimeSpan.FromMinutes 10.0)
    Assert.True((ending.Code = 0), $"{file}: {ending.Output}{ending.Error}")
    ending.Output

/// What each program prints, in part: an example without an entry here fails the first test below.
let private promises =
    Map
        [
            "information-cost.cs", "(alpha / sigma - log(alpha / sigma) - 1)"
            "noisy-bit.cs", "certified: True"
            "total-correlation.cs", "corrected: 0.00"
            "your-own-network.cs", "below one half: True"
        ]

[<Fact>]
let ``every example is run by these tests`` () =
    let files =
        [ for file in DirectoryInfo(examples).EnumerateFiles "*.cs" -> file.Name ]

    Assert.Equal<string list>(List.ofSeq promises.Keys, List.sort files)

/// The names of all programs with a promise.
let promised = TheoryData<string>(promises.Keys)

[<Theory; MemberData(nameof promised)>]
let ``an example prints what it promises`` (file: string) =
    Assert.Contains(promises[file], run file)

/// The code of every example in the XML documentation of an assembly, by the name of what it documents.
let private documented (assembly: Assembly) =
    let documentation = nonNull (Path.ChangeExtension(assembly.Location, ".xml"))

    Map
        [
            for code in XDocument.Load(documentation).Descendants(XName.Get "code") do
                match code.Parent with
                | null -> ()
                | example when example.Name.LocalName <> "example" -> ()
                | example ->
                    let documented = nonNull example.Parent
                    let name = nonNull (documented.Attribute(XName.Get "name"))
                    $"{name.Value} {Seq.length (code.ElementsBeforeSelf()) + 1}", code.Value
        ]

let private ofTheory = documented typeof<Nats>.Assembly
let private ofModels = documented typeof<Mlp>.Assembly

/// A program with nothing but the code of an example.
let private compiled (code: string) =
    compile OutputKind.ConsoleApplication [ "IDropTheory"; "IDropTheory.Models" ] [ "Program.cs", code ]
    |> Result.map fst

let private compiles name code =
    match compiled code with
    | Ok image -> image
    | Error messages -> failwith (String.Join("\n", $"{name}:{code}" :: messages))

[<Fact>]
let ``the documentation has examples`` () =
    Assert.True(ofTheory.Count >= 30, $"Theory has {ofTheory.Count} examples")
    Assert.True(ofModels.Count >= 14, $"Models has {ofModels.Count} examples")

let theoryExamples = TheoryData<string>(ofTheory.Keys)
let modelsExamples = TheoryData<string>(ofModels.Keys)

[<Theory; MemberData(nameof theoryExamples)>]
let ``an example of Theory compiles and runs`` (name: string) =
    match (Assembly.Load(compiles name ofTheory[name])).EntryPoint with
    | null -> failwith $"{name} has no statement"
    | entry -> entry.Invoke(null, [| box Array.empty<string> |]) |> ignore

[<Theory; MemberData(nameof modelsExamples)>]
let ``an example of Models compiles`` (name: string) = compiles name ofModels[name] |> ignore

/// The C# of README and docs, by file and line.
let private printed =
    let files =
        Path.Combine(ArchitectureTests.root, "README.md")
        :: List.ofArray (Directory.GetFiles(Path.Combine(ArchitectureTests.root, "docs"), "*.md"))
        @ List.ofArray (Directory.GetFiles(Path.Combine(ArchitectureTests.root, "docs", "packages"), "*.md"))

    Map
        [
            for file in files do
                let parts = (File.ReadAllText file).Split "```"

                for i in 1..2 .. parts.Length - 1 do
                    if parts[i].StartsWith "csharp\n" then
                        let line = (String.Join("", parts[.. i - 1]).Split '\n').Length
                        $"{Path.GetFileName file} {line}", parts[i].Substring("csharp\n".Length)
        ]

[<Fact>]
let ``README and docs have code`` () =
    Assert.True(printed.Count >= 5, $"{printed.Count} pieces of code")

let printedCode = TheoryData<string>(printed.Keys)

[<Theory; MemberData(nameof printedCode)>]
let ``code of README and docs compiles as printed and runs`` (place: string) =
    match (Assembly.Load(compiles place printed[place])).EntryPoint with
    | null -> failwith $"{place} has no statement"
    | entry ->
        // Weights that it draws disturb no other test.
        SeededWeights.Create(RandomKey.FromSeed 1UL, fun () -> entry.Invoke(null, [| box Array.empty<string> |]))
        |> ignore

[<Fact>]
let ``an example with a wrong name does not compile`` () =
    match compiled "Nats n = new Bits(1).ToTrits();" with
    | Ok _ -> Assert.Fail "it compiles"
    | Error messages -> Assert.Contains("ToTrits", Assert.Single messages)

[<Fact>]
let ``README shows what verify prints`` () =
    let readme = File.ReadAllText(Path.Combine(ArchitectureTests.root, "README.md"))

    let excerpt =
        ((readme.Split "## What it proves")[1]).Split("```")
        |> fun parts -> parts[1].Trim('\n').Split('\n')

    Assert.InRange(excerpt.Length, 4, 40)
    Assert.Empty(Set.difference (set excerpt) (set Experiments.VerificationTests.screen.Value))

[<Fact>]
let ``README and docs name the number of checks, and of those that depend on the seed`` () =
    let read (path: string) =
        File.ReadAllText(Path.Combine(ArchitectureTests.root, path))

    let all = CheckCatalogue.Claims
    let random = all |> Seq.filter _.IsRandom |> Seq.length
    Assert.Contains($"runs {all.Length} checks", read "README.md")
    let words = read "docs/verification.md"
    Assert.Contains($"{all.Length} checks", words)
    Assert.Contains($"{random} checks depend on the seed", words)

/// The numbers of checks in a text, such as `E2 = 0.28607`, `E2 printed 0.235629` and `E3.proof: 31 coefficients`: text, id, kind and
/// number.
let private quoted (text: string) =
    [
        for found in Regex.Matches(text, @"`([\w.-]+)( = | printed |: )(-?[0-9.]+)( coefficients?)?`") do
            let part (i: int) = found.Groups[i].Value
            found.Value, part 1, (part 2).Trim(), part 3
    ]

/// What a text says otherwise than the checks, to the digits that it shows.
let private misquoted (check: string -> Check) (text: string) =
    [
        for words, id, kind, number in quoted text do
            let value =
                match kind with
                | "=" -> (check id).Computed
                | "printed" -> (check id).Printed.Value
                | _ -> float (check id).Coefficients

            let decimals =
                match number.IndexOf '.' with
                | -1 -> 0
                | point -> number.Length - point - 1

            if not (abs (value - float number) <= 0.500001 * 10.0 ** -(float decimals)) then
                $"{words}: the value is {value:R}"
    ]

/// The checks that a text quotes, at one seed.
let private quotedChecks (seed: uint64) (text: string) =
    let claims =
        dict
            [
                for claim in CheckCatalogue.Claims do
                    claim.Id, claim
            ]

    let results =
        dict
            [
                for id in quoted text |> List.map (fun (_, id, _, _) -> id) |> List.distinct do
                    id, claims[id].Test(VerificationSettings(seed, 1_000))
            ]

    fun id -> results[id]

let private equations =
    lazy File.ReadAllText(Path.Combine(ArchitectureTests.root, "docs", "equations.md"))

/// At two seeds, so that no number which depends on one can stand there.
[<Theory; InlineData(1UL); InlineData(2UL)>]
let ``the numbers of docs/equations.md are those of the checks`` (seed: uint64) =
    Assert.Equal<string list>([], misquoted (quotedChecks seed equations.Value) equations.Value)

[<Fact>]
let ``docs/equations.md quotes every erratum and every proof`` () =
    let numbers = quoted equations.Value

    for i in 1..9 do
        for kind in [ "="; "printed" ] do
            Assert.Contains(numbers, (fun (_, id, k, _) -> id = $"E{i}" && k = kind))

    for theorem in Theorems.All do
        Assert.Contains(numbers, (fun (_, id, k, _) -> id = theorem.Id && k = ":"))

[<Fact>]
let ``a number that is wrong in its last digit is found`` () =
    let text =
        "`E3 = 0.223144`, `E3 = 0.223145`, `E3 printed 0.4462`, `E3.proof: 32 coefficients`"

    let wrong = misquoted (quotedChecks 1UL text) text
    Assert.Equal(3, wrong.Length)
    Assert.All(List.zip [ "0.223145"; "0.4462"; "32" ] wrong, (fun (number, message) -> Assert.Contains(number, message)))
