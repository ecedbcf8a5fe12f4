/// Programs that are killed at any moment: what goes on from there ends as if nothing had happened.
///
/// Without IDROP_KILLS the tests are skipped, as they take minutes; with it each case is killed so many times (docs/training.md).
module IDropTheory.PropertyTests.Experiments.KillTests

open System
open System.Collections.Generic
open System.Diagnostics
open System.IO
open System.Threading
open Xunit
open IDropTheory.Experiments.Runs
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Programs
open IDropTheory.PropertyTests.Experiments.SmallRuns

let private kills =
    match Environment.GetEnvironmentVariable "IDROP_KILLS" with
    | null
    | "" -> 0
    | text -> int text

let private limit = TimeSpan.FromMinutes 10.0

/// Something that is killed.
type private Victim =
    {
        /// The command that works on a folder, the first time and every other.
        Command: string -> string list
        /// How far a folder has come.
        Stage: string -> string
        /// That a folder that was killed on the way is what another one, which never was, has become.
        ShouldEqual: string -> string -> unit
    }

// ---- Trainings

let private stageOfRun (folder: string) =
    let run = RunFolder folder
    let has (file: string) = File.Exists(Path.Combine(folder, file))

    if not run.IsBegun then
        "before the run's folder"
    elif Directory.GetFiles(folder, "*.part*").Length > 0 then
        "while a file was written"
    elif run.IsFinished then
        "after the result"
    elif not (has "checkpoint.safetensors" || has "checkpoint.previous.safetensors") then
        "before the first checkpoint"
    else
        "between checkpoints"

let private training (options: string list) =
    {
        Command =
            fun folder ->
                if RunFolder(folder).IsBegun then
                    [
                        "train"
                        "--resume"
                        folder
                        "--threads"
                        "1"
                        "--checkpoint-seconds"
                        "0.02"
                    ]
                else
                    lasting 12 @ options @ [ "--out"; folder; "--checkpoint-seconds"; "0.02" ]
        Stage = stageOfRun
        ShouldEqual = shouldEqualRun
    }

// ---- Studies

let private study (figure: string) =
    let runs (folder: string) =
        Directory.GetDirectories(Path.Combine(folder, figure)) |> Array.sort

    {
        Command = fun folder -> [ "run"; figure; "--preset"; "smoke"; "--jobs"; "2"; "--out"; folder ]
        Stage =
            fun folder ->
                if not (Directory.Exists(Path.Combine(folder, figure))) then
                    "before the study's folder"
                else
                    match
                        runs folder
                        |> Array.filter (fun run -> RunFolder(run).IsComplete)
                        |> Array.length
                    with
                    | 0 -> "before the first run was finished"
                    | some when some < (runs folder).Length -> "while runs were finished and others not"
                    | _ -> "after the last run"
        ShouldEqual =
            fun whole folder ->
                Assert.Equal<string list>(
                    [ for run in runs whole -> nonNull (Path.GetFileName run) ],
                    [ for run in runs folder -> nonNull (Path.GetFileName run) ]
                )

                for expected, actual in Array.zip (runs whole) (runs folder) do
                    if File.Exists(RunFolder(expected).Checkpoint) then
                        Assert.Equal<Map<string, byte[]>>(weights expected, weights actual)

                    let e, a = RunFolder(expected).ReadResult(), RunFolder(actual).ReadResult()
                    Assert.Equal((e.Test.CrossEntropy, e.Test.Error), (a.Test.CrossEntropy, a.Test.Error))

                // The plots' numbers, which have those of all runs and measurements.
                for file in Directory.GetFiles(Path.Combine(whole, figure), "*.csv") do
                    Assert.Equal(File.ReadAllText file, File.ReadAllText(Path.Combine(folder, figure, nonNull (Path.GetFileName file))))
    }

// ---- The report

