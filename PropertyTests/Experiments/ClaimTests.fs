/// Who may write a run that several processes share: one at a time, and nobody who has lost it.
module IDropTheory.PropertyTests.Experiments.ClaimTests

open System
open System.IO
open System.Threading
open System.Threading.Tasks
open Xunit
open IDropTheory.Experiments.Output
open IDropTheory.Experiments.Runs
open IDropTheory.Experiments.Runs.Settings
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Programs
open IDropTheory.PropertyTests.Experiments.CommandRunner
open IDropTheory.PropertyTests.Experiments.SmallRuns

let private claims (folder: string) =
    Directory.GetFiles(folder, "claim-*.json")

/// Makes the claim on a folder look as if it had not been renewed for a while.
let private age (time: TimeSpan) (folder: string) =
    let file = Assert.Single(claims folder)
    File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc file - time)

/// Writes the claim of another process.
let private write (holder: ClaimHolder) (folder: string) =
    File.WriteAllText(Path.Combine(folder, "claim-1.json"), RunJson.Text holder)

[<Fact>]
let ``a folder has one claim, which leaves nothing behind`` () =
    use folder = new Folder()
    let first = nonNull (Claim.TryTake folder.Path)
    Assert.Null(Claim.TryTake folder.Path)
    Assert.Equal(Environment.ProcessId, (nonNull (Claim.HolderOf folder.Path)).Process)
    first.Require()
    first.Dispose()
    Assert.Null(Claim.HolderOf folder.Path)
    Assert.Empty(Directory.GetFileSystemEntries folder.Path)
    (nonNull (Claim.TryTake folder.Path)).Dispose()

[<Fact>]
let ``a claim is taken over when it was not renewed for as long as it says, and not before`` () =
    use folder = new Folder()

    let elsewhere =
        ClaimHolder("node", "another machine", 7, "1", DateTime.UtcNow, 50.0, "1d")

    folder.Path |> write elsewhere
    folder.Path |> age (TimeSpan.FromSeconds 40.0)
    Assert.Null(Claim.TryTake folder.Path)
    Assert.Equal("node, process 7", (nonNull (Claim.HolderOf folder.Path)).Label)
    folder.Path |> age (TimeSpan.FromSeconds 20.0)
    use mine = nonNull (Claim.TryTake folder.Path)
    Assert.Equal("claim-2.json", Path.GetFileName(Assert.Single(claims folder.Path)))
    mine.Require()

[<Fact>]
let ``the claim of a process of this machine that has ended is free at once`` () =
    use folder = new Folder()
    let mine = ClaimHolder.Now()
    Assert.False mine.HasEnded
    // A number that a later process has now is no longer that of the process that claimed.
    folder.Path
    |> write (ClaimHolder(mine.Host, mine.Machine, mine.Process, "0", mine.Since, 1000.0, "1d"))

    use taken = nonNull (Claim.TryTake folder.Path)
    taken.Require()

[<Fact>]
let ``a claim that its process has created and not yet written holds`` () =
    use folder = new Folder()
    File.WriteAllText(Path.Combine(folder.Path, "claim-3.json"), "")
    Assert.Null(Claim.TryTake folder.Path)
    folder.Path |> age (TimeSpan.FromHours 1.0)
    use taken = nonNull (Claim.TryTake folder.Path)
    Assert.Equal("claim-4.json", Path.GetFileName(Assert.Single(claims folder.Path)))

/// With and without a stale claim of which all learn at the same moment.
[<Theory; InlineData false; InlineData true>]
let ``of many that try at once at most one has the claim`` (isStale: bool) =
    let takers = 4
    let mutable taken = 0

    for _ in 1..100 do
        use folder = new Folder()

        if isStale then
            folder.Path
            |> write (ClaimHolder("node", "another machine", 7, "1", DateTime.UtcNow, 50.0, "1d"))

            folder.Path |> age (TimeSpan.FromHours 1.0)

        use together = new Barrier(takers)

        let one () =
            together.SignalAndWait()
            Claim.TryTake folder.Path

        let found =
            Task
                .WhenAll(
                    [|
                        for _ in 1..takers -> Task.Factory.StartNew<_>(one, TaskCreationOptions.LongRunning)
                    |]
                )
                .Result
            |> Array.filter (isNull >> not)

        Assert.InRange(found.Length, 0, 1)

        for claim in found do
            (nonNull claim).Require()
            (nonNull claim).Dispose()
            taken <- taken + 1

    // Two that see each other may both step back, which is rare.
    Assert.InRange(taken, 90, 100)

