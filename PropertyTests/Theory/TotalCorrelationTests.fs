module IDropTheory.PropertyTests.Theory.TotalCorrelationTests

open System
open MathNet.Numerics.LinearAlgebra.Double
open Xunit
open IDropTheory
open IDropTheory.Verification
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

let private exact (covariance: float[,]) =
    TotalCorrelation.OfCovariance(DenseMatrix.OfArray covariance).Value

let private accumulate (d: int) (rows: float[]) =
    let samples = StreamingCovariance d
    samples.Add(ReadOnlySpan rows)
    samples

/// n rows of an AR(1) process of unit variance: Corr(i, j) = r^|i - j|; independent columns for r = 0.
let private autoregressive (n: int) d r (key: RandomKey) =
    let z = Array.zeroCreate<float>(n * d)
    key.FillNormal(Span z)

    for i in 0 .. n - 1 do
        for j in 1 .. d - 1 do
            z[i * d + j] <- r * z[i * d + j - 1] + sqrt (1.0 - r * r) * z[i * d + j]

    z

let private autoregressiveTruth d (r: float) =
    -0.5 * float (d - 1) * log (1.0 - r * r)

// ---- The closed form

[<Theory>]
[<InlineData(1)>]
[<InlineData(2)>]
[<InlineData(5)>]
[<InlineData(64)>]
[<InlineData(129)>]
[<InlineData(300)>]
let ``equicorrelated and AR(1) covariances have their closed forms`` d =
    for r in [ 0.01; 0.5; 0.99 ] do
        let n = float d
        let equal = Array2D.init d d (fun i j -> if i = j then 1.0 else r)
        let expected = -0.5 * ((n - 1.0) * log (1.0 - r) + log (1.0 + (n - 1.0) * r))
        shouldBeClose 1e-13 1e-11 expected (exact equal)
        let markov = Array2D.init d d (fun i j -> r ** float (abs (i - j)))
        shouldBeClose 1e-13 1e-11 (autoregressiveTruth d r) (exact markov)

        // Erratum E3: without the factor 1/2 the same check fails.
        if d > 1 then
            let printed = PrintedForms.TotalCorrelation(exp (-2.0 * expected))

            shouldRefuse (fun () -> shouldBeClose 1e-13 1e-11 (exact equal) printed)

/// The textbook log-determinant returns 0 here, or rounding noise of either sign.
[<Fact>]
let ``tiny correlations keep their relative accuracy`` () =
    for r in [ 1e-3; 1e-6; 1e-9; 1e-30; 1e-150 ] do
        let truth = -0.5 * Accurate.Log1p(-r * r)
        shouldBeRelatively 1e-14 truth (exact (array2D [ [ 1.0; r ]; [ r; 1.0 ] ]))

[<Law>]
let ``it is -1/2 log det R by elimination`` (Correlation r) =
    shouldBeClose 1e-11 1e-10 (-0.5 * log (Oracles.determinant r)) (exact r)

[<Law>]
let ``it is never negative, and zero only for a diagonal covariance`` (Covariance c) =
    let d = Array2D.length1 c
    let value = exact c
    shouldBeNonNegative value

    let diagonal =
        Seq.forall (fun (i, j) -> i = j || c[i, j] = 0.0) (Seq.allPairs [ 0 .. d - 1 ] [ 0 .. d - 1 ])

    Assert.Equal(diagonal, (value = 0.0))
    Assert.Equal(0.0, exact (Array2D.init d d (fun i j -> if i = j then c[i, i] else 0.0)))

[<Law>]
let ``rescaling the components changes nothing`` (Covariance c) (key: RandomKey) =
    let d = Array2D.length1 c
    let scale = Array.init d (fun j -> 10.0 ** (120.0 * (key.Uniform(uint64 j) - 0.5)))
    let scaled = Array2D.init d d (fun i j -> c[i, j] * scale[i] * scale[j])
    shouldBeClose 1e-10 1e-9 (exact c) (exact scaled)

[<Law>]
let ``the order of the components does not matter`` (Covariance c) (key: RandomKey) =
    let order = key.Permutation(Array2D.length1 c)
    shouldBeClose 1e-10 1e-9 (exact c) (exact (Array2D.init order.Length order.Length (fun i j -> c[order[i], order[j]])))

[<Law>]
let ``independent groups add up`` (Covariance a) (Covariance b) =
    let n, m = Array2D.length1 a, Array2D.length1 b

    let both =
        Array2D.init (n + m) (n + m) (fun i j ->
            if i < n && j < n then a[i, j]
            elif i >= n && j >= n then b[i - n, j - n]
            else 0.0)

    shouldBeClose 1e-11 1e-10 (exact a + exact b) (exact both)

