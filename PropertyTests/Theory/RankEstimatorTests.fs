/// Estimates from ranks: total correlation by normal scores, its interval, the test of normality.
module IDropTheory.PropertyTests.Theory.RankEstimatorTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

/// Rows of an AR(1) sequence with correlation r; divided by a common chi variable for a multivariate t with 5 degrees of freedom.
let private chain (isHeavy: bool) n d r (key: RandomKey) =
    let z = Array.zeroCreate<float>(n * d)
    key.FillNormal(Span z)

    for i in 0 .. n - 1 do
        for j in 1 .. d - 1 do
            z[i * d + j] <- r * z[i * d + j - 1] + sqrt (1.0 - r * r) * z[i * d + j]

        if isHeavy then
            let chi =
                Seq.sum (seq { for k in 0..4 -> (key.Fold "chi").Normal(uint64 (5 * i + k)) ** 2.0 })

            for j in 0 .. d - 1 do
                z[i * d + j] <- z[i * d + j] * sqrt (5.0 / chi)

    z

let private estimate (rows: float[]) d =
    RankTotalCorrelation.FromSamples(ReadOnlySpan rows, d)

[<Fact>]
let ``scores are quantiles of ranks; equal values share the mean of theirs`` () =
    let scores = NormalScores.Of(ReadOnlySpan [| 3.0; 1.0; 2.0; 10.0; 0.5 |], 1)

    let at rank =
        NormalFunctions.Quantile((rank - 0.375) / 5.25)

    Assert.Equal<float[]>([| at 4.0; at 2.0; at 3.0; at 5.0; at 1.0 |], scores)
    let tied = NormalScores.Of(ReadOnlySpan [| 2.0; 1.0; 2.0; 3.0 |], 1)

    let half rank =
        NormalFunctions.Quantile((rank - 0.375) / 4.25)

    Assert.Equal<float[]>([| half 2.5; half 1.0; half 2.5; half 4.0 |], tied)

    Assert.Throws<ArgumentException>(fun () -> NormalScores.Of(ReadOnlySpan [| 1.0; 2.0; 3.0 |], 2) |> ignore)
    |> ignore

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> NormalScores.Of(ReadOnlySpan [| 1.0; nan |], 1) |> ignore)
    |> ignore

[<Law(Cases = 20)>]
let ``increasing maps of single columns change nothing; the estimate from correlations changes`` (key: RandomKey) =
    let rows = chain false 60 3 0.6 key

    let mapped =
        rows
        |> Array.mapi (fun i v ->
            match i % 3 with
            | 0 -> exp (3.0 * v)
            | 1 -> v ** 3.0
            | _ -> atan v)

    Assert.Equal(estimate rows 3, estimate mapped 3)

    shouldRefuse (fun () ->
        shouldBeWithin
            1e-3
            (TotalCorrelation.FromSamples(ReadOnlySpan rows, 3)).PlugIn.Value
            (TotalCorrelation.FromSamples(ReadOnlySpan mapped, 3)).PlugIn.Value)

/// The jackknife by its definition: the plug-in value of the scores without each row.
[<Fact>]
let ``the standard error is the jackknife's`` () =
    let n, d = 40, 3

    let scores =
        NormalScores.Of(ReadOnlySpan(chain true n d 0.5 (testKey "jackknife")), d)

    let left =
        [|
            for i in 0 .. n - 1 ->
                let rest = Array.append scores[.. i * d - 1] scores[(i + 1) * d ..]
                (TotalCorrelation.FromSamples(ReadOnlySpan rest, d)).PlugIn.Value
        |]

    let mean = Array.average left

    let error =
        sqrt (float (n - 1) / float n * Array.sumBy (fun v -> (v - mean) ** 2.0) left)

    let found = estimate scores d
    shouldBeRelatively 1e-9 error found.StandardError.Value
    shouldBeRelatively 1e-9 (TotalCorrelation.FromSamples(ReadOnlySpan scores, d)).PlugIn.Value found.PlugIn.Value
    let struct (low, high) = found.Interval
    shouldBeWithin 1e-12 (found.Corrected - low).Value (high - found.Corrected).Value
    shouldBeRelatively 1e-6 (1.959964 * found.StandardError.Value) (high - found.Corrected).Value

