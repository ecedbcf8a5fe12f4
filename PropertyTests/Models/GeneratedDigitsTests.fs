/// Generated digits: the same bytes everywhere, balanced classes, factors that are visible in the images, and a task that a line cannot
/// solve.
[<Xunit.Collection "the global generator">]
module IDropTheory.PropertyTests.Models.GeneratedDigitsTests

open System
open System.Globalization
open System.Security.Cryptography
open Xunit
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Models.DataHelpers

type private torch = TorchSharp.torch

let private key = RandomKey.FromSeed 3UL

[<Fact>]
let ``the number of threads does not change a byte`` () =
    use one = GeneratedDigits.Draw(key, Split.Train, 500, threads = 1)
    use many = GeneratedDigits.Draw(key, Split.Train, 500, threads = 7)
    Assert.Equal<byte[]>(bytesOf one.Images, bytesOf many.Images)
    Assert.Equal<DigitFactors[]>(Seq.toArray one.Factors, Seq.toArray many.Factors)

[<Fact>]
let ``a longer set begins with a shorter one; seeds and splits differ`` () =
    use short = GeneratedDigits.OfSeed(1UL, Split.Train, 50)
    use long = GeneratedDigits.OfSeed(1UL, Split.Train, 80)
    use other = GeneratedDigits.OfSeed(2UL, Split.Train, 50)
    use test = GeneratedDigits.OfSeed(1UL, Split.Test, 50)
    Assert.Equal<byte[]>(bytesOf short.Images, (bytesOf long.Images)[.. 50 * 784 - 1])
    Assert.NotEqual<byte[]>(bytesOf short.Images, bytesOf other.Images)
    Assert.NotEqual<byte[]>(bytesOf short.Images, bytesOf test.Images)

// Whoever changes what is drawn changes every result made with generated digits: then change this on purpose.
[<Fact>]
let ``seed 0 means these bytes on every machine`` () =
    use digits = GeneratedDigits.OfSeed(0UL, Split.Train, 1000)
    let sha256 = Convert.ToHexStringLower(SHA256.HashData(bytesOf digits.Images))
    Assert.Equal("fbacdabe098d18be5b5aad220160ea436ffe0997385c62b7b3fba53fecbed653", sha256)

[<Fact>]
let ``strokes are the same where numbers are written with a decimal comma`` () =
    let before = CultureInfo.CurrentCulture
    let commas = CultureInfo.InvariantCulture.Clone() :?> CultureInfo
    commas.NumberFormat.NumberGroupSeparator <- "."
    commas.NumberFormat.NumberDecimalSeparator <- ","

    try
        CultureInfo.CurrentCulture <- commas
        let stroke = DigitStrokes.Parse "0.10,-1.00 -0.32,0.75"
        Assert.Equal<struct (float * float) list>([ struct (0.1, -1.0); struct (-0.32, 0.75) ], List.ofSeq stroke.Points)
    finally
        CultureInfo.CurrentCulture <- before

[<Fact>]
let ``classes are balanced in every prefix and styles and factors are uniform`` () =
    use digits = GeneratedDigits.Draw(key, Split.Train, 6000)
    let factors = Seq.toArray digits.Factors
    Assert.Equal<int64[]>([| for i in 0..5999 -> int64 (i % 10) |], labelsOf digits.Images)
    Assert.Equal<int[]>([| for i in 0..5999 -> i % 10 |], factors |> Array.map _.Label)
    shouldHaveFrequencies (Array.create 3 (1.0 / 3.0)) (factors |> Array.countBy _.Style |> Array.sort |> Array.map snd)
    let ranges = DigitVariation()
    let uniform struct (low, high) x = (x - low) / (high - low)
    let symmetric size = struct (-size, size)

    for range, factor in
        [
            symmetric ranges.Translation, (fun (f: DigitFactors) -> f.CentreX)
            symmetric ranges.Translation, _.CentreY
            ranges.Scale, _.Scale
            ranges.Aspect, _.Aspect
            symmetric ranges.Rotation, _.Rotation
            ranges.Shear, _.Shear
            ranges.Thickness, _.Thickness
        ] do
        factors |> Array.map (factor >> uniform range) |> shouldFollow id

