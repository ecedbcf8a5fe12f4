/// The language of the user's system, blanks and letters beyond ASCII change nothing that is computed, read or written.
module IDropTheory.PropertyTests.Experiments.CultureTests

open System
open System.IO
open Xunit
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Programs
open IDropTheory.PropertyTests.Experiments.SmallRuns

/// Numbers are printed, written and read again. What names a folder is not compared.
let private commands =
    let training = String.Join(" ", small)

    $"""
idrop kl log-normal --activation 2 --alpha 0.5 --mu 0.3 --sigma 0.8 --enclose
idrop ib solve --joint joint.csv --beta 0.4 --proof proof.json > solved
idrop ib check proof.json
idrop toy noisy-bit --out toy.svg > drawn
idrop {training} --out 'Läufe İı/ein lauf' > trained
idrop activations 'Läufe İı/ein lauf' --images 50 --to z.csv > written
idrop tc --samples z.csv --drop-constant --shrink auto
"""

/// What is printed, and the files that are written, when the user's system speaks a language.
let private outcome (language: string) =
    use folder = new Folder()
    let inside = folder.Sub "Ünï cödé ıİ"
    Directory.CreateDirectory inside |> ignore
    File.WriteAllText(Path.Combine(inside, "joint.csv"), "0.4,0.1\n0.05,0.45\n")
    let idrop = Path.Combine(AppContext.BaseDirectory, "idrop.dll")

    let script =
        $"set -eu\ncd '{inside}'\nidrop() {{ dotnet '{idrop}' \"$@\"; }}\n{commands}"

    use program = new Program("bash", [ "-c"; script ], [ "LC_ALL", Some language ])
    let ending = program.Wait(TimeSpan.FromMinutes 5.0)
    Assert.True((ending.Code = 0), ending.Error)

    ending.Output,
    [
        for name in [ "toy.svg"; "proof.json"; "z.csv" ] -> Convert.ToHexString(File.ReadAllBytes(Path.Combine(inside, name)))
    ]

[<Fact>]
let ``a Turkish system, whose numbers have commas and whose i has no dot, prints and writes what every other does`` () =
    Assert.SkipWhen(OperatingSystem.IsWindows(), "The commands are those of a Unix shell.")
    Assert.Equal(outcome "C.UTF-8", outcome "tr_TR.UTF-8")
