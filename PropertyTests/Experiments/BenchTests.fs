/// The command `training` of the project Benchmarks: its options and its JSON.
module IDropTheory.PropertyTests.Experiments.BenchTests

open Xunit
open IDropTheory.Models
open IDropTheory.Models.Native
open IDropTheory.PropertyTests.Experiments.CommandRunner

type private torch = TorchSharp.torch

let private tiny =
    [
        "training"
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
let ``training steps of each network and method are compared with their bare steps`` () =
    let result = jsonOf benchmarks tiny

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
let ``training refuses what it cannot run`` () =
    refusedBy benchmarks [ "0.5" ] [ "training"; "--filters"; "0.5"; "--repetitions"; "1" ]
    refusedBy benchmarks [ "--repetitions" ] [ "training"; "--repetitions"; "0" ]
