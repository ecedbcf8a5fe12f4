/// The gradient over arrays against dual numbers, which differentiate the divergence's own definition.
module IDropTheory.PropertyTests.Theory.BatchKlGradientTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

let private gradient (x: float[]) (alpha: float[]) mu sigma (weights: float[]) =
    let byX, byAlpha = Array.zeroCreate alpha.Length, Array.zeroCreate alpha.Length

    let struct (byMu, bySigma) =
        BatchKlGradient.LogNormal<float>(ReadOnlySpan x, ReadOnlySpan alpha, mu, sigma, ReadOnlySpan weights, Span byX, Span byAlpha)

    byX, byAlpha, byMu, bySigma

let private gradientSingle (x: float32[]) (alpha: float32[]) mu sigma (weights: float32[]) =
    let byX, byAlpha = Array.zeroCreate alpha.Length, Array.zeroCreate alpha.Length

    let struct (byMu, bySigma) =
        BatchKlGradient.LogNormal<float32>(ReadOnlySpan x, ReadOnlySpan alpha, mu, sigma, ReadOnlySpan weights, Span byX, Span byAlpha)

    byX, byAlpha, byMu, bySigma

/// The derivative by each of (log-activation, alpha, mu, sigma).
let private dual x alpha mu sigma =
    let arguments = [| x; alpha; mu; sigma |]

    Array.init 4 (fun direction ->
        let at i =
            if i = direction then
                Dual.Variable arguments[i]
            else
                Dual.Constant arguments[i]

        KlFormulas.LogNormal<Dual>(at 0, at 1, at 2, at 3).Derivative)

[<Law>]
let ``the closed-form derivatives are those of dual numbers`` (Location x) (ModerateScale alpha) (Location mu) (ModerateScale sigma) =
    let s value = Scalar<float> value

    let struct (byX, byAlpha, bySigma) =
        KlFormulas.LogNormalDerivatives(s x, s alpha, s mu, s sigma)

    let expected = dual x alpha mu sigma
    // What the terms of each derivative amount to before they are summed.
    let distance = abs (x - mu) / sigma
    let e = abs (alpha - sigma) / sigma
    shouldBeWithin (1e-13 * distance / sigma) expected[0] byX.Value
    shouldBeWithin (1e-13 * distance / sigma) expected[2] -byX.Value
    shouldBeWithin (1e-12 * e * (e + 2.0) / alpha) expected[1] byAlpha.Value
    shouldBeWithin (1e-12 * (distance * distance + e * (e + 2.0)) / sigma) expected[3] bySigma.Value

[<Law>]
let ``no digit is lost where alpha is near sigma`` (pair: NearEqualPair) =
    let s value = Scalar<float> value

    let struct (_, byAlpha, _) =
        KlFormulas.LogNormalDerivatives(s 0.0, s pair.Alpha, s 0.0, s pair.Sigma)

    let e = (pair.Alpha - pair.Sigma) / pair.Sigma
    shouldBeRelatively 1e-15 (e / pair.Alpha * (2.0 + e)) byAlpha.Value

let private arguments label n =
    let key = testKey label
    let at (name: string) i = key.Fold(name).Uniform(uint64 i)
    let mu, sigma = 2.0 * at "mu" 0 - 1.0, exp (2.0 * at "sigma" 0 - 1.0)
    let x = Array.init n (fun i -> mu + 6.0 * at "x" i - 3.0)
    let alpha = Array.init n (fun i -> sigma * exp (6.0 * at "alpha" i - 3.0))
    let weights = Array.init n (fun i -> 2.0 * at "weight" i - 1.0)
    x, alpha, mu, sigma, weights

