/// Runs that have ended with results that a test names, without a training.
module IDropTheory.PropertyTests.Experiments.EndedRuns

open System
open System.Collections.Immutable
open IDropTheory
open IDropTheory.Experiments.Collections
open IDropTheory.Experiments.Reproduction
open IDropTheory.Experiments.Reproduction.Figures
open IDropTheory.Experiments.Runs
open IDropTheory.Experiments.Runs.Measurements
open IDropTheory.Experiments.Runs.Settings
open IDropTheory.Models

/// Runs that have ended as a function says: with a result, with a failure, or not at all.
type Ended(result: RunSettings -> RunResult option, failure: RunSettings -> RunFailure option) =
    interface IFinishedRuns with
        member _.Failure(run) = failure run |> Option.toObj
        member _.Result(run) = result run |> Option.toObj
        member _.Measured<'T when 'T: not struct and 'T: not null>(_: RunSettings, _: Measurement<'T>) : 'T | null = null

let none _ = None

/// No run has ended.
let nothing: IFinishedRuns = Ended(none, none)

/// A result with an error on all images, and layers with a mean alpha.
let result (error: float) (alphas: float list) =
    let evaluation =
        Evaluation(
            1,
            Nullable error,
            Nats error,
            ImmutableArray.CreateRange [ for alpha in alphas -> LayerKl("layer", Nats 1.0, alpha, 0.0, 1) ]
        )

    RunResult(evaluation, evaluation, evaluation, 0.0, 1.0, 1.0, EquatableArray ImmutableArray<string>.Empty)

let failed = RunFailure.After(null, "The loss became NaN.", true)

/// A study of small-data with three seeds.
let study (figure: string) =
    StudySettings(figure, Preset.SmallData, FigureCatalogue.Named(figure).PaperDataset, ImmutableArray.Create(1UL, 2UL, 3UL))
