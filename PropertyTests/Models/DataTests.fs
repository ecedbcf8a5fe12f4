/// Data sets: batches are functions of key and epoch, parts stay apart, what does not fit is refused.
module IDropTheory.PropertyTests.Models.DataTests

open System
open Xunit
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Models.DataHelpers

// ---- Batches

[<Law(Cases = 30)>]
let ``an epoch's order is a permutation that depends on key and epoch alone`` (seed: uint64) (epoch: FsCheck.NonNegativeInt) =
    let order = EpochOrder(RandomKey.FromSeed seed, 50)
    let again = EpochOrder(RandomKey.FromSeed seed, 50)
    Assert.Equal<int[]>(order.Of epoch.Get, again.Of epoch.Get)
    Assert.Equal<int[]>(Array.init 50 id, Array.sort (order.Of epoch.Get))
    Assert.NotEqual<int[]>(order.Of epoch.Get, order.Of(epoch.Get + 1))

[<Fact>]
let ``a pass can be resumed at any step, and shows every image once`` () =
    use set = randomSet Split.Train 23 (3L, 4L, 5L) 1UL
    let order = EpochOrder(RandomKey.FromSeed 7UL, set.Count).Of 3
    let batches = set.Batches(order, 5)
    Assert.Equal(5, batches.Count)
    let pixels, labels = bytesOf set, labelsOf set

    for step in [ 4; 2; 0; 1; 3 ] do
        use batch = batches[step]
        let rows = order[step * 5 .. min 22 (step * 5 + 4)]

        let expected =
            rows
            |> Array.collect (fun row -> pixels[row * 60 .. row * 60 + 59] |> Array.map (fun b -> float32 b / 255f))

        Assert.Equal<int64[]>(rows |> Array.map (fun row -> labels[row]), batch.Labels.data<int64>().ToArray())
        let actual = batch.Images.data<float32>().ToArray()
        Assert.Equal(expected.Length, actual.Length)
        Array.iter2 (fun e a -> shouldBeWithinUlps 1e9 (float e) (float a)) expected actual

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> batches[5] |> ignore)
    |> ignore

[<Fact>]
let ``sets outlive dispose scopes, batches do not`` () =
    let scope = torch.NewDisposeScope()
    use set = randomSet Split.Train 6 (1L, 2L, 2L) 1UL
    let batch = set.InOrder(4)[0]
    scope.Dispose()
    Assert.True batch.Images.IsInvalid
    Assert.Equal(6, set.Count)
    Assert.Equal(24, (bytesOf set).Length)

[<Fact>]
let ``a prefix stays valid when its set is freed`` () =
    let set = randomSet Split.Train 6 (1L, 2L, 2L) 1UL
    let expected = (bytesOf set)[..7]
    use prefix = set.Take 2
    set.Dispose()
    Assert.Equal<byte[]>(expected, bytesOf prefix)

[<Fact>]
let ``validation images are held out of the training images by key`` () =
    use data =
        new DataSet(randomSet Split.Train 40 (1L, 3L, 3L) 1UL, null, randomSet Split.Test 10 (1L, 3L, 3L) 2UL)

    use split = data.HoldOut(12, RandomKey.FromSeed 5UL)
    use again = data.HoldOut(12, RandomKey.FromSeed 5UL)
    use other = data.HoldOut(12, RandomKey.FromSeed 6UL)
    let images set = bytesOf set |> Array.chunkBySize 9
    let held (data: DataSet) = nonNull data.Validation
    Assert.Equal<byte[][]>(images (held split), images (held again))
    Assert.NotEqual<byte[][]>(images (held split), images (held other))
    Assert.Equal(12, (held split).Count)
    Assert.Equal(Split.Validation, (held split).Split)

    Assert.Equal<byte[][]>(Array.sort (images data.Train), Array.sort (Array.append (images split.Train) (images (held split))))

    Assert.Equal<byte[]>(bytesOf data.Test, bytesOf split.Test)

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> data.HoldOut(40, RandomKey.FromSeed 5UL) |> ignore)
    |> ignore

[<Fact>]
let ``a fitted normalisation gives each channel mean 0 and variance 1`` () =
    use set = randomSet Split.Train 30 (3L, 6L, 6L) 1UL
    let normalisation = Normalisation.FitTo set
    use batch = set.InOrder(30, normalisation)[0]
    let images = batch.Images.data<float32>().ToArray()

    for channel in 0..2 do
        let values =
            [|
                for i in 0..29 do
                    for p in 0..35 -> float images[(i * 3 + channel) * 36 + p]
            |]

        let mean = Array.average values
        shouldBeWithin 1e-5 0.0 mean
        shouldBeWithin 1e-5 1.0 (values |> Array.averageBy (fun v -> (v - mean) ** 2.0))

[<Fact>]
let ``labels that are no classes and shapes that clash are refused`` () =
    let set (pixels: int64[]) (labels: int64[]) () =
        new ImageSet("bad", Split.Train, torch.zeros (pixels, torch.uint8), torch.tensor labels, 10, Provenance.Generated "test")
        |> ignore

    for pixels, labels in
        [
            [| 2L; 1L; 3L; 3L |], [| 0L; 10L |]
            [| 2L; 1L; 3L; 3L |], [| 0L; -1L |]
            [| 2L; 1L; 3L; 3L |], [| 0L |]
            [| 2L; 3L; 3L |], [| 0L; 1L |]
        ] do
        Assert.Throws<ArgumentException>(set pixels labels) |> ignore
