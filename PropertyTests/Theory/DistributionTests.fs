module IDropTheory.PropertyTests.Theory.DistributionTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Oracles
open IDropTheory.PropertyTests.Statistics

let private samples = 20000

let private draw label (distribution: IPositiveDistribution) =
    let key = testKey label
    Array.init samples (fun i -> distribution.Sample(key, uint64 i))

// ---- the normal distribution function ----

[<Fact>]
let ``the normal's tails agree with 60-digit references to a few units in the last place`` () =
    for row in reference "normal-tails" do
        let x = row["x"]
        shouldBeRelatively 2e-15 row["cdf"] (NormalFunctions.Cdf x)
        shouldBeRelatively 2e-15 row["cdf"] (NormalFunctions.UpperTail -x)
        shouldBeRelatively 2e-15 row["log_cdf"] (NormalFunctions.LogCdf x)
        shouldBeRelatively 2e-15 row["mills"] (NormalFunctions.Mills x)
        shouldBeRelatively 1e-14 row["mean_excess"] (NormalFunctions.MeanExcess x)

        if abs x < 26.0 then
            // erfcx(x) + erfcx(-x) = 2 exp(x^2); the squares of these multiples of 1/8 are exact.
            let right = sqrt (2.0 / Math.PI) * NormalFunctions.Mills(sqrt 2.0 * abs x)
            shouldBeRelatively 4e-15 (if x < 0.0 then 2.0 * exp (x * x) - right else right) (NormalFunctions.Erfcx x)

[<Fact>]
let ``the normal's functions take infinities and refuse NaN by name`` () =
    Assert.Equal(1.0, NormalFunctions.Cdf infinity)
    Assert.Equal(0.0, NormalFunctions.Cdf -infinity)
    Assert.Equal(0.0, NormalFunctions.UpperTail infinity)
    Assert.Equal(0.0, NormalFunctions.LogCdf infinity)
    Assert.Equal(-infinity, NormalFunctions.LogCdf -infinity)
    Assert.Equal(0.0, NormalFunctions.Density infinity)
    Assert.Equal(0.0, NormalFunctions.Mills infinity)
    Assert.Equal(-infinity, NormalFunctions.Quantile 0.0)
    Assert.Equal(infinity, NormalFunctions.Quantile 1.0)

    for f in
        [
            NormalFunctions.Cdf
            NormalFunctions.LogCdf
            NormalFunctions.Mills
            NormalFunctions.Quantile
            NormalFunctions.Density
        ] do
        let error = Assert.Throws<ArgumentOutOfRangeException>(fun () -> f nan |> ignore)
        Assert.Contains("NaN", error.Message)

[<Law>]
let ``the normal's quantile inverts its distribution function`` (Probability p) =
    if p > 0.0 && p < 1.0 then
        shouldBeRelatively 1e-13 p (NormalFunctions.Cdf(NormalFunctions.Quantile p))

[<Fact>]
let ``the normal's quantile reaches the ends of the range`` () =
    for power in [ 1..15..300 ] do
        let p = 10.0 ** -(float power)
        // The density at the quantile amplifies its rounding: relative error x^2 units in the last place.
        let x = NormalFunctions.Quantile p
        shouldBeRelatively (1e-15 * (1.0 + x * x)) p (NormalFunctions.Cdf x)

// ---- log-normal ----

[<Fact>]
let ``moments of the noise agree with 50-digit references, in both conventions`` () =
    for row in reference "noise" do
        let median = LogNormal.Noise(row["alpha"], NoiseConvention.MedianOne)
        let unitMean = LogNormal.Noise(row["alpha"], NoiseConvention.UnitMean)
        // The exponential magnifies the rounding of its argument.
        let tolerance = 2e-15 + 5e-16 * row["alpha"] ** 2.0
        shouldBeRelatively tolerance row["mean"] median.Mean
        shouldBeRelatively tolerance row["variance"] median.Variance
        shouldBeRelatively tolerance row["varianceUnitMean"] unitMean.Variance
        shouldBeRelatively 1e-15 1.0 unitMean.Mean
        Assert.Equal(1.0, median.Median)

