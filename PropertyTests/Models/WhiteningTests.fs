/// ZCA whitening: identity covariance where there is variance, bounded gain where there is none.
module IDropTheory.PropertyTests.Models.WhiteningTests

open System
open System.IO
open TorchSharp
open Xunit
open IDropTheory.Models
open IDropTheory.PropertyTests.Models.DataHelpers
open IDropTheory.PropertyTests.Statistics

type private torch = TorchSharp.torch

let private epsilon = 1e-4

/// Images with correlated neighbours and a column that is always black: their spectrum has small values and exact zeros.
let private images split =
    use scope = torch.NewDisposeScope()
    use noise = randomSet split 2000 (2L, 6L, 6L) 4UL
    let x = noise.Pixels.``to`` (torch.float32)
    let smooth = x.add(x.roll (1L, 3L)).add(x.roll (1L, 2L)).div_(3.0.ToScalar())
    smooth.narrow(3, 0L, 1L).zero_() |> ignore
    noise.WithPixels(smooth.``to`` (torch.uint8), "smoothed")

[<Fact>]
let ``every image gets mean 0 and deviation 1; one without contrast becomes 0`` () =
    use scope = torch.NewDisposeScope()
    use set = images Split.Train
    let x = Whitening.Normalised(set.InOrder(100).[0].Images).flatten(1L)

    let mean, deviation =
        x.mean([| 1L |]).abs().max().item<float32>(), x.std(1L, false).sub(1.0.ToScalar()).abs().max().item<float32>()

    shouldBeAtMost 0.0 1e-5 (float mean)
    shouldBeAtMost 0.0 1e-5 (float deviation)
    Assert.Equal(0f, Whitening.Normalised(torch.ones ([| 1L; 2L; 6L; 6L |], torch.float32)).abs().max().item<float32>())