[<Fact>]
let ``batches of every length have the derivatives of their elements, and the prior's are their sums`` () =
    for n in [ 0..40 ] @ [ 1000 ] do
        let x, alpha, mu, sigma, weights = arguments $"gradient {n}" n
        let byX, byAlpha, byMu, bySigma = gradient x alpha mu sigma weights

        let expected =
            Array.init n (fun i -> dual x[i] alpha[i] mu sigma |> Array.map (fun d -> weights[i] * d))

        let size = 1e-13 * (1.0 + (expected |> Array.sumBy (Array.sumBy abs)))

        for i in 0 .. n - 1 do
            let each = expected[i]
            shouldBeWithin (1e-12 * (1.0 + abs each[0])) each[0] byX[i]
            shouldBeWithin (1e-12 * (1.0 + abs each[1])) each[1] byAlpha[i]

        shouldBeWithin size (expected |> Array.sumBy (fun d -> d[2])) byMu
        shouldBeWithin size (expected |> Array.sumBy (fun d -> d[3])) bySigma

        let single = Array.map float32

        let byXs, byAlphas, byMus, bySigmas =
            gradientSingle (single x) (single alpha) (float32 mu) (float32 sigma) (single weights)

        for i in 0 .. n - 1 do
            shouldBeWithin (1e-5 * (1.0 + abs byX[i])) byX[i] (float byXs[i])
            shouldBeWithin (1e-5 * (1.0 + abs byAlpha[i])) byAlpha[i] (float byAlphas[i])

        shouldBeWithin (1e8 * size) byMu byMus
        shouldBeWithin (1e8 * size) bySigma bySigmas

[<Fact>]
let ``an element's derivatives do not depend on its place, however unusual the numbers are`` () =
    let check sigma (alphas: float[]) =
        let n = 40
        let x = Array.init n (fun i -> 1e-3 * float i)
        let alpha = Array.init n (fun i -> alphas[i % alphas.Length])
        let weights = Array.create n 0.5
        let byX, byAlpha, _, _ = gradient x alpha 0.25 sigma weights

        for i in 0 .. n - 1 do
            let one = Array.singleton

            let xs, alphas, _, _ =
                gradient (one x[i]) (one alpha[i]) 0.25 sigma (one weights[i])

            Assert.Equal(BitConverter.DoubleToInt64Bits xs[0], BitConverter.DoubleToInt64Bits byX[i])
            Assert.Equal(BitConverter.DoubleToInt64Bits alphas[0], BitConverter.DoubleToInt64Bits byAlpha[i])

    check 1e-310 [| 1e-310; 3e-310; 1.0 |]
    check 1e300 [| 1e300; 1.0 |]
    check 1.0 [| 5e-324; 1e-310; 1e-200; 1.0; 1e200; 1e308 |]
    check 1.0 [| 0.0; infinity; nan; -1.0 |]

[<Fact>]
let ``the weights' memory may receive the derivatives`` () =
    let x, alpha, mu, sigma, weights = arguments "in place" 37
    let byX, byAlpha, byMu, bySigma = gradient x alpha mu sigma weights
    let other = Array.zeroCreate 37

    let struct (mus, sigmas) =
        BatchKlGradient.LogNormal<float>(ReadOnlySpan x, ReadOnlySpan alpha, mu, sigma, ReadOnlySpan weights, Span weights, Span other)

    Assert.Equal<float[]>(byX, weights)
    Assert.Equal<float[]>(byAlpha, other)
    Assert.Equal((byMu, bySigma), (mus, sigmas))

[<Fact>]
let ``lengths and the type are checked`` () =
    let two, three = [| 1.0; 1.0 |], [| 1.0; 1.0; 1.0 |]

    let refused (name: string) (act: unit -> unit) =
        Assert.Contains(name, Assert.ThrowsAny<ArgumentException>(act).Message)

    let call (x: float[]) (weights: float[]) (byX: float[]) (byAlpha: float[]) () =
        BatchKlGradient.LogNormal<float>(ReadOnlySpan x, ReadOnlySpan three, 0.0, 1.0, ReadOnlySpan weights, Span byX, Span byAlpha)
        |> ignore

    refused "logActivation" (call two three three (Array.copy three))
    refused "weights" (call three two three (Array.copy three))
    refused "byLogActivation" (call three three two (Array.copy three))
    refused "byAlpha" (call three three three two)

    for mu, sigma, name in
        [
            nan, 1.0, "mu"
            infinity, 1.0, "mu"
            0.0, 0.0, "sigma"
            0.0, nan, "sigma"
            0.0, infinity, "sigma"
        ] do
        let refusal =
            Assert.ThrowsAny<ArgumentException>(fun () -> gradient two two mu sigma two |> ignore)

        Assert.Contains(name, refusal.Message)

    let halves = [| Half.One |]

    Assert.Throws<NotSupportedException>(fun () ->
        BatchKlGradient.LogNormal<Half>(
            ReadOnlySpan halves,
            ReadOnlySpan halves,
            Half.Zero,
            Half.One,
            ReadOnlySpan halves,
            Span halves,
            Span halves
        )
        |> ignore)
    |> ignore
