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

[<Fact>]
let ``a target between the least distortion and that of a constant, to the last digit`` () =
    // Distortions that start at 1 and a symbol that never occurs, whose row is forbidden altogether.
    let source = distribution [| 0.5; 0.5; 0.0 |]
    let d = array2D [ [ 1.0; 2.0 ]; [ 2.0; 1.0 ]; [ infinity; infinity ] ]

    let at target =
        RateDistortion.AtDistortion(source, d, target)

    Assert.Equal((Math.Log 2.0, 1.0), ((at 1.0).Rate.Value, (at 1.0).Distortion))
    Assert.Equal(infinity, (at 1.0).Slope)

    for target in [ 1.5; 1.7; 9.0 ] do
        Assert.Equal((0.0, 1.5), ((at target).Rate.Value, (at target).Distortion))

    for target in [ 1.0 + 1e-6; 1.1; 1.4; 1.499 ] do
        let point = at target
        Assert.Equal(target, point.Distortion, 1e-12)
        Assert.Equal(Math.Log 2.0 - entropy (target - 1.0), point.Rate.Value, 1e-9)
        let truth = Math.Log 2.0 - entropy (target - 1.0)
        Assert.InRange(point.LowerBound.Value, truth - 1e-8, truth + 1e-12)
        let slope = Math.Log((2.0 - target) / (target - 1.0))
        Assert.Equal(slope, point.Slope, 1e-3 * slope)
        Assert.Equal(2, point.Channel.Outputs)
        Assert.Equal(2.0 - target, point.Channel[0, 0], 1e-6)

    let solved = RateDistortion.Solve(source, d, 2.0)
    Assert.Equal(2.0, solved.Slope)
    Assert.Equal(1.0 + 1.0 / (1.0 + Math.Exp 2.0), solved.Distortion, 1e-12)

[<Fact>]
let ``few iterations leave a gap that is told, and none are refused`` () =
    let source = distribution [| 0.1; 0.2; 0.7 |]
    let d = array2D [ [ 0.0; 1.0; 0.3 ]; [ 0.8; 0.0; 0.5 ]; [ 0.9; 0.4; 0.0 ] ]
    let best = RateDistortion.Solve(source, d, 3.0)

    for iterations in [ 1; 2; 3 ] do
        let point = RateDistortion.Solve(source, d, 3.0, iterations)
        Assert.Equal(iterations, point.Iterations)
        let value (p: RateDistortionPoint) = p.Rate.Value + 3.0 * p.Distortion
        Assert.True(value point >= value best - 1e-12)
        Assert.True(point.Rate.Value - point.LowerBound.Value > 1e-6)

    let refused =
        Assert.ThrowsAny<ArgumentException>(fun () -> RateDistortion.Solve(source, d, 3.0, 0) |> ignore)

    Assert.Contains("maxIterations is 0", refused.Message)
    // No output serves all symbols: at slope 0 there is no constant, but the least rate.
    let partial = array2D [ [ 0.0; infinity ]; [ infinity; 0.0 ] ]
    let forced = RateDistortion.Solve(FiniteDistribution.Uniform 2, partial, 0.0)
    Assert.Equal((Math.Log 2.0, 0.0), (forced.Rate.Value, forced.Distortion))

// ---- The raw bound, which nothing cuts off at the rate

[<Law(Cases = 100)>]
let ``the bound of any outputs is the dual function, and below the truth; so is that of an iteration that stops early`` (key: RandomKey) =
    let p, slope = 0.05 + 0.45 * key.Uniform 0UL, 0.5 + 5.0 * key.Uniform 1UL
    let source = FiniteDistribution.Bernoulli p
    let best = min p (1.0 / (1.0 + Math.Exp slope))
    let truth = entropy p - entropy best + slope * best
    let weights = [| 1.0 - p; p |]

    for trial in 0UL .. 9UL do
        let q = key.Fold("outputs").Uniform trial

        let bound =
            RateDistortion.LagrangianBound(source, hamming 2, slope, [| 1.0 - q; q |])

        let kernel x t = if x = t then 1.0 else Math.Exp -slope

        let partition x = (1.0 - q) * kernel x 0 + q * kernel x 1

        let growth t =
            Seq.sum (seq { for x in 0..1 -> weights[x] * kernel x t / partition x })

        let value = -Seq.sum(seq { for x in 0..1 -> weights[x] * Math.Log(partition x) })

        Assert.Equal(value - Math.Log(max (growth 0) (growth 1)), bound, 1e-12)
        Assert.True(bound <= truth + 1e-12, $"{bound} above {truth}")

    for iterations in [ 1; 2; 3; 100 ] do
        let point = RateDistortion.Solve(source, hamming 2, slope, iterations)
        let d = min p point.Distortion
        Assert.True(point.LowerBound.Value <= entropy p - entropy d + 1e-12)

        // The first iteration stands at uniform outputs.
        if iterations = 1 && point.LowerBound.Value > 0.0 then
            let uniform =
                RateDistortion.LagrangianBound(source, hamming 2, slope, [| 0.5; 0.5 |])

            Assert.Equal(uniform, point.LowerBound.Value + slope * point.Distortion, 1e-12)

[<Fact>]
let ``a mixture of two points of a curved curve has the bound of the higher tangent`` () =
    let source = FiniteDistribution.Bernoulli 0.4

    let low, high =
        RateDistortion.Solve(source, hamming 2, 1.0), RateDistortion.Solve(source, hamming 2, 3.0)

    let tangent slope d =
        let best = 1.0 / (1.0 + Math.Exp slope)
        entropy 0.4 - entropy best + slope * (best - d)

    for target in [ 0.06; 0.1; 0.15; 0.25 ] do
        let shared = RateDistortion.Share(source, hamming 2, low, high, target)
        Assert.Equal(target, shared.Distortion, 1e-12)
        Assert.Equal(max (tangent 1.0 target) (tangent 3.0 target), shared.LowerBound.Value, 1e-8)
        Assert.True(shared.Rate.Value >= entropy 0.4 - entropy target)