[<Fact>]
let ``the training covariance becomes the identity on directions with variance, and stays nothing on the others`` () =
    use scope = torch.NewDisposeScope()
    use set = images Split.Train
    use whitening = Whitening.Fit(set, epsilon)
    use white = whitening.Apply set
    let x = white.Pixels.``to``(torch.float64).flatten(1L)
    let centred = x.sub (x.mean ([| 0L |], true))
    let covariance = centred.t().mm(centred).div((float set.Count).ToScalar())
    let struct (values, vectors) = torch.linalg.eigh covariance
    let spectrum = values.data<float>().ToArray()
    let null' = 72 - whitening.WhitenedDirections
    shouldBeAtMost 0.0 1e-4 (float (x.mean([| 0L |]).abs().max().item<float>()))
    Assert.True(null' >= 1, "the test images have no null direction")

    for value in spectrum[.. null' - 1] do
        shouldBeAtMost 1e-3 0.0 (abs value)

    for value in spectrum[null'..] do
        shouldBeWithin 1e-3 1.0 value

    // Before it was far from that: the check could fail.
    let raw = whitening.Spectrum.data<float>().ToArray()
    Assert.True(raw[null'] < 0.5 && raw[71] > 10.0 * raw[null'])

[<Fact>]
let ``the gain is at most 1 / sqrt epsilon`` () =
    use scope = torch.NewDisposeScope()
    use set = images Split.Train
    use whitening = Whitening.Fit(set, epsilon)
    let struct (gains, _) = torch.linalg.eigh (whitening.Transform.``to`` torch.float64)
    let gains = gains.data<float>().ToArray()
    shouldBeRelatively 1e-4 (1.0 / sqrt epsilon) (Array.max gains)
    shouldBeRelatively 1e-4 (1.0 / sqrt (Array.max (whitening.Spectrum.data<float>().ToArray()))) (Array.min gains)

[<Fact>]
let ``it is fitted to training images alone, and applies to images of its shape alone`` () =
    use test = images Split.Test

    Assert.Throws<ArgumentException>(fun () -> Whitening.Fit test |> ignore)
    |> ignore

    use train = images Split.Train
    use whitening = Whitening.Fit(train, epsilon)
    use other = randomSet Split.Train 5 (1L, 6L, 6L) 1UL

    Assert.Throws<ArgumentException>(fun () -> whitening.Apply other |> ignore)
    |> ignore

    use applied = whitening.Apply test
    Assert.Equal(Split.Test, applied.Split)
    Assert.Contains("ZCA", applied.Provenance.Source)

[<Fact>]
let ``a saved whitening is the same when loaded, and a damaged file is refused`` () =
    withFolder (fun folder ->
        let path = Path.Combine(folder, "whitening.bin")
        use set = images Split.Train
        use whitening = Whitening.Fit(set, epsilon)
        WhiteningFile.Save(whitening, path)
        use loaded = WhiteningFile.Load path
        Assert.Equal((whitening.Shape, whitening.Epsilon), (loaded.Shape, loaded.Epsilon))
        use expected = whitening.Apply set
        use actual = loaded.Apply set
        Assert.Equal<float32[]>(expected.Pixels.data<float32>().ToArray(), actual.Pixels.data<float32>().ToArray())
        let bytes = File.ReadAllBytes path

        for at in [ 9; 60; bytes.Length - 1 ] do
            File.WriteAllBytes(path, Array.mapi (fun i b -> if i = at then b ^^^ 1uy else b) bytes)
            refusal [ path; "damaged" ] (fun () -> WhiteningFile.Load path |> ignore)

        File.WriteAllBytes(path, bytes[..20])
        refusal [ path; "not a saved whitening" ] (fun () -> WhiteningFile.Load path |> ignore)
        File.Delete path
        refusal [ path; "missing" ] (fun () -> WhiteningFile.Load path |> ignore))

// ---- Kept whitenings

let private bits (whitening: Whitening) =
    [ whitening.Mean; whitening.Transform; whitening.Spectrum ]
    |> List.map (fun t -> Convert.ToHexString(t.bytes.ToArray()))

let private files folder =
    Directory.GetFiles(Path.Combine(folder, WhiteningCache.FolderName))

[<Fact>]
let ``a whitening is fitted once for equal images and parameters, and again for others or a damaged file`` () =
    withFolder (fun folder ->
        let options = DataOptions(Directory = folder)
        use set = images Split.Train
        use first = WhiteningCache.Fit(set, options, epsilon)
        let file = Assert.Single(files folder)
        // What lies there is what is used: another whitening under this name is taken for it.
        use other = Whitening.Fit(set, epsilon)
        other.Mean.add_ (1.0.ToScalar()) |> ignore
        WhiteningFile.Save(other, file)
        use second = WhiteningCache.Fit(set, options, epsilon)
        Assert.Equal<string list>(bits other, bits second)
        Assert.NotEqual<string list>(bits first, bits second)

        let damages: (byte[] -> byte[]) list =
            [
                Array.mapi (fun i b -> if i = 60 then b ^^^ 1uy else b)
                Array.take 100
                (fun _ -> [||])
            ]

        for damage in damages do
            File.WriteAllBytes(file, damage (File.ReadAllBytes file))
            use fitted = WhiteningCache.Fit(set, options, epsilon)
            Assert.Equal<string list>(bits first, bits fitted)
            use kept = WhiteningFile.Load file
            Assert.Equal<string list>(bits first, bits kept)

        use _ = WhiteningCache.Fit(set, options, 2.0 * epsilon)
        use part = set.Take 1999
        use _ = WhiteningCache.Fit(part, options, epsilon)
        // One number of one image.
        use changed = set.WithPixels(set.Pixels.clone (), "changed")
        changed.Pixels[5, 0, 2, 3] <- torch.tensor (255uy - set.Pixels[5, 0, 2, 3].item<byte>())
        use _ = WhiteningCache.Fit(changed, options, epsilon)
        Assert.Equal(4, (files folder).Length))

[<Fact>]
let ``a whitening is fitted where the folder cannot be written`` () =
    withFolder (fun folder ->
        // A file where the folder would be.
        File.WriteAllText(Path.Combine(folder, WhiteningCache.FolderName), "")
        use set = images Split.Train
        use whitening = WhiteningCache.Fit(set, DataOptions(Directory = folder), epsilon)
        use fitted = Whitening.Fit(set, epsilon)
        Assert.Equal<string list>(bits fitted, bits whitening))

[<Fact>]
let ``many that fit at once leave one whole file`` () =
    withFolder (fun folder ->
        let fit _ =
            use set = images Split.Train
            use whitening = WhiteningCache.Fit(set, DataOptions(Directory = folder), epsilon)
            bits whitening

        let results = Array.Parallel.map fit [| 1..6 |]
        Assert.All(results, (fun result -> Assert.Equal<string list>(results[0], result)))
        use kept = WhiteningFile.Load(Assert.Single(files folder))
        Assert.Equal<string list>(results[0], bits kept))
