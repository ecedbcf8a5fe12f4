/// `idrop activations`: what a layer computes, for other commands and programs.
module IDropTheory.PropertyTests.Experiments.ActivationTests

open System.IO
open Xunit
open IDropTheory.Experiments.Input
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Experiments.CommandRunner
open IDropTheory.PropertyTests.Experiments.SmallRuns

let private table (path: string) =
    NumberTable.Read(path, "samples", InputLimit.Samples).Values

/// Digits that tell float32 numbers apart are not all digits of a double.
let private single (values: float[,]) = Array2D.map (float32 >> float) values

let private largestGap (a: float[,]) (b: float[,]) =
    Assert.Equal((a.GetLength 0, a.GetLength 1), (b.GetLength 0, b.GetLength 1))

    Seq.map2 (fun (x: float) (y: float) -> abs (x - y)) (Seq.cast<float> a) (Seq.cast<float> b)
    |> Seq.max

[<Fact>]
let ``activations are written in every format, and read by tc and mi`` () =
    use folder = new Folder()
    let file (name: string) = folder.Sub name

    trained (
        tiny folder
        @ [ "--activation"; "softplus"; "--layers"; "2"; "--out"; file "run" ]
    )
    |> ignore

    let write (words: string list) (name: string) =
        json ([ "activations"; file "run"; "--to"; file name ] @ words)

    let result = write [ "--layer"; "dropout1"; "--labels"; file "y.npy" ] "z.npy"
    Assert.Equal((60.0, 12.0), (number "rows" result, number "columns" result))

    Assert.Equal<string list>(
        [ "input"; "dropout1"; "dropout2"; "representation" ],
        [
            for layer in result.GetProperty("layers").EnumerateArray() -> string (layer.GetString())
        ]
    )

    // The same draw of the noise in every format, digit by digit.
    let z = table (file "z.npy")
    write [ "--layer"; "dropout1" ] "z.csv" |> ignore
    write [ "--layer"; "dropout1" ] "z.safetensors" |> ignore
    Assert.Equal(0.0, largestGap z (single (table (file "z.csv"))))
    Assert.Equal(0.0, largestGap z (table (file "z.safetensors")))
    // Another seed is another noise; without noise there is none.
    write [ "--layer"; "dropout1"; "--seed"; "2" ] "other.npy" |> ignore
    Assert.True(largestGap z (table (file "other.npy")) > 0.01)
    write [ "--layer"; "dropout1"; "--noise"; "median" ] "f.npy" |> ignore

    write [ "--layer"; "dropout1"; "--noise"; "median"; "--log" ] "log.npy"
    |> ignore

    let f = table (file "f.npy")
    shouldBeWithin 1e-5 0.0 (largestGap (Array2D.map log f) (table (file "log.npy")))
    Assert.True(largestGap z f > 0.01)
    // The last dropout layer is the representation.
    write [ "--layer"; "dropout2" ] "last.npy" |> ignore
    write [] "representation.npy" |> ignore
    Assert.Equal(0.0, largestGap (table (file "last.npy")) (table (file "representation.npy")))

    let labels = table (file "y.npy")
    Assert.Equal(60, labels.GetLength 0)

    Assert.True(
        Seq.cast<float> labels
        |> Seq.forall (fun y -> y >= 0.0 && y <= 2.0 && y = floor y)
    )

    let images = write [ "--layer"; "input"; "--images"; "20" ] "x.npy"
    Assert.Equal((20.0, 144.0), (number "rows" images, number "columns" images))

    let tc = json [ "tc"; "--samples"; file "z.npy"; "--log" ]
    let logs = json [ "tc"; "--samples"; file "z.csv"; "--log" ]
    shouldBeWithin 1e-5 (number "plugIn" tc) (number "plugIn" logs)

    write [ "--layer"; "dropout1"; "--split"; "train"; "--images"; "60" ] "train.npy"
    |> ignore

    let mi =
        json [ "mi"; "--x"; file "z.npy"; "--y"; file "train.npy"; "--shuffles"; "2" ]

    Assert.Equal(60.0, number "samples" mi)

    refused [ "--layer"; "'dropout3'"; "dropout1, dropout2" ] [ "activations"; file "run"; "--to"; file "q.npy"; "--layer"; "dropout3" ]
    refused [ "--to"; ".npy, .csv or .safetensors" ] [ "activations"; file "run"; "--to"; file "q.txt" ]
    refused [ "--images"; "61"; "1 to 60" ] [ "activations"; file "run"; "--to"; file "q.npy"; "--images"; "61" ]
    Assert.False(File.Exists(file "q.npy"))

[<Fact>]
let ``zeros of a ReLU have no logarithm`` () =
    use folder = new Folder()
    trained (tiny folder @ [ "--out"; folder.Sub "run" ]) |> ignore

    refused
        [ "no logarithm"; "softplus" ]
        [
            "activations"
            folder.Sub "run"
            "--to"
            folder.Sub "z.npy"
            "--log"
            "--layer"
            "dropout1"
        ]

    Assert.False(File.Exists(folder.Sub "z.npy"))
