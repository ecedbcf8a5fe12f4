/// Trainings from the command line: what they print and write, and that an interruption at any moment changes nothing.
module IDropTheory.PropertyTests.Experiments.TrainTests

open System
open System.Diagnostics
open System.IO
open System.Text.Json
open System.Threading
open Xunit
open IDropTheory.Experiments
open IDropTheory.Models
open IDropTheory.PropertyTests.Experiments.CommandRunner

type private Folder() =
    let path = Directory.CreateTempSubdirectory("idrop-train-").FullName
    member _.Path = path
    member _.Sub(name: string) = Path.Combine(path, name)

    interface IDisposable with
        member _.Dispose() = Directory.Delete(path, true)

let private run (cancellation: CancellationToken) (arguments: string list) =
    use output = new StringWriter()
    use error = new StringWriter()
    let code = CommandLine.Run(arguments, Streams.Captured(output, error), cancellation)
    struct (code, string output, string error)

/// One JSON document on standard output; words about the progress are on standard error.
let private trained (arguments: string list) =
    let struct (code, output, error) =
        run CancellationToken.None (arguments @ [ "--json" ])

    Assert.True((code = 0), $"exit code {code}: {error}")
    JsonDocument.Parse(output).RootElement

let private small =
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

let private weights (folder: string) =
    let struct (tensors, _) = SafeTensorsFile.Read(RunDirectory(folder).Checkpoint)

    tensors
    |> Seq.map (fun t ->
        let bytes = t.Value.bytes.ToArray()
        t.Value.Dispose()
        t.Key, bytes)
    |> Map.ofSeq

let private withoutTimes (folder: string) =
    RunDirectory(folder).ReadMetrics()
    |> Seq.map (fun epoch -> epoch.Epoch, epoch.Loss, epoch.CrossEntropy, epoch.TrainError, epoch.Validation |> nonNull |> _.CrossEntropy)
    |> Seq.toList

let private shouldEqualRun (expected: string) (actual: string) =
    Assert.Equal<(int * float * _ * _ * _) list>(withoutTimes expected, withoutTimes actual)
    let want, got = weights expected, weights actual
    Assert.Equal<string list>(want |> Map.keys |> Seq.toList, got |> Map.keys |> Seq.toList)

    for KeyValue(name, bytes) in want do
        Assert.True((bytes = got[name]), $"{name} differs")

    let e, a = RunDirectory(expected).ReadResult(), RunDirectory(actual).ReadResult()
    Assert.Equal(e.Test.CrossEntropy, a.Test.CrossEntropy)
    Assert.Equal(e.Test.Error, a.Test.Error)

[<Collection "the global generator">]
type Training() =
    [<Fact>]
    member _.``train prints what the contract names``() =
        use folder = new Folder()
        let result = trained (small @ [ "--out"; folder.Sub "run" ])

        for key in
            [
                "testError"
                "validationError"
                "trainError"
                "crossEntropy"
                "klPerLayer"
                "effectiveBeta"
                "imagesPerSecond"
                "seconds"
                "checkpoint"
            ] do
            Assert.True(result.TryGetProperty(key) |> fst, key)

        Assert.InRange(number "testError" result, 0.0, 1.0)
        Assert.Equal(2.0 / 400.0, number "effectiveBeta" result)
        Assert.Equal(3, result.GetProperty("klPerLayer").GetArrayLength())
        Assert.True(File.Exists(text "checkpoint" result))

    [<Fact>]
    member _.``evaluate agrees with the training's own test, and drawn noise does not``() =
        use folder = new Folder()
        let out = folder.Sub "run"
        let result = trained (small @ [ "--out"; out ])
        let median = trained [ "evaluate"; out; "--threads"; "1" ]
        Assert.Equal(number "testError" result, number "testError" median)
        Assert.Equal(number "crossEntropy" result, number "crossEntropy" median)

        let sample =
            trained [ "evaluate"; out; "--noise"; "sample"; "--draws"; "3"; "--threads"; "1" ]

        Assert.NotEqual(number "crossEntropy" median, number "crossEntropy" sample)

        let again =
            trained [ "evaluate"; out; "--noise"; "sample"; "--draws"; "3"; "--threads"; "1" ]

        Assert.Equal(number "crossEntropy" sample, number "crossEntropy" again)

    [<Fact>]
    member _.``export writes the weights that were trained, with their shapes and settings``() =
        use folder = new Folder()
        let out, file = folder.Sub "run", folder.Sub "weights.safetensors"
        trained (small @ [ "--out"; out ]) |> ignore
        let exported = trained [ "export"; out; "--to"; file ]
        let struct (tensors, metadata) = SafeTensorsFile.Read file
        Assert.Equal(exported.GetProperty("tensors").GetArrayLength(), tensors.Count)
        Assert.Contains("\"width\":12", metadata["settings"])
        let trained = weights out

        for KeyValue(name, value) in tensors do
            Assert.True((value.bytes.ToArray() = trained["network." + name]), name)
            value.Dispose()

    [<Theory; InlineData 0; InlineData 40; InlineData 150; InlineData 400>]
    member _.``interrupted and resumed is bit for bit what was never interrupted``(milliseconds: int) =
        use folder = new Folder()
        let whole, parts = folder.Sub "whole", folder.Sub "parts"
        trained (small @ [ "--out"; whole ]) |> ignore
        let mutable arguments = small @ [ "--out"; parts ]
        let mutable attempts = 0
        let mutable finished = false

        while not finished do
            use stop = new CancellationTokenSource()
            // Later attempts get longer, so that the run comes to its end.
            if attempts < 4 then
                stop.CancelAfter(milliseconds * (attempts + 1))

            let struct (code, _, error) = run stop.Token arguments
            Assert.True((code = 0 || code = 130), $"exit code {code}: {error}")
            finished <- (code = 0)
            attempts <- attempts + 1

            if File.Exists(Path.Combine(parts, "settings.json")) then
                arguments <- [ "train"; "--resume"; parts; "--threads"; "1" ]

        shouldEqualRun whole parts

    [<Fact>]
    member _.``a killed process loses nothing that its checkpoint had``() =
        use folder = new Folder()
        let whole, killed = folder.Sub "whole", folder.Sub "killed"
        let longer = small |> List.map (fun a -> if a = "2" then "12" else a)
        trained (longer @ [ "--out"; whole ]) |> ignore

        let start =
            ProcessStartInfo("dotnet", RedirectStandardError = true, RedirectStandardOutput = true)

        for argument in
            Path.Combine(AppContext.BaseDirectory, "idrop.dll") :: longer
            @ [ "--out"; killed; "--checkpoint-seconds"; "0" ] do
            start.ArgumentList.Add argument

        use victim = nonNull (Process.Start start)
        let metrics = RunDirectory(killed).Metrics

        while not victim.HasExited
              && not (File.Exists metrics && (File.ReadAllLines metrics).Length >= 2) do
            Thread.Sleep 5

        victim.Kill()
        victim.WaitForExit()
        trained [ "train"; "--resume"; killed; "--threads"; "1" ] |> ignore
        shouldEqualRun whole killed

    [<Fact>]
    member _.``a run's folder is taken by one process, and by one run``() =
        use folder = new Folder()
        let out = folder.Sub "run"
        trained (small @ [ "--out"; out ]) |> ignore

        small @ [ "--out"; out; "--seed"; "7" ]
        |> refused [ out; "other settings"; "--resume" ]

        File.Delete(RunDirectory(out).Result)
        use _ = RunDirectory(out).Lock()

        let struct (code, _, error) =
            run CancellationToken.None [ "train"; "--resume"; out ]

        Assert.Equal(2, code)
        Assert.Contains("another process", error)

    [<Fact>]
    member _.``a finished run is not repeated``() =
        use folder = new Folder()
        let out = folder.Sub "run"
        let first = trained (small @ [ "--out"; out ])
        let written = File.GetLastWriteTimeUtc(RunDirectory(out).Checkpoint)
        let second = trained (small @ [ "--out"; out ])
        Assert.Equal(number "seconds" first, number "seconds" second)
        Assert.Equal(written, File.GetLastWriteTimeUtc(RunDirectory(out).Checkpoint))

    [<Fact>]
    member _.``TensorBoard event files are written when asked for``() =
        use folder = new Folder()
        let out = folder.Sub "run"
        trained (small @ [ "--out"; out; "--tensorboard" ]) |> ignore
        Assert.NotEmpty(Directory.GetFiles(out, "*tfevents*"))