type Lost() =
    [<Fact>]
    member _.``who lost a run writes nothing of it, and what it was writing is deleted``() =
        use folder = new Folder()
        let run = small |> begun (folder.Sub "run")
        use slow = ClaimedRun.Take run
        File.WriteAllText(run.Checkpoint, "old")
        slow.BeginMetrics 0
        let mutable part = ""

        let takenOver (file: string) =
            File.WriteAllText(file, "of the process that lost")
            part <- file
            run.Path |> age (TimeSpan.FromHours 1.0)
            use fast = nonNull (ClaimedRun.TryTake run)
            // Between the check and the renaming there is nothing left to be renamed.
            Assert.False(File.Exists file)
            fast.WriteCheckpoint(fun file -> File.WriteAllText(file, "new"))

        let lost =
            Assert.Throws<RunTakenException>(fun () -> slow.WriteCheckpoint takenOver)

        Assert.True lost.WasMine
        Assert.Contains("writes nothing more", lost.Message)
        Assert.Equal("new", File.ReadAllText run.Checkpoint)
        Assert.Equal("old", File.ReadAllText run.PreviousCheckpoint)

        for write in
            [
                fun () -> slow.Fail("reason", false)
                fun () -> slow.DeleteCheckpoints false
                fun () -> slow.SetCheckpointAside()
                fun () -> slow.WriteCheckpoint(fun file -> File.WriteAllText(file, "late"))
            ] do
            Assert.Throws<RunTakenException>(write) |> ignore

        Assert.Equal("new", File.ReadAllText run.Checkpoint)
        Assert.Null(run.ReadFailure())
        Assert.False(File.Exists part)
        Assert.Empty(Directory.GetFiles(run.Path, "*.part*"))

let private study (out: string) =
    [
        "run"
        "fig3a"
        "--preset"
        "smoke"
        "--epochs"
        "6"
        "--keep-checkpoints"
        "--out"
        out
        "--json"
    ]

type Shared() =
    [<Fact>]
    member _.``two processes share the runs of a study, whose outcome is that of one``() =
        use folder = new Folder()
        let alone, shared = folder.Sub "alone", folder.Sub "shared"
        let outcome = trainedApart (study alone |> List.filter ((<>) "--json"))
        use first = idropProgram (study shared) []
        use second = idropProgram (study shared) []
        let mutable seen = Set.empty

        let look () =
            if Directory.Exists(Path.Combine(shared, "fig3a")) then
                for path in Directory.GetDirectories(Path.Combine(shared, "fig3a")) do
                    try
                        match RunFolder(path).Holder with
                        | null -> ()
                        | holder -> seen <- seen.Add holder.Process
                    with :? IOException ->
                        // A folder that is being copied, or a claim that ends while it is read.
                        ()

        while not (first.HasExited && second.HasExited) do
            look ()
            Thread.Sleep 10

        for program in [ first; second ] do
            let ending = program.Wait(TimeSpan.FromMinutes 1.0)
            Assert.True((ending.Code = 0), ending.Error)
            // Its own folder apart, each prints what one process alone finds.
            Assert.Equal(
                outcome.ToString().Replace(alone, shared).ReplaceLineEndings "",
                Text.Json.JsonDocument.Parse(ending.Output).RootElement.ToString().ReplaceLineEndings ""
            )

        Assert.Empty(set [ first.Id; second.Id ] - seen)

        for path in Directory.GetDirectories(Path.Combine(alone, "fig3a")) do
            let other = Path.Combine(shared, "fig3a", nonNull (Path.GetFileName path))
            Assert.Equal<Map<string, byte[]>>(weights path, weights other)
            Assert.Equal(RunFolder(path).ReadResult().Test.CrossEntropy, RunFolder(other).ReadResult().Test.CrossEntropy)
            Assert.Empty(claims other)

    [<Fact>]
    member _.``a worker that is frozen past its claim and woken again damages nothing``() =
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There a process cannot be frozen.")
        use folder = new Folder()
        let whole, shared = folder.Sub "whole", folder.Sub "shared"
        trainedApart (lasting 40 @ [ "--out"; whole ]) |> ignore
        let run = lasting 40 |> begun shared

        use frozen =
            idropProgram
                [ "train"; "--resume"; shared; "--threads"; "1"; "--checkpoint-seconds"; "0.1" ]
                [ ClaimHolder.SecondsVariable, Some "1" ]

        while Seq.length (run.MetricsLines()) < 3 && not frozen.HasExited do
            Thread.Sleep 5

        frozen.Freeze()
        Assert.False(run.IsFinished, "the training ended before it was frozen")
        Assert.Equal(frozen.Id, (nonNull run.Holder).Process)

        while run.Holder <> null do
            Thread.Sleep 50

        // Woken while another process trains, and not after it only.
        use other = idropProgram [ "train"; "--resume"; shared; "--threads"; "1" ] []
        let before = Seq.length (run.MetricsLines())

        while Seq.length (run.MetricsLines()) < before + 3 && not other.HasExited do
            Thread.Sleep 5

        frozen.Wake()
        let ending = frozen.Wait(TimeSpan.FromMinutes 1.0)
        Assert.Equal(ExitCode.UsageError, ending.Code)
        let last = ending.Error.TrimEnd('\n').Split('\n') |> Array.last

        for words in [ shared; "was taken over by"; "writes nothing more" ] do
            Assert.Contains(words, last)

        Assert.Equal(0, (other.Wait(TimeSpan.FromMinutes 1.0)).Code)
        shouldEqualRun whole shared
        Assert.Empty(claims shared)
        Assert.Empty(Directory.GetFiles(shared, "*.part*"))

[<Fact>]
let ``the time after which claims are stale is a number of seconds`` () =
    use folder = new Folder()

    use program =
        idropProgram (small @ [ "--out"; folder.Sub "run" ]) [ ClaimHolder.SecondsVariable, Some "0" ]

    let ending = program.Wait(TimeSpan.FromMinutes 1.0)
    Assert.Equal(ExitCode.UsageError, ending.Code)

    for words in [ ClaimHolder.SecondsVariable; "'0'"; "1 to 86400" ] do
        Assert.Contains(words, ending.Error)
