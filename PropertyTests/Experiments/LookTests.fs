/// Seeds that are added until every statement is decided, at a level that the looks share.
module IDropTheory.PropertyTests.Experiments.LookTests

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
open IDropTheory.Experiments.Runs.Settings
open IDropTheory.Models
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Experiments.EndedRuns

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
