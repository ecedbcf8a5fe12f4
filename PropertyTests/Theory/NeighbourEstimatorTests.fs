/// Nearest neighbours for several variables and for labels, entropies from counts, and bounds from batches.
module IDropTheory.PropertyTests.Theory.NeighbourEstimatorTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Oracles
open IDropTheory.PropertyTests.Statistics

let private psi (x: float) =
    MathNet.Numerics.SpecialFunctions.DiGamma x

let private normals n d (key: RandomKey) =
    Array2D.init n d (fun i j -> key.Normal(uint64 (i * d + j)))

let private distance (a: float[]) (b: float[]) =
    Array.fold2 (fun far u v -> max far (abs (u - v))) 0.0 a b

let private rowsOf (m: float[,]) =
    [| for i in 0 .. Array2D.length1 m - 1 -> m[i, *] |]

/// The k-th smallest distance from a row to the others.
let private kth k (rows: float[][]) i =
    [
        for j in 0 .. rows.Length - 1 do
            if j <> i then
                distance rows[i] rows[j]
    ]
    |> List.sort
    |> List.item (k - 1)

[<Law(Cases = 10)>]
let ``multi-information is that of the definition on normal scores`` (key: RandomKey) =
    let n, d, k = 40, 3, 3
    let samples = normals n d key

    let scores =
        NormalScores.Of(ReadOnlySpan(samples |> Seq.cast<float> |> Seq.toArray), d)

    let rows = Array.init n (fun i -> scores[i * d .. i * d + d - 1])

    let counts i =
        let radius = kth k rows i

        Seq.sum (
            seq {
                for j in 0 .. d - 1 ->
                    psi (
                        float (
                            rows
                            |> Array.filter (fun row -> abs (row[j] - rows[i][j]) < radius)
                            |> Array.length
                        )
                    )
            }
        )

    let expected =
        psi (float k) + float (d - 1) * psi (float n)
        - Seq.averageBy counts (seq { 0 .. n - 1 })

    shouldBeWithin 1e-12 expected (KsgMultiInformation.Value(samples, k)).Value

    let mapped =
        samples |> Array2D.mapi (fun _ j v -> if j = 1 then exp (4.0 * v) else v)

    shouldBeWithin 1e-12 expected (KsgMultiInformation.Value(mapped, k)).Value

[<Fact>]
let ``dependence that no correlation sees is found, and refusals are named`` () =
    let key = testKey "signs"
    let raw = normals 800 3 key

    let signs =
        raw
        |> Array2D.mapi (fun i j v ->
            if j < 2 then
                v
            else
                float (sign (raw[i, 0] * raw[i, 1])) * abs v)

    // The truth is log 2; the deviation of one estimate is 0.03.
    shouldBeWithin 0.25 (log 2.0) (KsgMultiInformation.Value signs).Value
    shouldBeWithin 0.25 0.0 (KsgMultiInformation.Value raw).Value

    let refuses (m: float[,]) k =
        Assert.ThrowsAny<ArgumentException>(fun () -> KsgMultiInformation.Value(m, k) |> ignore)
        |> ignore

    refuses (normals 20 1 key) 3
    refuses (normals 3 2 key) 3
    refuses (Array2D.init 20 2 (fun i j -> if j = 0 then float (i / 2) else float i)) 3

[<Law(Cases = 10)>]
let ``information about labels is that of the definition`` (key: RandomKey) =
    let n, k = 40, 3
    let z = normals n 2 key

    let labels =
        Array.init n (fun i -> if i = 0 then 7 else (key.Fold "label").Below(3, uint64 i))

    let column j =
        let c = z[*, j]
        let mean = Array.average c
        let deviation = sqrt (c |> Array.averageBy (fun v -> (v - mean) ** 2.0))
        c |> Array.map (fun v -> (v - mean) / deviation)

    let columns = [| column 0; column 1 |]
    // The first sample is alone in its class, and left out.
    let rows = [| for i in 1 .. n - 1 -> [| columns[0][i]; columns[1][i] |] |]
    let kept = labels[1..]

    let term i =
        let same =
            [|
                for j in 0 .. rows.Length - 1 do
                    if kept[j] = kept[i] then
                        j
            |]

        let neighbours = min k (same.Length - 1)

        let radius =
            kth neighbours (same |> Array.map (fun j -> rows[j])) (Array.IndexOf(same, i))

        let within =
            rows |> Array.filter (fun row -> distance row rows[i] < radius) |> Array.length

        psi (float neighbours) - psi (float same.Length) - psi (float within)

    let expected =
        psi (float rows.Length) + Seq.averageBy term (seq { 0 .. rows.Length - 1 })

    shouldBeWithin 1e-12 expected (LabelNeighbours.Value(z, SymbolSequence.Of(ReadOnlySpan labels), k)).Value

[<Fact>]
let ``information about two distant classes is log 2, about labels at random 0`` () =
    let key = testKey "classes"
    let labels = Array.init 500 (fun i -> i % 2)

    let distant =
        normals 500 1 key |> Array2D.mapi (fun i _ v -> v + 20.0 * float labels[i])

    let sequence = SymbolSequence.Of(ReadOnlySpan labels)
    shouldBeWithin 0.05 (log 2.0) (LabelNeighbours.Value(distant, sequence)).Value
    shouldBeWithin 0.15 0.0 (LabelNeighbours.Value(normals 500 1 key, sequence)).Value
    let single = SymbolSequence.Of(ReadOnlySpan [| 0..499 |])

    Assert.Throws<ArgumentException>(fun () -> LabelNeighbours.Value(distant, single) |> ignore)
    |> ignore

