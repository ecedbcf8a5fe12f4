/// Heat maps: colours say what the numbers are.
module IDropTheory.PropertyTests.Experiments.HeatMapTests

open System
open System.Globalization
open System.Xml.Linq
open Xunit
open FsCheck
open FsCheck.FSharp
open IDropTheory.Experiments.Plots
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Experiments.Drawings

/// Relative luminance as WCAG 2 and sRGB define it.
let private luminance (color: string) =
    let linear at =
        let v =
            float (Int32.Parse(color.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            / 255.0

        if v <= 0.04045 then
            v / 12.92
        else
            ((v + 0.055) / 1.055) ** 2.4

    0.2126 * linear 1 + 0.7152 * linear 3 + 0.0722 * linear 5

/// CIE lightness: what the eye calls equally spaced.
let private lightness (color: string) =
    let y = luminance color

    if y > 216.0 / 24389.0 then
        116.0 * Math.Cbrt y - 16.0
    else
        y * 24389.0 / 27.0

let private textsIn (document: XDocument) (left, top, right, bottom) =
    elements "text" document
    |> List.filter (fun t ->
        let x, y = attribute "x" t, attribute "y" t

        x <> ""
        && number x > left
        && number x < right
        && number y > top
        && number y < bottom)

[<Fact>]
let ``the colours of a heat map grow lighter in steps that look equal`` () =
    let fills =
        svg (heatMap [ [ for i in 0..20 -> float i ] ])
        |> filled
        |> List.map (attribute "fill" >> lightness)

    let steps = List.pairwise fills |> List.map (fun (a, b) -> b - a)
    let mean = List.average steps
    Assert.InRange(fills[0], 0.0, 25.0)
    Assert.InRange(fills[20], 90.0, 100.0)

    // Computed in Oklab, judged by CIE lightness: the two agree but for a few percent, and for the rounding to 8 bits.
    for step in steps do
        Assert.InRange(step / mean, 0.6, 1.4)

[<Fact>]
let ``logarithmic colours depend on ratios, and zero has the darkest`` () =
    let fills (map: HeatMap) =
        svg map |> filled |> List.map (attribute "fill")

    let logarithmic =
        fills (
            HeatMap(
                "t",
                "x",
                "y",
                "v",
                array [| "a"; "b"; "c"; "d" |],
                array [| "r" |],
                rows [ [ 0.0; 0.01; 1.0; 100.0 ] ],
                LogColors = true
            )
        )

    let linear = fills (heatMap [ [ 0.0; 0.0; 0.5; 1.0 ] ])
    Assert.Equal<string list>(linear, logarithmic)

[<Law>]
let ``every number of a heat map is printed in its cell, readable`` (size: PositiveInt) =
    let values =
        Gen.choose (-1000, 100000)
        |> Gen.map (fun n -> float n / 100.0)
        |> Gen.listOfLength 4
        |> Gen.listOfLength (1 + size.Get % 5)

    Prop.forAll (Arb.fromGen values) (fun values ->
        let document = svg (heatMap values)
        let cells = filled document
        Assert.Equal(4 * values.Length, cells.Length)

        for cell, value in List.zip cells (List.concat values) do
            let label = Assert.Single(textsIn document (box cell))
            // Three digits: within half a percent.
            Assert.InRange(number label.Value, value - 0.0051 * abs value, value + 0.0051 * abs value)

            let a, b = luminance (attribute "fill" label), luminance (attribute "fill" cell)

            Assert.True((max a b + 0.05) / (min a b + 0.05) >= 4.5, $"{value} cannot be read"))

[<Fact>]
let ``an empty cell is empty, and a marked one outlined and explained`` () =
    let map =
        heatMap [ [ 1.0; 2.0; 3.0 ]; [ 4.0; nan; 6.0 ] ]
        |> fun m ->
            HeatMap(
                m.Title,
                m.XLabel,
                m.YLabel,
                m.ValueLabel,
                m.Columns,
                m.Rows,
                m.Values,
                Marks =
                    array
                        [|
                            CellMark("equal", array [| struct (0, 0); struct (1, 1) |])
                            CellMark("first row", array [| struct (0, 0); struct (0, 1) |])
                        |]
            )

    let document = svg map
    let cells = filled document
    Assert.Empty(textsIn document (box cells[4]))

    let outlines =
        elements "path" document |> List.filter (fun p -> attribute "class" p = "mark")

    let inside (outer: XElement) (inner: XElement) =
        let l, t, r, b = box outer
        let l', t', r', b' = box inner
        l' > l && t' > t && r' < r && b' < b

    let marksOf cell =
        outlines |> List.filter (inside cell) |> List.map (attribute "stroke")

    Assert.Equal<int list>([ 2; 1; 0; 0; 1; 0 ], cells |> List.map (marksOf >> List.length))
    Assert.Equal<string list>(marksOf cells[4] @ marksOf cells[1], marksOf cells[0])

    for name in [ "equal"; "first row" ] do
        Assert.Contains(elements "text" document, fun t -> t.Value = name)

    Assert.Equal(
        "row,column,value,marks\nr1,c1,1,equal; first row\nr1,c2,2,first row\nr1,c3,3,\nr2,c1,4,\nr2,c2,NaN,equal\nr2,c3,6,\n",
        map.ToCsv()
    )

[<Theory>]
[<InlineData false>]
[<InlineData true>]
let ``the colour bar reads as the cells are coloured`` (logarithmic: bool) =
    // The labels of this bar, and a value at each.
    let ends, ticks =
        if logarithmic then
            (0.5, 20.0), [ 1.0; 2.0; 5.0; 10.0 ]
        else
            (0.0, 6.0), [ 1.0; 2.0; 3.0; 4.0; 5.0 ]

    let map =
        HeatMap(
            "t",
            "x",
            "y",
            "v",
            array [| for t in ticks -> $"c{t}" |],
            array [| "r" |],
            rows [ ticks ],
            LogColors = logarithmic,
            Range = Nullable<struct (float * float)>(struct (fst ends, snd ends))
        )

    let document = svg map
    let bar = Assert.Single(elements "image" document)
    use gradient = decoded bar
    let left, width = number (attribute "x" bar), number (attribute "width" bar)
    let top = number (attribute "y" bar)

    for cell, value in List.zip (filled document) ticks do
        let label =
            elements "text" document
            |> List.filter (fun t -> t.Value = string value && number (attribute "y" t) > top)
            |> Assert.Single

        let share = (number (attribute "x" label) - left) / width

        let pixel =
            gradient.GetPixel(min (gradient.Width - 1) (int (share * float gradient.Width)), 0)

        let expected = lightness (attribute "fill" cell)
        let found = lightness (pixel.ToString().Remove(1, 2))
        // A piece of the bar is 1/128 of a range of about 75.
        Assert.InRange(found, expected - 1.0, expected + 1.0)
