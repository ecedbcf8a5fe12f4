module IDropTheory.PropertyTests.Theory.RateDistortionTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws

let private distribution (p: float array) = FiniteDistribution(ReadOnlySpan p)

let private hamming n =
    Array2D.init n n (fun x t -> if x = t then 0.0 else 1.0)

let private entropy p =
    -(if p = 0.0 then 0.0 else p * Math.Log p)
    - (if p = 1.0 then 0.0 else (1.0 - p) * Math.Log(1.0 - p))

[<Law(Cases = 100)>]
let ``binary source with Hamming distortion: R(D) = h(p) - h(D)`` (key: RandomKey) =
    let p = 0.5 * key.Uniform 0UL
    let target = p * key.Uniform 1UL

    let point =
        RateDistortion.AtDistortion(FiniteDistribution.Bernoulli p, hamming 2, target)

    Assert.Equal(target, point.Distortion, 1e-12)
    Assert.Equal(entropy p - entropy target, point.Rate.Value, 1e-8)
    Assert.True(point.LowerBound.Value <= entropy p - entropy target + 1e-10)
    Assert.True(point.Rate.Value - point.LowerBound.Value < 1e-8)
    let slope = Math.Log((1.0 - target) / target)
    let atSlope = RateDistortion.Solve(FiniteDistribution.Bernoulli p, hamming 2, slope)
    Assert.Equal(entropy p - entropy atSlope.Distortion, atSlope.Rate.Value, 1e-10)

[<Fact>]
let ``uniform source on four symbols: R(D) = log 4 - h(D) - D log 3`` () =
    for d in [ 0.01; 0.2; 0.5; 0.74 ] do
        let point = RateDistortion.AtDistortion(FiniteDistribution.Uniform 4, hamming 4, d)
        Assert.Equal(Math.Log 4.0 - entropy d - d * Math.Log 3.0, point.Rate.Value, 1e-9)

[<Law(Cases = 60)>]
let ``no channel is better than the rate-distortion bound, and the bound is tight`` (source: FiniteDistribution) (key: RandomKey) =
    let n, m = 2 + key.Below(4, 0UL), 2 + key.Below(4, 1UL)

    let distortion =
        Array2D.init source.Count m (fun x t -> key.Fold("d").Uniform(uint64 (x * m + t)))

    let slope = Math.Pow(10.0, 3.0 * key.Uniform 2UL - 1.0)
    let point = RateDistortion.Solve(source, distortion, slope)
    Assert.True(point.Rate.Value - point.LowerBound.Value < 1e-9)
    let least = point.LowerBound.Value + slope * point.Distortion

    for trial in 0UL .. 30UL do
        let weights = key.Fold("channel").Fold trial

        let raw =
            Array2D.init source.Count m (fun x t -> Math.Exp(float n * weights.Normal(uint64 (x * m + t))))

        let channel =
            Channel(
                raw
                |> Array2D.mapi (fun x _ v -> v / Seq.sum [ for t in 0 .. m - 1 -> raw[x, t] ])
            )

        let d =
            Seq.sum
                [
                    for x in 0 .. source.Count - 1 do
                        for t in 0 .. m - 1 -> source[x] * channel[x, t] * distortion[x, t]
                ]

        Assert.True(
            JointDistribution.Of(source, channel).MutualInformation().Value + slope * d
            >= least - 1e-10
        )

[<Fact>]
let ``the ends of the curve, erasures, and straight pieces`` () =
    let source = distribution [| 0.2; 0.3; 0.5; 0.0 |]
    let exact = RateDistortion.Solve(source, hamming 4, Double.PositiveInfinity)
    Assert.Equal(source.Entropy().Value, exact.Rate.Value, 1e-12)
    Assert.Equal(0.0, exact.Distortion)
    let none = RateDistortion.Solve(source, hamming 4, 0.0)
    Assert.Equal((0.0, 0.5), (none.Rate.Value, none.Distortion))
    // Erasure distortion: 0 for the right symbol, 1 for "erased", infinite for the wrong one. R(D) = (1 - D) log 2 is a straight line.
    let erasure = array2D [ [ 0.0; infinity; 1.0 ]; [ infinity; 0.0; 1.0 ] ]

    for d in [ 0.0; 0.25; 0.6; 1.0 ] do
        let point = RateDistortion.AtDistortion(FiniteDistribution.Uniform 2, erasure, d)
        Assert.Equal(d, point.Distortion, 1e-12)
        Assert.Equal((1.0 - d) * Math.Log 2.0, point.Rate.Value, 1e-9)
        Assert.True(point.Rate.Value - point.LowerBound.Value < 1e-9)

[<Fact>]
let ``impossible distortions are refused`` () =
    let source = FiniteDistribution.Uniform 2

    let refused (f: unit -> RateDistortionPoint) =
        (Assert.ThrowsAny<ArgumentException>(fun () -> f () |> ignore)).Message

    Assert.Contains("least distortion", refused (fun () -> RateDistortion.AtDistortion(source, array2D [ [ 1.0 ]; [ 2.0 ] ], 1.4)))
    Assert.Contains("distortion[1, 0]", refused (fun () -> RateDistortion.Solve(source, array2D [ [ 1.0 ]; [ nan ] ], 1.0)))
    Assert.Contains("symbol 1", refused (fun () -> RateDistortion.Solve(source, array2D [ [ 1.0 ]; [ infinity ] ], 1.0)))
    Assert.Contains("rows", refused (fun () -> RateDistortion.Solve(source, hamming 3, 1.0)))
    Assert.Contains("slope is -1", refused (fun () -> RateDistortion.Solve(source, hamming 2, -1.0)))