let private report =
    let page (folder: string) = Path.Combine(folder, "report.html")

    {
        Command = fun folder -> [ "report"; folder ]
        Stage =
            fun folder ->
                if Directory.GetFiles(folder, "*.part*", SearchOption.AllDirectories).Length > 0 then
                    "while a file was written"
                elif not (File.Exists(page folder)) then
                    "before the report"
                else
                    "after the report"
        ShouldEqual =
            fun whole folder ->
                Assert.Equal(File.ReadAllText(page whole), File.ReadAllText(page folder))

                for file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories) do
                    Assert.DoesNotContain(".part", file)
    }

/// What is in a folder at the beginning.
let private prepare (name: string) (folder: string) =
    if name = "report" then
        let published = Path.Combine(ArchitectureTests.root, "results", "published", "fig6")

        for file in Directory.GetFiles(published, "*.json*", SearchOption.AllDirectories) do
            let target = Path.Combine(folder, "fig6", Path.GetRelativePath(published, file))
            Directory.CreateDirectory(nonNull (Path.GetDirectoryName target)) |> ignore
            File.Copy(file, target)

let private victims =
    Map
        [
            "training, SGD", training []
            "training, Adam", training [ "--optimiser"; "adam"; "--cosine"; "--flip" ]
            "training, log-normal prior", training [ "--activation"; "softplus"; "--prior-parameters"; "batch"; "--clip"; "1" ]
            "study: fig5", study "fig5"
            "study: plane", study "plane"
            "report", report
        ]

let private signals = [ "SIGKILL", 9; "SIGTERM", 15; "SIGINT", 2 ]

let names = TheoryData<string>(Map.keys victims)

[<Theory>]
[<MemberData(nameof names)>]
let ``what was killed at any moment goes on to the same end`` (name: string) =
    Assert.SkipWhen((kills = 0), "IDROP_KILLS is not set: nothing is killed.")
    let victim = victims[name]
    use all = new Folder()

    let empty (label: string) =
        let folder = Directory.CreateDirectory(all.Sub label).FullName
        prepare name folder
        folder

    let whole = empty "whole"
    let clock = Stopwatch.StartNew()
    use reference = idropProgram (victim.Command whole) []
    let ending = reference.Wait limit
    Assert.True((ending.Code = 0), ending.Error)
    let length = clock.Elapsed
    let random = Random(int (Laws.testKey(name).Below(Int32.MaxValue, 0UL)))
    let stages = SortedDictionary<string, int>()

    // Begins or continues until the end; no more than three times is it killed on the way.
    let rec toEnd (folder: string) (killed: int) (times: int) =
        use program = idropProgram (victim.Command folder) []

        if times < 3 then
            Thread.Sleep(length * random.NextDouble() * 1.1)

        let isKilled = times < 3 && not program.HasExited

        if isKilled then
            let signal, number = signals[random.Next signals.Length]
            let stage = $"{signal}, {victim.Stage folder}"
            program.Signal number
            stages[stage] <- 1 + (if stages.ContainsKey stage then stages[stage] else 0)

        // Who is asked to end says that it was interrupted; who is killed says nothing.
        let ending = program.Wait limit
        Assert.True(List.contains ending.Code [ 0; 130; 137; 143 ], $"exit code {ending.Code}: {ending.Error} {ending.Output}")
        let killed = killed + (if isKilled then 1 else 0)

        if ending.Code = 0 then
            killed
        else
            toEnd folder killed (times + 1)

    let rec attempts (number: int) (killed: int) =
        if killed < kills then
            let folder = empty $"attempt {number}"
            let killed = toEnd folder killed 0
            victim.ShouldEqual whole folder
            Directory.Delete(folder, true)
            attempts (number + 1) killed

    attempts 1 0

    match TestContext.Current.TestOutputHelper with
    | null -> ()
    | output ->
        for KeyValue(stage, count) in stages do
            output.WriteLine $"| {name} | {stage} | {count} | equal |"
