module IDropTheory.PropertyTests.Theory.CovarianceTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

let private accumulate (d: int) (blocks: seq<float[]>) =
    let samples = StreamingCovariance d

    for block in blocks do
        samples.Add(ReadOnlySpan block)

    samples

/// Rows of correlated normals: each column is a new normal plus the column before it.
let private walk (n: int) d (key: RandomKey) =
    let z = Array.zeroCreate<float>(n * d)
    key.FillNormal(Span z)

    for i in 0 .. n - 1 do
        for j in 1 .. d - 1 do
            z[i * d + j] <- z[i * d + j] + z[i * d + j - 1]

    z

/// The definition, in about twice the precision.
let private reference (z: float[]) d =
    let n = z.Length / d
    let column j = Array.init n (fun i -> z[i * d + j])
    let columns = Array.init d column

    let centred =
        columns
        |> Array.map (fun c ->
            // Relative to the first value, which is exact for the offsets used here.
            let shifted = c |> Array.map (fun v -> v - c[0])
            let mean = Oracles.sum shifted / float n
            shifted |> Array.map (fun v -> v - mean))

    Array2D.init d d (fun i j -> Oracles.sum (Array.map2 (*) centred[i] centred[j]) / float (n - 1))

let private shouldEqual tolerance (expected: float[,]) (actual: MathNet.Numerics.LinearAlgebra.Matrix<float>) =
    for i in 0 .. actual.RowCount - 1 do
        for j in 0 .. actual.ColumnCount - 1 do
            let scale = sqrt (expected[i, i] * expected[j, j])
            shouldBeWithin (tolerance * scale) expected[i, j] actual[i, j]

[<Law(Cases = 60)>]
let ``blocks and merges in any arrangement give the covariance of all rows`` (key: RandomKey) =
    let d = 1 + key.Below(7, 0UL)
    let n = 2 + key.Below(600, 1UL)
    let z = walk n d (key.Fold "rows")
    let cut = d * key.Below(n, 2UL)
    let cut2 = cut + d * key.Below(n - cut / d, 3UL)
    let parts = [| z[.. cut - 1]; z[cut .. cut2 - 1]; z[cut2..] |]
    let expected = reference z d
    shouldEqual 1e-13 expected ((accumulate d parts).Covariance())

    let a, b, c =
        accumulate d [ parts[0] ], accumulate d [ parts[1] ], accumulate d [ parts[2] ]
    // (a + b) + c, and c + (b + a) of fresh accumulators.
    a.Merge b
    a.Merge c
    shouldEqual 1e-13 expected (a.Covariance())
    b.Merge(accumulate d [ parts[0] ])
    c.Merge b
    shouldEqual 1e-13 expected (c.Covariance())
    Assert.Equal(int64 n, c.Count)

/// Crosses the sizes of the pending block (255), the tiles (64) and their remainders.
[<Theory>]
[<InlineData(255, 64)>]
[<InlineData(256, 65)>]
[<InlineData(511, 131)>]
[<InlineData(70, 200)>]
let ``every block and tile size is covered`` n d =
    let z = walk n d (testKey $"tiles {n} {d}")
    shouldEqual 1e-13 (reference z d) ((accumulate d [ z ]).Covariance())

[<Fact>]
let ``an offset of 1e8 costs no digits`` () =
    let n, d = 1000, 3
    let shifted = walk n d (testKey "offset") |> Array.map (fun v -> v + 1e8)
    let expected = reference shifted d
    shouldEqual 1e-13 expected ((accumulate d [ shifted ]).Covariance())
    shouldEqual 1e-13 expected ((accumulate d (Array.chunkBySize (7 * d) shifted)).Covariance())
    let merged = accumulate d [ shifted[.. 300 * d - 1] ]
    merged.Merge(accumulate d [ shifted[300 * d ..] ])
    shouldEqual 1e-13 expected (merged.Covariance())

    // The textbook form, mean of squares less squared mean, fails the same check.
    let textbook =
        Array2D.init d d (fun i j ->
            let mean f = Seq.average (Seq.init n f)
            let at k c = shifted[k * d + c]

            (mean (fun k -> at k i * at k j)
             - mean (fun k -> at k i) * mean (fun k -> at k j))
            * float n
            / float (n - 1))

    shouldRefuse (fun () -> shouldEqual 1e-3 expected (MathNet.Numerics.LinearAlgebra.Double.DenseMatrix.OfArray textbook))

[<Fact>]
let ``parts with very different means are merged exactly`` () =
    let low, high =
        walk 50 2 (testKey "low"), walk 70 2 (testKey "high") |> Array.map (fun v -> v + 1e6)

    let merged = accumulate 2 [ low ]
    merged.Merge(accumulate 2 [ high ])
    shouldEqual 1e-12 (reference (Array.append low high) 2) (merged.Covariance())

    let expected =
        Array.append low high
        |> Array.chunkBySize 2
        |> Array.averageBy (fun row -> row[1])

    shouldBeRelatively 1e-13 expected (merged.Mean()[1])

[<Fact>]
let ``merging with an empty accumulator changes nothing, on either side`` () =
    let z = walk 10 2 (testKey "empty")
    let left, right = accumulate 2 [ z ], accumulate 2 []
    left.Merge(StreamingCovariance 2)
    right.Merge left
    Assert.Equal(left.Covariance(), right.Covariance())
    Assert.Equal<seq<float>>(left.Mean(), right.Mean())
    Assert.Equal(10L, right.Count)

[<Fact>]
let ``an accumulator merged with itself has every row twice`` () =
    let z = walk 10 2 (testKey "twice")
    let twice = accumulate 2 [ z ]
    twice.Merge twice
    Assert.Equal(20L, twice.Count)
    shouldEqual 1e-13 (reference (Array.append z z) 2) (twice.Covariance())

[<Fact>]
let ``bad blocks are refused by name and leave the accumulator as it was`` () =
    let samples = accumulate 2 [ [| 1.0; 2.0; 3.0; 5.0 |] ]
    let before = samples.Covariance()

    let ragged =
        Assert.Throws<ArgumentException>(fun () -> samples.Add(ReadOnlySpan [| 1.0; 2.0; 3.0 |]))

    Assert.Contains("3 numbers", ragged.Message)

    for bad in [ nan; infinity; -infinity ] do
        let refusal =
            Assert.Throws<ArgumentOutOfRangeException>(fun () -> samples.Add(ReadOnlySpan [| 1.0; 2.0; 3.0; bad |]))

        Assert.Contains("row 3, column 1", refusal.Message)

    Assert.Equal(2L, samples.Count)
    Assert.Equal(before, samples.Covariance())

    Assert.Throws<ArgumentException>(fun () -> samples.Merge(StreamingCovariance 3))
    |> ignore

[<Fact>]
let ``too few rows and impossible sizes are refused`` () =
    Assert.Throws<InvalidOperationException>(fun () -> StreamingCovariance(2).Mean() |> ignore)
    |> ignore

    Assert.Throws<InvalidOperationException>(fun () -> (accumulate 1 [ [| 1.0 |] ]).Covariance() |> ignore)
    |> ignore

    for d in [ 0; -1; StreamingCovariance.MaxDimensions + 1 ] do
        Assert.Throws<ArgumentOutOfRangeException>(fun () -> StreamingCovariance d |> ignore)
        |> ignore
