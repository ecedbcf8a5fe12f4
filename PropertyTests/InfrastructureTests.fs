/// The references and the bounds of the other tests, tested against what is known of them.
module IDropTheory.PropertyTests.InfrastructureTests

open System
open Xunit
open FsCheck
open FsCheck.FSharp
open IDropTheory
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Oracles
open IDropTheory.PropertyTests.Statistics

// ---- Oracles

[<Theory>]
[<InlineData(1)>]
[<InlineData(2)>]
[<InlineData(3)>]
[<InlineData(20)>]
[<InlineData(64)>]
[<InlineData(127)>]
let ``Gauss-Hermite is exact for polynomials`` (n: int) =
    Assert.Equal(n, (gaussHermite n).Nodes.Length)

    // E Z^(2k) = 1 3 5 ... (2k - 1), for 2k <= 2n - 1.
    for k in 0 .. min (n - 1) 10 do
        let moment = Seq.fold (fun m i -> m * float (2 * i - 1)) 1.0 (seq { 1..k })
        shouldBeRelatively 1e-12 moment (expectNormal n 0.0 1.0 (fun z -> pown z (2 * k)))
        shouldBeWithin (1e-13 * moment * 10.0) 0.0 (expectNormal n 0.0 1.0 (fun z -> pown z (2 * k + 1)))

[<Theory>]
[<InlineData(1)>]
[<InlineData(4)>]
[<InlineData(20)>]
[<InlineData(33)>]
let ``Gauss-Legendre is exact for polynomials`` (n: int) =
    let rule = gaussLegendre n

    for power in 0 .. 2 * n - 1 do
        let exact = if power % 2 = 0 then 1.0 / float (power + 1) else 0.0
        shouldBeWithin 1e-14 exact (Array.fold2 (fun s x w -> s + w * pown x power) 0.0 rule.Nodes rule.Weights)

[<Fact>]
let ``integrals with a known value`` () =
    shouldBeRelatively 1e-14 (Math.E - 1.0) (integratePanels 2 0.0 1.0 exp)
    shouldBeRelatively 1e-12 (Math.E - 1.0) (integrate 0.0 1.0 exp)
    shouldBeRelatively 1e-12 -1.0 (integrate 0.0 1.0 log)
    shouldBeRelatively 1e-7 2.0 (integrate 0.0 1.0 (fun x -> 1.0 / sqrt x))
    shouldBeRelatively 1e-12 (sqrt Math.PI) (integrateLine (fun x -> exp (-x * x)))
    shouldBeRelatively 1e-12 1.0 (integratePositive (fun x -> exp -x))
    shouldBeRelatively 1e-12 (Math.PI * Math.PI / 6.0) (integratePositive (fun x -> x / (exp x - 1.0)))

[<Fact>]
let ``derivatives with a known value`` () =
    for f, slope in
        [
            exp, exp
            sin, cos
            log, (fun x -> 1.0 / x)
            (fun x -> x * x * x), (fun x -> 3.0 * x * x)
        ] do
        for x in [ 0.5; 1.0; 2.5 ] do
            let value, error = derivative f x 0.2
            shouldBeRelatively 1e-10 (slope x) value
            Assert.True(abs (value - slope x) < 100.0 * error + 1e-14, "the error estimate is of the right size")

[<Fact>]
let ``compensated sums keep what plain sums lose`` () =
    Assert.Equal(2.0, sum [ 1.0; 1e100; 1.0; -1e100 ])
    Assert.Equal(0.0, Seq.sum [ 1.0; 1e100; 1.0; -1e100 ])

[<Fact>]
let ``the normal distribution function at known points`` () =
    Assert.Equal(0.5, normalCdf 0.0)
    shouldBeRelatively 1e-14 0.97724986805182079 (normalCdf 2.0)
    shouldBeRelatively 1e-12 2.8665157187919391e-7 (normalCdf -5.0)

[<Fact>]
let ``plain sums of information at known points`` () =
    shouldBeWithinUlps 1.0 (log 2.0) (entropy [ 0.5; 0.5; 0.0 ])
    Assert.Equal(infinity, kl [ 0.5; 0.5 ] [ 1.0; 0.0 ])
    shouldBeWithinUlps 1.0 (log 2.0) (mutualInformation (array2D [ [ 0.5; 0.0 ]; [ 0.0; 0.5 ] ]))
    shouldBeWithin 1e-15 0.0 (mutualInformation (array2D [ [ 0.06; 0.14 ]; [ 0.24; 0.56 ] ]))
    shouldBeWithin 1e-13 -2.0 (determinant (array2D [ [ 0.0; 1.0 ]; [ 2.0; 3.0 ] ]))

[<Fact>]
let ``reference numbers are read correctly rounded`` () =
    let row = reference "kl-log-uniform" |> Array.head
    Assert.Equal(0.5, row["alpha"])
    shouldBeWithinUlps 0.0 1.5767937403493182 row["value"]

// ---- Statistics

