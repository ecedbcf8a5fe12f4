/// `idrop bench`: what it promises to other programs.
module IDropTheory.PropertyTests.Experiments.BenchTests

open Xunit
open IDropTheory.Models
open IDropTheory.Models.Native
open IDropTheory.PropertyTests.Experiments.CommandRunner

type private torch = TorchSharp.torch

let private tiny =
    [
        "bench"
        "train"
        "--filters"
        "2"
        "3"
        "--batch"
        "4"
        "--repetitions"
        "2"
        "--threads"
        // The setting is one of the whole process.
        string (torch.get_num_threads ())
    ]

/// bfloat16 is timed where the processor has the instructions for it.
let private precisions =
    if TorchRuntimeState.HasBfloat16 then
        [ "float32"; "bfloat16" ]
    else
        [ "float32" ]

[<Fact>]
let ``bench train compares each network and method with its bare step`` () =
    let result = json tiny

    Assert.Equal<string list>(
        [
            "network"
            "activation"
            "batch"
            "threads"
            "repetitions"
            "bfloat16"
            "rows"
            "unit"
        ],
        keys result
    )

    Assert.Equal("All-CNN-32", text "network" result)
    Assert.Equal(4.0, number "batch" result)
    let rows = [ for row in result.GetProperty("rows").EnumerateArray() -> row ]

    let cases =
        [
            for row in rows -> number "filters" row, text "method" row, text "precision" row
        ]

    Assert.Equal<(float * string * string) list>(
        [
            for filters in [ 2.0; 3.0 ] do
                for method in [ "none"; "information" ] do
                    for precision in precisions -> filters, method, precision
        ],
        cases
    )

    for row in rows do
        for key in [ "imagesPerSecond"; "bareImagesPerSecond"; "ratio"; "processorRatio" ] do
            Assert.True(number key row > 0.0, key)

[<Fact>]
let ``bench train refuses what it cannot run`` () =
    refused [ "0.5" ] [ "bench"; "train"; "--filters"; "0.5"; "--repetitions"; "1" ]
    refused [ "--repetitions" ] [ "bench"; "train"; "--repetitions"; "0" ]
