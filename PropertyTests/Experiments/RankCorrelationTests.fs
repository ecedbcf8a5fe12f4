/// Rank correlation: whether one quantity rises with another.
module IDropTheory.PropertyTests.Experiments.RankCorrelationTests

open System
open System.Collections.Generic
open Xunit
open IDropTheory.Experiments.Reproduction.Claims
open IDropTheory.PropertyTests.Laws

[<Fact>]
let ``the rank correlation of a monotone sequence is one, with the exact probability of the two monotone orders`` () =
    let x = [| 1.0; 2.0; 3.0; 4.0; 5.0 |]
    let rising = RankCorrelation.Of(x, Array.map exp x)
    Assert.Equal(1.0, rising.Tau, 12)
    Assert.Equal(2.0 / 120.0, rising.PValue, 12)
    Assert.Equal(-1.0, RankCorrelation.Of(x, Array.map (fun v -> -v) x).Tau, 12)

[<Fact>]
let ``a constant has no rank correlation`` () =
    let none = RankCorrelation.Of([| 1.0; 2.0; 3.0 |], [| 5.0; 5.0; 5.0 |])
    Assert.Equal(0.0, none.Tau)
    Assert.Equal(1.0, none.PValue)

/// Every order of a list.
let rec private orders (values: 'a list) =
    match values with
    | [] -> [ [] ]
    | _ ->
        [
            for i in 0 .. values.Length - 1 do
                for rest in orders (List.removeAt i values) do
                    yield values[i] :: rest
        ]

let private pairsOf (values: float list) =
    [
        for i in 0 .. values.Length - 1 do
            for j in 0 .. i - 1 -> sign (values[i] - values[j])
    ]

/// Concordant less discordant pairs.
let private score (x: float list) (y: float list) =
    List.sum (List.map2 (*) (pairsOf x) (pairsOf y))

/// Two-sided tail of a normal score.
let private normal (score: float) (variance: float) =
    2.0
    * MathNet.Numerics.Distributions.Normal.CDF(0.0, 1.0, -score / sqrt variance)

let private sample (seed: int) (count: int) (levels: int) =
    let random = Random seed
    List.init count (fun _ -> float (random.Next levels)), List.init count (fun _ -> float (random.Next levels))

[<Law(Cases = 100)>]
let ``tau-b and its exact probability are those of all orders, ties or none`` (seed: int) (size: uint8) =
    let x, y = sample seed (2 + int size % 5) (2 + int size / 5 % 6)
    let found = RankCorrelation.Of(x, y)

    let differing values =
        pairsOf values |> List.filter ((<>) 0) |> List.length |> float

    let scale = sqrt (differing x * differing y)

    if scale = 0.0 then
        Assert.Equal(RankCorrelation(0.0, 1.0), found)
    else
        Assert.Equal(float (score x y) / scale, found.Tau, 12)
        let scores = orders y |> List.map (score x >> abs)
        let asFar = scores |> List.filter (fun s -> s >= abs (score x y)) |> List.length
        Assert.Equal(float asFar / float scores.Length, found.PValue, 12)

[<Fact>]
let ``tau-b of a table with ties is the one computed by hand`` () =
    // Of six pairs one is tied in x, another in y, and the other four are concordant: 4 / sqrt(5 * 5).
    let found = RankCorrelation.Of([| 1.0; 1.0; 2.0; 3.0 |], [| 1.0; 2.0; 2.0; 3.0 |])
    Assert.Equal(0.8, found.Tau, 12)
    // A single neighbour exchanged in five: the order itself, its four exchanges, and as many of the opposite order.
    Assert.Equal(10.0 / 120.0, RankCorrelation.Of([| 1.0; 2.0; 3.0; 4.0; 5.0 |], [| 1.0; 3.0; 2.0; 4.0; 5.0 |]).PValue, 12)

/// The approximation has the variance that the score has over all orders, whatever the ties.
[<Law(Cases = 60)>]
let ``within groups, scores and their variances add up`` (seed: int) (other: int) (size: uint8) =
    let groups =
        [
            for seed, count in [ seed, 3 + int size % 4; other, 3 + int size / 4 % 4 ] -> sample seed count (2 + int size / 16 % 5)
        ]

    let variance (x, y) =
        orders y |> List.averageBy (fun order -> float (score x order) ** 2.0)

    let found =
        RankCorrelation.Within
            [|
                for x, y in groups -> [| for a, b in List.zip x y -> struct (a, b) |] :> IReadOnlyList<struct (float * float)>
            |]

    let total = groups |> List.sumBy (fun (x, y) -> score x y) |> float
    let spread = List.sumBy variance groups

    if spread < 1e-9 then
        Assert.Equal(RankCorrelation(0.0, 1.0), found)
    else
        let pairs = groups |> List.sumBy (fun (x, _) -> (pairsOf x).Length)
        Assert.Equal(total / float pairs, found.Tau, 12)
        Assert.Equal(normal (abs total) spread, found.PValue, 9)

[<Fact>]
let ``a trend within groups is seen where the groups together show its opposite`` () =
    let group (shift: float) : IReadOnlyList<struct (float * float)> =
        [| for i in 0..7 -> struct (shift + float i, float i - 3.0 * shift) |]

    let groups = [| group 0.0; group 10.0; group 20.0 |]

    let all =
        [|
            for g in groups do
                yield! g
        |]

    let together =
        RankCorrelation.Of(all |> Array.map (fun struct (x, _) -> x), all |> Array.map (fun struct (_, y) -> y))

    Assert.True(together.Tau < 0.0)
    let within = RankCorrelation.Within groups
    Assert.Equal(1.0, within.Tau, 12)
    Assert.True(within.PValue < 1e-6)

[<Law(Cases = 30)>]
let ``the exact probability of eight pairs is near the normal one, corrected for continuity`` (seed: int) =
    let random = Random seed
    let x, y = [| for i in 1..8 -> float i |], [| for i in 1..8 -> float i |]
    random.Shuffle y
    let exact = RankCorrelation.Of(x, y)
    let distance = abs (float (score (List.ofArray x) (List.ofArray y)))
    // Without ties the variance is n (n - 1) (2n + 5) / 18, and scores are two apart.
    let variance = 8.0 * 7.0 * 21.0 / 18.0

    let near =
        if distance = 0.0 then
            1.0
        else
            normal (distance - 1.0) variance

    Assert.InRange(exact.PValue, near - 0.0125, near + 0.0125)

[<Law>]
let ``rank correlation ignores the scale and the order of the pairs`` (seed: int) =
    let random = Random seed
    let x = Array.init 8 (fun _ -> float (random.Next 20))
    let y = Array.init 8 (fun _ -> float (random.Next 20))
    let tau = RankCorrelation.Of(x, y)
    let order = Array.init 8 id
    random.Shuffle order

    let moved =
        RankCorrelation.Of(order |> Array.map (fun i -> exp (x[i] / 7.0)), order |> Array.map (fun i -> y[i] ** 3.0))

    abs (tau.Tau - moved.Tau) < 1e-12
    && abs (tau.PValue - moved.PValue) < 1e-12
    && abs tau.Tau <= 1.0 + 1e-12
    && tau.PValue > 0.0
    && tau.PValue <= 1.0

[<Fact>]
let ``beyond eight pairs the approximation calls a trend a trend and noise noise`` () =
    let x = Array.init 30 float
    Assert.True(RankCorrelation.Of(x, Array.map (fun v -> v * v) x).PValue < 1e-10)
    Assert.True(RankCorrelation.Of(x, Array.map (fun v -> sin (12.9898 * v)) x).PValue > 0.05)
