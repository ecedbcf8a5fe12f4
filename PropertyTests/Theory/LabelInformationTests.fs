/// What activations tell about labels: cases with known answers.
module IDropTheory.PropertyTests.LabelInformationTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Statistics

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
    shouldBeWithin (6.0 * found.StandardError.Value + 0.01) (truth distance) found.Value.Value
    shouldBeWithin 0.01 (log 2.0) found.LabelEntropy.Value
    Assert.Equal((4000, 2), (found.Samples, found.Classes))
    // The central 95% of a normal distribution.
    let struct (low, high) = found.Interval
    shouldBeWithin 1e-12 (2.0 * 1.959963984540054 * found.StandardError.Value) (high.Value - low.Value)
    shouldBeWithin 1e-12 found.Value.Value (0.5 * (low.Value + high.Value))

/// Then the classifier knows only how frequent the labels are; it counted them in two thirds of four fifths of the samples.
[<Fact>]
let ``constant activations tell nothing, however frequent the labels are`` () =
    let n = 4_000

    for every in [ 2; 10 ] do
        let y =
            SymbolSequence.Of(ReadOnlySpan(Array.init n (fun i -> if i % every = 0 then 1 else 0)))

        let found =
            LabelInformation.Estimate(Array2D.create n 1 2.0, y, RandomKey.FromSeed 2UL)

        shouldBeWithin 2e-3 0.0 found.Value.Value

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
    shouldBeWithin 0.01 (log 3.0) found.Value.Value
    Assert.Equal(0.0, found.Error)
    // Units and a common offset change nothing.
    let moved = Array2D.map (fun v -> 1e3 + 1e-3 * v) z
    shouldBeWithin 0.01 (log 3.0) (LabelInformation.Estimate(moved, y, RandomKey.FromSeed 1UL)).Value.Value

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
