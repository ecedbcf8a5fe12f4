/// The faults that measure the checks: each still has its place in the sources, so that the list cannot rot.
module IDropTheory.PropertyTests.Experiments.FaultTests

open System
open System.Collections.Immutable
open System.IO
open System.Reflection
open Microsoft.CodeAnalysis
open Microsoft.CodeAnalysis.CSharp
open Xunit
open IDropTheory.Benchmarks.Faults
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Experiments.CommandRunner

let private theory = Path.Combine(ArchitectureTests.root, "Theory")

let private planted (fault: Fault) =
    fault.Plant(File.ReadAllText(Path.Combine(theory, fault.File)))

[<Fact>]
let ``every fault has its place, once, and is still C# when it is planted`` () =
    for fault in FaultCatalogue.All do
        let errors =
            [
                for diagnostic in CSharpSyntaxTree.ParseText(planted fault).GetDiagnostics() do
                    if diagnostic.Severity = DiagnosticSeverity.Error then
                        diagnostic.GetMessage()
            ]

        Assert.True(errors.IsEmpty, $"{fault.File}: {fault.Change}: {errors}")

[<Fact>]
let ``the faults lie in every folder of Theory that computes, and no two are the same`` () =
    let faults = List.ofSeq FaultCatalogue.All
    Assert.True(faults.Length >= 60, $"{faults.Length} faults")
    Assert.Equal(faults.Length, faults |> List.distinctBy (fun f -> f.File, f.Text) |> List.length)

    // Proofs are exact and checked by other means; checks are what is measured.
    let spared = set [ "Proofs"; "Verification"; "bin"; "obj" ]

    for folder in
        Directory.GetDirectories theory
        |> Array.map (fun f -> nonNull (Path.GetFileName f)) do
        if not (spared.Contains folder) then
            Assert.True(
                faults
                |> List.exists (fun f -> f.File.StartsWith(folder + "/", StringComparison.Ordinal)),
                folder
            )

[<Fact>]
let ``the faults name classes of tests that exist`` () =
    let classes = set [ for t in Assembly.GetExecutingAssembly().GetTypes() -> t.Name ]

    for fault in FaultCatalogue.All do
        Assert.NotEmpty fault.Tests

        for tests in fault.Tests do
            Assert.True(classes.Contains tests, $"{fault.File}: {tests}")

[<Fact>]
let ``a fault whose text is gone, or stands there twice, is refused in one line`` () =
    let fault =
        Fault("Formulas/KlFormulas.cs", "there is\n  no such text", "", ImmutableArray.Create<string>())

    for source, times in [ "", 0; "there is\n  no such text; there is\n  no such text", 2 ] do
        let refusal = Assert.ThrowsAny<Exception>(fun () -> fault.Plant source |> ignore)
        Assert.Contains($"Formulas/KlFormulas.cs has 'there is no such text' {times} times", refusal.Message)

[<Fact>]
let ``the command refuses to try no fault`` () =
    refusedBy benchmarks [ "'no such file'"; "--only" ] [ "faults"; "--only"; "no such file" ]

[<Fact>]
let ``docs name the number of faults`` () =
    let words =
        File.ReadAllText(Path.Combine(ArchitectureTests.root, "docs", "mutation-testing.md"))

    Assert.Contains($"{FaultCatalogue.All.Length} faults", words)
