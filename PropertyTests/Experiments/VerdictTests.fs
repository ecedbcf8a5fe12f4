/// From numbers to verdicts: paired differences, intervals, statements and what they say together.
module IDropTheory.PropertyTests.Experiments.VerdictTests

open System
open System.Collections.Generic
open Xunit
open IDropTheory.Experiments.Reproduction.Claims
open IDropTheory.Experiments.Text
open IDropTheory.PropertyTests.Laws

let private bySeed (values: (int * float) list) : IReadOnlyDictionary<uint64, float> =
    dict [ for seed, value in values -> uint64 seed, value ] |> Dictionary :> _

[<Fact>]
let ``a paired difference is Student's t of the seeds that both have`` () =
    // Differences 1, 2 and 3: t = 2 sqrt(3) with two degrees of freedom, whose two-sided tail is 1 - t / sqrt(2 + t^2).
    let found =
        PairedDifference.Of(bySeed [ 1, 2.0; 2, 5.0; 3, 10.0; 8, 99.0 ], bySeed [ 3, 7.0; 2, 3.0; 1, 1.0; 9, -99.0 ])

    Assert.Equal(2.0, found.Mean, 12)
    Assert.Equal(3, found.Pairs)
    Assert.Equal(1.0 - sqrt (12.0 / 14.0), found.PValue, 12)

    let mirrored =
        PairedDifference.Of(bySeed [ 1, 1.0; 2, 3.0; 3, 7.0 ], bySeed [ 1, 2.0; 2, 5.0; 3, 10.0 ])

    Assert.Equal(-2.0, mirrored.Mean, 12)
    Assert.Equal(found.PValue, mirrored.PValue, 12)

[<Fact>]
let ``too few seeds tell nothing`` () =
    let none = PairedDifference.Of(bySeed [ 1, 2.0 ], bySeed [ 2, 1.0 ])
    Assert.True(Double.IsNaN none.Mean)
    Assert.Equal((1.0, 0), (none.PValue, none.Pairs))
    Assert.Equal(PairedDifference(1.0, 1.0, 1), PairedDifference.Of(bySeed [ 1, 2.0 ], bySeed [ 1, 1.0 ]))
    Assert.Equal(PairedDifference(0.0, 1.0, 2), PairedDifference.Of(bySeed [ 1, 2.0; 2, 3.0 ], bySeed [ 1, 2.0; 2, 3.0 ]))
    // Equal differences, as errors of few images are, look like certainty.
    Assert.Equal(PairedDifference(-1.0, 1.0, 2), PairedDifference.Of(bySeed [ 1, 2.0; 2, 3.0 ], bySeed [ 1, 3.0; 2, 4.0 ]))

let private holm (pValues: float list) =
    List.ofArray (PairedDifference.Holm(pValues |> List.map (fun p -> PairedDifference(0.0, p, 3)) |> ResizeArray))

[<Fact>]
let ``Holm's steps end at the first comparison that fails`` () =
    // 0.005 <= 0.05 / 4, 0.01 <= 0.05 / 3, 0.03 > 0.05 / 2: 0.04 is not asked any more, though it is below 0.05.
    Assert.Equal<bool list>([ true; false; false; true ], holm [ 0.01; 0.04; 0.03; 0.005 ])
    Assert.Equal<bool list>([ true; true ], holm [ 0.04; 0.02 ])
    Assert.Equal<bool list>([ false; false ], holm [ 0.03; 0.03 ])
    Assert.Equal<bool list>([ true ], holm [ 0.05 ])
    Assert.Equal<bool list>([], holm [])

[<Law>]
let ``Holm lies between Bonferroni and no correction, and prefers the smaller`` (values: uint8 list) =
    let pValues = values |> List.map (fun v -> float v / 1000.0)
    let stands = holm pValues

    for p, stood in List.zip pValues stands do
        Assert.True(stood || p > 0.05 / float pValues.Length)
        Assert.True(not stood || p <= 0.05)

        for other, stoodToo in List.zip pValues stands do
            Assert.True(other >= p || stoodToo || not stood)

