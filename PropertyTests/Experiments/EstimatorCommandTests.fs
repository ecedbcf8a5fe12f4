/// `idrop tc` and `idrop mi`: dependence in samples.
module IDropTheory.PropertyTests.Experiments.EstimatorCommandTests

open System
open System.Text.Json
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Statistics
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

    shouldBeWithin 1e-14 expected.PlugIn.Value (number "plugIn" result)
    shouldBeWithin 1e-14 expected.Corrected.Value (number "corrected" result)
    shouldBeWithin 1e-14 (expected.Corrected.Value / 3.0) (number "perDimension" result)
    Assert.Equal(2, result.GetProperty("interval").GetArrayLength())
    let struct (low, _) = expected.Interval
    shouldBeWithin 1e-14 low.Value ((result.GetProperty "interval").EnumerateArray() |> Seq.head |> _.GetDouble())
    Assert.Equal(n, result.GetProperty("samples").GetInt32())
    Assert.Equal(d, result.GetProperty("dimensions").GetInt32())
    // The logarithm of the exponential is the same up to rounding.
    shouldBeWithin 1e-12 expected.PlugIn.Value (number "plugIn" (json [ "tc"; "--samples"; exponential.Path; "--log" ]))

[<Fact>]
let ``tc from ranks is that of the library, of any increasing map, with an interval where it is offered`` () =
    let d = 3

    let rowsOf n =
        let rows = Array.zeroCreate<float>(n * d)
        RandomKey.FromSeed(5UL).FillNormal(rows.AsSpan())
        rows

    let file (transform: float -> float) (rows: float[]) =
        new TextFile(
            String.Join(
                "\n",
                [
                    for row in Array.chunkBySize d rows -> String.Join(",", [ for v in row -> (transform v).ToString "R" ])
                ]
            )
        )

    let rows = rowsOf 200
    use plain = file id rows
    use exponential = file (fun v -> exp (3.0 * v)) rows
    let expected = RankTotalCorrelation.FromSamples(rows.AsSpan(), d, 0.9)

    for path in [ plain.Path; exponential.Path ] do
        let result = json [ "tc"; "--samples"; path; "--ranks"; "--confidence"; "0.9" ]
        shouldBeWithin 1e-14 expected.Corrected.Value (number "corrected" result)
        let struct (low, high) = expected.Interval

        let interval =
            [ for v in (result.GetProperty "interval").EnumerateArray() -> v.GetDouble() ]

        shouldBeWithin 1e-14 low.Value interval[0]
        shouldBeWithin 1e-14 high.Value interval[1]

    use few = file id (rowsOf (RankTotalCorrelation.FewestForInterval - 1))
    let result = json [ "tc"; "--samples"; few.Path; "--ranks" ]
    Assert.Equal(JsonValueKind.Null, result.GetProperty("interval").ValueKind)

    refused [ "--ranks"; "--log" ] [ "tc"; "--samples"; plain.Path; "--ranks"; "--log" ]
    refused [ "--ranks"; "--shrink" ] [ "tc"; "--samples"; plain.Path; "--ranks"; "--shrink"; "auto" ]

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
    shouldBeWithin 1e-12 (KsgMutualInformation.Ceiling(n, 3).Value) (number "ceiling" result)
    // The same seed, the same numbers.

[<Fact>]
let ``mi from ranks does not depend on increasing maps; logarithms undo the exponential, and are refused of what has none`` () =
    let n = 120
    let rows = Array.zeroCreate<float>(2 * n)
    RandomKey.FromSeed(6UL).FillNormal(rows.AsSpan())

    let file (map: float -> float) column =
        new TextFile(
            String.Join(
                "\n",
                [
                    for k in 0 .. n - 1 -> (map (rows[2 * k] + float column * rows[2 * k + 1])).ToString "R"
                ]
            )
        )

    let estimate (x: TextFile) (y: TextFile) options =
        number "mutualInformation" (json ([ "mi"; "--x"; x.Path; "--y"; y.Path; "--shuffles"; "2" ] @ options))

    use x = file id 0
    use y = file id 1
    use expX = file exp 0
    use expY = file (fun v -> exp (3.0 * v)) 1
    use sameY = file exp 1
    Assert.Equal(estimate x y [ "--ranks" ], estimate expX expY [ "--ranks" ])
    Assert.NotEqual(estimate x y [], estimate expX expY [])
    shouldBeWithin 1e-9 (estimate x y []) (estimate expX sameY [ "--log" ])
    refused [ x.Path; "no logarithm"; "--ranks" ] [ "mi"; "--x"; x.Path; "--y"; y.Path; "--log" ]

