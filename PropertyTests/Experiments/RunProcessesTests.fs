/// Runs side by side, each in a process of its own: what comes out is what one process gives, and none is left behind.
module IDropTheory.PropertyTests.Experiments.RunProcessesTests

open System
open System.Collections.Generic
open System.IO
open System.Threading
open Xunit
open IDropTheory.Experiments
open IDropTheory.Models
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Experiments.SmallRuns

let private options = StudyOptions(RunOptions(DataOptions()), 2)

/// Runs what is not complete of some folders, two at a time.
let private toEnd (say: string list -> unit) (cancellation: CancellationToken) (runs: RunDirectory list) =
    let pending () : IReadOnlyList<RunDirectory> =
        ResizeArray(runs |> List.filter (fun run -> not run.IsComplete))

    RunProcesses.ToEnd(pending, options, (fun running -> say (List.ofSeq running)), cancellation)

/// That nobody trains a run any more.
let private isFree (run: RunDirectory) = run.Lock().Dispose()

let private seeded (epochs: int) (seed: int) =
    lasting epochs @ [ "--seed"; string seed ]

[<Collection "the global generator">]
type Processes() =
    [<Fact>]
    member _.``runs side by side are bit for bit those of one process, and there are never more than allowed``() =
        use folder = new Folder()

        let runs =
            [ for seed in 1..3 -> seeded 2 seed |> begun (folder.Sub $"apart {seed}") ]

        let mutable most = 0

        runs
        |> toEnd (fun running -> most <- max most running.Length) CancellationToken.None

        Assert.Equal(2, most)

        for seed, run in List.indexed runs do
            let here = folder.Sub $"here {seed + 1}"
            trained (seeded 2 (seed + 1) @ [ "--out"; here ]) |> ignore
            shouldEqualRun here run.Path

    [<Fact>]
    member _.``a run that fails is named with what it said, and the others are ended``() =
        use folder = new Folder()
        let broken = seeded 2 1 |> begun (folder.Sub "broken")
        File.WriteAllText(broken.Checkpoint, "no weights")
        let other = seeded 2000 2 |> begun (folder.Sub "other")

        let failed =
            Assert.Throws<TrainingException>(fun () -> [ broken; other ] |> toEnd ignore CancellationToken.None)

        for words in [ "ended with exit code 2"; "checkpoint"; broken.Path ] do
            Assert.Contains(words, failed.Message)

        Assert.False(broken.IsFinished || other.IsFinished)
        isFree other

    [<Fact>]
    member _.``cancelled runs save, and go on where they were``() =
        use folder = new Folder()
        let run = seeded 40 1 |> begun (folder.Sub "stopped")
        use stop = new CancellationTokenSource()

        let stopAfterAnEpoch (running: string list) =
            if not (List.exists (fun (words: string) -> words.EndsWith(": 0/40", StringComparison.Ordinal)) running) then
                stop.Cancel()

        Assert.Throws<OperationCanceledException>(fun () -> [ run ] |> toEnd stopAfterAnEpoch stop.Token)
        |> ignore

        isFree run
        Assert.False(run.IsFinished, "the training ended before it was cancelled")
        Assert.True(OperatingSystem.IsWindows() || File.Exists run.Checkpoint)
        [ run ] |> toEnd ignore CancellationToken.None
        let whole = folder.Sub "whole"
        trained (seeded 40 1 @ [ "--out"; whole ]) |> ignore
        shouldEqualRun whole run.Path