[<Fact>]
let ``an interval is as wide as Student's quantile says`` () =
    // 97.5% quantiles: tan(0.475 pi) with one degree of freedom, 0.95 sqrt(2 / (1 - 0.95^2)) with two.
    let two = MeanInterval.Of [| 0.0; 2.0 |]
    Assert.Equal(1.0, two.Mean, 12)
    Assert.Equal(tan (0.475 * Math.PI), two.HalfWidth, 9)
    let three = MeanInterval.Of [| 1.0; 2.0; 3.0 |]
    Assert.Equal(2.0, three.Mean, 12)
    let half = 0.95 * sqrt (2.0 / (1.0 - 0.95 * 0.95)) / sqrt 3.0
    Assert.Equal(half, three.HalfWidth, 9)
    let struct (low, high) = three.Ends
    Assert.Equal(2.0 - half, low, 9)
    Assert.Equal(2.0 + half, high, 9)
    // The table's 2.262 with nine.
    let ten = MeanInterval.Of [| for i in 1..10 -> float i |]
    Assert.Equal(2.262157 * sqrt (82.5 / 9.0 / 10.0), ten.HalfWidth, 5)

[<Fact>]
let ``a single value has no interval`` () =
    let one = MeanInterval.Of [| 0.25 |]
    Assert.True(Double.IsNaN one.HalfWidth)
    Assert.Equal(struct (0.25, 0.25), one.Ends)
    Assert.Equal("25.00%", one.Percent())
    Assert.Equal("1.00 ± 12.71%", (MeanInterval.Of [| 0.0; 0.02 |]).Percent())

let private saying (supports: Support list) =
    [| for support in supports -> Statement("s", "m", support) |]

[<Fact>]
let ``a verdict tells apart what agrees, what holds in part, what is contradicted, and too few runs`` () =
    let holds, undecided, contrary = Support.Holds, Support.Undecided, Support.Contrary

    for supports, verdict in
        [
            [ holds ], Verdict.Agrees
            [ holds; holds ], Verdict.Agrees
            [ undecided ], Verdict.TooFewRuns
            [ undecided; undecided ], Verdict.TooFewRuns
            [ holds; undecided ], Verdict.Partly
            [ holds; contrary ], Verdict.Partly
            [ holds; undecided; contrary ], Verdict.Partly
            [ contrary ], Verdict.Contradicted
            [ contrary; contrary ], Verdict.Contradicted
            [ undecided; contrary ], Verdict.Contradicted
        ] do
        for order in [ supports; List.rev supports ] do
            Assert.Equal(verdict, Statement.Verdict(saying order, true))
            // Part of a study, or fewer than three seeds, confirms nothing.
            let ofPart =
                if verdict = Verdict.Agrees then
                    Verdict.TooFewRuns
                else
                    verdict

            Assert.Equal(ofPart, Statement.Verdict(saying order, false))

    Assert.Equal(Verdict.TooFewRuns, Statement.Verdict(saying [], true))

[<Fact>]
let ``verdicts have the words of the report`` () =
    Assert.Equal<string list>(
        [ "agrees"; "partly"; "too-few-runs"; "contradicted"; "no-claim" ],
        [ for verdict in Enum.GetValues<Verdict>() -> Label.Of verdict ]
    )

[<Fact>]
let ``a trend holds, is contradicted, or is undecided by the level`` () =
    let points (sign: float) =
        [| for i in 1.0 .. 5.0 -> struct (i, sign * i * i) |]

    // The two monotone orders of five have probability 2 / 120 = 0.0167.
    for sign, rises, level, support in
        [
            1.0, true, 0.05, Support.Holds
            1.0, false, 0.05, Support.Contrary
            -1.0, false, 0.05, Support.Holds
            -1.0, true, 0.05, Support.Contrary
            1.0, true, 0.016, Support.Undecided
            -1.0, true, 0.016, Support.Undecided
        ] do
        let found = Statement.Trend("it rises", rises, points sign, level)
        Assert.Equal(support, found.Support)
        Assert.Equal($"Kendall's tau {sign:F2}, p = 0.017, 5 trainings", found.Measured)

    let group: IReadOnlyList<struct (float * float)> = points 1.0
    let within = Statement.TrendWithin("it rises", true, [| group; group |], 0.05)
    Assert.Equal(Support.Holds, within.Support)
    Assert.Contains("10 trainings", within.Measured)

[<Fact>]
let ``the smaller of two is the one with the lower mean, if the difference is significant`` () =
    for mean, p, support in
        [
            -0.5, 0.01, Support.Holds
            0.5, 0.01, Support.Contrary
            -0.5, 0.06, Support.Undecided
            0.5, 0.06, Support.Undecided
            Double.NaN, 1.0, Support.Undecided
        ] do
        let found =
            Statement.Smaller("a is smaller", PairedDifference(mean, p, 4), 0.05, (fun d -> d.ToString "F1"))

        Assert.Equal(support, found.Support)
        Assert.Contains("4 seeds", found.Measured)

    Assert.EndsWith(
        "one seed, not tested",
        Statement.Smaller("a", PairedDifference(-1.0, 1.0, 1), 0.05, (fun d -> d.ToString "F1")).Measured
    )
