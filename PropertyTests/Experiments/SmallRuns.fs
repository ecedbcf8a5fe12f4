/// Trainings of about a second, and what must be equal of two that are the same.
module IDropTheory.PropertyTests.Experiments.SmallRuns

open System
open System.IO
open System.IO.Compression
open System.Text.Json
open System.Threading
open Xunit
open IDropTheory.Experiments.Output
open IDropTheory.Experiments.Runs
open IDropTheory.Models
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Experiments.ArrayFiles
open IDropTheory.PropertyTests.Experiments.CommandRunner

/// One JSON document on standard output; words about the progress are on standard error.
let trained (arguments: string list) =
    let struct (code, output, error) = idrop (arguments @ [ "--json" ])

    Assert.True((code = 0), $"exit code {code}: {error}")
    JsonDocument.Parse(output).RootElement

/// The same from a process of its own.
let trainedApart (arguments: string list) =
    use program = Programs.idropProgram (arguments @ [ "--json" ]) []
    let ending = program.Wait(TimeSpan.FromMinutes 3.0)
    Assert.True((ending.Code = 0), $"exit code {ending.Code}: {ending.Error}")
    JsonDocument.Parse(ending.Output).RootElement

/// The arguments of a training of two epochs, without its folder.
let small =
    [
        "train"
        "--dataset"
        "digits"
        "--network"
        "mlp"
        "--width"
        "12"
        "--method"
        "information"
        "--beta"
        "2"
        "--epochs"
        "2"
        "--batch"
        "50"
        "--train-images"
        "400"
        "--validation"
        "100"
        "--test-images"
        "200"
        "--threads"
        "1"
    ]

/// The same training with so many epochs.
let lasting (epochs: int) =
    let at = List.findIndex ((=) "--epochs") small + 1
    List.updateAt at (string epochs) small

/// The folder of a run that is begun and has done nothing yet: a command that was cancelled before it ran.
let begun (folder: string) (arguments: string list) =
    let struct (code, _, error) =
        cancellable (CancellationToken true) (arguments @ [ "--out"; folder ])

    Assert.True((code = ExitCode.Interrupted), $"exit code {code}: {error}")
    RunFolder folder

/// The bytes of all tensors of a run, by name.
let weights (folder: string) =
    let struct (tensors, _) = SafeTensorsFile.Read(RunFolder(folder).Checkpoint)

    tensors
    |> Seq.map (fun t ->
        let bytes = t.Value.bytes.ToArray()
        t.Value.Dispose()
        t.Key, bytes)
    |> Map.ofSeq

let private withoutTimes (folder: string) =
    RunFolder(folder).ReadMetrics()
    |> Seq.map (fun epoch -> epoch.Epoch, epoch.Loss, epoch.CrossEntropy, epoch.TrainError, epoch.Validation |> nonNull |> _.CrossEntropy)
    |> Seq.toList

/// That two runs have the same epochs, the same weights to the last bit and the same outcome.
let shouldEqualRun (expected: string) (actual: string) =
    Assert.Equal<(int * float * _ * _ * _) list>(withoutTimes expected, withoutTimes actual)
    let want, got = weights expected, weights actual
    Assert.Equal<string list>(want |> Map.keys |> Seq.toList, got |> Map.keys |> Seq.toList)

    for KeyValue(name, bytes) in want do
        Assert.True((bytes = got[name]), $"{name} differs")

    let e, a = RunFolder(expected).ReadResult(), RunFolder(actual).ReadResult()
    Assert.Equal(e.Test.CrossEntropy, a.Test.CrossEntropy)
    Assert.Equal(e.Test.Error, a.Test.Error)

/// The arguments of a training of one epoch on 120 generated images of 12 by 12 pixels in three classes, which are written into a folder;
/// without its own folder.
let tiny (folder: Folder) =
    let images (count: int) (key: uint64) =
        let noise = Array.zeroCreate<float>(count * 144)
        RandomKey.FromSeed(key).FillNormal(noise.AsSpan())
        // A class is brighter in its own third.
        [
            for i in 0 .. count * 144 - 1 ->
                (if (i % 144) / 48 = i / 144 % 3 then 160.0 else 80.0) + 20.0 * tanh noise[i]
                |> floor
        ]

    let archive =
        npz
            CompressionLevel.Fastest
            [
                for split, count, key in [ "train", 120, 1UL; "test", 60, 2UL ] do
                    $"x_{split}", npy "|u1" false $"{count}, 12, 12" (bytesOf "|u1" (images count key))
                    $"y_{split}", npy "|u1" false $"{count}," (bytesOf "|u1" [ for i in 0 .. count - 1 -> float (i % 3) ])
            ]

    File.WriteAllBytes(folder.Sub "tiny.npz", archive)

    [
        "train"
        "--dataset"
        folder.Sub "tiny.npz"
        "--width"
        "12"
        "--beta"
        "1"
        "--epochs"
        "1"
        "--batch"
        "20"
        "--validation"
        "20"
        "--threads"
        "1"
    ]