[<Collection "the global generator">]
type Studies() =
    static member Figures =
        TheoryData<string>([| for figure in (json [ "list" ]).EnumerateArray() -> text "id" figure |])

    [<Theory; MemberData "Figures">]
    member _.``a study in smoke size comes to a verdict with plots, and is not repeated``(id: string) =
        use folder = new Folder()

        let study () =
            trained [ "run"; id; "--preset"; "smoke"; "--out"; folder.Path ]

        let outcome = study ()
        Assert.Contains(text "verdict" outcome, [ "confirmed"; "not-confirmed"; "opposite"; "no-claim" ])

        for kind in [ "*.svg"; "*.png"; "*.csv" ] do
            Assert.NotEmpty(Directory.GetFiles(Path.Combine(folder.Path, id), kind))

        let clock = Stopwatch.StartNew()
        Assert.Equal(text "ours" outcome, text "ours" (study ()))
        Assert.True(clock.Elapsed.TotalSeconds < 30.0)

[<Fact>]
let ``bad arguments of a training get one line that says what to do`` () =
    let out = Path.Combine(Path.GetTempPath(), $"idrop-{Guid.NewGuid():N}")
    [ "train" ] |> refused [ "--out"; "--resume" ]
    [ "train"; "--resume"; out ] |> refused [ out; "settings.json" ]
    [ "train"; "--resume"; out; "--beta"; "1" ] |> refused [ "--beta"; "--out" ]

    [ "train"; "--out"; out; "--dataset"; "imagenet" ]
    |> refused [ "imagenet"; "digits" ]

    [ "train"; "--out"; out; "--beta"; "-1" ] |> refused [ "--beta"; "-1"; ">= 0" ]
    [ "train"; "--out"; out; "--drops"; "0" ] |> refused [ "--drops"; "0" ]
    [ "evaluate"; out ] |> refused [ out ]
    [ "export"; out; "--to"; out ] |> refused [ out ]
    [ "run"; "fig9" ] |> refused [ "fig9"; "fig3a" ]
    [ "run"; "fig3a"; "--preset"; "authors" ] |> refused [ "authors"; "paper" ]
    Assert.False(Directory.Exists out)

[<Fact>]
let ``list names every figure with its presets`` () =
    let figures = json [ "list" ]
    Assert.Equal(JsonValueKind.Array, figures.ValueKind)

    for figure in figures.EnumerateArray() do
        Assert.NotEmpty(text "id" figure)
        Assert.NotEmpty(text "title" figure)
        Assert.NotEmpty(text "claim" figure)

        Assert.Contains(
            "smoke",
            [
                for preset in figure.GetProperty("presets").EnumerateArray() -> nonNull (preset.GetString())
            ]
        )
