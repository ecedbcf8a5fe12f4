/// `idrop sweep`: every combination with every seed, and the numbers of its runs.
module IDropTheory.PropertyTests.Experiments.SweepTests

open System.IO
open Xunit
open IDropTheory.Experiments.Runs
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Experiments.CommandRunner

let private small =
    [
        "--seeds"
        "1"
        "2"
        "--epochs"
        "1"
        "--train-images"
        "200"
        "--test-images"
        "100"
        "--validation"
        "50"
        "--layers"
        "1"
    ]

[<Fact>]
let ``a grid has a row for each combination, whose error is the mean over its seeds`` () =
    use folder = new Folder()

    let result =
        json (
            [
                "sweep"
                "--over"
                "width=4,8"
                "beta=0.5"
                "--jobs"
                "2"
                "--out"
                folder.Path
            ]
            @ small
        )

    Assert.Equal(4.0, number "runs" result)
    Assert.Equal(0.0, number "failed" result)

    let runs =
        [
            for directory in Directory.GetDirectories folder.Path do
                let run = RunFolder.Open directory
                run.ReadSettings(), run.ReadResult()
        ]

    let rows = [ for row in result.GetProperty("points").EnumerateArray() -> row ]

    Assert.Equal<(string * string) list>([ "4", "0.5"; "8", "0.5" ], [ for row in rows -> text "width" row, text "beta" row ])

    for row in rows do
        let network = "MLP " + text "width" row + ","

        let errors =
            [
                for settings, result in runs do
                    if settings.Network.Label.StartsWith network then
                        result.Test.Error.Value
            ]

        Assert.Equal(2, errors.Length)
        Assert.StartsWith((100.0 * List.average errors).ToString "F2", text "test" row)

    let plot = File.ReadAllText(folder.Sub "sweep-1.svg")
    Assert.Contains("width", plot)
    Assert.Contains("beta 0.5", plot)

    // Again: everything is there.
    Assert.Equal(
        4.0,
        json ([ "sweep"; "--over"; "width=4,8"; "beta=0.5"; "--out"; folder.Path ] @ small)
        |> number "runs"
    )

[<Fact>]
let ``what cannot vary is refused with what can`` () =
    let sweep words over =
        refused words ([ "sweep"; "--over"; over; "--out"; "unused" ] @ small)

    sweep [ "'breadth'"; "width" ] "breadth=1,2"
    sweep [ "'width'"; "NAME=VALUE" ] "width"
    sweep [ "--epochs"; "leave one" ] "epochs=1,2"
    sweep [ "--width"; "'many'" ] "width=many"
