module IDropTheory.PropertyTests.Theory.PairwiseBoundsTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

/// A one-dimensional encoder of up to 7 points: clusters, spread-out points and scales between 0.2 and 2.
let private encoder (key: RandomKey) =
    let n = 1 + key.Below(7, 0UL)
    let spread = 10.0 ** (2.5 * key.Uniform 1UL - 1.5)

    let means =
        Array2D.init n 1 (fun i _ -> spread * (key.Fold "means").Normal(uint64 i))

    let scales =
        Array2D.init n 1 (fun i _ -> 0.2 * 10.0 ** (key.Fold "scales").Uniform(uint64 i))

    GaussianEncoder(means, scales)

let private uniformWeights (n: int) = Array.create n (1.0 / float n)

/// I(x; z) = H(z) - H(z|x) by quadrature of the mixture's density.
let private truth (weights: float[]) (encoder: GaussianEncoder) =
    let points = [| 0 .. encoder.Points - 1 |]
    let mean (i: int) = encoder.Means(i)[0]
    let scale (i: int) = encoder.Scales(i)[0]

    let density z =
        Array.map2 (fun w i -> w * exp (Oracles.logNormalDensity (mean i) (scale i) z)) weights points
        |> Array.sum

    let lower = points |> Array.map (fun i -> mean i - 12.0 * scale i) |> Array.min
    let upper = points |> Array.map (fun i -> mean i + 12.0 * scale i) |> Array.max
    let panels = 40 + int ((upper - lower) / 0.2)

    let entropy =
        Oracles.integratePanels panels lower upper (fun z ->
            let p = density z
            if p > 0.0 then -p * log p else 0.0)

    entropy
    - Array.sum (Array.map2 (fun w i -> w * (log (scale i) + 0.5 * log (2.0 * Math.PI * Math.E))) weights points)

[<Law(Cases = 60)>]
let ``the bounds hold the truth between them`` (key: RandomKey) =
    let encoder = encoder key

    let weights =
        FiniteDistribution.Random(key.Fold "weights", encoder.Points).Probabilities.ToArray()

    for weights, bounds in
        [
            weights, PairwiseBounds.Of(encoder, FiniteDistribution(ReadOnlySpan weights))
            uniformWeights encoder.Points, PairwiseBounds.Of encoder
        ] do
        let information = truth weights encoder
        shouldBeAtMost 1e-9 information bounds.Lower.Value
        shouldBeAtMost 1e-9 bounds.Upper.Value information
        shouldBeAtMost 1e-12 (Oracles.entropy weights) bounds.Upper.Value
        shouldBeNonNegative bounds.Lower.Value
        // The same as bounds of the entropy of z.
        shouldBeWithin 1e-12 (bounds.ConditionalEntropy.Value + bounds.Upper.Value) bounds.EntropyUpper.Value
        shouldBeWithin 1e-12 (bounds.ConditionalEntropy.Value + bounds.Lower.Value) bounds.EntropyLower.Value

/// The bounds are not both loose: at moderate overlap they come within 0.2 and 0.4 nats, and exchanging the two distances is caught.
[<Fact>]
let ``the bounds are near the truth and not exchangeable`` () =
    let encoder =
        GaussianEncoder(array2D [ [ 0.0 ]; [ 1.5 ]; [ 3.0 ] ], array2D [ [ 1.0 ]; [ 0.7 ]; [ 1.2 ] ])

    let bounds, information =
        PairwiseBounds.Of encoder, truth (uniformWeights 3) encoder

    // H(z|x): 1/2 log(2 pi e s^2) on average over the points.
    let conditional =
        0.5 * log (2.0 * Math.PI * Math.E) + (List.averageBy log [ 1.0; 0.7; 1.2 ])

    shouldBeWithin 1e-14 conditional (encoder.ConditionalEntropy()).Value
    shouldBeWithin 1e-14 conditional bounds.ConditionalEntropy.Value

    shouldBeWithin 0.2 information bounds.Lower.Value
    shouldBeWithin 0.4 information bounds.Upper.Value
    shouldRefuse (fun () -> shouldBeAtMost 1e-9 information bounds.Upper.Value)

/// Two equally likely points: I_D = log 2 - 1/2 sum_i log(1 + exp(-D)), with both distances by quadrature of their definitions.
[<Law(Cases = 60)>]
let ``two points reveal the KL divergence and the Bhattacharyya distance`` (key: RandomKey) =
    let m, s, t =
        3.0 * key.Normal 0UL, 10.0 ** (key.Uniform 2UL - 0.5), 10.0 ** (key.Uniform 3UL - 0.5)

    let bounds =
        PairwiseBounds.Of(GaussianEncoder(array2D [ [ 0.0 ]; [ m ] ], array2D [ [ s ]; [ t ] ]))

    let p, q = Oracles.logNormalDensity 0.0 s, Oracles.logNormalDensity m t
    let reach = 40.0 * (s + t) + abs m
    let integral = Oracles.integratePanels 600 -reach reach

    let kl p q =
        integral (fun z -> exp (p z) * (p z - q z))

    let bhattacharyya = -log(integral (fun z -> exp (0.5 * (p z + q z))))
    let information d = log 2.0 - log (1.0 + exp -d)
    shouldBeClose 1e-12 1e-9 (information bhattacharyya) bounds.Lower.Value
    shouldBeClose 1e-12 1e-9 (0.5 * (information (kl p q) + information (kl q p))) bounds.Upper.Value

