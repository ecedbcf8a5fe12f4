/// What studies plan: the settings of the preset small-data, and plans that depend on what the finished runs gave.
module IDropTheory.PropertyTests.Experiments.PlanTests

open System
open System.Collections.Immutable
open System.IO
open Xunit
open IDropTheory
open IDropTheory.Experiments.Collections
open IDropTheory.Experiments.Reproduction
open IDropTheory.Experiments.Reproduction.Claims
open IDropTheory.Experiments.Reproduction.Figures
open IDropTheory.Experiments.Runs
open IDropTheory.Experiments.Runs.Measurements
open IDropTheory.Experiments.Runs.Settings
open IDropTheory.Models
open IDropTheory.PropertyTests

/// Runs that have ended as a function says: with a result, with a failure, or not at all.
type private Ended(result: RunSettings -> RunResult option, failure: RunSettings -> RunFailure option) =
    interface IFinishedRuns with
        member _.Failure(run) = failure run |> Option.toObj
        member _.Result(run) = result run |> Option.toObj
        member _.Measured<'T when 'T: not struct and 'T: not null>(_: RunSettings, _: Measurement<'T>) : 'T | null = null

let private none _ = None

/// A result with an error on all images, and layers with a mean alpha.
let private result (error: float) (alphas: float list) =
    let evaluation =
        Evaluation(
            1,
            Nullable error,
            Nats error,
            ImmutableArray.CreateRange [ for alpha in alphas -> LayerKl("layer", Nats 1.0, alpha, 0.0, 1) ]
        )

    RunResult(evaluation, evaluation, evaluation, 0.0, 1.0, 1.0, EquatableArray ImmutableArray<string>.Empty)

let private failed = RunFailure.After(null, "The loss became NaN.", true)

let private study (figure: string) =
    StudySettings(figure, Preset.SmallData, FigureCatalogue.Named(figure).PaperDataset, ImmutableArray.Create(1UL, 2UL, 3UL))

let private plan (ended: IFinishedRuns) (study: StudySettings) =
    [
        for run in FigureCatalogue.Named(study.Figure).Plan(study, ended) -> run.Settings
    ]

let private nothing: IFinishedRuns = Ended(none, none)

let private method (run: RunSettings) =
    match run.Network with
    | :? MlpSettings as network -> network.Method
    | :? AllCnnSettings as network -> network.Method
    | _ -> failwith "an autoencoder has no such noise"

[<Fact>]
let ``small-data trains on few images of the paper, and its scan of beta begins without noise`` () =
    let runs = study "fig5" |> plan nothing
    Assert.Equal(21, runs.Length)

    for run in runs do
        Assert.Equal((run.Beta = 0.0), (method run :? DropoutMethod.None))

        Assert.Equal(
            ("cifar-10", Nullable 2000, 5000, Nullable(), 40),
            (run.Dataset, run.TrainImages, run.Validation, run.TestImages, run.Epochs)
        )

        Assert.Equal<int>([ 20; 30 ], run.LearningRate.Drops)

    Assert.Equal<float list>([ 0.0; 0.003; 0.01; 0.03; 0.1; 0.3; 1.0 ], runs |> List.map _.Beta |> List.distinct)

    for figure, images in [ "fig1", 2000; "fig2", 5000; "fig3b", 2000; "fig4", 4000; "fig6", 4000 ] do
        for run in study figure |> plan nothing do
            Assert.Equal((figure, Nullable images), (figure, run.TrainImages))

    for figure, epochs, drops in [ "fig2", 12, [ 9 ]; "table1", 60, [ 30 ] ] do
        for run in study figure |> plan nothing do
            Assert.Equal(epochs, run.Epochs)
            Assert.Equal<int>(drops, run.LearningRate.Drops)

/// A run of equal settings is trained once for both figures.
[<Fact>]
let ``at 25% of the filters Fig. 3b takes the trainings of Fig. 5`` () =
    let ofFig5 = study "fig5" |> plan nothing |> List.map _.Hash

    let shared =
        [
            for run in study "fig3b" |> plan nothing do
                match run.Network with
                | :? AllCnnSettings as network when network.Filters = 25.0 && not (method run :? DropoutMethod.Binary) -> run.Hash
                | _ -> ()
        ]

    // Without noise and at four betas, three seeds each.
    Assert.Equal(15, shared.Length)
    Assert.Empty(shared |> List.except ofFig5)

