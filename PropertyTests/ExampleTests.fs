/// The programs in examples/ build and say what they promise.
module IDropTheory.PropertyTests.ExampleTests

open System.Diagnostics
open System.IO
open Xunit

let private examples = Path.Combine(ArchitectureTests.root, "examples")

let private run (file: string) =
    let start =
        ProcessStartInfo(
            "dotnet",
            [ "run"; "-c"; "Release"; Path.Combine(examples, file) ],
            RedirectStandardOutput = true,
            RedirectStandardError = true
        )

    use program = new Process(StartInfo = start)
    program.Start() |> ignore
    let errors = program.StandardError.ReadToEndAsync()
    let output = program.StandardOutput.ReadToEnd()
    program.WaitForExit()
    Assert.True((program.ExitCode = 0), $"{file}: {output}{errors.Result}")
    output

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

[<Theory>]
[<InlineData "information-cost.cs">]
[<InlineData "noisy-bit.cs">]
[<InlineData "total-correlation.cs">]
let ``an example prints what it promises`` (file: string) =
    Assert.Contains(promises[file], run file)