[<Fact>]
let ``equal conditionals carry nothing, distant ones everything`` () =
    let repeat n mean scale =
        GaussianEncoder(Array2D.init n 3 (fun i j -> mean i j), Array2D.create n 3 scale)

    let equal = PairwiseBounds.Of(repeat 9 (fun _ j -> float j) 0.3)
    shouldBeWithin 1e-15 0.0 equal.Lower.Value
    shouldBeWithin 1e-15 0.0 equal.Upper.Value
    let distant = PairwiseBounds.Of(repeat 9 (fun i _ -> 100.0 * float i) 0.3)
    shouldBeRelatively 1e-14 (log 9.0) distant.Lower.Value
    shouldBeRelatively 1e-14 (log 9.0) distant.Upper.Value
    Assert.Equal(Nats.Zero, PairwiseBounds.Of(repeat 1 (fun _ _ -> 5.0) 2.0).Upper)
    // Far beyond where a density underflows, or a squared distance overflows.
    let extreme = PairwiseBounds.Of(repeat 2 (fun i _ -> 1e300 * float i) 1e-300)
    shouldBeRelatively 1e-14 (log 2.0) extreme.Lower.Value
    shouldBeRelatively 1e-14 (log 2.0) extreme.Upper.Value

[<Law(Cases = 60)>]
let ``units, order and a common bijection of the points do not matter`` (key: RandomKey) =
    let n, d = 5, 3
    let means = Array2D.init n d (fun i j -> key.Normal(uint64 (i * d + j)))

    let scales =
        Array2D.init n d (fun i j -> 0.1 + (key.Fold "s").Uniform(uint64 (i * d + j)))

    let bounds = PairwiseBounds.Of(GaussianEncoder(means, scales))
    let order = key.Permutation n

    let scale =
        Array.init d (fun j -> 10.0 ** (200.0 * ((key.Fold "unit").Uniform(uint64 j) - 0.5)))

    let change (m: float[,]) =
        Array2D.init n d (fun i j -> m[order[i], j] * scale[j])

    let changed = PairwiseBounds.Of(GaussianEncoder(change means, change scales))
    shouldBeClose 1e-12 1e-11 bounds.Lower.Value changed.Lower.Value
    shouldBeClose 1e-12 1e-11 bounds.Upper.Value changed.Upper.Value
    shouldBeWithin 1e-9 (Array.sumBy log scale) (changed.ConditionalEntropy.Value - bounds.ConditionalEntropy.Value)

[<Fact>]
let ``a point of probability zero is not there`` () =
    let all =
        GaussianEncoder(array2D [ [ 0.0 ]; [ 1.0 ]; [ 7.0 ] ], array2D [ [ 1.0 ]; [ 0.5 ]; [ 2.0 ] ])

    let two =
        GaussianEncoder(array2D [ [ 0.0 ]; [ 1.0 ] ], array2D [ [ 1.0 ]; [ 0.5 ] ])

    let weights (p: float list) =
        FiniteDistribution(ReadOnlySpan(List.toArray p))

    Assert.Equal(PairwiseBounds.Of(two, weights [ 0.3; 0.7 ]), PairwiseBounds.Of(all, weights [ 0.3; 0.7; 0.0 ]))

[<Fact>]
let ``bad encoders and weights are refused`` () =
    let one = Array2D.create 1 1 1.0

    Assert.Throws<ArgumentException>(fun () -> GaussianEncoder(one, Array2D.create 2 1 1.0) |> ignore)
    |> ignore

    Assert.Throws<ArgumentException>(fun () -> GaussianEncoder(Array2D.zeroCreate 0 1, Array2D.zeroCreate 0 1) |> ignore)
    |> ignore

    let weights = FiniteDistribution.Uniform 2

    Assert.Throws<ArgumentException>(fun () -> PairwiseBounds.Of(GaussianEncoder(one, one), weights) |> ignore)
    |> ignore

    for bad in [ 0.0; -1.0; nan; infinity ] do
        let refusal =
            Assert.Throws<ArgumentOutOfRangeException>(fun () -> GaussianEncoder(one, Array2D.create 1 1 bad) |> ignore)

        Assert.Contains("scales[0, 0]", refusal.Message)

    for bad in [ nan; infinity ] do
        Assert.Throws<ArgumentOutOfRangeException>(fun () -> GaussianEncoder(Array2D.create 1 1 bad, one) |> ignore)
        |> ignore