// ---- Entropy from counts

let private sequence (counts: int list) =
    SymbolSequence.Of(
        ReadOnlySpan(
            counts
            |> List.mapi (fun symbol count -> Array.create count symbol)
            |> Array.concat
        )
    )

[<Fact>]
let ``Grassberger and Chao-Shen are their definitions`` () =
    let counts = [ 1; 1; 2; 3; 7 ]
    let n = 14.0

    // G(1) = -gamma - log 2, G(m + 2) = G(m) + 2 / (m odd: m, even: m + 1), G(2) = 2 + G(1) (Grassberger 2003).
    let rec g m =
        if m = 1 then -0.57721566490153286 - log 2.0
        elif m = 2 then g 1 + 2.0
        elif m % 2 = 1 then g (m - 1)
        else g (m - 2) + 2.0 / float (m - 1)

    let grassberger = log n - (counts |> List.sumBy (fun c -> float c / n * g c))
    shouldBeWithin 1e-12 grassberger ((sequence counts).Entropy(EntropyEstimator.Grassberger)).Value

    let chaoShen =
        -(counts
          |> List.sumBy (fun c ->
              let p = (1.0 - 2.0 / n) * float c / n
              p * log p / (1.0 - (1.0 - p) ** n)))

    shouldBeWithin 1e-12 chaoShen ((sequence counts).Entropy(EntropyEstimator.ChaoShen)).Value
    Assert.True(Double.IsFinite(((sequence [ 1; 1; 1 ]).Entropy(EntropyEstimator.ChaoShen)).Value))

/// 30 equally likely cells, 60 samples: the mean error over 200 repetitions. One error deviates by less than 0.06, so that a mean of 200
/// is off by 0.026 with a probability below 1e-9.
[<Fact>]
let ``both are less biased than the frequencies where cells hold few samples`` () =
    let error estimator =
        Seq.average (
            seq {
                for k in 0UL .. 199UL ->
                    let key = (testKey "bias").Fold k
                    let symbols = Array.init 60 (fun i -> key.Below(30, uint64 i))
                    ((SymbolSequence.Of(ReadOnlySpan symbols)).Entropy(estimator)).Value - log 30.0
            }
        )

    Assert.True(error EntropyEstimator.PlugIn < -0.2)
    shouldBeWithin 0.06 0.0 (error EntropyEstimator.Grassberger)
    shouldBeWithin 0.06 0.0 (error EntropyEstimator.ChaoShen)

[<Law(Cases = 20)>]
let ``information from counts is the sum of its entropies`` (key: RandomKey) =
    let draw label k =
        Array.init 50 (fun i -> (key.Fold(label: string)).Below(k, uint64 i))

    let x, y = draw "x" 4, draw "y" 3
    let of' (symbols: int[]) = SymbolSequence.Of(ReadOnlySpan symbols)
    let pair = of' (Array.map2 (fun a b -> 10 * a + b) x y)

    for estimator in Enum.GetValues<EntropyEstimator>() do
        let h (s: SymbolSequence) = (s.Entropy estimator).Value
        shouldBeWithin 1e-12 (h (of' x) + h (of' y) - h pair) ((of' x).MutualInformation(of' y, estimator)).Value

// ---- Bounds from batches

let private encoder =
    GaussianEncoder(array2D [ [ 0.0 ]; [ 1.0 ]; [ 3.0 ] ], array2D [ [ 1.0 ]; [ 1.0 ]; [ 0.5 ] ])

let private truth =
    let means, scales = [| 0.0; 1.0; 3.0 |], [| 1.0; 1.0; 0.5 |]
    let log' i z = logNormalDensity means[i] scales[i] z

    Seq.average (
        seq {
            for i in 0..2 ->
                integrate -12.0 15.0 (fun z ->
                    let p = exp (log' i z)

                    if p = 0.0 then
                        0.0
                    else
                        p * (log' i z - log (Seq.average (seq { for j in 0..2 -> exp (log' j z) }))))
        }
    )

[<Fact>]
let ``InfoNCE and leave-one-out enclose the information of an encoder, and meet in large batches`` () =
    for batch in [ 4; 16; 256 ] do
        let bounds = BatchBounds.Of(encoder, batch, testKey "batches", 200)
        // Six standard errors of 200 batches: missed with a probability of 2e-9 if the mean is normal.
        shouldBeAtMost (6.0 * bounds.InfoNce.StandardError.Value) truth bounds.InfoNce.Mean.Value
        shouldBeAtMost (6.0 * bounds.LeaveOneOut.StandardError.Value) bounds.LeaveOneOut.Mean.Value truth
        Assert.True(bounds.InfoNce.Mean.Value < bounds.LeaveOneOut.Mean.Value)
        Assert.True(bounds.InfoNce.Mean.Value <= bounds.Ceiling.Value)

        if batch = 256 then
            Assert.True((bounds.LeaveOneOut.Mean - bounds.InfoNce.Mean).Value < 0.05)

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> BatchBounds.Of(encoder, 1, testKey "one") |> ignore)
    |> ignore
