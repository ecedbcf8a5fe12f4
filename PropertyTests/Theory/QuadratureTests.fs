/// The quadratures of the core against exact moments and against the tests' own rules.
module IDropTheory.PropertyTests.Theory.QuadratureTests

open System
open Xunit
open IDropTheory
open IDropTheory.Verification
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

/// E[Z^k] of a standard normal: (k - 1)!! for even k.
let private moment k =
    if k % 2 = 1 then
        0.0
    else
        Seq.fold (*) 1.0 (seq { for j in 1..2 .. k - 1 -> float j })

let private integrate f (breakpoints: float list) =
    AdaptiveCubature.Integrate(Func<float, float> f, breakpoints)

// ---- Gauss-Hermite

[<Fact>]
let ``n nodes integrate the moments up to degree 2n - 1, and not the next one`` () =
    for n in 1..20 do
        let rule = GaussHermite n

        for k in 0 .. 2 * n - 1 do
            let scale = sqrt (moment (2 * k))
            shouldBeWithin (1e-14 * scale) (moment k) (rule.Expectation(0.0, 1.0, (fun z -> z ** float k)))

        // The rule's polynomial of degree n vanishes at all nodes; its square has mean n!.
        let next = rule.Expectation(0.0, 1.0, (fun z -> z ** float (2 * n)))
        let factorial = Seq.fold (*) 1.0 (seq { for j in 1..n -> float j })
        shouldBeRelatively 1e-9 (moment (2 * n) - factorial) next

[<Fact>]
let ``nodes and weights are those of an independent computation, symmetric and positive`` () =
    for n in [ 1; 2; 3; 10; 33; 64; 128 ] do
        let rule, reference = GaussHermite n, Oracles.gaussHermite n

        for k in 0 .. n - 1 do
            shouldBeWithin 1e-13 reference.Nodes[k] rule.Nodes[k]
            shouldBeRelatively 1e-11 reference.Weights[k] rule.Weights[k]
            Assert.Equal(-rule.Nodes[k], rule.Nodes[n - 1 - k])
            Assert.True(rule.Weights[k] > 0.0)

[<Fact>]
let ``the largest rule keeps its accuracy`` () =
    let rule = GaussHermite GaussHermite.MaxNodes
    shouldBeWithin 1e-14 1.0 (Seq.sum rule.Weights)
    shouldBeRelatively 1e-13 (moment 20) (rule.Expectation(0.0, 1.0, (fun z -> z ** 20.0)))

[<Law>]
let ``the moment generating function, at any location and scale, on doubles and on any carrier`` (key: RandomKey) =
    let location, scale = 4.0 * key.Uniform 0UL - 2.0, 1.5 * key.Uniform 1UL
    let rule = GaussHermite 40
    let expected = exp (location + 0.5 * scale * scale)
    shouldBeRelatively 1e-13 expected (rule.Expectation(location, scale, exp))
    let dual = rule.Expectation(Dual.Variable location, Dual.Constant scale, Dual.Exp)
    shouldBeRelatively 1e-13 expected dual.Value
    shouldBeRelatively 1e-13 expected dual.Derivative
    shouldBeRelatively 1e-13 (scale * expected) (rule.Expectation(Dual.Constant location, Dual.Variable scale, Dual.Exp).Derivative)

/// Log-ratios of log-normals are quadratic in the normal variable: two nodes give Propositions 2 and 3 without their closed forms.
[<Law>]
let ``two nodes give Propositions 2 and 3`` (Location location, ModerateScale alpha, Location mu, ModerateScale sigma) =
    let rule = GaussHermite 2
    let posterior, prior = LogNormal(location, alpha), LogNormal(mu, sigma)
    let logPrior u = Oracles.logNormalDensity mu sigma u
    let expected = KlDivergence.LogNormal(posterior, prior).Value
    // What E log p - E log q loses: both are of the order of the largest term.
    let size = 1.0 + expected + abs (log alpha) + abs (log sigma)
    // The nodes are rounded to doubles around the location, and their deviations are in units of alpha and sigma.
    let nodes =
        1e-15 * (abs location + abs mu) * (1.0 / alpha + (1.0 + sqrt expected) / sigma)

    shouldBeWithin (1e-13 * size + nodes) expected (rule.Divergence(location, alpha, logPrior).Value)
    let logDensity = mu / 100.0
    let relative = KlDivergence.LogUniform(posterior, LogUniform logDensity)
    shouldBeWithin (1e-13 * size + nodes) relative.Value (rule.Divergence(location, alpha, (fun _ -> logDensity)).Value)

[<Fact>]
let ``negative control: one node does not give Proposition 3, and the printed eq. (6) fails the check (erratum E2)`` () =
    let f, alpha, mu, sigma = 2.0, 0.5, 0.3, 0.8
    let logPrior u = Oracles.logNormalDensity mu sigma u

    let reference (n: int) =
        GaussHermite(n).Divergence(log f, alpha, logPrior).Value

    let derived =
        KlDivergence.LogNormal(LogNormal(log f, alpha), LogNormal(mu, sigma)).Value

    let printed = PrintedForms.LogNormalKl(alpha, mu, sigma)

    shouldBeWithin 1e-14 (reference 2) derived
    shouldRefuse (fun () -> shouldBeWithin 1e-2 (reference 2) printed)
    shouldRefuse (fun () -> shouldBeWithin 1e-2 (reference 1) derived)