[<Law>]
let ``moments and entropies of a log-normal are its integrals`` (location: int) (ModerateScale scale) =
    let location, scale = float (location % 20), min (max scale 0.01) 2.0
    let d = LogNormal(location, scale)
    shouldBeRelatively 1e-11 (expectNormal 64 location scale exp) d.Mean
    shouldBeRelatively 1e-9 (expectNormal 100 location scale (fun u -> exp (2.0 * u)) - d.Mean * d.Mean) d.Variance
    // The log-density is quadratic in log z, so three nodes integrate it exactly.
    shouldBeClose 1e-11 1e-11 -(expectNormal 3 location scale (fun u -> d.LogDensity(exp u))) d.Entropy.Value
    shouldBeClose 1e-12 1e-12 (d.Entropy.Value - location) d.EntropyOfLog.Value
    // In log z the density is a parabola around its mode.
    shouldBeAtMost 0.0 (d.LogDensity d.Mode) (d.LogDensity(d.Mode * 1.1))
    shouldBeClose 1e-9 1e-9 (d.LogDensity(d.Mode * 1.1)) (d.LogDensity(d.Mode / 1.1))

[<Law>]
let ``moments of a log-normal are never NaN, and its variance keeps its digits for small scales`` (Location location) (Scale scale) =
    let d = LogNormal(location, scale)

    for moment in [ d.Mean; d.Variance; d.Median; d.Mode ] do
        shouldBeNonNegative moment

    if scale < 1e-6 && scale > 1e-140 && abs location < 300.0 then
        shouldBeRelatively 1e-11 (scale * scale * exp (2.0 * location)) d.Variance

[<Law>]
let ``a log-normal's quantile inverts its distribution function`` (Probability p) (ModerateScale scale) =
    if p > 1e-300 && p < 1.0 then
        let d = LogNormal(0.3, min scale 5.0)
        shouldBeClose 1e-13 1e-10 p (d.Cdf(d.Quantile p))

[<Fact>]
let ``noise times an activation moves the location by the logarithm of the activation`` () =
    let noise = LogNormal.Noise(0.5, NoiseConvention.UnitMean)
    let z = noise.Scaled 2.0
    Assert.Equal(noise.Location + log 2.0, z.Location)
    Assert.Equal(0.5, z.Scale)
    shouldBeRelatively 1e-15 2.0 z.Mean

[<Fact>]
let ``distributions refuse parameters outside their range by name and value`` () =
    let refuses (name: string) (text: string) (make: unit -> obj) =
        let error = Assert.Throws<ArgumentOutOfRangeException>(fun () -> make () |> ignore)
        Assert.Equal(name, error.ParamName)
        Assert.Contains(text, error.Message)

    refuses "scale" "0" (fun () -> LogNormal(0.0, 0.0))
    refuses "scale" "NaN" (fun () -> LogNormal(0.0, nan))
    refuses "location" "Infinity" (fun () -> LogNormal(infinity, 1.0))
    refuses "alpha" "-1" (fun () -> LogNormal.Noise(-1.0, NoiseConvention.UnitMean))
    refuses "factor" "0" (fun () -> LogNormal(0.0, 1.0).Scaled 0.0)
    refuses "convention" "7" (fun () -> LogNormal.Noise(1.0, enum 7))
    refuses "logConstant" "NaN" (fun () -> LogUniform nan)
    refuses "upper" "1" (fun () -> TruncatedLogUniform(1.0, 1.0))
    refuses "upper" "-1E+308" (fun () -> TruncatedLogUniform(1.0, -1e308))
    refuses "lower" "NaN" (fun () -> TruncatedLogUniform(nan, 1.0))
    refuses "upper" "above" (fun () -> TruncatedNormal(0.0, 1.0, 3.0, 2.0))
    refuses "scale" "Infinity" (fun () -> TruncatedNormal(0.0, infinity, 2.0, 3.0))
    refuses "spike" "1.5" (fun () -> SpikeMixture<LogNormal>(1.5, LogNormal(0.0, 1.0)))
    refuses "z" "NaN" (fun () -> LogNormal(0.0, 1.0).LogDensity nan)
    refuses "z" "NaN" (fun () -> TruncatedLogUniform(0.0, 1.0).Cdf nan)

[<Fact>]
let ``the improper prior cannot be sampled or take a proper prior's place`` () =
    let members = typeof<LogUniform>.GetMembers() |> Array.map _.Name
    Assert.DoesNotContain("Sample", members)
    Assert.DoesNotContain("Entropy", members)
    Assert.False(typeof<IPositiveDistribution>.IsAssignableFrom typeof<LogUniform>)
    Assert.Equal(log 0.1 - log 4.0, LogUniform(log 0.1).LogDensity 4.0)
    Assert.Equal(-infinity, LogUniform(0.0).LogDensity 0.0)

// ---- truncation ----

