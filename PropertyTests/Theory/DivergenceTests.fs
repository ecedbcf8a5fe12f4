module IDropTheory.PropertyTests.Theory.DivergenceTests

open System
open System.Reflection
open Xunit
open IDropTheory
open IDropTheory.Verification
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Oracles
open IDropTheory.PropertyTests.Statistics

let private posterior activation alpha convention =
    LogNormal.Noise(alpha, convention).Scaled activation

/// The worked example of erratum E2: f = 2, alpha = 0.5, mu = 0.3, sigma = 0.8.
let private example = posterior 2.0 0.5 NoiseConvention.MedianOne
let private examplePrior = LogNormal(0.3, 0.8)

// ---- Proposition 3 ----

[<Fact>]
let ``log-normal divergences agree with 50-digit references, in both noise conventions`` () =
    let mutable checkedRows = 0

    for row in reference "kl-log-normal" do
        let convention =
            match row.Text "case" with
            | "logNormal" -> Some NoiseConvention.MedianOne
            | "logNormalUnitMean" -> Some NoiseConvention.UnitMean
            | _ -> None

        match convention with
        | Some convention when row["activation"] > 0.0 ->
            let z = posterior row["activation"] row["alpha"] convention
            let kl = KlDivergence.LogNormal(z, LogNormal(row["mu"], row["sigma"]))
            // The location is rounded once, by log f + m; its distance to mu may be small against it.
            let offset = z.Location - row["mu"]
            let rounding = 4e-16 * (abs z.Location + 1.0) * abs offset / row["sigma"] ** 2.0
            shouldBeClose (rounding + 1e-300) 1e-14 row["value"] kl.Value
            checkedRows <- checkedRows + 1
        | _ -> ()

    Assert.True(checkedRows > 10)

[<Law>]
let ``log-normal divergences are the expected log-ratio, which three Gauss-Hermite nodes integrate exactly``
    (ModerateScale alpha)
    (ModerateScale sigma)
    (location: int)
    =
    let location = float (location % 30) / 10.0
    let p, q = LogNormal(location, alpha), LogNormal(0.3, sigma)

    let ratio u =
        p.LogDensity(exp u) - q.LogDensity(exp u)

    // exp u must not overflow at the outer nodes, location +- sqrt 3 alpha.
    if alpha < 100.0 then
        let expected = expectNormal 3 location alpha ratio

        let magnitude =
            expectNormal 3 location alpha (fun u -> abs (ratio u) + abs (q.LogDensity(exp u)))

        shouldBeClose (1e-14 * magnitude) 1e-12 expected (KlDivergence.LogNormal(p, q).Value)

[<Law>]
let ``log-normal divergences are never negative and vanish only at equality`` (pair: NearEqualPair) (Location location) =
    let kl alpha sigma =
        KlDivergence.LogNormal(LogNormal(location, alpha), LogNormal(location, sigma)).Value

    Assert.Equal(0.0, kl pair.Alpha pair.Alpha)
    shouldBeNonNegative (kl pair.Alpha pair.Sigma)
    Assert.Equal((pair.Alpha = pair.Sigma), (kl pair.Alpha pair.Sigma = 0.0))

[<Law>]
let ``log-normal divergences are values at every scale`` (Scale alpha) (Scale sigma) (Location location) =
    shouldBeNonNegative (KlDivergence.LogNormal(LogNormal(location, alpha), LogNormal(0.0, sigma)).Value)

[<Theory>]
[<InlineData(1e-300)>]
[<InlineData(1e-9)>]
[<InlineData(0.7)>]
[<InlineData(1.0)>]
[<InlineData(1e9)>]
[<InlineData(1e300)>]
let ``one unit in the last place apart, the divergence is the square of the relative distance`` (sigma: float) =
    for alpha in [ Math.BitIncrement sigma; Math.BitDecrement sigma ] do
        let kl = KlDivergence.LogNormal(LogNormal(0.0, alpha), LogNormal(0.0, sigma)).Value
        shouldBeRelatively 1e-14 (((alpha - sigma) / sigma) ** 2.0) kl

