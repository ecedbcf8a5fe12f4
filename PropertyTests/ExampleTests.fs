/// The programs in examples/ build and say what they promise.
module IDropTheory.PropertyTests.ExampleTests

open System
open System.IO
open Xunit
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
