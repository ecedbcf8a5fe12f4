/// `idrop tc` and `idrop mi`: dependence in samples.
module IDropTheory.PropertyTests.Experiments.EstimatorCommandTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Experiments.CommandRunner

[<Fact>]
let ``tc reports plug-in, corrected, per dimension and interval`` () =
    let n, d = 200, 3
    let rows = Array.zeroCreate<float>(n * d)
    RandomKey.FromSeed(3UL).FillNormal(rows.AsSpan())

    let text (transform: float -> float) =
        String.Join(
            "\n",
            [
                for k in 0 .. n - 1 -> String.Join(",", [ for j in 0 .. d - 1 -> (transform rows[k * d + j]).ToString "R" ])
            ]
        )

    use plain = new TextFile("a,b,c\n" + text id)
    use exponential = new TextFile(text exp)
    let expected = TotalCorrelation.FromSamples(rows.AsSpan(), d)
    let result = json [ "tc"; "--samples"; plain.Path ]

    result
    |> shouldHaveKeys [ "plugIn"; "corrected"; "perDimension"; "interval"; "samples"; "dimensions" ]

    near 1e-14 expected.PlugIn.Value (number "plugIn" result)
    near 1e-14 expected.Corrected.Value (number "corrected" result)
    near 1e-14 (expected.Corrected.Value / 3.0) (number "perDimension" result)
    Assert.Equal(2, result.GetProperty("interval").GetArrayLength())
    let struct (low, _) = expected.Interval
    near 1e-14 low.Value ((result.GetProperty "interval").EnumerateArray() |> Seq.head |> _.GetDouble())
    Assert.Equal(n, result.GetProperty("samples").GetInt32())
    Assert.Equal(d, result.GetProperty("dimensions").GetInt32())
    // The logarithm of the exponential is the same up to rounding.
    near 1e-12 expected.PlugIn.Value (number "plugIn" (json [ "tc"; "--samples"; exponential.Path; "--log" ]))

[<Fact>]
let ``mi reports the estimate beside its null`` () =
    let n = 300
    let rows = Array.zeroCreate<float>(2 * n)
    RandomKey.FromSeed(4UL).FillNormal(rows.AsSpan())

    let column f =
        String.Join("\n", [ for k in 0 .. n - 1 -> (f k: float).ToString "R" ])

    use x = new TextFile(column (fun k -> rows[2 * k]))
    use y = new TextFile(column (fun k -> rows[2 * k] + 0.5 * rows[2 * k + 1]))

    let result = json [ "mi"; "--x"; x.Path; "--y"; y.Path; "--shuffles"; "20" ]

    result
    |> shouldHaveKeys
        [
            "mutualInformation"
            "nullMean"
            "nullStandardDeviation"
            "pValue"
            "neighbours"
            "samples"
            "shuffles"
        ]

    Assert.Equal(1.0 / 21.0, number "pValue" result)
    Assert.True(number "mutualInformation" result > number "nullMean" result + 5.0 * number "nullStandardDeviation" result)
    // The same seed, the same numbers.
