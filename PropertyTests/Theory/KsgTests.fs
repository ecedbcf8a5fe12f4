module IDropTheory.PropertyTests.Theory.KsgTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

/// n rows of x and y, d columns each; column by column normal with correlation rho, all else independent.
let private gaussian n d rho (key: RandomKey) =
    let x = Array2D.init n d (fun i j -> (key.Fold "x").Normal(uint64 (i * d + j)))

    x,
    Array2D.init n d (fun i j ->
        rho * x[i, j]
        + sqrt (1.0 - rho * rho) * (key.Fold "y").Normal(uint64 (i * d + j)))

let private truth d (rho: float) = -0.5 * float d * log (1.0 - rho * rho)

/// The estimator by its definition: all n^2 distances, sorted.
let private bruteForce k (x: float[,]) (y: float[,]) =
    let n = Array2D.length1 x

    let standardised (m: float[,]) =
        let column j =
            let c = m[*, j]
            let mean = Array.average c
            let deviation = sqrt (c |> Array.averageBy (fun v -> (v - mean) ** 2.0))
            c |> Array.map (fun v -> (v - mean) / deviation)

        Array.init (Array2D.length2 m) column

    let distance (columns: float[][]) i j =
        columns |> Array.fold (fun d c -> max d (abs (c[i] - c[j]))) 0.0

    let xs, ys = standardised x, standardised y

    let psi (m: int) =
        MathNet.Numerics.SpecialFunctions.DiGamma(float m)

    let term i =
        let others =
            [|
                for j in 0 .. n - 1 do
                    if j <> i then
                        j
            |]

        let joint =
            others
            |> Array.map (fun j -> max (distance xs i j) (distance ys i j))
            |> Array.sort

        let radius = joint[k - 1]

        let nearer columns =
            others |> Array.filter (fun j -> distance columns i j < radius) |> Array.length

        psi (nearer xs + 1) + psi (nearer ys + 1)

    psi k + psi n - (Seq.init n term |> Seq.average)

[<Law(Cases = 60)>]
let ``the tree gives what all pairs of distances give`` (key: RandomKey) =
    let n, dx, dy =
        2 + key.Below(120, 0UL), 1 + key.Below(3, 1UL), 1 + key.Below(3, 2UL)

    let k = 1 + key.Below(min 8 (n - 1), 3UL)
    let x = Array2D.init n dx (fun i j -> (key.Fold "x").Normal(uint64 (i * dx + j)))

    let y =
        Array2D.init n dy (fun i j -> x[i, 0] + 0.5 * (key.Fold "y").Normal(uint64 (i * dy + j)))

    shouldBeWithin 1e-11 (bruteForce k x y) (KsgMutualInformation.Value(x, y, k).Value)

/// Beyond 63 neighbours, and sizes around the tree's leaves.
[<Theory>]
[<InlineData(2, 1)>]
[<InlineData(12, 3)>]
[<InlineData(13, 12)>]
[<InlineData(25, 3)>]
[<InlineData(150, 100)>]
let ``every size of tree and neighbourhood is exact`` n k =
    let x, y = gaussian n 2 0.5 (testKey $"sizes {n} {k}")
    shouldBeWithin 1e-11 (bruteForce k x y) (KsgMutualInformation.Value(x, y, k).Value)

[<Law(Cases = 30)>]
let ``it is symmetric and depends neither on units nor on the order of the rows`` (key: RandomKey) =
    let x, y = gaussian 80 2 0.7 key
    let value = KsgMutualInformation.Value(x, y).Value
    shouldBeWithin 1e-12 value (KsgMutualInformation.Value(y, x).Value)
    let order = key.Permutation 80

    let reorder (m: float[,]) =
        Array2D.init 80 2 (fun i j -> m[order[i], j])

    shouldBeWithin 1e-12 value (KsgMutualInformation.Value(reorder x, reorder y).Value)
    // Powers of two, so that no rounding reorders the distances.
    let rescaled = Array2D.mapi (fun _ j v -> v * (if j = 0 then 1024.0 else -0.125)) x
    shouldBeWithin 1e-12 value (KsgMutualInformation.Value(rescaled, y).Value)

/// Thirty data sets of 1000; the check is on their mean: 6.2 standard errors (1e-9 as far as it is normal) plus the stated bias.
[<Theory>]
[<InlineData(1, 0.0, 0.01)>]
[<InlineData(1, 0.3, 0.01)>]
[<InlineData(1, 0.9, 0.02)>]
[<InlineData(1, 0.999, 0.03)>]
[<InlineData(2, 0.6, 0.03)>]
let ``Gaussian truth is met within the stated bias`` d rho bias =
    let values =
        Array.init 30 (fun i ->
            let x, y = gaussian 1000 d rho ((testKey $"gaussian {d} {rho}").Fold(uint64 i))
            KsgMutualInformation.Value(x, y).Value)

    let mean = Array.average values

    let error =
        sqrt ((values |> Array.sumBy (fun v -> (v - mean) ** 2.0)) / 29.0 / 30.0)

    let check expected =
        shouldBeWithin (bias + 6.2 * error) expected mean

    check (truth d rho)
    // A log taken in bits, or a missing factor of two, would be caught.
    if rho > 0.5 then
        shouldRefuse (fun () -> check (truth d rho / log 2.0))
        shouldRefuse (fun () -> check (0.5 * truth d rho))

