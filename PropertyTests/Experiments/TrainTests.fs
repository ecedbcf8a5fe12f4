/// Trainings from the command line: what they print and write, and that an interruption at any moment changes nothing.
module IDropTheory.PropertyTests.Experiments.TrainTests

open System
open System.IO
open System.Text.Json
open System.Threading
open Xunit
open IDropTheory.Experiments
open IDropTheory.Experiments.Output
open IDropTheory.Experiments.Runs
open IDropTheory.Experiments.Output
open IDropTheory.Experiments.Runs
open IDropTheory.Models
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Programs
open IDropTheory.PropertyTests.Experiments.CommandRunner
open IDropTheory.PropertyTests.Experiments.SmallRuns

/// Cancels when the first epoch of a training is told to be over.
type private EndOfFirstEpoch(stop: CancellationTokenSource) =
    inherit StringWriter()

    override _.WriteLine(line: string | null) =
        base.WriteLine line

        match line with
        | null -> ()
        | line when line.StartsWith("epoch 1 of", StringComparison.Ordinal) -> stop.Cancel()
        | _ -> ()

let private stoppedAfterOneEpoch (arguments: string list) =
    use stop = new CancellationTokenSource()
    use error = new EndOfFirstEpoch(stop)
    use output = new StringWriter()
    let code = CommandLine.Run(arguments, Streams.Captured(output, error), stop.Token)
    Assert.True((code = ExitCode.Interrupted), $"exit code {code}: {error}")
    Assert.Equal("", string output)

/// A training in a process of its own that saves after every step, when two of its epochs are written.
let private inItsThirdEpoch (folder: string) (arguments: string list) =
    let program =
        idropProgram (arguments @ [ "--out"; folder; "--checkpoint-seconds"; "0" ]) []

    let run = RunFolder folder
    let deadline = DateTime.UtcNow + TimeSpan.FromMinutes 3.0

    while not program.HasExited
          && DateTime.UtcNow < deadline
          && not (File.Exists run.Metrics && (File.ReadAllLines run.Metrics).Length >= 2) do
        Thread.Sleep 5

    program

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

    /// Once at the end of an epoch, and then wherever the time falls, which grows so that the run comes to its end.
    [<Theory; InlineData 0; InlineData 40; InlineData 150; InlineData 400>]
    member _.``interrupted and resumed is bit for bit what was never interrupted``(milliseconds: int) =
        use folder = new Folder()
        let whole, parts = folder.Sub "whole", folder.Sub "parts"
        trained (small @ [ "--out"; whole ]) |> ignore
        stoppedAfterOneEpoch (small @ [ "--out"; parts ])
        let run = RunFolder parts
        Assert.False run.IsFinished
        Assert.True(File.Exists run.Checkpoint)
        Assert.Equal(1, run.ReadMetrics().Count)
        let mutable attempts = 0

        while not run.IsFinished do
            use stop = new CancellationTokenSource()

            if attempts < 4 then
                stop.CancelAfter(milliseconds * (attempts + 1))

            let struct (code, _, error) =
                cancellable stop.Token [ "train"; "--resume"; parts; "--threads"; "1" ]

            Assert.True((code = (if run.IsFinished then 0 else 130)), $"exit code {code}: {error}")
            attempts <- attempts + 1

        shouldEqualRun whole parts

    [<Fact>]
    member _.``a killed process loses nothing that its checkpoint had``() =
        use folder = new Folder()
        let whole, killed = folder.Sub "whole", folder.Sub "killed"
        trained (lasting 30 @ [ "--out"; whole ]) |> ignore
        use victim = lasting 30 |> inItsThirdEpoch killed
        victim.Kill()
        victim.Wait(TimeSpan.FromMinutes 1.0) |> ignore
        Assert.False(RunFolder(killed).IsFinished, "the training ended before it was killed")
        // It may have been killed while one became the other.
        Assert.True(
            File.Exists(RunFolder(killed).Checkpoint)
            || File.Exists(RunFolder(killed).PreviousCheckpoint)
        )

        trained [ "train"; "--resume"; killed; "--threads"; "1" ] |> ignore
        shouldEqualRun whole killed

    [<Fact>]
    member _.``a process that is asked to end saves, says so, and can be resumed``() =
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGTERM.")
        use folder = new Folder()
        let whole, stopped = folder.Sub "whole", folder.Sub "stopped"
        trained (lasting 30 @ [ "--out"; whole ]) |> ignore
        use asked = lasting 30 |> inItsThirdEpoch stopped
        asked.Terminate()
        let ending = asked.Wait(TimeSpan.FromMinutes 1.0)
        Assert.Equal(ExitCode.Interrupted, ending.Code)
        Assert.Equal("", ending.Output)
        Assert.EndsWith("\nidrop: interrupted.\n", ending.Error)
        Assert.Contains("\nsaving what is in progress", ending.Error)
        Assert.False(RunFolder(stopped).IsFinished, "the training ended before it was asked to")
        trained [ "train"; "--resume"; stopped; "--threads"; "1" ] |> ignore
        shouldEqualRun whole stopped

    [<Fact>]
    member _.``a damaged checkpoint is refused, and the training continues from the one before it to the same end``() =
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGTERM.")
        use folder = new Folder()
        let whole, stopped = folder.Sub "whole", folder.Sub "stopped"
        trained (lasting 30 @ [ "--out"; whole ]) |> ignore

        use asked = lasting 30 |> inItsThirdEpoch stopped
        asked.Terminate()
        asked.Wait(TimeSpan.FromMinutes 1.0) |> ignore
        let run = RunFolder stopped
        let bytes = File.ReadAllBytes run.Checkpoint
        bytes[40] <- bytes[40] ^^^ 1uy
        File.WriteAllBytes(run.Checkpoint, bytes)
        trained [ "train"; "--resume"; stopped; "--threads"; "1" ] |> ignore
        shouldEqualRun whole stopped

        let said =
            [
                for epoch in run.ReadMetrics() do
                    yield!
                        epoch.Warnings
                        |> Seq.filter _.Contains("continued from the checkpoint before it")
            ]

        Assert.Contains(run.Checkpoint, Assert.Single said)
        Assert.False(File.Exists run.PreviousCheckpoint, "the checkpoint before the last is kept after the end")

    [<Fact>]
    member _.``a run's folder is taken by one process, and by one run``() =
        use folder = new Folder()
        let out = folder.Sub "run"
        trained (small @ [ "--out"; out ]) |> ignore

        small @ [ "--out"; out; "--seed"; "7" ]
        |> refused [ out; "other settings"; "--resume" ]

        File.Delete(RunFolder(out).Result)
        use _ = ClaimedRun.Take(RunFolder out)

        let struct (code, _, error) = idrop [ "train"; "--resume"; out; "--threads"; "1" ]

        Assert.Equal(2, code)
        Assert.Contains("another process", error)

    [<Fact>]
    member _.``a training that diverges says so and records it``() =
        use folder = new Folder()
        let out = folder.Sub "run"

        let struct (code, _, error) =
            idrop (small @ [ "--out"; out; "--learning-rate"; "1e30" ])

        Assert.Equal(ExitCode.UsageError, code)
        Assert.Contains("smaller learning rate", error)

        Assert.True(RunFolder(out).IsFailed)
        Assert.Contains("The loss became", (nonNull (RunFolder(out).ReadFailure())).Message)

    [<Fact>]
    member _.``a finished run is not repeated``() =
        use folder = new Folder()
        let out = folder.Sub "run"
        let first = trained (small @ [ "--out"; out ])
        let written = File.GetLastWriteTimeUtc(RunFolder(out).Checkpoint)
        let second = trained (small @ [ "--out"; out ])
        Assert.Equal(number "seconds" first, number "seconds" second)
        Assert.Equal(written, File.GetLastWriteTimeUtc(RunFolder(out).Checkpoint))