[<Fact>]
let ``truncated normals agree with 250-digit references in every regime`` () =
    for row in reference "truncated-normal" do
        let t = TruncatedNormal(row["location"], row["scale"], row["lower"], row["upper"])
        shouldBeClose 4e-16 2e-14 row["log_mass"] t.LogMass
        // The mean is rounded where it lies, the divergence is not: it is as small as 1e-60 in this table.
        shouldBeClose (1e-14 * t.Length) 4e-16 row["mean"] t.Mean
        shouldBeRelatively 4e-15 row["kl"] t.KlFromUniform.Value
        shouldBeClose 1e-14 4e-15 (log t.Length - row["kl"]) t.Entropy.Value

/// Interval [-1, 2] with: the mode inside, far left, far right, a flat density, a point-like one, and one beyond any double's tail.
let private truncations =
    [
        0.3, 0.2
        0.3, 0.9
        -7.0, 0.6
        9.0, 0.5
        40.0, 300.0
        0.5, 1e-7
        -3.0, 1e-3
        5.0, 1e-10
        30.0, 1e-300
        0.0, 1e300
    ]
    |> List.map (fun (location, scale) -> TruncatedNormal(location, scale, -1.0, 2.0))

[<Fact>]
let ``truncated normals: the density integrates to the distribution function, whose inverse is the quantile`` () =
    for t in truncations do
        Assert.Equal(0.0, t.Cdf -1.0)
        Assert.Equal(1.0, t.Cdf 2.0)
        Assert.Equal(-1.0, t.Quantile 0.0)
        Assert.Equal(2.0, t.Quantile 1.0)
        Assert.Equal(-infinity, t.LogDensity -1.0001)
        shouldBeNonNegative t.KlFromUniform.Value

        for p in [ 1e-9; 0.01; 0.3; 0.5; 0.9; 0.999 ] do
            let x = t.Quantile p
            // Where the density is high the rounding of x is all that can be seen.
            let rounding = exp (t.LogDensity x) * 4e-16 * abs x
            shouldBeClose (1e-12 + min 1.0 (4.0 * rounding)) 0.0 p (t.Cdf x)

        if t.Scale > 0.1 then
            let density x = exp (t.LogDensity x)
            shouldBeWithin 1e-12 1.0 (integratePanels 40 -1.0 2.0 density)
            shouldBeWithin 1e-12 (integratePanels 40 -1.0 0.7 density) (t.Cdf 0.7)
            shouldBeWithin 1e-12 (integratePanels 40 -1.0 2.0 (fun x -> x * density x)) t.Mean

[<Law>]
let ``truncated normals: mirroring the line mirrors the law`` (ModerateScale scale) (a: int) (length: int) =
    let lower, length = float (a % 50) / 7.0, float (1 + abs (length % 40)) / 5.0
    let t = TruncatedNormal(0.0, scale, lower, lower + length)
    let m = TruncatedNormal(0.0, scale, -lower - length, -lower)
    shouldBeRelatively 1e-12 t.KlFromUniform.Value m.KlFromUniform.Value
    shouldBeClose 1e-12 1e-12 -t.Mean m.Mean
    shouldBeClose 1e-12 1e-12 (t.Quantile 0.25) -(m.Quantile 0.75)

[<Fact>]
let ``truncated normals: small probabilities below the mode are as accurate as those above it`` () =
    let wide = TruncatedNormal(0.0, 1.0, -40.0, 1.0)
    let mass = NormalFunctions.Cdf 1.0 - NormalFunctions.Cdf -40.0
    shouldBeRelatively 1e-13 (NormalFunctions.Cdf -30.0 / mass) (wide.Cdf -30.0)
    shouldBeRelatively 1e-13 (NormalFunctions.Quantile(1e-17 * mass)) (wide.Quantile 1e-17)

    // One of each regime, the mode beyond the centre; the densities at the ends of the last two differ by e^87 and e^200.
    for law, least in
        [
            wide, 1e-300
            TruncatedNormal(1.0, 1.0, 0.0, 1.0), 1e-300
            TruncatedNormal(20.0, 1.0, 0.0, 5.0), 1e-30
            TruncatedNormal(2e9, 1.0, 0.0, 1e-7), 1e-80
        ] do
        for p in [ least; least ** 0.5; 1e-12; 1e-3; 0.1; 0.3; 0.49; 0.5; 0.51; 0.9 ] do
            shouldBeRelatively 1e-10 p (law.Cdf(law.Quantile p))