[<Fact>]
let ``a large matrix agrees with MathNet's Cholesky`` () =
    let d = 261
    let samples = accumulate d (autoregressive 400 d 0.6 (testKey "large"))
    let covariance = samples.Covariance()

    let expected =
        -0.5
        * (covariance.Cholesky().DeterminantLn - (covariance.Diagonal() |> Seq.sumBy log))

    shouldBeRelatively 1e-12 expected (TotalCorrelation.OfCovariance(covariance).Value)
    Assert.Equal(TotalCorrelation.OfCovariance covariance, TotalCorrelation.OfCovariance covariance)

[<Fact>]
let ``perfect dependence is infinite`` () =
    Assert.Equal(infinity, exact (array2D [ [ 1.0; 1.0 ]; [ 1.0; 1.0 ] ]))
    Assert.Equal(infinity, exact (array2D [ [ 4.0; -6.0 ]; [ -6.0; 9.0 ] ]))
    // The third component is the sum of two independent ones.
    Assert.Equal(infinity, exact (array2D [ [ 1.0; 0.0; 1.0 ]; [ 0.0; 1.0; 1.0 ]; [ 1.0; 1.0; 2.0 ] ]))
    let z = autoregressive 50 2 0.3 (testKey "dependent")

    let rows =
        Array.init 150 (fun i ->
            if i % 3 = 2 then
                2.0 * z[i / 3 * 2] + 1.0
            else
                z[i / 3 * 2 + i % 3])

    let estimate = TotalCorrelation.FromSamples(ReadOnlySpan rows, 3)
    Assert.Equal((infinity, infinity), (estimate.PlugIn.Value, estimate.Corrected.Value))

[<Fact>]
let ``what is no covariance is refused, saying why`` () =
    let refused (text: string) (matrix: float[,]) =
        Assert.Contains(text, Assert.Throws<ArgumentException>(fun () -> exact matrix |> ignore).Message)

    refused "Column 1 has variance 0" (array2D [ [ 1.0; 0.0 ]; [ 0.0; 0.0 ] ])
    refused "Column 0 has variance -1" (array2D [ [ -1.0 ] ])
    refused "Column 1 has variance -2" (array2D [ [ 1.0; 0.1 ]; [ 0.1; -2.0 ] ])
    refused "variance NaN" (array2D [ [ nan ] ])
    refused "not symmetric" (array2D [ [ 1.0; 0.5 ]; [ 0.4; 1.0 ] ])
    refused "not symmetric" (array2D [ [ 1.0; nan ]; [ nan; 1.0 ] ])
    refused "correlation 1.5" (array2D [ [ 1.0; 1.5 ]; [ 1.5; 1.0 ] ])
    refused "3 elements" (Array2D.create 2 3 1.0)
    refused "not positive semi-definite" (array2D [ [ 1.0; 0.9; -0.9 ]; [ 0.9; 1.0; 0.9 ]; [ -0.9; 0.9; 1.0 ] ])
    // The failing pivot is exactly zero, yet no vector of variables has these correlations.
    refused "not positive semi-definite" (array2D [ [ 1.0; 1.0; 0.0 ]; [ 1.0; 1.0; 0.5 ]; [ 0.0; 0.5; 1.0 ] ])

[<Fact>]
let ``three bits with XOR: 0 against the true log 2`` () =
    let states =
        [|
            for a in 0..1 do
                for b in 0..1 -> [| a; b; a ^^^ b |]
        |]

    let mean f = states |> Array.averageBy f
    let at i (s: int[]) = float s[i] - 0.5
    let covariance = Array2D.init 3 3 (fun i j -> mean (fun s -> at i s * at j s))
    Assert.Equal(0.0, exact covariance)
    // Sum of the entropies of three fair bits less the entropy of four equally likely states.
    let truth =
        3.0 * Oracles.entropy [ 0.5; 0.5 ] - Oracles.entropy (Array.create 4 0.25)

    shouldBeWithin 1e-14 (log 2.0) truth

// ---- Estimates

[<Fact>]
let ``the null bias at 3072 dimensions and 10,000 samples`` () =
    let bias = TotalCorrelation.GaussianBias(3072, 10_000L).Value
    shouldBeWithin 0.05 264.6 bias
    shouldBeWithin 5e-5 0.0861 (bias / 3072.0)

