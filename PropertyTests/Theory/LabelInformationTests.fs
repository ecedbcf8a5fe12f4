/// What activations tell about labels, the fit of priors to single units, and which columns determine each other: cases with known answers.
module IDropTheory.PropertyTests.LabelInformationTests

open System
open Xunit
open IDropTheory

let private near (tolerance: float) (expected: float) (actual: float) =
    Assert.True(abs (actual - expected) <= tolerance, $"{actual} is not within {tolerance} of {expected}")

/// Two classes at a distance, in the first of some columns of unit normal noise.
let private classes (key: RandomKey) (n: int) (columns: int) (distance: float) =
    let y =
        Array.init n (fun i -> if key.Fold("label").Uniform(uint64 i) < 0.5 then 3 else 7)

    let z =
        Array2D.init n columns (fun i j ->
            key.Fold("noise").Normal(uint64 (i * columns + j))
            + (if j = 0 && y[i] = 7 then distance else 0.0))

    z, SymbolSequence.Of(ReadOnlySpan y)

/// I(z;y) of two equally likely classes at that distance: log 2 - E log(1 + e^-m), m normal with mean d^2/2 and variance d^2.
let private truth (distance: float) =
    log 2.0
    - GaussHermite(80).Expectation(distance * distance / 2.0, distance, (fun m -> log (1.0 + exp -m)))

[<Theory>]
[<InlineData(0.5, 1)>]
[<InlineData(2.0, 1)>]
[<InlineData(2.0, 20)>]
let ``the bound of two normal classes is nearly the truth`` (distance: float, columns: int) =
    let key = RandomKey.FromSeed(1UL).Fold(uint64 columns)
    let z, y = classes key 4000 columns distance
    let found = LabelInformation.Estimate(z, y, key.Fold "folds")
    // The discriminant is the right one here. Six standard errors: the seed is fixed.
    near (6.0 * found.StandardError.Value + 0.01) (truth distance) found.Value.Value
    near 0.01 (log 2.0) found.LabelEntropy.Value
    Assert.Equal((4000, 2), (found.Samples, found.Classes))
    // The central 95% of a normal distribution.
    let struct (low, high) = found.Interval
    near 1e-12 (2.0 * 1.959963984540054 * found.StandardError.Value) (high.Value - low.Value)
    near 1e-12 found.Value.Value (0.5 * (low.Value + high.Value))

/// Then the classifier knows only how frequent the labels are; it counted them in two thirds of four fifths of the samples.
[<Fact>]
let ``constant activations tell nothing, however frequent the labels are`` () =
    let n = 4_000

    for every in [ 2; 10 ] do
        let y =
            SymbolSequence.Of(ReadOnlySpan(Array.init n (fun i -> if i % every = 0 then 1 else 0)))

        let found =
            LabelInformation.Estimate(Array2D.create n 1 2.0, y, RandomKey.FromSeed 2UL)

        near 2e-3 0.0 found.Value.Value

/// The bound is at most the truth, so that its interval lies above the truth in 2.5% of all cases at most: in 8 or more of 60 with
/// probability 2e-4, and the seeds are fixed.
[<Fact>]
let ``the interval rarely lies above the truth`` () =
    let above (distance: float) (columns: int) =
        [
            for repetition in 1..60 ->
                let key = RandomKey.FromSeed(uint64 repetition).Fold(uint64 columns)
                let z, y = classes key 200 columns distance
                let struct (low, _) = (LabelInformation.Estimate(z, y, key.Fold "folds")).Interval
                low.Value > truth distance
        ]
        |> List.filter id
        |> List.length

    for distance in [ 0.0; 1.5 ] do
        for columns in [ 1; 30 ] do
            let count = above distance columns
            Assert.True(count < 8, $"{count} of 60 intervals lie above the truth at distance {distance} in {columns} columns")

[<Fact>]
let ``labels that the activations repeat are known`` () =
    let n = 300
    let y = SymbolSequence.Of(ReadOnlySpan(Array.init n (fun i -> i % 3)))
    // One-hot columns without noise, and one that is constant. Of 80 samples a hundredth of doubt remains.
    let z = Array2D.init n 4 (fun i j -> if i % 3 = j then 1.0 else 0.0)
    let found = LabelInformation.Estimate(z, y, RandomKey.FromSeed 1UL)
    near 0.01 (log 3.0) found.Value.Value
    Assert.Equal(0.0, found.Error)
    // Units and a common offset change nothing.
    let moved = Array2D.map (fun v -> 1e3 + 1e-3 * v) z
    near 0.01 (log 3.0) (LabelInformation.Estimate(moved, y, RandomKey.FromSeed 1UL)).Value.Value

