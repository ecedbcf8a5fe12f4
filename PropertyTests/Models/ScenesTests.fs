/// Cluttered MNIST and Occluded CIFAR, against a plain re-composition of each image from its scene.
module IDropTheory.PropertyTests.Models.ScenesTests

open System
open Xunit
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests.Models.DataHelpers
open IDropTheory.PropertyTests.Statistics

let private key = RandomKey.FromSeed 11UL

[<Fact>]
let ``a cluttered image is its scene, added up and clipped`` () =
    use digits = GeneratedDigits.OfSeed(1UL, Split.Train, 30)
    use cluttered = ClutteredMnist.Compose(digits.Images, 50, key)

    let source, images, labels =
        bytesOf digits.Images, bytesOf cluttered.Images, labelsOf cluttered.Images

    let mutable clipped = 0

    for i in 0..49 do
        let scene = cluttered.Scene i
        let canvas = Array2D.create 96 96 0

        let add digit cropX cropY side x y =
            for r in 0 .. side - 1 do
                for c in 0 .. side - 1 do
                    canvas[y + r, x + c] <- canvas[y + r, x + c] + int source[digit * 784 + (cropY + r) * 28 + cropX + c]

        Assert.Equal(21, scene.Distractors.Length)

        for piece in scene.Distractors do
            Assert.InRange(piece.CropX, 0, 20)
            Assert.InRange(piece.CropY, 0, 20)
            Assert.InRange(piece.X, 0, 88)
            Assert.InRange(piece.Y, 0, 88)
            add piece.Source piece.CropX piece.CropY 8 piece.X piece.Y

        Assert.InRange(scene.X, 0, 68)
        Assert.InRange(scene.Y, 0, 68)
        add scene.Digit 0 0 28 scene.X scene.Y
        Assert.Equal(int64 digits.Factors[scene.Digit].Label, labels[i])

        for p in 0 .. 96 * 96 - 1 do
            let sum = canvas[p / 96, p % 96]

            if sum > 255 then
                clipped <- clipped + 1

            Assert.Equal(byte (min 255 sum), images[i * 96 * 96 + p])

    Assert.True(clipped > 0, "no sum was clipped: the test does not see the clip")

[<Fact>]
let ``a pixel belongs to the digit's box, else to a piece's, else to the background`` () =
    use digits = GeneratedDigits.OfSeed(1UL, Split.Train, 30)
    use cluttered = ClutteredMnist.Compose(digits.Images, 20, key)

    for i in 0..19 do
        let scene, regions = cluttered.Scene i, cluttered.Regions i

        let within side left top x y =
            x >= left && x < left + side && y >= top && y < top + side

        for y in 0..95 do
            for x in 0..95 do
                let expected =
                    if within 28 scene.X scene.Y x y then
                        SceneRegion.Digit
                    elif scene.Distractors |> Seq.exists (fun piece -> within 8 piece.X piece.Y x y) then
                        SceneRegion.Distractor
                    else
                        SceneRegion.Background

                Assert.Equal(expected, regions[y * 96 + x])

[<Fact>]
let ``images labelled by the task and by the digit over it stay pairs through split, part and whitening`` () =
    use digits = GeneratedDigits.OfSeed(1UL, Split.Train, 40)
    use testDigits = GeneratedDigits.OfSeed(1UL, Split.Test, 30)
    use photographs = randomSet Split.Train 60 (1L, 32L, 32L) 3UL
    use testPhotographs = randomSet Split.Test 20 (1L, 32L, 32L) 4UL
    use train = OccludedCifar.Compose(photographs, digits.Images, key)
    use test = OccludedCifar.Compose(testPhotographs, testDigits.Images, key.Fold 1UL)
    // Which digit covers an image, found again by the image's bytes.
    let image = bytesOf >> Array.chunkBySize (32 * 32) >> Array.map Convert.ToHexString

    let covering =
        [ train; test ]
        |> Seq.collect (fun scenes -> Seq.zip (image scenes.Task) (scenes.Occlusions |> Seq.map (_.Label >> int64)))
        |> dict

    let parts (set: DataSet) =
        use split = set.HoldOut(25, key.Fold "split")
        split.Take(20, 15)

    use task = parts (new DataSet(train.Task.Take 60, null, test.Task.Take 20))

    use nuisance =
        parts (new DataSet(train.Nuisance.Take 60, null, test.Nuisance.Take 20))

    use whitening = Whitening.Fit task.Train

    for a, b in
        [
            task.Train, nuisance.Train
            nonNull task.Validation, nonNull nuisance.Validation
            task.Test, nuisance.Test
        ] do
        let images = image a
        Assert.Equal<string[]>(images, image b)
        Assert.Equal<int64[]>(images |> Array.map (fun i -> covering[i]), labelsOf b)
        // Negative control: the labels of the main task are others.
        Assert.NotEqual<int64[]>(labelsOf a, labelsOf b)
        // Whitened, an image of the one is the same image of the other, and keeps its label.
        use whiteA = whitening.Apply a
        use whiteB = whitening.Apply b
        Assert.Equal<float32[]>(whiteA.Pixels.data<float32>().ToArray(), whiteB.Pixels.data<float32>().ToArray())
        Assert.Equal<int64[]>(labelsOf b, labelsOf whiteB)