[<Fact>]
let ``distances count representable numbers`` () =
    Assert.Equal(0.0, ulpsBetween 0.0 -0.0)
    Assert.Equal(1.0, ulpsBetween 1.0 (Math.BitIncrement 1.0))
    Assert.Equal(2.0, ulpsBetween Double.Epsilon -Double.Epsilon)
    Assert.Equal(infinity, ulpsBetween 1.0 nan)
    Assert.Equal(1.0, ulpsBetween infinity Double.MaxValue)
    Assert.Equal(1.0, ulpsBetweenSingle 1.0f (MathF.BitIncrement 1.0f))

[<Fact>]
let ``assertions refuse NaN, infinities that differ, and what is too far`` () =
    for wrong in
        [
            fun () -> shouldBeWithin 1.0 0.0 nan
            fun () -> shouldBeWithin 1.0 nan nan
            fun () -> shouldBeWithin infinity 0.0 nan
            fun () -> shouldBeWithin 1.0 infinity -infinity
            fun () -> shouldBeWithin 1.0 0.0 1.5
            fun () -> shouldBeRelatively 0.1 1.0 1.2
            fun () -> shouldBeRelatively 0.1 0.0 1e-300
            fun () -> shouldBeWithinUlps 4.0 1.0 nan
            fun () -> shouldBeNonNegative nan
            fun () -> shouldBeNonNegative -Double.Epsilon
            fun () -> shouldBeAtMost 0.0 1.0 nan
            fun () -> shouldRefuse ignore
        ] do
        shouldRefuse wrong

    shouldBeWithin 0.0 infinity infinity
    shouldBeRelatively 0.0 0.0 -0.0

/// The bounds at a false-alarm rate of one in a hundred are passed by about that rate or less: counted over 10,000 means of 20 samples.
[<Fact>]
let ``bounds hold as often as they say, and are not vacuous`` () =
    let repeats, n, delta = 10_000, 20, 0.01
    let key = testKey "bounds"
    let normals: float[] = Array.zeroCreate (repeats * n)
    key.FillNormal(Span normals)
    // The bound at delta from the one at falseAlarm: only t = ln(2 / delta) differs, and it enters as sqrt t or t.
    let t, t0 = log (2.0 / delta), log (2.0 / falseAlarm)
    let c2, c1 = 0.7, -1.1
    let v = 2.0 * c2 * c2 + c1 * c1
    let bound = sqrt (2.0 * v * t / float n) + 2.0 * abs c2 * t / float n
    shouldBeWithin 1e-12 (normalQuadraticBound c2 c1 n) (sqrt (2.0 * v * t0 / float n) + 2.0 * abs c2 * t0 / float n)

    let misses =
        Array.chunkBySize n normals
        |> Array.filter (fun z -> abs (z |> Array.averageBy (fun z -> c2 * (z * z - 1.0) + c1 * z)) > bound)

    Assert.True(float misses.Length / float repeats <= delta + hoeffdingBound 1.0 repeats)

    let half =
        Array.chunkBySize n normals
        |> Array.filter (fun z -> abs (z |> Array.averageBy (fun z -> c2 * (z * z - 1.0) + c1 * z)) > bound / 3.0)

    Assert.True(half.Length > repeats / 50, "a third of the bound is exceeded often")

[<Fact>]
let ``bounds at known points`` () =
    let t = log 2e9
    shouldBeRelatively 1e-12 (sqrt (t / 200.0)) (hoeffdingBound 1.0 100)
    shouldBeRelatively 1e-12 (sqrt (t / 200.0)) (dkwBound 100)
    shouldBeRelatively 1e-12 (sqrt (2.0 * t * 0.25 / 100.0) + t / 300.0) (bernsteinBound 0.25 0.5 100)
    shouldBeRelatively 1e-12 (2.0 * sqrt (9.0 * t) + 2.0 * t) (chiSquareBound 9)
    Assert.Equal(0.2, smallestDetectable 0.1)
    Assert.Equal(0.25, supDistance id [| 0.75; 0.25 |])

// ---- Laws

[<Fact>]
let ``all properties of the assembly start from the seed`` () =
    let defaults =
        typeof<LawAttribute>.Assembly.GetCustomAttributes(typeof<FsCheck.Xunit.PropertiesAttribute>, false)

    let replay = (Assert.Single defaults :?> FsCheck.Xunit.PropertiesAttribute).Replay
    Assert.StartsWith($"({seed},", replay)

// ---- Generators

let rec private shrinkingEnds (arbitrary: Arbitrary<'a>) (value: 'a) depth =
    Assert.True(depth < 3000, "shrinking does not end")

    match Seq.tryLast (arbitrary.Shrinker value) with
    | None -> ()
    | Some plainer -> shrinkingEnds arbitrary plainer (depth + 1)

let private checkArbitrary (arbitrary: Arbitrary<'a>) (valid: 'a -> bool) =
    for value in Gen.sampleWithSeed (Rnd(seed, 1UL)) 50 200 arbitrary.Generator do
        Assert.True(valid value, $"{value} is not valid")

        for plainer in arbitrary.Shrinker value do
            Assert.True(valid plainer, $"{value} shrinks to {plainer}, which is not valid")

        shrinkingEnds arbitrary value 0

