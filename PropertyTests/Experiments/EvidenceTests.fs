/// Which trainings are evidence: failed ones and warnings make statements undecided, except past the end of a scan of beta.
module IDropTheory.PropertyTests.Experiments.EvidenceTests

open System.Collections.Immutable
open Xunit
open IDropTheory.Experiments.Collections
open IDropTheory.Experiments.Reproduction
open IDropTheory.Experiments.Reproduction.Claims
open IDropTheory.Experiments.Runs
open IDropTheory.Experiments.Runs.Settings
open IDropTheory.Models
open IDropTheory.PropertyTests.Experiments.EndedRuns

/// Trainings of a sweep over beta with three seeds that have ended as two functions say.
let private cells (warnings: float -> string list) (fails: float -> bool) =
    let run (beta: float) (seed: uint64) =
        RunSettings(
            Dataset = "digits",
            Network = MlpSettings(3, 1, Activation.Relu, DropoutMethod.None()),
            Epochs = 1,
            LearningRate = LearningRateSchedule.Constant 0.1,
            Optimiser = OptimiserSettings.Sgd(),
            Beta = beta,
            Seed = seed
        )

    let ended =
        Ended(
            (fun run ->
                if fails run.Beta then
                    None
                else
                    Some(
                        RunResult(
                            (result run.Beta []).Test,
                            (result run.Beta []).Validation,
                            (result run.Beta []).Train,
                            0.0,
                            1.0,
                            1.0,
                            EquatableArray(ImmutableArray.CreateRange(warnings run.Beta))
                        )
                    )),
            (fun run -> if fails run.Beta then Some failed else None)
        )

    Sweep
        .Of(
            [
                for beta in [ 0.1; 0.2; 0.3 ] do
                    for seed in 1UL .. 3UL -> struct (beta, run beta seed)
            ]
        )
        .Finished(ended)

let private trendOf (cells: Cells<float, RunResult>) : Statement =
    BetaSweep.Trend(cells, "The error rises", true, (fun (cell: Cell<float, RunResult>) -> cell.Error)).Invoke 0.05

[<Fact>]
let ``a statement that rests on a failed run, or on one with a warning, is undecided and says why`` () =
    let no _ = false
    let quiet _ = []

    let sound = trendOf (cells quiet no)
    Assert.Equal(Support.Holds, sound.Support)
    let saturated = cells (fun beta -> if beta = 0.3 then [ "saturated." ] else []) no
    let doubted = trendOf saturated
    Assert.Equal((sound.Text, Support.Undecided), (doubted.Text, doubted.Support))
    Assert.Equal($"{sound.Measured}; no evidence: 3 runs failed or ended with a warning", doubted.Measured)
    let missing = trendOf (cells quiet ((=) 0.3))
    Assert.Equal(Support.Undecided, missing.Support)
    Assert.Contains("3 runs failed or ended with a warning", missing.Measured)
    // What does not rest on them is not concerned.
    Assert.DoesNotContain("no evidence", (trendOf (saturated.Where(fun beta -> beta < 0.3))).Measured)

let private nothingLearned =
    "The network learned hardly anything: 89.0% of its training images are wrong, of a guess 90.0%."

let private passesNothing =
    "dropout1: its KL is 0 nats per image, so it passes on nothing; use a smaller beta."

let private saturated =
    "dropout1: 100.0 % of the noise scales are at their largest; the noise no longer adapts (beta is too large, or alpha-max too small)."

let private scanned (warnings: float -> string list) =
    BetaSweep.ScanOfBeta(cells warnings (fun _ -> false))

let private remarksOf (cells: Cells<float, RunResult>) =
    cells.Completeness.Remarks "fig5" |> List.ofSeq

[<Fact>]
let ``that nothing is learned, or adapts, at the large end of a scan of beta is an outcome, and is told`` () =
    for warning in [ nothingLearned; passesNothing; saturated ] do
        let found = scanned (fun beta -> if beta = 0.3 then [ warning ] else [])
        Assert.Equal(Support.Holds, (trendOf found).Support)
        Assert.DoesNotContain("no evidence", (trendOf found).Measured)
        let remark = Assert.Single(remarksOf found)

        for words in
            [
                "3 of 9 runs are past the large end of the scan, which counts as an outcome"
                $"MLP 3, none, beta 0.3, seed 1: {warning}"
            ] do
            Assert.Contains(words, remark)

    let both =
        scanned (fun beta -> if beta > 0.1 then [ saturated; nothingLearned ] else [])

    Assert.Equal(Support.Holds, (trendOf both).Support)

