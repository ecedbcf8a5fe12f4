/// Finished runs keep batch-normalisation statistics of all their training images: for the noise at its median, and for drawn noise.
module IDropTheory.PropertyTests.Experiments.RunBatchNormTests

open System
open System.Collections.Generic
open Xunit
open IDropTheory.Experiments.Runs
open IDropTheory.Experiments.Runs.Settings
open IDropTheory.Models
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Experiments.CommandRunner
open IDropTheory.PropertyTests.Experiments.SmallRuns

let private training (images: int) (validation: int) =
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
                string images
            ]
            [ "--validation"; string validation; "--test-images"; "100"; "--threads"; "1" ]
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
        trained (training 150 0 @ [ "--out"; folder.Path ]) |> number "crossEntropy"

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

/// A validation measures them over 5,000 images at most, and the end of the run not again where these were all.
[<Theory>]
[<InlineData(150, 0)>]
[<InlineData(150, 50)>]
[<InlineData(5050, 50)>]
let ``a finished run has the statistics that its training images have when they are measured again`` (images: int) (validation: int) =
    use folder = new Folder()
    trained (training images validation @ [ "--out"; folder.Path ]) |> ignore
    let run = RunFolder folder.Path
    let settings = run.ReadSettings()
    use cache = new DataCache()
    use data = RunData.Load(settings, DataOptions(), cache)
    let objective = TrainedNetwork.Load(run, settings, data.Set.Train)
    use network = objective.Network
    Assert.Equal(int64 images, int64 data.Set.Train.Count)
    use kept = BatchNormStatistics.Of network

    use again =
        BatchNormStatistics.Measure(objective, data.Set.Train.InOrder(settings.Batch, data.Normalisation), NoiseMode.Median)

    Assert.Equal(27, kept.Tensors.Count)
    Assert.Equal(27, again.Tensors.Count)

    for struct (name, mine), struct (_, measured) in Seq.zip kept.Tensors again.Tensors do
        Assert.True(mine.equal(measured).all().item<bool>(), name)