[<Fact>]
let ``log-normal divergences agree with Monte-Carlo, where the printed equation (6) fails the same check`` () =
    let n, key = 200000, testKey "proposition 3"
    let z = Array.zeroCreate<float> n
    example.Fill(key, Span z)

    let mean =
        z |> Array.averageBy (fun z -> example.LogDensity z - examplePrior.LogDensity z)

    let c2 = 0.5 * ((0.5 / 0.8) ** 2.0 - 1.0)
    let c1 = 0.5 * (log 2.0 - 0.3) / (0.8 * 0.8)
    let bound = normalQuadraticBound c2 c1 n
    let truth = KlDivergence.LogNormal(example, examplePrior).Value
    shouldBeWithin bound truth mean
    // Whatever is wrong by more than this is certain to be caught, but for the false-alarm rate.
    let detectable = smallestDetectable bound
    shouldBeAtMost 0.0 0.02 detectable
    let printed = PrintedForms.LogNormalKl(0.5, 0.3, 0.8)
    shouldBeWithin 5e-6 0.23563 printed
    shouldBeWithin 5e-6 0.28607 truth
    shouldBeAtMost 0.0 (abs (truth - printed)) detectable
    shouldRefuse (fun () -> shouldBeWithin bound printed mean)
    shouldRefuse (fun () -> shouldBeWithin bound (truth + 1.01 * detectable) mean)

// ---- Proposition 2 ----

[<Fact>]
let ``log-uniform divergences are the integral of the log-ratio, where the printed sign of log c is refused`` () =
    let prior = LogUniform(log 0.1)

    let integral =
        expectNormal 3 example.Location example.Scale (fun u -> example.LogDensity(exp u) - prior.LogDensity(exp u))

    let value = KlDivergence.LogUniform(example, prior).Value
    shouldBeWithin 1e-13 integral value
    shouldBeWithin 5e-5 1.5768 value
    let printed = PrintedForms.LogUniformKl(0.5, log 0.1)
    shouldBeWithin 5e-5 -3.0284 printed
    shouldRefuse (fun () -> shouldBeWithin 1e-3 integral printed)

[<Law>]
let ``relative divergences differ by amounts that no longer depend on the prior's constant``
    (ModerateScale a)
    (ModerateScale b)
    (Location c)
    =
    let against alpha logConstant =
        KlDivergence.LogUniform(LogNormal(0.5, alpha), LogUniform logConstant)

    let difference: Nats = against a 0.0 - against b 0.0
    shouldBeClose (1e-14 * (abs c + 20.0)) 1e-13 (log (b / a)) difference.Value
    shouldBeClose (1e-14 * (abs c + 20.0)) 1e-13 difference.Value (against a c - against b c).Value
    let most = max a b

    let trained =
        KlDivergence.LogUniformRelative(a, most)
        - KlDivergence.LogUniformRelative(b, most)

    shouldBeClose 1e-14 1e-13 difference.Value trained.Value

[<Fact>]
let ``the trained form is zero at the largest noise, never negative below, and refuses more`` () =
    Assert.Equal("0 nats (relative)", KlDivergence.LogUniformRelative(0.7, 0.7).ToString())
    let justBelow = KlDivergence.LogUniformRelative(Math.BitDecrement 0.7, 0.7)
    Assert.True((justBelow - KlDivergence.LogUniformRelative(0.7, 0.7)).Value > 0.0)
    shouldBeRelatively 1e-15 (log 7.0) (KlDivergence.LogUniformRelative(0.1, 0.7).Value)

    let error =
        Assert.Throws<ArgumentOutOfRangeException>(fun () -> KlDivergence.LogUniformRelative(0.8, 0.7) |> ignore)

    Assert.Contains("alpha is 0.8", error.Message)

[<Fact>]
let ``a relative divergence does not become an amount of information by itself`` () =
    let operators =
        typeof<RelativeNats>.GetMethods(BindingFlags.Public ||| BindingFlags.Static)

    Assert.DoesNotContain(operators, fun m -> m.Name = "op_Implicit" || m.Name = "op_Explicit")

    let sums =
        operators
        |> Array.filter (fun m -> m.Name = "op_Addition")
        |> Array.map _.ReturnType

    Assert.Equal<Type[]>([| typeof<RelativeNats> |], sums)
    Assert.Contains("NaN", Assert.Throws<ArgumentOutOfRangeException>(fun () -> RelativeNats nan |> ignore).Message)

// ---- the proper prior ----

[<Fact>]
let ``truncated divergences agree with 50-digit references, spike included`` () =
    for row in reference "kl-truncated" do
        let support = TruncatedLogUniform(row["lower"], row["upper"])
        let z = TruncatedLogNormal(LogNormal(row["location"], row["alpha"]), support)

        let kl =
            KlDivergence.LogUniform(z, SpikeMixture<TruncatedLogUniform>(row["spike"], support))

        shouldBeClose 2e-16 1e-13 row["value"] kl.Value

[<Law>]
let ``truncated divergences are the integral of p log p/q`` (ModerateScale alpha) (location: int) =
    let location, alpha = float (location % 60) / 10.0, max alpha 0.1
    let support = TruncatedLogUniform(-1.0, 2.0)
    let z = TruncatedLogNormal(LogNormal(location, alpha), support)
    let log u = z.Logarithm.LogDensity u

    let integral =
        integratePanels 60 -1.0 2.0 (fun u -> exp (log u) * (log u + Math.Log 3.0))

    shouldBeWithin 1e-12 integral (KlDivergence.LogUniform(z, support).Value)