let private positive x = x > 0.0 && Double.IsFinite x

let private isCovariance (m: float[,]) =
    let n = Array2D.length1 m

    Seq.forall (fun (i, j) -> m[i, j] = m[j, i]) (Seq.allPairs [ 0 .. n - 1 ] [ 0 .. n - 1 ])
    && Seq.forall (fun k -> determinant m[0..k, 0..k] > 0.0) [ 0 .. n - 1 ]

[<Fact>]
let ``generators give valid values and shrinking ends`` () =
    checkArbitrary (Arbitraries.Scale()) (fun (Scale x) -> positive x)
    checkArbitrary (Arbitraries.ModerateScale()) (fun (ModerateScale x) -> x >= 0.999e-3 && x <= 1.001e3)
    checkArbitrary (Arbitraries.SingleScale()) (fun (SingleScale x) -> positive (float x))
    checkArbitrary (Arbitraries.Location()) (fun (Location x) -> abs x <= 1000.0)
    checkArbitrary (Arbitraries.Activation()) (fun (Activation x) -> x = 0.0 || positive x)
    checkArbitrary (Arbitraries.NearEqualPair()) (fun p -> positive p.Alpha && positive p.Sigma && abs (p.Alpha / p.Sigma - 1.0) < 1.01e-3)
    checkArbitrary (Arbitraries.NearEqualSingles()) (fun p -> abs (p.AlphaSingle / p.SigmaSingle - 1.0f) < 1.01e-3f)
    checkArbitrary (Arbitraries.Probability()) (fun (Probability p) -> p >= 0.0 && p <= 1.0)
    checkArbitrary (Arbitraries.FiniteDistribution()) (fun p -> p.Count >= 1 && p.Count <= 5)
    checkArbitrary (Arbitraries.Channel()) (fun c -> c.Inputs >= 1 && c.Outputs >= 1)
    checkArbitrary (Arbitraries.JointDistribution()) (fun j -> j.CountX >= 1 && j.CountY >= 1)
    checkArbitrary (Arbitraries.Chain()) (fun chain -> chain.Joint.CountY = chain.Next.Inputs)
    checkArbitrary (Arbitraries.Covariance()) (fun (Covariance m) -> isCovariance m)
    checkArbitrary (Arbitraries.Correlation()) (fun (Correlation m) -> isCovariance m && m[0, 0] = 1.0)
    checkArbitrary (Arbitraries.RandomKey()) (fun _ -> true)
    checkArbitrary (Arbitraries.Beta()) (fun beta -> beta.Paper >= 0.0 && beta.Paper <= 2.0)

/// The corners that laws rely on do appear.
[<Fact>]
let ``generators reach the corners`` () =
    let some what (arbitrary: Arbitrary<'a>) (corner: 'a -> bool) =
        Assert.True(
            Gen.sampleWithSeed (Rnd(seed, 1UL)) 50 2000 arbitrary.Generator
            |> Array.exists corner,
            $"no {what} in 2000 cases"
        )

    let deterministic (channel: Channel) x =
        Seq.exists (fun y -> channel[x, y] = 1.0) [ 0 .. channel.Outputs - 1 ]

    some "zero activation" (Arbitraries.Activation()) (fun (Activation x) -> x = 0.0)
    some "subnormal activation" (Arbitraries.Activation()) (fun (Activation x) -> Double.IsSubnormal x)
    some "tiny scale" (Arbitraries.Scale()) (fun (Scale x) -> x < 1e-290)
    some "huge scale" (Arbitraries.Scale()) (fun (Scale x) -> x > 1e290)
    some "equal pair" (Arbitraries.NearEqualPair()) (fun p -> p.Alpha = p.Sigma)
    some "pair one ulp apart" (Arbitraries.NearEqualPair()) (fun p -> ulpsBetween p.Alpha p.Sigma = 1.0)
    some "point mass" (Arbitraries.FiniteDistribution()) (fun p -> p.Count > 1 && Seq.exists (fun i -> p[i] = 1.0) [ 0 .. p.Count - 1 ])
    some "symbol of probability zero" (Arbitraries.JointDistribution()) (fun j -> Seq.exists (fun x -> j.X[x] = 0.0) [ 0 .. j.CountX - 1 ])
    some "1 x 1 joint" (Arbitraries.JointDistribution()) (fun j -> j.CountX = 1 && j.CountY = 1)
    some "deterministic channel" (Arbitraries.Channel()) (fun c -> c.Outputs > 1 && Seq.forall (deterministic c) [ 0 .. c.Inputs - 1 ])

    some "repeated noisy row" (Arbitraries.Channel()) (fun c -> c.Inputs > 1 && c.Row(0).SequenceEqual(c.Row 1) && not (deterministic c 0))

    some "beta zero" (Arbitraries.Beta()) (fun beta -> beta.Paper = 0.0)