/// Of 150 intervals, a coverage of 95% leaves out 27 or more with probability 6e-9; the estimate from correlations leaves out far more.
[<Fact>]
let ``the interval covers the truth of log-normal samples, where that from correlations does not`` () =
    let truth = -0.5 * 4.0 * log (1.0 - 0.25)

    let misses (of': float[] -> TotalCorrelationEstimate) =
        Seq.length (
            seq {
                for k in 0UL .. 149UL do
                    let rows =
                        chain false 200 5 0.5 ((testKey "coverage").Fold k)
                        |> Array.map (fun v -> exp (2.0 * v))

                    let struct (low, high) = (of' rows).Interval

                    if truth < low.Value || truth > high.Value then
                        k
            }
        )

    let ranks = misses (fun rows -> estimate rows 5)
    Assert.True(ranks < 27, $"{ranks} of 150 intervals miss the truth")

    let moments =
        misses (fun rows -> TotalCorrelation.FromSamples(ReadOnlySpan rows, 5))

    Assert.True(moments > 75, $"{moments} of 150 intervals from correlations miss the truth")

[<Fact>]
let ``equal ranks are infinite dependence; too few rows and constant columns are refused`` () =
    let rows =
        Array.init 40 (fun i -> if i % 2 = 0 then float i else exp (0.1 * float (i - 1)))

    Assert.Equal(infinity, (estimate rows 2).PlugIn.Value)

    let refuses rows d =
        Assert.Throws<ArgumentException>(fun () -> estimate rows d |> ignore) |> ignore

    refuses [| 1.0; 2.0; 3.0; 5.0; 2.0; 1.0 |] 2
    refuses (Array.init 40 (fun i -> if i % 2 = 0 then float i else 1.0)) 2

/// W' of the definition, with scores by bisection of the normal distribution function.
[<Fact>]
let ``the test of normality is that of the definition, and keeps its level`` () =
    let values = Array.init 30 (fun i -> (testKey "francia").Normal(uint64 i))

    let scores =
        [|
            for rank in 1..30 ->
                let p = (float rank - 0.375) / 30.25
                let mutable low, high = -9.0, 9.0

                while high - low > 1e-13 do
                    let middle = 0.5 * (low + high)

                    if IDropTheory.PropertyTests.Oracles.normalCdf middle < p then
                        low <- middle
                    else
                        high <- middle

                low
        |]

    let sorted = Array.sort values
    let mean = Array.average sorted
    let product = Array.sum (Array.map2 (fun v s -> (v - mean) * s) sorted scores)

    let squares =
        Array.sumBy (fun v -> (v - mean) ** 2.0) sorted
        * Array.sumBy (fun s -> s * s) scores

    let found = ShapiroFrancia.Of(ReadOnlySpan values)
    shouldBeRelatively 1e-9 (product * product / squares) found.Statistic
    // 400 normal samples: a level of 5% gives 49 or more rejections with probability 1e-8.
    let rejected (map: float -> float) =
        Seq.length (
            seq {
                for k in 0UL .. 399UL do
                    let key = (testKey "level").Fold k
                    let sample = Array.init 60 (fun i -> map (key.Normal(uint64 i)))

                    if (ShapiroFrancia.Of(ReadOnlySpan sample)).PValue < 0.05 then
                        k
            }
        )

    Assert.InRange(rejected id, 2, 48)
    Assert.True(rejected exp > 390)

    Assert.Throws<ArgumentException>(fun () -> ShapiroFrancia.Of(ReadOnlySpan [| 1.0; 2.0 |]) |> ignore)
    |> ignore

    Assert.Throws<ArgumentException>(fun () -> ShapiroFrancia.Of(ReadOnlySpan(Array.create 9 1.0)) |> ignore)
    |> ignore
