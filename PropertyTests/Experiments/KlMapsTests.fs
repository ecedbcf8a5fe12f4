/// Maps of the KL of cluttered images.
module IDropTheory.PropertyTests.Experiments.KlMapsTests

open System.IO
open Xunit
open IDropTheory.Experiments.Plots
open IDropTheory.Experiments.Reproduction.Figures
open IDropTheory.Experiments.Runs
open IDropTheory.Experiments.Runs.Measurements
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Experiments.CommandRunner

let private images = 70

/// A short training, and a measurement of it.
let private measured (extra: string list) (measurement: Measurement) folder =
    let out = Path.Combine(folder, "run")
    let one = [ "--threads"; "1" ]

    [
        "train"
        "--out"
        out
        "--epochs"
        "1"
        "--batch"
        "50"
        "--train-images"
        "100"
        "--validation"
        "0"
    ]
    @ [ "--test-images"; string images; "--beta"; "0.1" ]
    @ one
    @ extra
    |> idrop
    |> fun struct (code, _, error) -> Assert.True((code = 0), error)

    RunFolder(out).Want [ measurement ]
    out, [ "train"; "--resume"; out ] @ one

[<Collection "the global generator">]
type Maps() =
    [<Fact>]
    member _.``maps add up to the KL of their layers, and regions to all positions``() =
        use temporary = new Folder()
        let folder = temporary.Path
        let measurement = KlMaps(images, 3)

        let out, resume =
            folder
            |> measured
                [
                    "--dataset"
                    "cluttered-digits"
                    "--network"
                    "all-cnn-96"
                    "--filters"
                    "6.25"
                ]
                measurement

        let struct (code, _, error) = idrop resume
        Assert.True((code = 0), error)
        let run = RunFolder out

        let outcome =
            match run.ReadMeasured measurement with
            | null -> failwith "it was not taken"
            | taken -> taken

        let layers = run.ReadResult().Test.Layers
        Assert.Equal(images, outcome.Images)
        Assert.Equal<string>([ for l in layers -> l.Layer ], [ for l in outcome.Layers -> l.Name ])
        Assert.Equal<int>([ 32; 16; 8; 4 ], [ for l in outcome.Layers -> l.Side ])

        for expected, layer in Seq.zip layers outcome.Layers do
            let regions = [ layer.Digit; layer.Distractors; layer.Background ]
            let kl = regions |> List.sumBy _.Kl
            Assert.True(kl > 0.0)
            Assert.InRange(kl / expected.Kl.Value, 1.0 - 1e-4, 1.0 + 1e-4)
            Assert.Equal(float (layer.Side * layer.Side), regions |> List.sumBy _.Positions, 6)
            // The digit's box is 28 of 64 pixels wide, wherever it lies.
            let across = 28.0 / float layer.Field.Stride
            Assert.InRange(layer.Digit.Positions, floor across ** 2.0, ceil across ** 2.0)
            Assert.InRange(layer.Peaks, 0.0, 1.0)

        Assert.Equal(3, outcome.Samples.Length)

        for sample in outcome.Samples do
            Assert.Equal(64 * 64, sample.Pixels.Length)

            for layer, map in Seq.zip outcome.Layers sample.Maps do
                Assert.Equal(layer.Side * layer.Side, map.Length)
                // The log-uniform prior's KL is never negative.
                Assert.All(map, (fun kl -> Assert.True(kl >= 0.0f)))

    [<Fact>]
    member _.``images that do not say where their digit is are refused in a line``() =
        use temporary = new Folder()
        let folder = temporary.Path

        let _, resume =
            folder
            |> measured [ "--dataset"; "digits"; "--network"; "mlp"; "--width"; "8" ] (KlMaps(images, 3))

        let struct (code, _, error) = idrop resume
        Assert.Equal(2, code)
        // Words about the progress come before it.
        let last = error.TrimEnd().Split '\n' |> Array.last
        Assert.Contains("digits does not say", last)
        Assert.Contains("cluttered-mnist", last)