[<Fact>]
let ``it sees dependence without correlation`` () =
    let key = testKey "parabola"
    let x = Array2D.init 500 1 (fun i _ -> key.Normal(uint64 i))

    let y =
        Array2D.init 500 1 (fun i _ -> x[i, 0] ** 2.0 + 0.1 * (key.Fold "noise").Normal(uint64 i))

    let estimate = KsgMutualInformation.Estimate(x, y, key, 3, 50)
    Assert.True(estimate.Value.Value > 0.8, $"{estimate}")
    shouldBeWithin 1e-15 (1.0 / 51.0) estimate.PValue
    Assert.True(abs estimate.NullMean.Value < 0.05 && estimate.NullStandardDeviation.Value < 0.1, $"{estimate}")
    Assert.Equal((3, 500, 50), (estimate.Neighbours, estimate.Samples, estimate.Shuffles))
    Assert.Equal(KsgMutualInformation.Value(x, y), estimate.Value)

/// Ranks among exchangeable values: P(p <= m / (S + 1)) <= m / (S + 1) exactly. Hoeffding's bound on 400 independent data sets.
[<Fact>]
let ``p-values of independent samples are uniform`` () =
    let p =
        Array.init 400 (fun i ->
            let key = (testKey "p-values").Fold(uint64 i)
            let x, y = gaussian 40 1 0.0 key
            KsgMutualInformation.Estimate(x, y, key.Fold "shuffles", 3, 19).PValue)

    for level in [ 0.1; 0.25; 0.5; 0.75 ] do
        let reached =
            p |> Array.averageBy (fun v -> if v <= level + 1e-12 then 1.0 else 0.0)

        shouldBeWithin (hoeffdingBound 1.0 400) level reached

/// The null is that of y in the orders that the key draws: its mean, its deviation and the share that reaches the estimate.
[<Fact>]
let ``the null is the estimates of shuffled rows`` () =
    let x, y = gaussian 60 2 0.3 (testKey "shuffled rows")
    let key, shuffles = testKey "shuffles", 15
    let estimate = KsgMutualInformation.Estimate(x, y, key, 3, shuffles)

    let nulls =
        Array.init shuffles (fun s ->
            let order = (key.Fold(uint64 s)).Permutation 60
            KsgMutualInformation.Value(x, Array2D.init 60 2 (fun i j -> y[order[i], j])).Value)

    let mean = Array.average nulls

    let deviation =
        sqrt ((nulls |> Array.sumBy (fun v -> (v - mean) ** 2.0)) / float (shuffles - 1))

    let reached =
        nulls |> Array.filter (fun v -> v >= estimate.Value.Value) |> Array.length

    shouldBeWithin 1e-12 mean estimate.NullMean.Value
    shouldBeRelatively 1e-12 deviation estimate.NullStandardDeviation.Value
    shouldBeWithin 1e-15 (float (1 + reached) / float (1 + shuffles)) estimate.PValue

[<Fact>]
let ``the null is a function of the key`` () =
    let x, y = gaussian 60 1 0.5 (testKey "key")

    let estimate key =
        KsgMutualInformation.Estimate(x, y, key, 3, 20)

    Assert.Equal(estimate (testKey "one"), estimate (testKey "one"))
    Assert.NotEqual(estimate (testKey "one"), estimate (testKey "other"))

[<Fact>]
let ``equal rows are refused, and jitter breaks them`` () =
    let x, y = gaussian 60 1 0.8 (testKey "ties")
    let rounded = Array2D.map (fun v -> Math.Round(v * 4.0) / 4.0) x

    let refusal =
        Assert.Throws<ArgumentException>(fun () -> KsgMutualInformation.Value(rounded, y) |> ignore)

    Assert.Contains("of x equals another row", refusal.Message)
    Assert.Contains("of y", Assert.Throws<ArgumentException>(fun () -> KsgMutualInformation.Value(y, rounded) |> ignore).Message)
    let jittered = KsgMutualInformation.Jitter(rounded, 1e-3, testKey "jitter")
    Assert.True(Double.IsFinite(KsgMutualInformation.Value(jittered, y).Value))
    // Noise far below the distances between samples changes nothing.
    shouldBeWithin
        1e-9
        (KsgMutualInformation.Value(x, y).Value)
        (KsgMutualInformation.Value(KsgMutualInformation.Jitter(x, 1e-14, testKey "tiny"), y).Value)

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> KsgMutualInformation.Jitter(x, 0.0, testKey "none") |> ignore)
    |> ignore

[<Fact>]
let ``bad samples are refused, saying why`` () =
    let column (values: float list) =
        Array2D.init values.Length 1 (fun i _ -> values[i])

    let four = column [ 1.0; 2.0; 4.0; 8.0 ]

    let refused (text: string) x y (k: int) =
        Assert.Contains(text, Assert.ThrowsAny<ArgumentException>(fun () -> KsgMutualInformation.Value(x, y, k) |> ignore).Message)

    refused "x has 4 elements and y has 3" four (column [ 1.0; 2.0; 3.0 ]) 1
    refused "at least 5 are needed" four four 4
    refused "neighbours is 0" four four 0
    refused "Column 0 of y is constant" four (column [ 3.0; 3.0; 3.0; 3.0 ]) 1
    refused "0 rows" (Array2D.zeroCreate 0 1) four 1

    for bad in [ nan; infinity ] do
        refused "y[2, 0]" four (column [ 1.0; 2.0; bad; 3.0 ]) 1

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> KsgMutualInformation.Estimate(four, four, testKey "few", 1, 1) |> ignore)
    |> ignore
