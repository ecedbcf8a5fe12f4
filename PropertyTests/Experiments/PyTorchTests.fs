/// The PyTorch layer of docs/pytorch and the .NET layer have the same values, and networks go from one to the other and back.
module IDropTheory.PropertyTests.Experiments.PyTorchTests

open System
open System.IO
open System.Text.Json
open TorchSharp
open Xunit
open IDropTheory.Models
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Experiments.CommandRunner
open IDropTheory.PropertyTests.Experiments.SmallRuns

let private scripts = Path.Combine(ArchitectureTests.root, "docs", "pytorch")

let private python =
    match Environment.GetEnvironmentVariable "IDROP_PYTHON" with
    | null -> "/usr/bin/python3"
    | named -> named

let private runPython (arguments: string list) =
    use program =
        new Programs.Program(python, "-B" :: arguments, [ "OMP_NUM_THREADS", Some "1" ])

    program.Wait(TimeSpan.FromMinutes 3.0)

/// Skips a test on a machine without PyTorch.
let private needsPyTorch () =
    let isThere =
        try
            (runPython [ "-c"; "import torch, numpy" ]).Code = 0
        with _ ->
            false

    Assert.SkipUnless(
        isThere,
        $"{python} has no PyTorch with NumPy (Debian: python3-torch, libopenblas0-pthread); IDROP_PYTHON names another."
    )

let private committed =
    lazy (JsonDocument.Parse(File.ReadAllText(Path.Combine(scripts, "golden.json"))).RootElement)

let rec private numbers (element: JsonElement) : float list =
    match element.ValueKind with
    | JsonValueKind.Array ->
        [
            for item in element.EnumerateArray() do
                yield! numbers item
        ]
    | JsonValueKind.Number -> [ element.GetDouble() ]
    | _ -> []

let private shape (element: JsonElement) =
    let rec sizes (element: JsonElement) : int64 list =
        if element.ValueKind = JsonValueKind.Array then
            int64 (element.GetArrayLength()) :: sizes element[0]
        else
            []

    List.toArray (sizes element)

let private tensor (element: JsonElement) =
    torch.tensor(numbers element |> List.map float32 |> List.toArray).reshape(shape element)

let private floats (value: torch.Tensor) =
    use flat = value.detach().flatten().contiguous()
    [ for v in flat.data<float32>().ToArray() -> float v ]

/// 1e-6 of the largest number of a tensor, or of one if all are smaller: what float32 can tell.
let private agrees (what: string) (expected: float list) (actual: float list) =
    Assert.Equal(expected.Length, actual.Length)
    let tolerance = 1e-6 * max 1.0 (expected |> List.map abs |> List.max)

    for e, a in List.zip expected actual do
        Assert.True(abs (e - a) <= tolerance, $"{what}: {a} instead of {e}")

[<Fact>]
let ``the layer has PyTorch's golden values: alpha, KL and gradients`` () =
    let cases = [ for case in committed.Value.EnumerateArray() -> case ]
    Assert.Equal<string list>([ "log-uniform"; "log-normal" ], [ for case in cases -> text "prior" case ])

    for case in cases do
        use _ = torch.NewDisposeScope()
        let options = InformationDropoutOptions()

        let prior: ActivationPrior =
            if text "prior" case = "log-uniform" then
                new LogUniformPrior(options.LargestAlpha)
            else
                new LogNormalPrior()

        use layer = InformationDropout.Dense("golden", 3, 5, prior, options)
        let weights = case.GetProperty "weights"

        let own = [ for struct (name, value) in NetworkTensors.Of layer -> name, value ]

        // The names of a PyTorch state dict.
        Assert.Equal<string list>(keys weights |> List.sort, own |> List.map fst |> List.sort)

        (use _ = torch.no_grad ()

         for name, value in own do
             value.copy_ (tensor (weights.GetProperty name)) |> ignore)

        let x = (tensor (case.GetProperty "x")).requires_grad_ true
        let f = (tensor (case.GetProperty "f")).requires_grad_ true
        use ledger = new KlLedger()
        use z = layer.call (x, f, NoisePass.Median ledger)
        let kl = ledger.Total()
        kl.backward ()
        agrees "z" (numbers (case.GetProperty "f")) (floats z)
        agrees "alpha" (numbers (case.GetProperty "alpha")) (floats (layer.Alpha x))
        agrees "KL" [ number "kl" case ] (floats kl)
        let gradients = case.GetProperty "gradients"

        for name, value in [ "x", x; "f", f ] @ own do
            let expected = numbers (gradients.GetProperty name)

            let actual =
                match value.grad with
                | null -> List.replicate expected.Length 0.0
                | gradient -> floats gradient

            agrees $"gradient of {name}" expected actual