[<Law>]
let ``truncated normals: nothing is NaN or negative at any scale`` (Scale scale) (Location location) =
    let t = TruncatedNormal(location, scale, -3.0, 5.0)
    shouldBeNonNegative t.KlFromUniform.Value
    shouldBeAtMost 0.0 0.0 t.LogMass
    shouldBeAtMost 0.0 5.0 t.Mean
    shouldBeAtMost 0.0 t.Mean -3.0
    let x = t.Quantile 0.4
    shouldBeAtMost 0.0 5.0 x
    shouldBeAtMost 0.0 x -3.0
    Assert.False(Double.IsNaN(t.Cdf x))

[<Fact>]
let ``truncated positive distributions: density, distribution function and entropy of z`` () =
    let support = TruncatedLogUniform(-1.0, 2.0)

    for d in
        [
            support :> IPositiveDistribution
            TruncatedLogNormal(LogNormal(0.3, 0.6), support)
        ] do
        let lower, upper = exp -1.0, exp 2.0
        let density z = exp (d.LogDensity z)
        shouldBeWithin 1e-11 1.0 (integratePanels 60 lower upper density)
        shouldBeWithin 1e-11 (d.Cdf 3.0) (integratePanels 60 lower 3.0 density)
        shouldBeWithin 1e-11 (integratePanels 60 lower upper (fun z -> -density z * d.LogDensity z)) d.Entropy.Value

        shouldBeWithin
            1e-11
            (integratePanels 60 -1.0 2.0 (fun u -> -(d.LogDensity(exp u) + u) * density (exp u) * exp u))
            d.EntropyOfLog.Value

        shouldBeWithin 1e-12 0.3 (d.Cdf(d.Quantile 0.3))
        Assert.Equal(-infinity, d.LogDensity 0.0)
        Assert.Equal(-infinity, d.LogDensity 8.0)
        Assert.Equal(0.0, d.Cdf -1.0)
        Assert.Equal(1.0, d.Cdf 8.0)

// ---- samplers ----

[<Fact>]
let ``samplers follow their distribution functions`` () =
    let support = TruncatedLogUniform(-1.0, 2.0)
    let follows name (d: IPositiveDistribution) = draw name d |> shouldFollow d.Cdf
    follows "log-normal" (LogNormal(0.3, 0.7))
    follows "truncated log-uniform" support
    follows "inside" (TruncatedLogNormal(LogNormal(0.3, 0.6), support))
    follows "tail" (TruncatedLogNormal(LogNormal(-7.0, 0.6), support))
    follows "mirrored tail" (TruncatedLogNormal(LogNormal(9.0, 0.5), support))
    follows "flat" (TruncatedLogNormal(LogNormal(40.0, 300.0), support))

[<Fact>]
let ``the sampler check catches a location that is off by twice its bound`` () =
    // The distribution functions of two unit normals whose means differ by d differ by about d / sqrt(2 pi).
    let shift = smallestDetectable (dkwBound samples) * sqrt (2.0 * Math.PI) * 1.1
    let drawn = draw "log-normal control" (LogNormal(0.0, 1.0))
    shouldRefuse (fun () -> shouldFollow (LogNormal(shift, 1.0).Cdf) drawn)

[<Fact>]
let ``filling a span draws the same numbers as sampling one by one`` () =
    let d, key = LogNormal(0.3, 0.7), testKey "fill"
    let filled = Array.zeroCreate<float> 37
    d.Fill(key, Span<float> filled)
    Assert.Equal<float[]>(Array.init 37 (fun i -> d.Sample(key, uint64 i)), filled)

[<Fact>]
let ``a spike mixture is zero as often as its spike says, and else its slab`` () =
    let often = SpikeMixture<LogNormal>(0.9, LogNormal(0.2, 0.5))
    let count = 200_000

    let zeros =
        Seq.length (Seq.filter (fun i -> often.Sample(testKey "often", uint64 i) = 0.0) (seq { 1..count }))
    // Six standard deviations, and less than a hundredth.
    shouldBeWithin 0.0041 0.9 (float zeros / float count)

    let d, key = SpikeMixture<LogNormal>(0.3, LogNormal(0.2, 0.5)), testKey "spike"
    let drawn = Array.init samples (fun i -> d.Sample(key, uint64 i))
    let zeros, rest = drawn |> Array.partition (fun z -> z = 0.0)
    shouldHaveFrequencies [| 0.3; 0.7 |] [| zeros.Length; rest.Length |]
    shouldFollow (d.Slab.Cdf) rest
    Assert.Equal(0.0, d.Cdf -1.0)
    Assert.Equal(0.3, d.Cdf 0.0)
    shouldBeWithin 1e-15 (0.3 + 0.7 * d.Slab.Cdf 1.1) (d.Cdf 1.1)