// ---- Adaptive cubature

[<Law>]
let ``polynomials up to degree 22 are integrated to rounding`` (key: RandomKey) =
    let degree = key.Below(23, 0UL)
    let lower, upper = -2.0 * key.Uniform 1UL, 2.0 * key.Uniform 2UL

    let antiderivative (x: float) =
        x ** float (degree + 1) / float (degree + 1)

    let size = abs (antiderivative lower) + abs (antiderivative upper)

    shouldBeWithin
        (1e-13 * size)
        (antiderivative upper - antiderivative lower)
        (integrate (fun x -> x ** float degree) [ upper; lower ]).Value

[<Fact>]
let ``the estimated error bounds the true one, and the tolerance is met`` () =
    let cases =
        [
            (fun (x: float) -> exp (-0.5 * x * x)), [ -9.0; 9.0 ], sqrt (2.0 * Math.PI)
            (fun x -> 1.0 / (1.0 + x * x)), [ -100.0; 0.0; 100.0 ], 2.0 * atan 100.0
            (fun x -> abs (x - 0.3)), [ 0.0; 1.0 ], 0.29
            sqrt, [ 0.0; 1.0 ], 2.0 / 3.0
            (fun x -> if x = 0.0 then 0.0 else -log x), [ 0.0; 1.0 ], 1.0
            // A bump of width 1e-6 is seen thanks to its breakpoints.
            (fun x -> 1e6 * exp (-0.5 * (1e6 * (x - 0.3)) ** 2.0)), [ 0.0; 0.3 - 8e-6; 0.3; 0.3 + 8e-6; 1.0 ], sqrt (2.0 * Math.PI)
        ]

    for f, breakpoints, expected in cases do
        let result = integrate f breakpoints
        shouldBeAtMost (4e-15 * expected) result.Error (abs (result.Value - expected))
        shouldBeAtMost 0.0 (1e-10 * expected) result.Error

[<Fact>]
let ``boxes of two and three dimensions`` () =
    let axis = [ -9.0; 0.0; 9.0 ]

    for d in 1..3 do
        let f =
            AdaptiveCubature.Integrand(fun u ->
                let mutable s = 0.0

                for i in 0 .. u.Length - 1 do
                    s <- s + u[i] * u[i] / float (1 + i)

                exp (-0.5 * s))

        let expected =
            Seq.fold (*) 1.0 (seq { for i in 1..d -> sqrt (2.0 * Math.PI * float i) })

        let breakpoints =
            [| for i in 1..d -> axis |> Seq.map (fun a -> a * sqrt (float i)) |]

        let result =
            AdaptiveCubature.Integrate(f, breakpoints, CubatureOptions(RelativeTolerance = 1e-8))

        shouldBeRelatively 1e-8 expected result.Value

[<Fact>]
let ``an exhausted budget is reported as a large error, not hidden`` () =
    let options = CubatureOptions(MaxEvaluations = 30L)

    let result =
        AdaptiveCubature.Integrate(Func<float, float>(fun x -> cos (200.0 * x)), [ 0.0; 1.0 ], options)

    Assert.True(result.Evaluations <= 45L)
    shouldBeAtMost 0.0 result.Error (abs (result.Value - sin 200.0 / 200.0))
    Assert.True(result.Error > 1e-3)

[<Fact>]
let ``what cannot be integrated is refused with the value`` () =
    let refusedWith (part: string) (run: unit -> unit) =
        Assert.Contains(part, (Assert.ThrowsAny<ArgumentException>(fun () -> run ())).Message)

    refusedWith "[1]" (fun () -> integrate id [ 1.0; 1.0 ] |> ignore)
    refusedWith "NaN" (fun () -> integrate id [ 1.0; nan ] |> ignore)

    refusedWith "4 dimensions" (fun () ->
        AdaptiveCubature.Integrate(AdaptiveCubature.Integrand(fun _ -> 1.0), Array.create 4 (seq [ 0.0; 1.0 ]))
        |> ignore)

    refusedWith "nodes is 0" (fun () -> GaussHermite 0 |> ignore)
    refusedWith "nodes is 257" (fun () -> GaussHermite 257 |> ignore)
    refusedWith "RelativeTolerance is -1" (fun () -> CubatureOptions(RelativeTolerance = -1.0) |> ignore)
    refusedWith "MaxEvaluations is 0" (fun () -> CubatureOptions(MaxEvaluations = 0L) |> ignore)
    refusedWith "scale is 0" (fun () -> GaussHermite(2).Divergence(0.0, 0.0, (fun u -> u)) |> ignore)