/// For two independent columns 1 - r^2 is Beta((nu - 1) / 2, 1 / 2), nu = n - 1; mean and variance of -1/2 log of it by quadrature.
[<Theory>]
[<InlineData(4)>]
[<InlineData(10)>]
[<InlineData(100)>]
let ``bias and null variance in two dimensions are those of the beta distribution`` (n: int) =
    let nu = float (n - 1)
    // r = sin t has the density cos(t)^(nu - 2), up to a constant.
    let moment g =
        Oracles.integrate (-Math.PI / 2.0) (Math.PI / 2.0) (fun t -> cos t ** (nu - 2.0) * g (-log(cos t)))

    let mass = moment (fun _ -> 1.0)
    let mean = moment id / mass
    let variance = moment (fun v -> (v - mean) ** 2.0) / mass
    shouldBeRelatively 1e-10 mean (TotalCorrelation.GaussianBias(2, int64 n).Value)
    // Columns that are exactly uncorrelated, for which the correction of r^2 is negative and the null variance remains.
    let rows =
        Array.init (2 * n) (fun i ->
            if i % 2 = 0 then
                float (i / 2) - float (n - 1) / 2.0
            else
                abs (float (i / 2) - float (n - 1) / 2.0))

    let estimate = TotalCorrelation.FromSamples(ReadOnlySpan rows, 2)
    shouldBeWithin 1e-14 0.0 estimate.PlugIn.Value
    shouldBeRelatively 1e-9 (sqrt variance) estimate.StandardError.Value

/// psi'(x): its series, with the tail as an integral.
let private trigamma x =
    let terms = 20_000
    let head = Oracles.sum (Seq.init terms (fun k -> 1.0 / (x + float k) ** 2.0))
    let y = x + float terms
    head + 1.0 / y + 0.5 / (y * y) + 1.0 / (6.0 * y ** 3.0)

/// The covariance of the logarithms of two sample variances, another way: given K ~ negative binomial (nu / 2, 1 - rho^2) they are
/// independent gammas of shape nu / 2 + K, so that it is Var psi(nu / 2 + K).
[<Theory>]
[<InlineData(6, 0.5)>]
[<InlineData(10, 0.95)>]
[<InlineData(50, 0.7)>]
[<InlineData(1000, -0.3)>]
let ``the standard error is exact at the corrected correlation`` (n: int) r =
    let centre = float (n - 1) / 2.0
    let raw = Array.init n (fun i -> abs (float i - centre))
    let norm (v: float[]) = sqrt (Array.sumBy (fun x -> x * x) v)
    let unit v = Array.map (fun x -> x / norm v) v
    // An odd and an even sequence are orthogonal.
    let u = unit (Array.init n (fun i -> float i - centre))
    let v = unit (raw |> Array.map (fun x -> x - Array.average raw))

    let rows =
        Array.init (2 * n) (fun i ->
            if i % 2 = 0 then
                u[i / 2]
            else
                r * u[i / 2] + sqrt (1.0 - r * r) * v[i / 2])

    let estimate = TotalCorrelation.FromSamples(ReadOnlySpan rows, 2)
    shouldBeClose 1e-12 1e-12 (-0.5 * log (1.0 - r * r)) estimate.PlugIn.Value
    let nu = float (n - 1)
    let a, square = nu / 2.0, r * r - (1.0 - r * r) / (nu - 1.0)

    let weights =
        Seq.unfold (fun (k, p) -> Some((k, p), (k + 1.0, p * square * (a + k) / (k + 1.0)))) (0.0, (1.0 - square) ** a)
        |> Seq.take 5000
        |> Seq.toArray

    let mean f =
        Oracles.sum (
            weights
            |> Seq.map (fun (k, p) -> p * f (MathNet.Numerics.SpecialFunctions.DiGamma(a + k)))
        )

    let centred = mean id
    let covariance = mean (fun psi -> (psi - centred) ** 2.0)
    let variance = 0.25 * (trigamma (a - 0.5) - trigamma a + 2.0 * covariance)
    shouldBeRelatively 1e-9 (sqrt variance) estimate.StandardError.Value

let private repeated repetitions n d r (label: string) =
    Array.init repetitions (fun i -> TotalCorrelation.FromSamples(ReadOnlySpan(autoregressive n d r ((testKey label).Fold(uint64 i))), d))

