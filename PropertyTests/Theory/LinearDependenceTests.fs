/// Which columns others determine: columns made of each other.
module IDropTheory.PropertyTests.LinearDependenceTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Statistics

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
    shouldBeWithin 1e-9 (TotalCorrelation.Of again).PlugIn.Value (TotalCorrelation.Of rest).PlugIn.Value

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> samples.Select(ReadOnlySpan [| 6 |]) |> ignore)
    |> ignore
