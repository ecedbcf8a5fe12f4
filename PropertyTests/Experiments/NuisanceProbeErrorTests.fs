/// The nuisance that a second network reads from a trained network's representation, and which images it learns from.
module IDropTheory.PropertyTests.Experiments.NuisanceProbeErrorTests

open Xunit
open IDropTheory.Experiments.Runs
open IDropTheory.Experiments.Runs.Measurements
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Experiments.CommandRunner

[<Collection "the global generator">]
type Probe() =
    [<Fact>]
    member _.``a probe that learns from all images reads what one that learns from the run's few does not``() =
        use folder = new Folder()
        let out = folder.Sub "run"

        let idrop arguments =
            let struct (code, _, error) = idrop (arguments @ [ "--threads"; "1" ])
            Assert.True((code = 0), error)

        let network =
            [ "--network"; "mlp"; "--width"; "64"; "--method"; "none"; "--epochs"; "1" ]

        let images = [ "--train-images"; "60"; "--validation"; "0"; "--test-images"; "500" ]

        idrop (
            [ "train"; "--out"; out; "--dataset"; "occluded-digits"; "--batch"; "20" ]
            @ network
            @ images
        )

        let few, all = NuisanceProbeError 1, NuisanceProbeError(1, OnAllImages = true)

        RunFolder(out).Want [ few; all ]
        idrop [ "train"; "--resume"; out ]

        let error (probe: NuisanceProbeError) =
            match RunFolder(out).ReadMeasured probe with
            | null -> failwith "it was not taken"
            | taken -> taken.Nuisance

        let few, all = error few, error all
        // Of ten digits a guess gets nine in ten wrong; the standard error of 500 images is two in a hundred.
        Assert.True(all < few - 0.1, $"{all} with all images, {few} with 60")