[<Fact>]
let ``factors are visible: ink follows thickness and size, its centre the translation`` () =
    use digits = GeneratedDigits.Draw(key, Split.Train, 3000)
    let factors = Seq.toArray digits.Factors

    let measure (image: byte[]) =
        let total = image |> Array.sumBy float

        let moment coordinate =
            (image |> Array.mapi (fun p b -> float b * coordinate p) |> Array.sum) / total
            - 13.5

        total, moment (fun p -> float (p % 28)), moment (fun p -> float (p / 28))

    let ink, x, y =
        bytesOf digits.Images
        |> Array.chunkBySize 784
        |> Array.map measure
        |> Array.unzip3

    let correlation (a: float[]) (b: float[]) =
        let ma, mb = Array.average a, Array.average b

        let covariance f g mf mg =
            Array.fold2 (fun s u v -> s + (u - mf) * (v - mg)) 0.0 f g

        covariance a b ma mb / sqrt (covariance a a ma ma * covariance b b mb mb)

    let against values factor =
        correlation values (factors |> Array.map factor)

    Assert.True(against ink _.Thickness > 0.6)
    Assert.True(against ink _.Scale > 0.1)
    Assert.True(against x _.CentreX > 0.6)
    Assert.True(against y _.CentreY > 0.6)
    // Negative control: the other axis does not follow.
    Assert.True(abs (against x _.CentreY) < 0.15)

[<Fact>]
let ``without distortion the image is the alphabet's, drawn where the factors say`` () =
    let still =
        DigitVariation(Jitter = 0.0, Elasticity = 0.0, Translation = 0.0, Rotation = 0.0)

    use digits = GeneratedDigits.Draw(key, Split.Train, 200, still)
    let images = bytesOf digits.Images |> Array.chunkBySize 784

    for factors, image in Seq.zip digits.Factors images do
        let rows =
            [|
                for row in 0..27 do
                    if Array.exists (fun b -> b > 0uy) image[row * 28 .. row * 28 + 27] then
                        row
            |]

        let height = float (Array.last rows - rows[0] + 1)
        // Strokes reach from 0.8 to 1.05 of half the height on either side of the middle, and the pen adds its width and an edge.
        Assert.InRange(height, 1.55 * factors.Scale + factors.Thickness - 2.0, 2.1 * factors.Scale + factors.Thickness + 2.0)

[<Fact>]
let ``ranges that are empty are refused`` () =
    for variation in
        [
            DigitVariation(Rotation = 0.6)
            DigitVariation(Thickness = struct (0.0, 1.0))
            DigitVariation(Scale = struct (9.0, 8.0))
            DigitVariation(Jitter = nan)
        ] do
        Assert.Throws<ArgumentOutOfRangeException>(fun () -> GeneratedDigits.Draw(key, Split.Train, 1, variation) |> ignore)
        |> ignore

/// Test error after a short training on 6,000 images.
let private testError (network: torch.nn.Module<torch.Tensor, torch.Tensor>) rate =
    use data = GeneratedDigits.Standard(0UL, 6000, 1000)
    use optimizer = torch.optim.SGD(network.parameters (), rate, momentum = 0.9)
    let order = EpochOrder(key, data.Train.Count)

    for epoch in 0..11 do
        let batches = data.Train.Batches(order.Of epoch, 50)

        for step in 0 .. batches.Count - 1 do
            use scope = torch.NewDisposeScope()
            let batch = batches[step]
            optimizer.zero_grad ()

            let loss =
                torch.nn.functional.cross_entropy (network.forward (batch.Images.flatten (1L)), batch.Labels)

            loss.backward ()
            optimizer.step () |> ignore

    use scope = torch.NewDisposeScope()
    use _ = torch.no_grad ()
    let batch = data.Test.InOrder(1000).[0]

    float (network.forward(batch.Images.flatten (1L)).argmax(1L).ne(batch.Labels).sum().item<int64>())
    / 1000.0

[<Fact>]
let ``a linear classifier errs on far more than 5% of the test images, a small network on far fewer than that`` () =
    use linear = torch.nn.Linear(784L, 10L) |> FixedWeights.forTraining 1UL
    let linearError = testError linear 0.01

    use network =
        torch.nn.Sequential(
            torch.nn.Linear(784L, 128L) :> torch.nn.Module<_, _>,
            torch.nn.ReLU(),
            torch.nn.Linear(128L, 128L),
            torch.nn.ReLU(),
            torch.nn.Linear(128L, 10L)
        )
        |> FixedWeights.forTraining 2UL

    let networkError = testError network 0.03
    Assert.True(linearError > 0.10, $"linear classifier: {linearError}")
    Assert.True(networkError < linearError / 2.0, $"linear classifier: {linearError}; network: {networkError}")
