/// The commands of the project Benchmarks: their options and their JSON.
module IDropTheory.PropertyTests.Experiments.BenchTests

open System
open System.Text.Json
open Xunit
open IDropTheory.Benchmarks.Device
open IDropTheory.Models
open IDropTheory.Models.Native
open IDropTheory.PropertyTests.Experiments.CommandRunner

type private torch = TorchSharp.torch

// The setting is one of the whole process.
let private threads () = string (torch.get_num_threads ())

let private tiny () =
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
        threads ()
    ]

/// bfloat16 is timed where the processor has the instructions for it.
let private precisions =
    if TorchRuntimeState.HasBfloat16 then
        [ "float32"; "bfloat16" ]
    else
        [ "float32" ]

[<Fact>]
let ``training steps of each network and method are compared with their bare steps`` () =
    let result = jsonOf benchmarks (tiny ())

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
let ``time and gap of the bottleneck stand in a row for each alphabet, effort and trade-off`` () =
    let result =
        jsonOf benchmarks [ "bottleneck"; "--sizes"; "3"; "11"; "--efforts"; "quick"; "--betas"; "0.5" ]

    let rows = [ for row in result.GetProperty("rows").EnumerateArray() -> row ]
    Assert.Equal<float list>([ 3.0; 11.0 ], rows |> List.map (number "symbols"))

    for row in rows do
        Assert.True(
            0.0 < number "firstEncoder" row
            && number "firstEncoder" row <= number "seconds" row
        )

        Assert.InRange(number "gapShare" row, 0.0, 0.3)

    Assert.True(rows.Head.GetProperty("certified").GetBoolean())

    for row in result.GetProperty("iterations").EnumerateArray() do
        Assert.True(number "own" row > 0.0)

    refusedBy benchmarks [ "no-such-python" ] [ "bottleneck"; "--sizes"; "3"; "--python"; "no-such-python" ]

[<Fact>]
let ``training refuses what it cannot run`` () =
    refusedBy benchmarks [ "0.5" ] [ "training"; "--filters"; "0.5"; "--repetitions"; "1" ]
    refusedBy benchmarks [ "--repetitions" ] [ "training"; "--repetitions"; "0" ]

// ---- PyTorch

/// An interpreter that has PyTorch, if this machine has one.
let private python =
    [ "python3"; "/usr/bin/python3" ]
    |> List.tryFind (fun name ->
        try
            use child =
                nonNull (
                    Diagnostics.Process.Start(Diagnostics.ProcessStartInfo(name, [ "-c"; "import torch" ], RedirectStandardError = true))
                )

            child.WaitForExit()
            child.ExitCode = 0
        with _ ->
            false)

let private rows (result: JsonElement) (name: string) =
    [ for row in result.GetProperty(name).EnumerateArray() -> row ]

[<Fact>]
let ``training steps of each network and method are compared with PyTorch's`` () =
    Assert.SkipWhen(python.IsNone, "No Python with PyTorch.")

    let result =
        jsonOf
            benchmarks
            [
                "pytorch"
                "--python"
                python.Value
                "--threads"
                threads ()
                "--widths"
                "5"
                "--filters"
                "2"
                "--blocks"
                "2"
                "--seconds"
                "0.001"
            ]

    Assert.Equal<(string * string) list>(
        [
            for network in [ "mlp 5"; "all-cnn-32 2%" ] do
                for method in [ "none"; "information" ] -> network, method
        ],
        [ for row in rows result "rows" -> text "network" row, text "method" row ]
    )

    for row in rows result "rows" do
        for key in [ "imagesPerSecond"; "peerImagesPerSecond"; "ratio" ] do
            Assert.True(number key row > 0.0, key)

[<Fact>]
let ``a Python that does not start, and one without PyTorch, are refused`` () =
    refusedBy benchmarks [ "no-such-python"; "PyTorch" ] [ "pytorch"; "--python"; "no-such-python"; "--threads"; threads () ]
    // It starts, and answers nothing.
    refusedBy benchmarks [ "'true'"; "without an answer" ] [ "pytorch"; "--python"; "true"; "--threads"; threads () ]

// ---- The check of a device

[<Fact>]
let ``the check of a device passes on the CPU, and writes what it prints`` () =
    use folder = new IDropTheory.PropertyTests.Folder()
    let file = IO.Path.Combine(folder.Path, "check.json")

    let struct (code, output, _) =
        benchmarks
            [
                "device-check"
                "--device"
                "cpu"
                "--quick"
                "--no-pytorch"
                "--threads"
                threads ()
                "--out"
                file
                "--json"
            ]

    Assert.Equal(0, code)
    Assert.Equal(output, IO.File.ReadAllText file)
    let result = JsonDocument.Parse(output).RootElement
    let findings = rows result "findings"
    Assert.True(findings.Length > 40, $"{findings.Length} findings")

    for finding in findings do
        Assert.True(finding.GetProperty("passes").GetBoolean(), text "what" finding)

    // The layers are compared with double precision, so that hardly any tensor is equal.
    let compared =
        findings
        |> List.filter (fun finding -> (text "what" finding).StartsWith "dense")
        |> List.map (number "value")

    Assert.True(List.max compared > 1e-9 && List.max compared < 1e-4)
    Assert.Equal(3, (rows result "speed").Length)

    for row in rows result "speed" do
        Assert.True(number "imagesPerSecond" row > 0.0)

[<Fact>]
let ``without a GPU the check says so, and what differs too much or is no number does not pass`` () =
    Assert.SkipWhen(torch.cuda.is_available (), "A CUDA device is usable.")
    refusedBy benchmarks [ "no CUDA device"; "--device cpu" ] [ "device-check"; "--threads"; threads () ]

    for value, passes in [ 0.0, true; 1e-4, true; 1.1e-4, false; nan, false; infinity, false ] do
        Assert.Equal(passes, Finding("x", value, 1e-4).Passes)
