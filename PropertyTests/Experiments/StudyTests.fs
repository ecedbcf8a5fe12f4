/// Studies of the figures in smoke size: what they write, how their options reach their runs, and that nothing is done twice.
module IDropTheory.PropertyTests.Experiments.StudyTests

open System
open System.IO
open System.Text.Json
open System.Threading
open Xunit
open IDropTheory.Experiments.Output
open IDropTheory.Experiments.Runs
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Experiments.CommandRunner
open IDropTheory.PropertyTests.Experiments.SmallRuns

/// The files that only a training writes, and when each was written.
let private writtenByTrainings (folder: string) =
    [
        for name in [ "result.json"; "metrics.jsonl" ] do
            for file in Directory.GetFiles(folder, name, SearchOption.AllDirectories) do
                yield file, File.GetLastWriteTimeUtc file
    ]
    |> List.sort

[<Collection "the global generator">]
type Studies() =
    static member Figures =
        TheoryData<string>([| for figure in (json [ "list" ]).EnumerateArray() -> text "id" figure |])

    [<Theory; MemberData "Figures">]
    member _.``a study in smoke size is measured and drawn, keeps no weights, and is not repeated``(id: string) =
        use folder = new Folder()

        let study () =
            trained [ "run"; id; "--preset"; "smoke"; "--out"; folder.Path ]

        let outcome = study ()

        for kind in [ "*.svg"; "*.png"; "*.csv" ] do
            Assert.NotEmpty(Directory.GetFiles(folder.Sub id, kind))

        Assert.Empty(Directory.GetFiles(folder.Path, "checkpoint*", SearchOption.AllDirectories))
        let written = writtenByTrainings folder.Path
        Assert.NotEmpty written
        Assert.Equal(outcome.ToString(), (study ()).ToString())
        Assert.Equal<(string * DateTime) list>(written, writtenByTrainings folder.Path)

    [<Fact>]
    member _.``seeds and epochs are those that were asked for, and weights are kept when asked for``() =
        use folder = new Folder()

        trained
            [
                "run"
                "fig5"
                "--preset"
                "smoke"
                "--out"
                folder.Path
                "--seeds"
                "7"
                "--epochs"
                "1"
                "--keep-checkpoints"
            ]
        |> ignore

        let runs =
            [
                for file in Directory.GetFiles(folder.Path, "settings.json", SearchOption.AllDirectories) ->
                    RunFolder(nonNull (Path.GetDirectoryName file))
            ]

        Assert.NotEmpty runs

        for run in runs do
            let settings = run.ReadSettings()
            Assert.Equal(7UL, settings.Seed)
            Assert.Equal(1, settings.Epochs)
            Assert.Equal(1, run.ReadMetrics().Count)
            Assert.True(File.Exists run.Checkpoint)

    [<Fact>]
    member _.``a failed run is told with its reason, not repeated, and tried again when asked for``() =
        use folder = new Folder()
        let arguments = [ "run"; "fig3a"; "--preset"; "smoke"; "--out"; folder.Path ]
        trained arguments |> ignore

        let binary =
            [
                for file in Directory.GetFiles(folder.Path, "settings.json", SearchOption.AllDirectories) ->
                    RunFolder(nonNull (Path.GetDirectoryName file))
            ]
            |> List.find (fun run -> run.ReadSettings().Network.Label.EndsWith("binary", StringComparison.Ordinal))

        File.Delete binary.Result
        using (ClaimedRun.Take binary) _.Fail("The loss became NaN.", true)
        let outcome = trained arguments

        let remarks =
            [
                for remark in outcome.GetProperty("remarks").EnumerateArray() -> nonNull (remark.GetString())
            ]

        let failed =
            Assert.Single(remarks |> List.filter (fun remark -> remark.Contains "runs failed"))

        for words in [ "1 of 6"; "binary, beta 0, seed 1: The loss became NaN."; "--retry-failed" ] do
            Assert.Contains(words, failed)

        let statement =
            outcome.GetProperty("theClaimStatementByStatement").EnumerateArray()
            |> Seq.find (fun row -> (text "statement" row).Contains "binary dropout")

        Assert.Equal("undecided", text "support" statement)
        Assert.Contains("no evidence: ", text "measured" statement)
        Assert.False binary.IsFinished
        Assert.Equal(outcome.ToString(), (trained arguments).ToString())
        Assert.False binary.IsFinished
        let again = trained (arguments @ [ "--retry-failed" ])
        Assert.True binary.IsFinished
        Assert.Null(binary.ReadFailure())
        Assert.DoesNotContain("runs failed", again.GetProperty("remarks").ToString())

/// What a study would do, without white space: a command that was cancelled before its first training.
let private planned (arguments: string list) =
    use folder = new Folder()

    let struct (code, _, error) =
        cancellable (CancellationToken true) ([ "run"; "fig3a"; "--out"; folder.Path; "--threads"; "1" ] @ arguments)

    Assert.True((code = ExitCode.Interrupted), $"exit code {code}: {error}")
    String.Concat(File.ReadAllText(folder.Sub(Path.Combine("fig3a", "study.json"))).Split([| ' '; '\n'; '\r' |]))

[<Fact>]
let ``options of a study are written into it`` () =
    let contains (part: string) (arguments: string list) =
        Assert.Contains(part, planned arguments)

    contains "\"preset\":\"quick\"" []
    contains "\"preset\":\"smoke\"" [ "--preset"; "smoke" ]
    contains "\"seeds\":[5,3]" [ "--seeds"; "5"; "3" ]
    contains "\"epochs\":4" [ "--epochs"; "4" ]
    contains "\"trainImages\":50" [ "--train-images"; "50" ]
    Assert.DoesNotContain("trainImages", planned [])
    contains "\"precision\":\"brain-float16\"" [ "--precision"; "bfloat16" ]
    contains "\"dataset\":\"mnist\"" [ "--dataset"; "mnist" ]

[<Fact>]
let ``seeds of a study differ`` () =
    use folder = new Folder()
    refused [ "--seeds"; "twice" ] [ "run"; "fig3a"; "--seeds"; "1"; "1"; "--out"; folder.Path ]
    Assert.Empty(Directory.GetFileSystemEntries folder.Path)

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
