/// The time that is left of a queue of runs: right at a constant speed, without jumps at a changing one, and never below zero.
module IDropTheory.PropertyTests.Experiments.ForecastTests

open System
open System.Collections.Immutable
open Xunit
open FsCheck
open FsCheck.FSharp
open IDropTheory
open IDropTheory.Experiments.Collections
open IDropTheory.Experiments.Reproduction
open IDropTheory.Experiments.Reproduction.Figures
open IDropTheory.Experiments.Runs
open IDropTheory.Experiments.Runs.Measurements
open IDropTheory.Experiments.Runs.Settings
open IDropTheory.Models
open IDropTheory.PropertyTests.Laws

/// Times between two looks, in seconds.
let private steps (looks: NonEmptyArray<uint8>) =
    [ for look in looks.Get -> 0.25 + float look / 8.0 ]

/// What is told while work is done at a speed, look after look: elapsed, told, truth.
let private told (expected: float) (speed: float) (looks: float list) =
    let all = 1.5 * speed * List.sum looks
    let begun = RemainingTime(0.0, all / expected)

    looks
    |> List.scan
        (fun (before: RemainingTime) passed ->
            let elapsed = before.Elapsed + passed
            before.After(elapsed, speed * elapsed, all - speed * elapsed, expected))
        begun
    |> List.map (fun time -> time.Elapsed, time.Left, all / speed - time.Elapsed)

[<Law>]
let ``at the expected speed it is exact, whenever one looks`` (looks: NonEmptyArray<uint8>) =
    for elapsed, left, truth in told 2.0 2.0 (steps looks) do
        Assert.Equal(truth, left, 1e-9 * (truth + elapsed))

[<Law>]
let ``at another speed it comes nearer to the truth with every look, from the side of the expectation``
    (looks: NonEmptyArray<uint8>)
    (slow: bool)
    =
    let speed = if slow then 0.8 else 5.0
    let wrong = [ for _, left, truth in told 2.0 speed (steps looks) -> left - truth ]
    Assert.Equal(slow, wrong.Head < 0.0)

    for before, after in List.pairwise wrong do
        Assert.True(abs after <= abs before + 1e-9)
        Assert.True(before * after >= -1e-9)

[<Fact>]
let ``after two minutes at half the expected speed it is within a fifth of the truth`` () =
    let _, left, truth = told 2.0 1.0 [ for _ in 1..120 -> 1.0 ] |> List.last
    Assert.InRange(left, 0.8 * truth, 1.2 * truth)

[<Law>]
let ``it does not jump, whatever happens to the work`` (before: NormalFloat) (done': uint16) (open': uint16) (passed: uint8) =
    let before = RemainingTime(100.0, min 1e6 (abs before.Get))
    let passed = float passed / 100.0
    let after = before.After(100.0 + passed, float done', float open' + 1.0, 2.0)
    let counted = max 0.0 (before.Left - passed)
    let estimate = (float open' + 1.0) * (115.0 + passed) / (30.0 + float done')
    Assert.True(after.Left >= 0.0)
    Assert.InRange(after.Left, min counted estimate - 1e-9, max counted estimate + 1e-9)
    // In a second it moves by less than a fifteenth of the distance to the new estimate.
    Assert.True(abs (after.Left - counted) <= passed / 15.0 * abs (estimate - counted) + 1e-9)

[<Law>]
let ``nothing is left when no work is`` (elapsed: uint16) (left: uint16) =
    Assert.Equal(0.0, RemainingTime(0.0, float left).After(float elapsed, 5.0, 0.0, 2.0).Left)

[<Law>]
let ``of a run in progress at least the complete epochs are done, and at most one more`` (epochs: uint8) (more: uint8) (expected: uint16) =
    let epochs, all = int epochs, int epochs + int more + 1
    let found = RemainingTime.Done(70.0, epochs, all, float expected)
    Assert.InRange(found, 70.0 * float epochs / float (all + 1), 70.0 * float (epochs + 1) / float (all + 1))

    if float expected >= 70.0 * float epochs / float (all + 1) then
        Assert.True(found <= float expected)

[<Fact>]
let ``a time is told in words that do not pretend to know it to the second`` () =
    for seconds, words in
        [
            0.0, "about 0 s left"
            3.0, "about 5 s left"
            61.0, "about 65 s left"
            100.0, "about 2 min left"
            500.0, "about 8 min left"
        ] do
        Assert.Equal(words, RemainingTime(9.0, seconds).Describe())

let private runsOf (figure: string) =
    let figure = FigureCatalogue.Named figure

    let nothing =
        { new IFinishedRuns with
            member _.Failure(_) = null
            member _.Result(_) = null
            member _.Measured<'T when 'T: not struct and 'T: not null>(_: RunSettings, _: Measurement<'T>) : 'T | null = null
        }

    List.ofSeq (figure.Plan(StudySettings(figure.Id, Preset.Quick, figure.DefaultDataset Preset.Quick, ImmutableArray.Create 1UL), nothing))

[<Fact>]
let ``the share that is done never falls, though a plan grows, and ends at one`` () =
    let forecast = Forecast 2
    let runs = runsOf "fig4" @ runsOf "fig2"

    let after elapsed (open': PlannedRun list) (running: (PlannedRun * int) list) =
        let running = [ for run, epochs in running -> RunInProgress(run.Settings, epochs) ]

        let struct (share, time) =
            forecast.After(
                elapsed,
                StudyProgress(0, 0, EquatableArray(ImmutableArray.CreateRange open'), EquatableArray(ImmutableArray.CreateRange running))
            )

        Assert.InRange(share, 0.0, 1.0)
        share, time.Left

    let known = runs |> List.truncate 5
    let first, _ = after 0.0 known [ known[0], 0 ]
    Assert.InRange(first, 0.0, 0.05)
    let second, _ = after 10.0 known [ known[0], 3 ]
    Assert.True(second > first)
    let third, left = after 20.0 known.Tail [ known[1], 0 ]
    Assert.True(third > second)
    // Three more runs are needed than were known.
    let grown, more = after 20.0 runs.Tail [ known[1], 0 ]
    Assert.Equal(third, grown)
    Assert.Equal(left, more, 1e-9)
    let last, left = after 500.0 [] []
    Assert.Equal((1.0, 0.0), (last, left))

[<Fact>]
let ``costs of runs are in the order that was measured`` () =
    // Seconds of one core of an EPYC of 2017: 64, 30, 17 and 2.
    let longest (figure: string) =
        runsOf figure |> List.map RunCost.Seconds |> List.max

    let order = [ "fig2"; "fig3b"; "table1"; "toy" ] |> List.map longest
    Assert.Equal<float list>(List.sortDescending order, order)
    Assert.InRange(longest "fig2", 20.0, 60.0)
    Assert.InRange(longest "toy", 1.5, 6.0)

[<Fact>]
let ``a probe takes about as long as as many epochs of the network`` () =
    // Measured for three epochs of it after four of the network: 7.5 s after 9.7 s.
    let probed = runsOf "fig4" |> List.last
    let alone = PlannedRun(probed.Settings, EquatableArray ImmutableArray.Empty)

    let epochs, share =
        float probed.Settings.Epochs, RunCost.Seconds probed / RunCost.Seconds alone - 1.0

    Assert.Equal(4.0, epochs)
    Assert.InRange(share, 0.5, 0.9)
