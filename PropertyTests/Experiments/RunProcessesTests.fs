/// Runs side by side, each in a process of its own: what comes out is what one process gives, and none is left behind.
module IDropTheory.PropertyTests.Experiments.RunProcessesTests

open System
open System.IO
open System.Threading
open Xunit
open IDropTheory.Experiments.Runs
open IDropTheory.Models
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Experiments.SmallRuns

let private options = RunOptions(DataOptions(), TensorBoard = true, Jobs = 2)

/// Runs what is not complete of some folders, two at a time.
let private toEnd (say: RunInProgress list -> unit) (cancellation: CancellationToken) (runs: RunFolder list) =
    let refused (_: RunFolder) (reason: TrainingException) = raise reason
    let still = OpenRuns runs

    ParallelRuns.ToEnd((fun () -> still.Look()), options, (fun running -> say (List.ofSeq running)), failwith, refused, cancellation)

/// That nobody trains a run any more.
let private isFree (run: RunFolder) =
    Assert.Null run.Holder
    Assert.Empty(Directory.GetFiles(run.Path, "claim-*"))

let private seeded (epochs: int) (seed: int) =
    lasting epochs @ [ "--seed"; string seed ]

type Processes() =
    [<Fact>]
    member _.``runs side by side are bit for bit those of one process, and there are never more than allowed``() =
        use folder = new Folder()

        // The first outlasts the second, whose place one of the two others takes: one, though both wait.
        let lengths = [ 1, 60; 2, 1; 3, 1; 4, 1 ]

        let runs =
            [
                for seed, epochs in lengths -> seeded epochs seed |> begun (folder.Sub $"apart {seed}")
            ]

        let mutable most = 0

        runs
        |> toEnd (fun running -> most <- max most running.Length) CancellationToken.None

        Assert.Equal(2, most)

        for (seed, epochs), run in List.zip lengths runs |> List.truncate 2 do
            let here = folder.Sub $"here {seed}"
            trainedApart (seeded epochs seed @ [ "--out"; here ]) |> ignore
            shouldEqualRun here run.Path

        for run in runs do
            Assert.True run.IsFinished
            Assert.NotEmpty(Directory.GetFiles(run.Path, "*tfevents*"))

    [<Fact>]
    member _.``a run that diverges is recorded, one that fails otherwise is tried again, and the others go on``() =
        use folder = new Folder()

        let diverging =
            seeded 2 1 @ [ "--learning-rate"; "1e30" ] |> begun (folder.Sub "diverging")

        let broken = seeded 2 2 |> begun (folder.Sub "broken")
        File.WriteAllText(broken.Checkpoint, "no weights")
        let other = seeded 2 3 |> begun (folder.Sub "other")
        [ diverging; broken; other ] |> toEnd ignore CancellationToken.None
        let failure = nonNull (diverging.ReadFailure())
        Assert.Equal((true, 1, true), (failure.Diverged, failure.Attempts, failure.IsFinal))
        Assert.Contains("The loss became", failure.Message)
        Assert.NotEmpty failure.Program
        Assert.InRange(failure.When, DateTime.UtcNow.AddMinutes -10.0, DateTime.UtcNow)
        Assert.False diverging.IsFinished
        Assert.True(broken.IsFinished && other.IsFinished)
        Assert.Null(broken.ReadFailure())
        // The checkpoint that could not be read is not deleted.
        Assert.Equal("no weights", File.ReadAllText(Path.Combine(broken.Path, "refused.safetensors")))

    [<Fact>]
    member _.``what lies outside of a run is told with its reason, and not recorded as its failure``() =
        use folder = new Folder()
        let noData = DataOptions(Directory = folder.Path)
        let run = [ "train"; "--dataset"; "mnist" ] |> begun (folder.Sub "run")

        let mutable reason = ""

        let refused (refusal: RunFolder) (failed: TrainingException) =
            Assert.Equal(run.Path, refusal.Path)
            reason <- failed.Message

        // Who is told of it decides: here nothing more is begun.
        ParallelRuns.ToEnd(
            (fun () -> if reason = "" then [| run |] else [||]),
            RunOptions(noData, Jobs = 2),
            ignore,
            failwith,
            refused,
            CancellationToken.None
        )

        for words in [ "ended with exit code 2"; "mnist"; run.Path ] do
            Assert.Contains(words, reason)

        Assert.Null(run.ReadFailure())
        isFree run

type Killed() =

    [<Fact>]
    member _.``a process that is killed ends its run alone, which is then trained by another process``() =
        use folder = new Folder()
        let first = seeded 200 1 |> begun (folder.Sub "first")

        let others =
            [ for seed in 2..3 -> seeded 2 seed |> begun (folder.Sub $"other {seed}") ]

        let mutable killed = 0

        let killOnce (running: RunInProgress list) =
            if
                killed = 0
                && running |> List.exists (fun run -> run.Settings.Epochs = 200 && run.Epochs > 0)
            then
                killed <- (nonNull first.Holder).Process
                Diagnostics.Process.GetProcessById(killed).Kill()

        first :: others |> toEnd killOnce CancellationToken.None
        Assert.NotEqual(0, killed)
        // The failure of the first attempt is forgotten when the second succeeds.
        Assert.Null(first.ReadFailure())

        for run in first :: others do
            Assert.True run.IsFinished

[<Fact>]
let ``a run is given up after two failures, or one divergence`` () =
    let once = RunFailure.After(null, "killed", false)
    Assert.Equal((1, false), (once.Attempts, once.IsFinal))
    let twice = RunFailure.After(once, "killed", false)
    Assert.Equal((2, true), (twice.Attempts, twice.IsFinal))
    Assert.True(RunFailure.After(null, "NaN", true).IsFinal)

[<Fact>]
let ``all cores work unless told otherwise, and a GPU does one run at a time`` () =
    Assert.Equal(Environment.ProcessorCount, RunOptions.DefaultJobs "cpu")
    Assert.Equal(1, RunOptions.DefaultJobs "cuda")

type Cancelled() =

    [<Fact>]
    member _.``cancelled runs save before they end``() =
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There a process cannot be asked to end.")
        use folder = new Folder()
        let run = seeded 2000 1 |> begun (folder.Sub "stopped")
        use stop = new CancellationTokenSource()

        let stopAfterAnEpoch (running: RunInProgress list) =
            if running |> List.forall (fun run -> run.Epochs > 0) then
                stop.Cancel()

        Assert.Throws<OperationCanceledException>(fun () -> [ run ] |> toEnd stopAfterAnEpoch stop.Token)
        |> ignore

        isFree run
        Assert.False run.IsFinished
        Assert.NotEmpty(run.ReadMetrics())
        Assert.True(File.Exists run.Checkpoint)