[<Fact>]
let ``what cannot be estimated is refused`` () =
    let z = Array2D.init 60 1 (fun i _ -> float i)
    let y = SymbolSequence.Of(ReadOnlySpan(Array.init 60 (fun i -> i % 2)))
    let key = RandomKey.FromSeed 1UL

    let refuses (work: unit -> LabelInformation) =
        Assert.ThrowsAny<ArgumentException>(fun () -> work () |> ignore) |> ignore

    refuses (fun () -> LabelInformation.Estimate(Array2D.init 59 1 (fun i _ -> float i), y, key))
    refuses (fun () -> LabelInformation.Estimate(z, SymbolSequence.Of(ReadOnlySpan(Array.create 60 1)), key))
    refuses (fun () -> LabelInformation.Estimate(z, y, key, 1))
    refuses (fun () -> LabelInformation.Estimate(z, y, key, 5, 1.0))
    refuses (fun () -> LabelInformation.Estimate(Array2D.map (fun _ -> nan) z, y, key))

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> PriorMismatch.LogUniform(Array2D.create 200 1 -1.0) |> ignore)
    |> ignore

    Assert.ThrowsAny<ArgumentException>(fun () -> PriorMismatch.LogUniform(Array2D.create 200 1 1.0) |> ignore)
    |> ignore

let private units (n: int) (d: int) (draw: uint64 -> float) =
    Array2D.init n d (fun i j -> draw (uint64 (i * d + j)))

let private contains (what: string) (expected: float) (found: PriorMismatch) =
    let struct (low, high) = found.Interval
    // Twice the interval of 95%: the seed is fixed.
    let half = 0.5 * (high.Value - low.Value)
    near (2.0 * half + 0.02) expected found.Value.Value
    Assert.True(half < 0.2, $"{what}: the interval is wider than it can be")

[<Fact>]
let ``the KL of units from fitted priors has its known values`` () =
    let key = RandomKey.FromSeed 3UL
    let n, d = 4000, 3
    // Log-normal units with their own mu: nothing from their own priors, and from a common one 1/2 log of the ratio of variances.
    let own = units n d (fun i -> exp (2.0 * float (i % uint64 d) + key.Normal i))
    contains "log-normal" 0.0 (PriorMismatch.LogNormalPerUnit own)
    contains "common" (1.5 * log (1.0 + 8.0 / 3.0)) (PriorMismatch.LogNormalPerLayer own)
    // Exponential units: -log z is Gumbel, of entropy 1 + gamma and variance pi^2 / 6.
    let exponential = units n d (fun i -> -log(key.Uniform i))

    let gumbel =
        0.5 * log (2.0 * Math.PI * Math.E * Math.PI * Math.PI / 6.0)
        - 1.0
        - 0.57721566490153286

    contains "exponential" (3.0 * gumbel) (PriorMismatch.LogNormalPerUnit exponential)
    // Uniform log z: nothing from the log-uniform prior, and log-normal misses 1/2 log(2 pi e / 12).
    let uniform = units n d (fun i -> exp (5.0 * key.Uniform i))
    contains "log-uniform" 0.0 (PriorMismatch.LogUniform uniform)
    contains "uniform" (1.5 * log (2.0 * Math.PI * Math.E / 12.0)) (PriorMismatch.LogNormalPerUnit uniform)
    // A third of zeros: they cost nothing, the rest its share; a unit that is always zero is not measured.
    let withZeros =
        Array2D.init n (d + 1) (fun i j -> if j = d || (i + j) % 3 = 0 then 0.0 else exponential[i, j])

    let found = PriorMismatch.LogNormalPerUnit withZeros
    contains "zeros" (2.0 * gumbel) found
    Assert.Equal((d, 1), (found.Units, found.Skipped))

