/// `idrop export --to FILE.onnx`: another runtime computes what `idrop evaluate` does.
module IDropTheory.PropertyTests.Experiments.OnnxTests

open System.IO
open Microsoft.ML.OnnxRuntime
open Microsoft.ML.OnnxRuntime.Tensors
open Xunit
open IDropTheory.Experiments.Input
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Experiments.CommandRunner
open IDropTheory.PropertyTests.Experiments.SmallRuns

[<Theory>]
[<InlineData("mlp", "softplus", "paper")>]
[<InlineData("mlp", "relu", "paper")>]
[<InlineData("all-cnn-32", "softplus", "paper")>]
[<InlineData("all-cnn-32", "relu", "authors")>]
let ``ONNX Runtime computes the same logits`` (network: string, activation: string, preset: string) =
    use folder = new Folder()
    let file (name: string) = folder.Sub name

    tiny folder
    @ [
        "--network"
        network
        "--activation"
        activation
        "--preset"
        preset
        "--filters"
        "6.25"
        "--learning-rate"
        "0.01"
        "--out"
        file "run"
    ]
    |> trained
    |> ignore

    json [ "export"; file "run"; "--to"; file "net.onnx" ]
    |> shouldHaveKeys [ "tensors" ]

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
    |> json
    |> ignore

    let read (name: string) =
        NumberTable.Read(file name, "samples", InputLimit.Samples).Values

    let x, y = read "x.npy", read "y.npy"
    let n = x.GetLength 0
    let pixels = x |> Seq.cast<float> |> Seq.map float32 |> Seq.toArray
    let shape = if network = "mlp" then [| n; 144 |] else [| n; 1; 12; 12 |]
    use session = new InferenceSession(File.ReadAllBytes(file "net.onnx"))
    Assert.Equal("1", (session.ModelMetadata.CustomMetadataMap["epoch"]))

    use results =
        session.Run
            [
                NamedOnnxValue.CreateFromTensor("input", DenseTensor(System.Memory pixels, shape))
            ]

    let logits = (Seq.exactlyOne results).AsTensor<float32>()
    let classes = 3
    Assert.Equal<int array>([| n; classes |], logits.Dimensions.ToArray())

    let rows =
        [
            for i in 0 .. n - 1 -> [ for c in 0 .. classes - 1 -> float logits[i, c] ], int y[i, 0]
        ]

    let crossEntropy =
        rows
        |> List.averageBy (fun (row, label) -> log (row |> List.sumBy (fun v -> exp (v - row[label]))))

    let error =
        rows
        |> List.averageBy (fun (row, label) -> if List.max row = row[label] then 0.0 else 1.0)

    let evaluated = json [ "evaluate"; file "run" ]
    shouldBeWithin 1e-5 (number "crossEntropy" evaluated) crossEntropy
    // One image may lie at the boundary.
    shouldBeWithin 0.017 (number "testError" evaluated) error

[<Fact>]
let ``a network whose noise has no median of one is not written as ONNX`` () =
    use folder = new Folder()

    trained (tiny folder @ [ "--noise"; "unit-mean"; "--out"; folder.Sub "run" ])
    |> ignore

    refused [ "--noise median"; ".safetensors" ] [ "export"; folder.Sub "run"; "--to"; folder.Sub "net.onnx" ]
    Assert.False(File.Exists(folder.Sub "net.onnx"))
