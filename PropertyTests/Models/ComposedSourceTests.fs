/// Data sets that are composed of others: what they are made of, and that a fixed key decides all of it.
module IDropTheory.PropertyTests.Models.ComposedSourceTests

open System
open System.Collections.Immutable
open Xunit
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests.Models.DataHelpers

/// The first images of the test part of a data set.
let private testImages (name: string) count =
    use set = DataSource.Named(name).Load(DataOptions())
    Assert.Null set.Validation
    set.Test.Take count

let private keyOf (name: string) (split: Split) =
    RandomKey.FromSeed(0UL).Fold(name).Fold(split.ToString())

[<Fact>]
let ``cluttered digits are scenes of a fixed key, and their scenes can be had`` () =
    let source =
        ClutteredSource.All |> Seq.find (fun source -> source.Name = "cluttered-digits")

    use images = testImages source.Name 50
    use digits = GeneratedDigits.OfSeed(0UL, Split.Test, GeneratedDigits.TestCount)

    use composed =
        ClutteredMnist.Compose(digits.Images, 50, keyOf "cluttered" Split.Test, ClutterOptions(Width = 64, Pieces = 9))

    use scenes = source.TestScenes(DataOptions(), 50)
    Assert.Equal(ImageShape(1, 64, 64), images.Shape)

    for expected in [ composed; scenes ] do
        Assert.Equal<byte[]>(bytesOf expected.Images, bytesOf images)
        Assert.Equal<int64[]>(labelsOf expected.Images, labelsOf images)
        Assert.Equal<SceneRegion[]>(expected.Regions 49, scenes.Regions 49)

[<Fact>]
let ``occluded digits are faint digits under white ones of a fixed key, labelled by either`` () =
    use task = testImages "occluded-digits" 60
    use nuisance = testImages (OccludedSource.NuisanceOf "occluded-digits") 60
    use digits = GeneratedDigits.OfSeed(0UL, Split.Test, GeneratedDigits.TestCount)
    let ink = bytesOf digits.Images

    let faint =
        Array.init (60 * 32 * 32) (fun p ->
            let row, column = (p / 32) % 32 - 2, p % 32 - 2

            if row >= 0 && row < 28 && column >= 0 && column < 28 then
                ink[p / (32 * 32) * 784 + row * 28 + column] / 2uy
            else
                0uy)

    use dark =
        new ImageSet(
            "faint",
            Split.Test,
            torch.tensor (faint, ReadOnlySpan [| 60L; 1L; 32L; 32L |]),
            torch.tensor (Array.init 60 (fun i -> int64 (i % 10))),
            10,
            Provenance.Generated "faint"
        )

    use expected =
        OccludedCifar.Compose(dark, digits.Images, keyOf "occluded" Split.Test)

    for set, labelled in [ task, expected.Task; nuisance, expected.Nuisance ] do
        Assert.Equal<byte[]>(bytesOf labelled, bytesOf set)
        Assert.Equal<int64[]>(labelsOf labelled, labelsOf set)

    Assert.NotEqual<int64[]>(labelsOf task, labelsOf nuisance)

[<Fact>]
let ``a composed data set lists the files of its parts and passes their remarks on`` () =
    withFolder (fun folder ->
        let files (name: string) =
            [ for state in DataSource.Named(name).Inspect folder -> state.File.Name ]

        Assert.Equal<string list>(files "mnist", files "cluttered-mnist")
        Assert.Equal<string list>(files "cifar-10" @ files "mnist", files "occluded-cifar-10")
        Assert.Equal<string list>(files "occluded-cifar-10", files "occluded-cifar-10-nuisance")
        Assert.Empty(files "cluttered-digits")
        Assert.Empty(files "occluded-digits"))

    let from remark =
        use plain = randomSet Split.Train 10 (1L, 28L, 28L) 3UL

        new ImageSet(
            remark,
            Split.Train,
            plain.Pixels.clone (),
            plain.Labels.clone (),
            10,
            Provenance(remark, ImmutableArray.Empty, ImmutableArray.Create remark)
        )

    use photographs = from "photographs are approximate"
    use digits = from "digits are unverified"

    use occluded =
        OccludedCifar.Compose(photographs, digits, keyOf "occluded" Split.Train)

    use cluttered = ClutteredMnist.Compose(digits, 5, keyOf "cluttered" Split.Train)
    Assert.Equal<string>([ "photographs are approximate"; "digits are unverified" ], occluded.Nuisance.Provenance.Remarks)
    Assert.Equal<string>([ "digits are unverified" ], cluttered.Images.Provenance.Remarks)

[<Fact>]
let ``a data set that is not occluded has no second label`` () =
    refusal [ "digits-nuisance"; "occluded-digits-nuisance" ] (fun () -> OccludedSource.NuisanceOf "digits" |> ignore)