[<Fact>]
let ``no digit is used twice before each was used once`` () =
    use digits = GeneratedDigits.OfSeed(1UL, Split.Train, 30)
    use cluttered = ClutteredMnist.Compose(digits.Images, 75, key)
    let used = [| for i in 0..74 -> (cluttered.Scene i).Digit |]
    Assert.Equal<int[]>([| 0..29 |], Array.sort used[..29])
    Assert.Equal<int[]>([| 0..29 |], Array.sort used[30..59])
    Assert.Equal(15, (Array.distinct used[60..]).Length)

[<Fact>]
let ``scenes depend on the key alone, and places are uniform`` () =
    use digits = GeneratedDigits.OfSeed(1UL, Split.Train, 100)

    use cluttered =
        ClutteredMnist.Compose(digits.Images, 2000, key, ClutterOptions(Width = 31, Pieces = 1))

    use again =
        ClutteredMnist.Compose(digits.Images, 2000, key, ClutterOptions(Width = 31, Pieces = 1))

    use other =
        ClutteredMnist.Compose(digits.Images, 2000, key.Fold 1UL, ClutterOptions(Width = 31, Pieces = 1))

    Assert.Equal<byte[]>(bytesOf cluttered.Images, bytesOf again.Images)
    Assert.NotEqual<byte[]>(bytesOf cluttered.Images, bytesOf other.Images)
    let counts = Array.zeroCreate 16

    for i in 0..1999 do
        let scene = cluttered.Scene i
        counts[scene.Y * 4 + scene.X] <- counts[scene.Y * 4 + scene.X] + 1

    shouldHaveFrequencies (Array.create 16 (1.0 / 16.0)) counts

[<Fact>]
let ``an occluded image is white under the digit's ink and itself elsewhere`` () =
    use digits = GeneratedDigits.OfSeed(1UL, Split.Train, 40)
    use photographs = randomSet Split.Train 60 (3L, 32L, 32L) 3UL
    use occluded = OccludedCifar.Compose(photographs, digits.Images, key)

    let before, after, ink =
        bytesOf photographs, bytesOf occluded.Task, bytesOf digits.Images

    Assert.Equal<int64[]>(labelsOf photographs, labelsOf occluded.Task)
    Assert.Equal<byte[]>(after, bytesOf occluded.Nuisance)

    for i in 0..59 do
        let o = occluded.Occlusions[i]
        Assert.Equal(int64 o.Label, (labelsOf occluded.Nuisance)[i])
        Assert.Equal(digits.Factors[o.Digit].Label, o.Label)
        Assert.InRange(o.X, 0, 4)
        Assert.InRange(o.Y, 0, 4)

        for p in 0..3071 do
            let row, column = (p / 32) % 32 - o.Y, p % 32 - o.X
            let inside = row >= 0 && row < 28 && column >= 0 && column < 28
            let covered = inside && ink[o.Digit * 784 + row * 28 + column] > 127uy
            Assert.Equal((if covered then 255uy else before[i * 3072 + p]), after[i * 3072 + p])

[<Fact>]
let ``sets that do not fit are refused`` () =
    use digits = GeneratedDigits.OfSeed(1UL, Split.Test, 10)
    use photographs = randomSet Split.Train 10 (3L, 32L, 32L) 3UL

    Assert.Throws<ArgumentException>(fun () -> OccludedCifar.Compose(photographs, digits.Images, key) |> ignore)
    |> ignore

    Assert.Throws<ArgumentException>(fun () -> ClutteredMnist.Compose(photographs, 10, key) |> ignore)
    |> ignore

    Assert.Throws<ArgumentOutOfRangeException>(fun () ->
        ClutteredMnist.Compose(digits.Images, 10, key, ClutterOptions(Width = 27))
        |> ignore)
    |> ignore
