/// What a logarithmic axis has no place for, zero and less, is shown to be there.
module IDropTheory.PropertyTests.Experiments.LogarithmicAxisTests

open System.Xml.Linq
open Xunit
open IDropTheory.Experiments.Plots
open IDropTheory.PropertyTests.Experiments.Drawings

let private ofClass (name: string) (document: XDocument) =
    elements "path" document
    |> List.filter (fun p -> (attribute "class" p).StartsWith name)

let private text (content: string) (document: XDocument) =
    elements "text" document |> List.filter (fun t -> t.Value = content)

/// Middles of the filled markers of the first series, without that of the legend.
let private markers (document: XDocument) =
    elements "path" document
    |> List.filter (fun p -> attribute "fill" p = "#0072b2" && not (Seq.isEmpty (p.Elements())))
    |> List.map (fun p -> let ps = points p in List.averageBy fst ps, List.averageBy snd ps)

/// The line from the axis' low to its high end: the only path of three points in ink.
let private frame (document: XDocument) =
    elements "path" document
    |> List.find (fun p -> attribute "stroke" p = "#1a1a1a" && (points p).Length = 3)
    |> points

let private withError (intervals: (float * float) list) =
    Plot(
        "t",
        "x",
        "y",
        array
            [|
                series "s" PlotStyle.Measured [ 1.0; 2.0; 3.0 ] [ 5.0; 6.0; 7.0 ]
                |> withIntervals intervals
            |],
        LogY = true
    )

let private remark = "An arrow: the interval ends outside of the axis"

[<Theory>]
[<InlineData 0.0>]
[<InlineData -3.0>]
let ``an interval that reaches below a logarithmic axis ends in an arrow on it`` (low: float) =
    let document = svg (withError [ low, 9.0; 4.0, 8.0; 5.0, 9.0 ])
    let bars = ofClass "interval" document |> List.map points
    Assert.Equal(3, bars.Length)
    let bottom = frame document |> List.item 1 |> snd
    let lowest = bars |> List.map (List.map snd >> List.max)
    Assert.Equal(bottom, lowest[0], 2)
    Assert.True(lowest[1] < bottom && lowest[2] < bottom)
    // Its upper end, 9, is where that of the third is, which is not cut.
    Assert.Equal(bars[2] |> List.map snd |> List.min, bars[0] |> List.map snd |> List.min, 2)
    // The head: two strokes that start above the tip, on either side of it.
    let x = List.averageBy fst bars[0]
    let head = bars[0] |> List.filter (fun (_, y) -> y > bottom - 8.0 && y < bottom)
    Assert.Contains(head, fun (a, _) -> a < x - 2.0)
    Assert.Contains(head, fun (a, _) -> a > x + 2.0)
    Assert.Single(text remark document) |> ignore

[<Fact>]
let ``nothing is said about arrows where there are none`` () =
    Assert.Empty(text remark (svg (withError [ 1.0, 9.0; 4.0, 8.0; 5.0, 9.0 ])))

[<Fact>]
let ``an interval of which a logarithmic axis can show nothing is not drawn`` () =
    let document = svg (withError [ -2.0, -1.0; 4.0, 8.0; nan, 9.0 ])
    Assert.Equal(1, (ofClass "interval" document).Length)

let private betas (values: float list) =
    Plot("t", "beta", "y", array [| series "s" PlotStyle.Measured values [ for _ in values -> 5.0 ] |], LogX = true)

[<Fact>]
let ``zero on a logarithmic axis is on its left, labelled, behind a break that no line crosses`` () =
    let document = svg (betas [ 0.0; 0.1; 1.0; 10.0 ])

    match markers document |> List.map fst with
    | [ zero; tenth; one; ten ] ->
        Assert.True(zero < tenth)
        // Equal ratios have equal lengths, of all that is positive.
        Assert.Equal(one - tenth, ten - one, 1)

        let label = text "0" document |> List.map (attribute "x" >> number) |> Assert.Single

        Assert.Equal(zero, label, 1)

        let between = ofClass "break" document |> List.map (points >> List.averageBy fst)

        Assert.Equal(2, between.Length)

        for x in between do
            Assert.InRange(x, zero + 5.0, tenth - 5.0)

        for line in
            elements "path" document
            |> List.filter (fun p -> attribute "stroke" p = "#0072b2") do
            let xs = points line |> List.map fst
            Assert.False(List.min xs < zero + 1.0 && List.max xs > tenth - 1.0, "a line bridges the break")
    | found -> Assert.Fail $"{found.Length} markers instead of 4"

[<Fact>]
let ``an axis is broken for zero alone`` () =
    Assert.Empty(ofClass "break" (svg (betas [ 0.1; 1.0; 10.0 ])))
    Assert.Equal(3, (markers (svg (betas [ -1.0; 0.1; 1.0; 10.0 ]))).Length)