[<Fact>]
let ``the number of training images can be chosen`` () =
    for figure in [ "fig1"; "fig2"; "fig3a"; "fig3b"; "fig4"; "fig5"; "fig6"; "table1"; "plane" ] do
        for preset in FigureCatalogue.Named(figure).Presets do
            let asked =
                StudySettings(figure, preset, "mnist", ImmutableArray.Create 1UL, TrainImages = 77)

            for run in plan nothing asked do
                Assert.Equal((figure, Nullable 77), (figure, run.TrainImages))

let private isInformation run = method run :? DropoutMethod.Information

[<Fact>]
let ``every noise chooses its rate over all seeds, and the constant noise of the learned alpha follows Information Dropout`` () =
    let settings = study "fig3a"
    let first = plan nothing settings
    // 4 widths, 3 seeds: 4 noises at 2 rates, and Information Dropout at 2 rates and 4 betas.
    Assert.Equal(4 * 3 * (4 * 2 + 2 * 4), first.Length)

    let learned (run: RunSettings) =
        result 0.1 [ 0.2 + 0.1 * float run.Seed; 0.333 ]

    let ofInformation run =
        if isInformation run then Some(learned run) else None

    let added = settings |> plan (Ended(ofInformation, none)) |> List.except first

    Assert.Equal(4 * 3 * 2, added.Length)

    for run in added do
        // The mean of 0.3, 0.4, 0.5 and of 0.333.
        Assert.Equal<DropoutMethod>(DropoutMethod.LogNormal 0.37, method run)

    // It waits for the last run that decides.
    let allButOne =
        let last = first |> List.findBack isInformation
        Ended((fun run -> if run = last then None else ofInformation run), none)

    // The widths whose Information Dropout is chosen have theirs.
    let decided = settings |> plan allButOne |> List.except first
    Assert.Equal(3 * 3 * 2, decided.Length)
    Assert.DoesNotContain(decided, (fun run -> run.Network.Label.StartsWith("MLP 800", StringComparison.Ordinal)))

[<Fact>]
let ``the paper's presets choose beta with the first seed`` () =
    let settings =
        StudySettings("fig3a", Preset.Paper, "mnist", ImmutableArray.Create(1UL, 2UL, 3UL))

    let first = plan nothing settings
    // 6 widths: 4 noises with 3 seeds, 4 betas with the first.
    Assert.Equal(6 * (4 * 3 + 4), first.Length)

    // Of beta 3 the error is the lowest, and 10 would be lower still if no training had failed.
    let error (run: RunSettings) =
        if run.Beta = 3.0 then 0.1
        elif run.Beta = 10.0 then 0.05
        else 0.2

    let fails (run: RunSettings) = run.Beta = 10.0

    let ended =
        Ended(
            (fun run -> if fails run then None else Some(result (error run) [ 0.5 ])),
            (fun run -> if fails run then Some failed else None)
        )

    let added = settings |> plan ended |> List.except first

    Assert.Equal<(float * uint64) list>(
        [
            for _ in 1..6 do
                for seed in 2UL .. 3UL -> 3.0, seed
        ],
        added |> List.map (fun run -> run.Beta, run.Seed)
    )

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

[<Fact>]
let ``a statement that rests on a failed run, or on one with a warning, is undecided and says why`` () =
    let no _ = false
    let quiet _ = []

    let rises (cells: Cells<float, RunResult>) : Statement =
        BetaSweep.Trend(cells, "The error rises", true, (fun (cell: Cell<float, RunResult>) -> cell.Error)).Invoke 0.05

    let sound = rises (cells quiet no)
    Assert.Equal(Support.Holds, sound.Support)
    let saturated = cells (fun beta -> if beta = 0.3 then [ "saturated." ] else []) no
    let doubted = rises saturated
    Assert.Equal((sound.Text, Support.Undecided), (doubted.Text, doubted.Support))
    Assert.Equal($"{sound.Measured}; no evidence: 3 runs failed or ended with a warning", doubted.Measured)
    let missing = rises (cells quiet ((=) 0.3))
    Assert.Equal(Support.Undecided, missing.Support)
    Assert.Contains("3 runs failed or ended with a warning", missing.Measured)
    // What does not rest on them is not concerned.
    Assert.DoesNotContain("no evidence", (rises (saturated.Where(fun beta -> beta < 0.3))).Measured)