[<Law>]
let ``a longer prior interval adds the logarithm of the ratio of lengths, a shorter one is infinitely far`` (ModerateScale alpha) =
    let own = TruncatedLogUniform(-1.0, 2.0)
    let z = TruncatedLogNormal(LogNormal(0.4, alpha), own)
    let inOwn = KlDivergence.LogUniform(z, own).Value
    shouldBeClose 1e-14 1e-14 (inOwn + log 2.0) (KlDivergence.LogUniform(z, TruncatedLogUniform(-3.0, 3.0)).Value)
    Assert.Equal(infinity, KlDivergence.LogUniform(z, TruncatedLogUniform(-1.0, 1.9)).Value)
    Assert.Equal(infinity, KlDivergence.LogUniform(z, TruncatedLogUniform(-0.9, 2.0)).Value)
    Assert.Equal(infinity, KlDivergence.LogUniform(LogNormal(0.4, alpha), own).Value)

[<Law>]
let ``truncated divergences vanish from above as the noise grows`` (Scale alpha) =
    let kl scale =
        KlDivergence
            .LogUniform(TruncatedLogNormal(LogNormal(0.5, scale), TruncatedLogUniform(-1.0, 2.0)), TruncatedLogUniform(-1.0, 2.0))
            .Value

    shouldBeNonNegative (kl alpha)

    if alpha > 1e4 && alpha < 1e70 then
        // Leading order for a centred mode: the variance of (u - 1/2)^2 / (2 alpha^2) over the interval, halved: L^4 / (1440 alpha^4).
        shouldBeRelatively 1e-6 (81.0 / 1440.0 / alpha ** 4.0) (kl alpha)

    if alpha < 0.1 then
        shouldBeRelatively 1e-13 (log 3.0 - log alpha - 0.5 * log (2.0 * Math.PI * Math.E)) (kl alpha)

// ---- spikes ----

[<Law>]
let ``a spike adds -log(1 - q0) to what is not zero and costs -log q0 at zero`` (Probability q0) =
    let support = TruncatedLogUniform(-1.0, 2.0)
    let cut = TruncatedLogNormal(LogNormal(0.2, 0.6), support)
    let extra = -log(1.0 - q0)

    for slab, mixture in
        [
            KlDivergence.LogNormal(example, examplePrior).Value,
            KlDivergence.LogNormal(example, SpikeMixture<LogNormal>(q0, examplePrior)).Value
            KlDivergence.LogUniform(cut, support).Value, KlDivergence.LogUniform(cut, SpikeMixture<TruncatedLogUniform>(q0, support)).Value
        ] do
        shouldBeClose 1e-15 1e-15 (slab + extra) mixture

    shouldBeClose 0.0 1e-15 -(log q0) (KlDivergence.Spike(q0).Value)

/// The divergence of z = eps f(x) for every prior, as the training layer has it: -log q0 at f(x) = 0, else the slab's - log(1 - q0).
[<Law>]
let ``a unit costs -log q0 where it is zero, and -log(1 - q0) more than without a spike where it is not``
    (Probability q0)
    (Activation f)
    (ModerateScale alpha)
    =
    let noise, support = LogNormal(0.1, alpha), TruncatedLogUniform(-1.0, 2.0)
    let improper = LogUniform 0.3
    let most = 2.0 * alpha

    let cases =
        [
            (fun (f: float) -> KlDivergence.LogNormal(f, noise, SpikeMixture<LogNormal>(q0, examplePrior)).Value),
            (fun () -> KlDivergence.LogNormal(noise.Scaled f, examplePrior).Value)
            (fun f -> KlDivergence.LogUniform(f, noise, improper, q0).Value), (fun () -> KlDivergence.LogUniform(noise, improper).Value)
            (fun f -> KlDivergence.LogUniformRelative(f, alpha, most, q0).Value),
            (fun () -> KlDivergence.LogUniformRelative(alpha, most).Value)
            (fun f -> KlDivergence.LogUniform(f, noise, SpikeMixture<TruncatedLogUniform>(q0, support)).Value),
            (fun () -> KlDivergence.LogUniform(TruncatedLogNormal(noise.Scaled f, support), support).Value)
        ]

    for atActivation, slab in cases do
        shouldBeClose 0.0 1e-15 -(log q0) (atActivation 0.0)

        if f > 0.0 then
            shouldBeClose 1e-15 1e-15 (slab () - log (1.0 - q0)) (atActivation f)