/// The bound is 6.2 standard errors of the mean of the repetitions: a false alarm of 1e-9 as far as that mean is normal.
[<Theory>]
[<InlineData(12, 4, 0.0)>]
[<InlineData(12, 4, 0.8)>]
[<InlineData(30, 20, 0.5)>]
[<InlineData(200, 3, 0.8)>]
let ``the corrected estimate is unbiased and its standard error is right, with few samples`` (n: int) d r =
    let estimates = repeated 4000 n d r $"unbiased {n} {d} {r}"
    let corrected = estimates |> Array.map _.Corrected.Value
    let mean = Array.average corrected
    let deviation = sqrt (corrected |> Array.averageBy (fun v -> (v - mean) ** 2.0))

    let check truth =
        shouldBeWithin (6.2 * deviation / sqrt 4000.0) truth mean

    check (autoregressiveTruth d r)

    // The plug-in value, that is a missing correction, would be caught where it is far enough off.
    if n < 100 then
        shouldRefuse (fun () -> check (autoregressiveTruth d r - estimates[0].Bias.Value))

    let stated =
        sqrt (estimates |> Array.averageBy (fun e -> e.StandardError.Value ** 2.0))
    // The estimated squares of the correlations are not let below zero in sum, which makes the error conservative for few samples.
    shouldBeRelatively (if n < 20 then 0.17 else 0.07) deviation stated

/// Stated tolerance: 95% intervals cover the truth in 92% to 98% of repetitions; Hoeffding's bound on 4000 of them is added to that.
[<Theory>]
[<InlineData(50, 5, 0.0)>]
[<InlineData(50, 5, 0.7)>]
[<InlineData(60, 30, 0.3)>]
let ``intervals cover the truth as often as they say`` (n: int) d r =
    let estimates = repeated 4000 n d r $"coverage {n} {d} {r}"
    let truth = autoregressiveTruth d r

    let covered =
        estimates
        |> Array.averageBy (fun e ->
            let struct (low, high) = e.Interval

            if low.Value <= truth && truth <= high.Value then
                1.0
            else
                0.0)

    let check level =
        shouldBeWithin (0.03 + hoeffdingBound 1.0 4000) level covered

    check 0.95
    shouldRefuse (fun () -> check 0.8)

[<Fact>]
let ``a wider confidence gives a wider interval around the same value`` () =
    let samples = accumulate 3 (autoregressive 40 3 0.5 (testKey "confidence"))

    let low, high =
        TotalCorrelation.Of(samples, 0.5), TotalCorrelation.Of(samples, 0.99)

    let width (e: TotalCorrelationEstimate) =
        let struct (low, high) = e.Interval
        high.Value - low.Value

    Assert.Equal(low.Corrected, high.Corrected)
    // Quantiles of the normal: 0.67449 at 50%, 2.57583 at 99%.
    shouldBeRelatively 1e-5 (2.0 * 0.6744898 * low.StandardError.Value) (width low)
    shouldBeRelatively 1e-5 (2.0 * 2.5758293 * low.StandardError.Value) (width high)
    Assert.Equal((40L, 3, low.Corrected.Value / 3.0), (low.Samples, low.Dimensions, low.PerDimension.Value))

    for bad in [ 0.0; 1.0; -0.1; nan ] do
        Assert.Throws<ArgumentOutOfRangeException>(fun () -> TotalCorrelation.Of(samples, bad) |> ignore)
        |> ignore

[<Law(Cases = 40)>]
let ``estimates do not depend on units, offsets or the order of the rows`` (key: RandomKey) =
    let n, d = 30, 4
    let rows = autoregressive n d 0.6 (key.Fold "rows")
    let order = key.Permutation n

    let scale, offset =
        Array.init d (fun j -> 10.0 ** (6.0 * key.Uniform(uint64 j) - 3.0)), [| 0.0; 1.0; -5.0; 100.0 |]

    let changed =
        Array.init (n * d) (fun i -> rows[order[i / d] * d + i % d] * scale[i % d] + offset[i % d] * scale[i % d])

    let a, b =
        TotalCorrelation.FromSamples(ReadOnlySpan rows, d), TotalCorrelation.FromSamples(ReadOnlySpan changed, d)

    shouldBeClose 1e-10 1e-10 a.PlugIn.Value b.PlugIn.Value
    shouldBeClose 1e-10 1e-8 a.StandardError.Value b.StandardError.Value

[<Fact>]
let ``one component has no total correlation`` () =
    let estimate = TotalCorrelation.FromSamples(ReadOnlySpan [| 1.0; 2.0; 4.0 |], 1)
    Assert.Equal((0.0, 0.0, 0.0), (estimate.PlugIn.Value, estimate.Corrected.Value, estimate.StandardError.Value))