[<Fact>]
let ``mi names the file and the lines of a tie, and the option that breaks it`` () =
    use x = new TextFile("# samples\nx\n0.5\n0.25\n1.5\n0.25\n7.5\n")
    use y = new TextFile("1\n2\n3\n4\n5\n")
    let command = [ "mi"; "--x"; x.Path; "--y"; y.Path; "--shuffles"; "5" ]
    refused [ x.Path; "line 6 equals line 4"; "--jitter 1e-10" ] command

    json (command @ [ "--jitter"; "1e-10" ])
    |> shouldHaveKeys [ "mutualInformation" ]

/// x determines y: the estimate cannot be larger than it is for such samples.
[<Fact>]
let ``the ceiling of mi is reached and never exceeded`` () =
    for neighbours in [ 1; 3; 5 ] do
        for n in [ 10; 200 ] do
            let x = Array2D.init n 1 (fun i _ -> float (i * i) + 0.5 * float i)
            let ceiling = KsgMutualInformation.Ceiling(n, neighbours).Value
            let value = KsgMutualInformation.Value(x, x, neighbours).Value
            Assert.True(value <= ceiling + 1e-12, $"{value} exceeds {ceiling}")

    // With k = 1 and equal variables every count is 1.
    let x = Array2D.init 50 1 (fun i _ -> float (i * i))
    shouldBeWithin 1e-12 (KsgMutualInformation.Ceiling(50, 1).Value) (KsgMutualInformation.Value(x, x, 1).Value)

/// Activations as a network has them: units that never vary, and one that is the sum of two others.
let private activations =
    let value k j =
        RandomKey.FromSeed(9UL).Fold(uint64 j).Normal(uint64 k)

    "a,b,dead,sum,off,c\n"
    + String.Join(
        "\n",
        [
            for k in 0..39 ->
                String.Join(
                    ",",
                    [ value k 0; value k 1; 0.0; value k 0 + value k 1; 2.5; value k 2 ]
                    |> List.map _.ToString("R")
                )
        ]
    )

[<Fact>]
let ``tc names all constant columns at once and leaves them out when told to`` () =
    use file = new TextFile(activations)

    refused
        [
            file.Path
            "2 columns, 3 ('dead'), 5 ('off'), are constant"
            "--drop-constant"
        ]
        [ "tc"; "--samples"; file.Path ]

    let result = json [ "tc"; "--samples"; file.Path; "--drop-constant" ]
    Assert.Equal(4.0, number "dimensions" result)

    Assert.Equal<string list>(
        [ "3 ('dead')"; "5 ('off')" ],
        [
            for name in result.GetProperty("dropped").EnumerateArray() -> string (name.GetString())
        ]
    )

[<Fact>]
let ``tc names the columns behind an infinite value`` () =
    use file = new TextFile(activations)
    let result = json [ "tc"; "--samples"; file.Path; "--drop-constant" ]
    Assert.Equal("Infinity", text "plugIn" result)
    let found = [ for row in result.GetProperty("dependences").EnumerateArray() -> row ]
    let one = Assert.Single found
    Assert.Equal("4 ('sum')", text "column" one)

    Assert.Equal<string list>(
        [ "1 ('a')"; "2 ('b')" ],
        [
            for name in one.GetProperty("of").EnumerateArray() -> string (name.GetString())
        ]
    )

[<Fact>]
let ``shrunk correlations have a finite total correlation for any number of rows`` () =
    use file = new TextFile(activations)

    let shrunk intensity =
        json [ "tc"; "--samples"; file.Path; "--drop-constant"; "--shrink"; intensity ]

    let auto = shrunk "auto"
    Assert.Equal("Ledoit-Wolf", text "rule" auto)
    Assert.True(Double.IsFinite(number "shrunk" auto))
    Assert.Equal(Text.Json.JsonValueKind.Null, auto.GetProperty("interval").ValueKind)
    shouldBeWithin 1e-15 0.0 (number "shrunk" (shrunk "1"))
    // Two columns of correlation r: -1/2 log(1 - ((1 - s) r)^2).
    use pair = new TextFile("a,b\n1,5\n2,3\n3,4\n4,1\n6,2\n")

    let square =
        1.0 - exp (-2.0 * number "plugIn" (json [ "tc"; "--samples"; pair.Path ]))

    shouldBeWithin 1e-12 (-0.5 * log (1.0 - 0.49 * square)) (number "shrunk" (json [ "tc"; "--samples"; pair.Path; "--shrink"; "0.3" ]))
    use few = new TextFile("a,b,c\n1,2,4\n3,5,1\n")

    json [ "tc"; "--samples"; few.Path; "--shrink"; "auto" ]
    |> shouldHaveKeys [ "shrunk" ]

    refused [ "--shrink"; "'2'"; "auto" ] [ "tc"; "--samples"; few.Path; "--shrink"; "2" ]
    refused [ "--shrink"; "--confidence" ] [ "tc"; "--samples"; few.Path; "--shrink"; "auto"; "--confidence"; "0.9" ]