[<Fact>]
let ``the spike counts at f(x) > 0, and a prior without one is infinitely far at f(x) = 0`` () =
    let relative f q0 =
        KlDivergence.LogUniformRelative(f, 0.5, 0.7, q0).Value

    shouldBeRelatively 1e-15 (log 1.4) (relative 1.0 0.0)
    shouldBeRelatively 1e-15 (log 2.0) (relative 1.0 0.3)
    Assert.Equal(infinity, relative 1.0 1.0)
    Assert.Equal(infinity, relative 0.0 0.0)
    Assert.Equal(0.0, relative 0.0 1.0)
    Assert.Equal(infinity, KlDivergence.LogNormal(0.0, LogNormal(0.0, 0.5), examplePrior).Value)
    Assert.Equal(KlDivergence.LogNormal(example, examplePrior), KlDivergence.LogNormal(2.0, LogNormal(0.0, 0.5), examplePrior))

    for act in
        [
            (fun () -> KlDivergence.LogUniformRelative(-1.0, 0.5, 0.7, 0.3) |> ignore)
            (fun () -> KlDivergence.LogUniformRelative(infinity, 0.5, 0.7, 0.3) |> ignore)
            (fun () -> KlDivergence.LogUniformRelative(0.0, 0.8, 0.7, 0.3) |> ignore)
            (fun () -> KlDivergence.LogUniform(1.0, LogNormal(0.0, 0.5), LogUniform 0.0, 1.1) |> ignore)
            (fun () -> KlDivergence.LogNormal(nan, LogNormal(0.0, 0.5), examplePrior) |> ignore)
        ] do
        Assert.Throws<ArgumentOutOfRangeException>(act) |> ignore

[<Law>]
let ``the best spike is the fraction of zeros and costs its binary entropy; any other costs the coin's divergence more``
    (Probability pi)
    (Probability q0)
    =
    let best = KlDivergence.LearnedSpike(pi).Value
    shouldBeClose 1e-15 1e-13 (entropy [ pi; 1.0 - pi ]) best
    let cost = KlDivergence.SpikeCost(pi, q0).Value
    shouldBeAtMost 1e-14 cost best

    if Double.IsFinite cost then
        shouldBeClose 1e-14 1e-12 cost (best + KlDivergence.Bernoulli(pi, q0).Value)

[<Fact>]
let ``spikes at their ends`` () =
    Assert.Equal("0 nats", KlDivergence.Spike(1.0).ToString())
    Assert.Equal(infinity, KlDivergence.Spike(0.0).Value)
    Assert.Equal(0.0, KlDivergence.LearnedSpike(0.0).Value)
    Assert.Equal(0.0, KlDivergence.LearnedSpike(1.0).Value)
    Assert.Equal(infinity, KlDivergence.SpikeCost(0.5, 0.0).Value)
    Assert.Equal(infinity, KlDivergence.SpikeCost(0.5, 1.0).Value)
    Assert.Equal(infinity, KlDivergence.LogNormal(example, SpikeMixture<LogNormal>(1.0, examplePrior)).Value)

    for act in
        [
            (fun () -> KlDivergence.Spike -0.1)
            (fun () -> KlDivergence.SpikeCost(nan, 0.5))
            (fun () -> KlDivergence.SpikeCost(0.5, 2.0))
        ] do
        Assert.Throws<ArgumentOutOfRangeException>(fun () -> act () |> ignore) |> ignore

// ---- finite distributions ----

[<Law>]
let ``finite divergences are the sum of p log p/q, never negative, zero at equality`` (x: FiniteDistribution) (y: FiniteDistribution) =
    let p = x.Probabilities.ToArray()
    Assert.Equal(0.0, KlDivergence.Finite(x, x).Value)

    if x.Count = y.Count then
        let value = KlDivergence.Finite(x, y).Value
        shouldBeNonNegative value
        shouldBeClose 1e-14 1e-12 (kl p (y.Probabilities.ToArray())) value
    else
        Assert.Throws<ArgumentException>(fun () -> KlDivergence.Finite(x, y) |> ignore)
        |> ignore

[<Law>]
let ``coins: never negative, zero only at equality, infinite where an outcome is missing`` (Probability p) (Probability q) =
    let value = KlDivergence.Bernoulli(p, q).Value
    shouldBeNonNegative value
    Assert.Equal(0.0, KlDivergence.Bernoulli(p, p).Value)
    shouldBeClose 1e-14 1e-12 (kl [ p; 1.0 - p ] [ q; 1.0 - q ]) value
    Assert.Equal((q = 0.0 && p > 0.0) || (q = 1.0 && p < 1.0), Double.IsPositiveInfinity value)