[<Fact>]
let ``too few samples are refused with the number needed`` () =
    for n in [ 0; 1; 4; 5 ] do
        let refusal =
            Assert.Throws<ArgumentException>(fun () ->
                TotalCorrelation.Of(accumulate 5 (autoregressive n 5 0.1 (testKey "few")))
                |> ignore)

        Assert.Contains($"{n} samples in 5 dimensions", refusal.Message)
        Assert.Contains("at least 6", refusal.Message)

    Assert.True(Double.IsFinite(TotalCorrelation.Of(accumulate 5 (autoregressive 6 5 0.1 (testKey "few"))).Corrected.Value))

[<Fact>]
let ``a constant column is refused by number, at any offset`` () =
    for constant in [ 0.0; 1e8; 0.1 ] do
        let rows =
            Array.init 3000 (fun i ->
                if i % 3 = 1 then
                    constant
                else
                    (testKey "constant").Normal(uint64 i))

        let refusal =
            Assert.Throws<ArgumentException>(fun () -> TotalCorrelation.FromSamples(ReadOnlySpan rows, 3) |> ignore)

        Assert.Contains("Column 1", refusal.Message)

// ---- Shrinkage, only by name

[<Fact>]
let ``fixed shrinkage multiplies the correlations`` () =
    let rows = autoregressive 20 4 0.7 (testKey "shrink")
    let samples = accumulate 4 rows
    let r = samples.Covariance()

    let shrunk keep =
        exact (
            Array2D.init 4 4 (fun i j ->
                if i = j then
                    1.0
                else
                    keep * r[i, j] / sqrt (r[i, i] * r[j, j]))
        )

    for intensity in [ 0.0; 0.25; 1.0 ] do
        let result = TotalCorrelation.Shrunk(samples, Shrinkage.Fixed intensity)
        shouldBeClose 1e-13 1e-12 (shrunk (1.0 - intensity)) result.Value.Value
        Assert.Equal(("fixed", intensity, 20L, 4), (result.Shrinkage.Rule, result.Shrinkage.Intensity, result.Samples, result.Dimensions))

    // More columns than rows: defined, where the estimate without shrinkage is refused.
    let few = accumulate 10 (autoregressive 5 10 0.5 (testKey "fewer"))
    Assert.True(Double.IsFinite(TotalCorrelation.Shrunk(few, Shrinkage.Fixed 0.2).Value.Value))

    for bad in [ -0.1; 1.1; nan ] do
        Assert.Throws<ArgumentOutOfRangeException>(fun () -> Shrinkage.Fixed bad |> ignore)
        |> ignore

/// lambda = 1/n^2 sum_k |z_k z_k' - R|^2 / |R - I|^2 with every matrix written out.
[<Fact>]
let ``the Ledoit-Wolf intensity is its definition`` () =
    let n, d = 25, 6
    let rows = autoregressive n d 0.6 (testKey "ledoit")
    let column j = Array.init n (fun i -> rows[i * d + j])

    let z =
        Array.init d (fun j ->
            let c = column j
            let mean = Array.average c
            let deviation = sqrt (c |> Array.averageBy (fun v -> (v - mean) ** 2.0))
            c |> Array.map (fun v -> (v - mean) / deviation))

    let r = Array2D.init d d (fun i j -> Array.average (Array.map2 (*) z[i] z[j]))
    let pairs = List.allPairs [ 0 .. d - 1 ] [ 0 .. d - 1 ]

    let noise =
        Seq.sum (seq { for k in 0 .. n - 1 -> pairs |> List.sumBy (fun (i, j) -> (z[i][k] * z[j][k] - r[i, j]) ** 2.0) })

    let signal =
        pairs |> List.sumBy (fun (i, j) -> if i = j then 0.0 else r[i, j] ** 2.0)

    let shrinkage = Shrinkage.LedoitWolf(ReadOnlySpan rows, d)
    shouldBeRelatively 1e-11 (min 1.0 (noise / float (n * n) / signal)) shrinkage.Intensity
    Assert.Equal("Ledoit-Wolf", shrinkage.Rule)
    Assert.True(shrinkage.Intensity > 0.0 && shrinkage.Intensity < 1.0)

[<Fact>]
let ``Ledoit-Wolf shrinks independent columns away and strong correlation hardly`` () =
    let intensity r =
        Shrinkage.LedoitWolf(ReadOnlySpan(autoregressive 2000 5 r (testKey "extremes")), 5).Intensity

    Assert.True(intensity 0.0 > 0.3)
    Assert.True(intensity 0.9 < 0.01)