[<Fact>]
let ``that nothing is learned for another reason than a large beta is a warning, and so is divergence`` () =
    for warnings in
        [
            // At a larger beta trainings learn.
            (fun beta -> if beta = 0.2 then [ nothingLearned ] else [])
            (fun beta -> if beta = 0.1 then [ nothingLearned ] else [])
            // They learn nowhere.
            (fun _ -> [ nothingLearned ])
            // The noise adapts at a larger beta, or nowhere.
            (fun beta -> if beta = 0.2 then [ saturated ] else [])
            (fun _ -> [ saturated ])
            (fun beta ->
                if beta = 0.3 then
                    [
                        "The training diverged: the loss of the training images is NaN."
                        passesNothing
                    ]
                else
                    [])
        ] do
        let found = scanned warnings
        Assert.Equal(Support.Undecided, (trendOf found).Support)
        Assert.Contains("no evidence", (trendOf found).Measured)
        Assert.Contains("decide no statement", Assert.Single(remarksOf found))

[<Fact>]
let ``a seed that learns nothing where another one learns has another reason than beta`` () =
    let found =
        cells (fun beta -> if beta = 0.3 then [ nothingLearned ] else []) (fun _ -> false)

    let onlySecond =
        found.Trainings
        |> Seq.map (fun training ->
            match training.Cell with
            | null -> training
            | cell when training.Run.Seed = 2UL -> training
            | cell ->
                let quiet =
                    RunResult(
                        cell.Result.Test,
                        cell.Result.Validation,
                        cell.Result.Train,
                        0.0,
                        1.0,
                        1.0,
                        EquatableArray ImmutableArray.Empty
                    )

                Training<float, RunResult>(training.Point, training.Run, Cell<float, RunResult>(cell.Point, cell.Run, quiet, quiet), null))
        |> ImmutableArray.CreateRange

    let mixed = BetaSweep.ScanOfBeta(Cells<float, RunResult>(onlySecond, nothing))
    Assert.Equal(Support.Undecided, (trendOf mixed).Support)

[<Fact>]
let ``a scan of several weights has its end in every direction, and groups have their own`` () =
    let warnings beta =
        if beta = 0.3 then [ nothingLearned ] else []

    let outcomes (scan: float -> struct (string * ImmutableArray<float>)) =
        let scanOf beta =
            let struct (group, weights) = scan beta
            struct (group :> obj, weights)

        [
            for cell in (cells warnings (fun _ -> false)).Scan(fun beta -> scanOf beta).All do
                if cell.IsOutcome then
                    yield cell.Point
        ]
        |> List.distinct

    let weights (values: float list) = ImmutableArray.CreateRange values
    // 0.2 has the larger second weight: it does not show that training works at weights as large as those of 0.3.
    Assert.Equal<float list>([ 0.3 ], outcomes (fun beta -> struct ("", weights [ beta; (if beta = 0.2 then 9.0 else 1.0) ])))
    // At (0.4, 1) it works.
    Assert.Empty(outcomes (fun beta -> struct ("", weights [ (if beta = 0.2 then 0.4 else beta); 1.0 ])))
    // Nothing of its group learned.
    Assert.Empty(outcomes (fun beta -> struct (string (beta = 0.3), weights [ beta ])))

[<Fact>]
let ``a study has ended when every run is finished or failed, and is complete when none failed`` () =
    let no _ = false
    let quiet _ = []

    for found, ended, complete in [ cells quiet no, true, true; cells quiet ((=) 0.1), true, false ] do
        Assert.Equal((ended, complete), (found.IsEnded, found.Completeness.IsComplete))

    Assert.Empty((cells quiet no).Completeness.Remarks "fig5")

    let remarks =
        (cells (fun _ -> [ "saturated." ]) ((=) 0.1)).Completeness.Remarks "fig5"
        |> List.ofSeq

    Assert.Equal<string list>(
        [
            "3 of 9 runs failed: MLP 3, none, beta 0.1, seed 1: The loss became NaN. MLP 3, none, beta 0.1, seed 2: The loss became NaN. "
            + "MLP 3, none, beta 0.1, seed 3: The loss became NaN. `idrop run fig5 --retry-failed` tries them again."
            "6 of 9 runs ended with a warning and decide no statement: MLP 3, none, beta 0.2, seed 1: saturated. MLP 3, none, beta 0.2, "
            + "seed 2: saturated. MLP 3, none, beta 0.2, seed 3: saturated. And 3 more."
        ],
        remarks
    )