[<Fact>]
let ``a training without a folder is written below runs, named after its settings`` () =
    let small =
        [
            "--width"
            "3"
            "--layers"
            "1"
            "--train-images"
            "40"
            "--validation"
            "10"
            "--test-images"
            "10"
            "--epochs"
            "1"
        ]

    let struct (code, output, error) = idrop ([ "train"; "--json" ] @ small)
    Assert.True((code = 0), error)
    let checkpoint = text "checkpoint" (JsonDocument.Parse(output).RootElement)
    let folder = nonNull (Path.GetDirectoryName checkpoint)
    Assert.Matches(@"^runs.digits-[0-9a-f]{8}$", folder)
    Assert.Contains(folder, error)
    Directory.Delete(folder, true)

[<Fact>]
let ``bad arguments of a training get one line that says what to do`` () =
    let out = Path.Combine(Path.GetTempPath(), $"idrop-{Guid.NewGuid():N}")
    [ "train"; "--resume"; out ] |> refused [ out; "settings.json" ]
    [ "train"; "--resume"; out; "--beta"; "1" ] |> refused [ "--beta"; "--out" ]

    [ "train"; "--out"; out; "--dataset"; "imagenet" ]
    |> refused [ "imagenet"; "digits" ]

    [ "train"; "--out"; out; "--beta"; "-1" ] |> refused [ "--beta"; "-1"; ">= 0" ]
    [ "train"; "--out"; out; "--drops"; "0" ] |> refused [ "--drops"; "0" ]
    [ "evaluate"; out ] |> refused [ out ]

    [ "export"; out; "--to"; out + ".safetensors" ]
    |> refused [ out; "settings.json" ]

    [ "export"; out; "--to"; out + ".pt" ] |> refused [ "--to"; ".safetensors" ]
    [ "run"; "fig9" ] |> refused [ "fig9"; "fig3a" ]
    [ "run"; "fig3a"; "--preset"; "authors" ] |> refused [ "authors"; "paper" ]
    Assert.False(Directory.Exists out)
