/// What studies plan: the settings of the preset small-data, and plans that depend on what the finished runs gave.
module IDropTheory.PropertyTests.Experiments.PlanTests

open System
open System.Collections.Immutable
open Xunit
open IDropTheory.Experiments.Reproduction
open IDropTheory.Experiments.Reproduction.Figures
open IDropTheory.Experiments.Runs
open IDropTheory.Experiments.Runs.Settings
open IDropTheory.Models
open IDropTheory.PropertyTests.Experiments.EndedRuns

let private plan (ended: IFinishedRuns) (study: StudySettings) =
    [
        for run in FigureCatalogue.Named(study.Figure).Plan(study, ended) -> run.Settings
    ]

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
    // 3 widths, 3 seeds: 4 noises at 2 rates, and Information Dropout at 2 rates and 3 betas.
    Assert.Equal(3 * 3 * (4 * 2 + 2 * 3), first.Length)

    let learned (run: RunSettings) =
        result 0.1 [ 0.2 + 0.1 * float run.Seed; 0.333 ]

    let ofInformation run =
        if isInformation run then Some(learned run) else None

    let added = settings |> plan (Ended(ofInformation, none)) |> List.except first

    Assert.Equal(3 * 3 * 2, added.Length)

    for run in added do
        // The mean of 0.3, 0.4, 0.5 and of 0.333.
        Assert.Equal<DropoutMethod>(DropoutMethod.LogNormal 0.37, method run)

    // It waits for the last run that decides.
    let allButOne =
        let last = first |> List.findBack isInformation
        Ended((fun run -> if run = last then None else ofInformation run), none)

    // The widths whose Information Dropout is chosen have theirs.
    let decided = settings |> plan allButOne |> List.except first
    Assert.Equal(2 * 3 * 2, decided.Length)
    Assert.DoesNotContain(decided, (fun run -> run.Network.Label.StartsWith("MLP 400", StringComparison.Ordinal)))

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