[<Fact>]
let ``PyTorch computes the golden values that are committed`` () =
    needsPyTorch ()
    let ending = runPython [ Path.Combine(scripts, "golden.py") ]
    Assert.True((ending.Code = 0), ending.Error)

    for expected, actual in Seq.zip (committed.Value.EnumerateArray()) (JsonDocument.Parse(ending.Output).RootElement.EnumerateArray()) do
        for part in [ "x"; "f"; "alpha"; "kl" ] do
            agrees part (numbers (expected.GetProperty part)) (numbers (actual.GetProperty part))

        for part in [ "weights"; "gradients" ] do
            for name in keys (expected.GetProperty part) do
                agrees
                    $"{part} of {name}"
                    (numbers ((expected.GetProperty part).GetProperty name))
                    (numbers ((actual.GetProperty part).GetProperty name))

[<Theory>]
[<InlineData("mlp")>]
[<InlineData("all-cnn")>]
let ``a network is exported, loaded in PyTorch, changed, imported and evaluated`` (kind: string) =
    needsPyTorch ()
    use folder = new Folder()
    let file (name: string) = folder.Sub name

    let training =
        tiny folder
        @ [
            "--activation"
            "softplus"
            "--learning-rate"
            "0.01"
            "--network"
            (if kind = "mlp" then "mlp" else "all-cnn-32")
            "--filters"
            "6.25"
        ]

    trained (training @ [ "--out"; file "run" ]) |> ignore
    json [ "export"; file "run"; "--to"; file "w.safetensors" ] |> ignore

    json
        [
            "activations"
            file "run"
            "--layer"
            "input"
            "--noise"
            "median"
            "--to"
            file "x.npy"
            "--labels"
            file "y.npy"
        ]
    |> ignore

    let ending =
        runPython
            [
                Path.Combine(scripts, "round_trip.py")
                kind
                file "w.safetensors"
                file "x.npy"
                file "y.npy"
                file "changed.safetensors"
            ]

    Assert.True((ending.Code = 0), ending.Error)
    let answer = JsonDocument.Parse(ending.Output).RootElement

    let imported =
        json
            [
                "import"
                file "changed.safetensors"
                "--like"
                file "run"
                "--out"
                file "imported"
            ]

    Assert.Equal(1.0, number "changed" imported)

    for folder, there in [ "run", "before"; "imported", "after" ] do
        let here = json [ "evaluate"; file folder ]
        let there = answer.GetProperty there
        shouldBeWithin 1e-5 (number "crossEntropy" there) (number "crossEntropy" here)
        // One image more or less may lie at the boundary.
        shouldBeWithin 0.017 (number "error" there) (number "testError" here)

        let kl =
            [
                for layer in here.GetProperty("klPerLayer").EnumerateArray() -> number "kl" layer
            ]
            |> List.sum

        shouldBeWithin (1e-5 * number "kl" there) (number "kl" there) kl

    // The change was one that shows.
    let before, after = answer.GetProperty "before", answer.GetProperty "after"
    Assert.True(abs (number "crossEntropy" after - number "crossEntropy" before) > 1e-3)

[<Fact>]
let ``import refuses weights of another network and export endings that it cannot write`` () =
    use folder = new Folder()
    let file (name: string) = folder.Sub name
    trained (tiny folder @ [ "--out"; file "run" ]) |> ignore
    refused [ "--to"; "'w.pt'"; ".safetensors" ] [ "export"; file "run"; "--to"; "w.pt" ]
    json [ "export"; file "run"; "--to"; file "w.safetensors" ] |> ignore
    let struct (tensors, _) = SafeTensorsFile.Read(file "w.safetensors")

    let import (words: string list) (change: Map<string, torch.Tensor> -> Map<string, torch.Tensor>) =
        let changed = change (Map.ofSeq (tensors |> Seq.map (fun t -> t.Key, t.Value)))

        SafeTensorsFile.Write(
            file "other.safetensors",
            changed |> Map.toSeq |> Seq.map (fun (name, value) -> struct (name, value)),
            readOnlyDict []
        )

        refused
            words
            [
                "import"
                file "other.safetensors"
                "--like"
                file "run"
                "--out"
                file "new"
            ]

        Assert.False(Directory.Exists(file "new"))

    use row = torch.zeros (1L, 12L)
    use infinite = torch.tensor (Array.create 3 infinityf)
    import [ "'output.bias'"; "missing" ] (Map.remove "output.bias")
    import [ "no tensor 'extra'" ] (Map.add "extra" row)
    import [ "'output.weight'"; "[1, 12]"; "[3, 12]" ] (Map.add "output.weight" row)
    import [ "'output.bias'"; "not finite" ] (Map.add "output.bias" infinite)
    refused [ "holds a run"; "--out" ] [ "import"; file "w.safetensors"; "--like"; file "run"; "--out"; file "run" ]
    // Imported weights are those of no training.
    json [ "import"; file "w.safetensors"; "--like"; file "run"; "--out"; file "copy" ]
    |> ignore

    refused [ "imported"; "no training" ] [ "train"; "--resume"; file "copy" ]

    for value in tensors.Values do
        value.Dispose()