/// The KL of units from the log-uniform prior, and its interval, by their definitions: for entropies all distances, sorted.
[<Fact>]
let ``the fit to a prior and its interval are what their definition gives`` () =
    let n, d = 403, 2
    let key = RandomKey.FromSeed 5UL

    let z =
        units n d (fun i ->
            if key.Fold("zero").Below(5, i) = 0 then
                0.0
            else
                exp (key.Normal i))

    let width =
        let logs = z |> Seq.cast<float> |> Seq.filter (fun v -> v > 0.0) |> Seq.map log
        Seq.max logs - Seq.min logs

    let psi (m: int) =
        MathNet.Numerics.SpecialFunctions.DiGamma(float m)

    let entropy (u: float[]) =
        let third i =
            let distances =
                Array.init u.Length (fun j -> if j = i then infinity else abs (u[i] - u[j]))

            (Array.sort distances)[2]

        psi u.Length - psi 3
        + (Seq.init u.Length (fun i -> log (2.0 * third i)) |> Seq.average)

    let measure (rows: int[]) =
        Seq.sum (
            seq {
                for j in 0 .. d - 1 do
                    let u =
                        [|
                            for i in rows do
                                if z[i, j] > 0.0 then
                                    log z[i, j]
                        |]

                    float u.Length / float rows.Length * (log width - entropy u)
            }
        )

    let whole = measure [| 0 .. n - 1 |]
    let groups = Array.init 10 (fun g -> measure [| g..10 .. n - 1 |])
    let mean = Array.average groups

    let error = sqrt ((groups |> Array.sumBy (fun v -> (v - mean) ** 2.0)) / 9.0 / 10.0)

    let value = whole - (mean - whole) / 9.0

    let reach =
        MathNet.Numerics.Distributions.StudentT.InvCDF(0.0, 1.0, 9.0, 0.95)
        * error
        * 10.0
        / 9.0

    let found = PriorMismatch.LogUniform(z, 0.9)
    let struct (low, high) = found.Interval
    near 1e-10 value found.Value.Value
    near 1e-8 (value - reach) low.Value
    near 1e-8 (value + reach) high.Value

[<Fact>]
let ``columns that others determine are found`` () =
    let key = RandomKey.FromSeed 4UL
    let n = 100

    let row (k: int) =
        let x j = key.Fold(uint64 j).Normal(uint64 k)
        // 0: a, 1: b, 2: 3 - 2a, 3: c, 4: a - b + c, 5: d
        [| x 0; x 1; 3.0 - 2.0 * x 0; x 2; x 0 - x 1 + x 2; x 3 |]

    let samples = StreamingCovariance 6

    for k in 0 .. n - 1 do
        samples.Add(ReadOnlySpan(row k))

    Assert.True(Double.IsPositiveInfinity (TotalCorrelation.Of samples).PlugIn.Value)

    let found =
        [
            for dependence in LinearDependence.Find samples -> dependence.Column, List.ofSeq dependence.Others
        ]

    Assert.Equal<(int * int list) list>([ 2, [ 0 ]; 4, [ 0; 1; 3 ] ], found)
    Assert.Equal(1, LinearDependence.Find(samples, 1).Length)
    // Without them nothing is left to find, and the selection has the covariance of the columns.
    let kept = [| 5; 0; 1; 3 |]
    let rest = samples.Select(ReadOnlySpan kept)
    Assert.Empty(LinearDependence.Find rest)
    Assert.Equal(int64 n, rest.Count)

    for i in 0..3 do
        Assert.Equal(samples.Mean()[kept[i]], rest.Mean()[i])

        for j in 0..3 do
            Assert.Equal((samples.Covariance())[kept[i], kept[j]], (rest.Covariance())[i, j])

    // More rows may follow.
    let again = StreamingCovariance 4

    for k in 0 .. n - 1 do
        again.Add(ReadOnlySpan [| for column in kept -> (row k)[column] |])

    rest.Add(ReadOnlySpan [| 1.0; 2.0; 3.0; 4.0 |])
    again.Add(ReadOnlySpan [| 1.0; 2.0; 3.0; 4.0 |])
    near 1e-9 (TotalCorrelation.Of again).PlugIn.Value (TotalCorrelation.Of rest).PlugIn.Value

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> samples.Select(ReadOnlySpan [| 6 |]) |> ignore)
    |> ignore