let private nothingLearned =
    "The network learned hardly anything: 89.0% of its training images are wrong, of a guess 90.0%."

let private passesNothing =
    "dropout1: its KL is 0 nats per image, so it passes on nothing; use a smaller beta."

let private saturated =
    "dropout1: 100.0 % of the noise scales are at their largest; the noise no longer adapts (beta is too large, or alpha-max too small)."

let private scanned (warnings: float -> string list) =
    BetaSweep.ScanOfBeta(cells warnings (fun _ -> false))

let private trendOf (cells: Cells<float, RunResult>) : Statement =
    BetaSweep.Trend(cells, "The error rises", true, (fun (cell: Cell<float, RunResult>) -> cell.Error)).Invoke 0.05

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

/// A study of fig6 at small-data in a folder, in which runs are finished with the KL of two layers.
let private looking (folder: Folder) (kl: float -> float * float) =
    let study =
        Study.Begin(
            folder.Path,
            Fig6(),
            StudySettings(
                "fig6",
                Preset.SmallData,
                "cifar-10",
                ImmutableArray.CreateRange [ 1UL .. 8UL ],
                Looks = ImmutableArray.Create(3, 5, 8)
            )
        )

    let finish () =
        for run in study.Plan() do
            match run.Settings.Network with
            | :? AllCnnSettings as network ->
                let first, second = kl network.Filters
                let noise = 1.0 + 0.001 * float run.Settings.Seed

                let layer name value units =
                    LayerKl(name, Nats(noise * value), 0.5, 0.0, units * int (network.Filters * 4.0))

                let layers = ImmutableArray.Create(layer "one" first 40, layer "two" second 20)

                let evaluation = Evaluation(1, Nullable 0.1, Nats 0.1, layers)

                let result =
                    RunResult(evaluation, evaluation, evaluation, 0.0, 1.0, 1.0, EquatableArray ImmutableArray<string>.Empty)

                let run = study.Folder.Begin run
                File.WriteAllText(run.Result, RunJson.Text result)
            | _ -> failwith "not All-CNN"

    study, finish

[<Fact>]
let ``seeds are added while a statement is undecided, and no longer`` () =
    use decided = new Folder()
    // Nearly level totals, the second below the first and above it per unit.
    let study, finish =
        looking decided (fun filters -> 10.0 + 0.01 * filters, 8.0 + 0.01 * filters)

    Assert.Equal(9, study.Plan().Length)
    finish ()
    Assert.Equal(9, study.Plan().Length)
    let outcome = study.Measure()
    Assert.True(outcome.IsDecided)
    Assert.Equal(Verdict.Agrees, outcome.Verdict)
    Assert.Contains(outcome.Remarks, fun (remark: string) -> remark.StartsWith("Look 1 of 3, with 3 seeds", StringComparison.Ordinal))

    use open' = new Folder()
    // Equal totals: the second is not below the first.
    let study, finish = looking open' (fun _ -> 10.0, 10.0)

    for runs in [ 9; 15; 24; 24 ] do
        Assert.Equal(runs, study.Plan().Length)

        // While seeds are added, the look before is shown.
        if runs = 15 then
            let remarks = List.ofSeq (study.Measure()).Remarks
            Assert.Contains("Look 1 of 3, with 3 seeds", String.Join(" ", remarks))
            Assert.Contains("It was not decided with 3 seeds; they are being added up to 5.", remarks)
            Assert.Contains(remarks, fun (remark: string) -> remark.StartsWith("6 of 15 runs are not finished", StringComparison.Ordinal))

        finish ()

    Assert.Equal(Verdict.Partly, study.Measure().Verdict)

[<Fact>]
let ``the looks of a study share its level, and study.json has them`` () =
    let once = study "fig6"
    Assert.Equal(0.05, once.Level)
    Assert.DoesNotContain("looks", RunJson.Text once)

    let thrice =
        StudySettings("fig6", Preset.SmallData, "cifar-10", once.Seeds, Looks = ImmutableArray.Create(3, 5, 8))

    Assert.Equal(0.05 / 3.0, thrice.Level)
    Assert.Equal(thrice, RunJson.Parse<StudySettings>(RunJson.Text thrice, "study.json"))
    Assert.NotEqual(once, thrice)
