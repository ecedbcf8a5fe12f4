/// Finished runs keep batch-normalisation statistics for drawn noise, and evaluations of them use these.
module IDropTheory.PropertyTests.Experiments.NoisyStatisticsTests

open System
open System.Collections.Generic
open Xunit
open IDropTheory.Experiments.Runs
open IDropTheory.Models
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Experiments.CommandRunner
open IDropTheory.PropertyTests.Experiments.SmallRuns

let private arguments =
    List.concat
        [
            [
                "train"
                "--dataset"
                "digits"
                "--network"
                "all-cnn-32"
                "--filters"
                "4"
                "--activation"
                "softplus"
            ]
            [
                "--method"
                "log-normal"
                "--alpha-max"
                "1"
                "--epochs"
                "1"
                "--batch"
                "50"
                "--train-images"
                "150"
            ]
            [ "--validation"; "0"; "--test-images"; "100"; "--threads"; "1" ]
        ]

/// A checkpoint without some of its tensors.
let private without (prefix: string) (path: string) =
    let struct (tensors, metadata) = SafeTensorsFile.Read path

    let kept =
        [|
            for entry in tensors do
                if not (entry.Key.StartsWith(prefix, StringComparison.Ordinal)) then
                    struct (entry.Key, entry.Value)
        |]

    let found = tensors.Count - kept.Length
    SafeTensorsFile.Write(path, kept, Dictionary metadata)

    for value in tensors.Values do
        value.Dispose()

    found

[<Fact>]
let ``drawn noise is evaluated with its own statistics, from the checkpoint or, for an older one, measured`` () =
    use folder = new Folder()

    let trainedError =
        trained (arguments @ [ "--out"; folder.Path ]) |> number "crossEntropy"

    let evaluated (noise: string) =
        trained [ "evaluate"; folder.Path; "--noise"; noise; "--threads"; "1" ]
        |> number "crossEntropy"

    let sample, mean = evaluated "sample", evaluated "mean"
    Assert.Equal(trainedError, evaluated "median")
    Assert.NotEqual(sample, mean)
    // Nine stages, each with a mean, a variance and a count.
    Assert.Equal(27, without "noisy." (RunFolder(folder.Path).Checkpoint))
    Assert.Equal(sample, evaluated "sample")
    Assert.Equal(trainedError, evaluated "median")
