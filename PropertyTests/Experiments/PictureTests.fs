/// Heat maps, image grids and histograms: colours and lengths say what the numbers are.
module IDropTheory.PropertyTests.Experiments.PictureTests

open System
open System.Collections.Generic
open System.Globalization
open System.IO
open System.Xml.Linq
open SkiaSharp
open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open IDropTheory.Experiments
open IDropTheory.PropertyTests.Experiments.PlotTests

let private rows (values: float list list) : IReadOnlyList<IReadOnlyList<float>> =
    ResizeArray [ for row in values -> ResizeArray row :> IReadOnlyList<float> ]

let private heatMap (values: float list list) =
    HeatMap(
        "map",
        "gamma",
        "beta",
        "error (%)",
        ResizeArray [ for i in 1 .. values.Head.Length -> $"c{i}" ],
        ResizeArray [ for i in 1 .. values.Length -> $"r{i}" ],
        rows values
    )

let private title (element: XElement) =
    element.Elements()
    |> Seq.tryFind (fun e -> e.Name.LocalName = "title")
    |> Option.map _.Value
    |> Option.defaultValue ""

/// The filled shapes with numbers behind them, in the order in which they are drawn: cells, bars.
let private filled (document: XDocument) =
    elements "path" document |> List.filter (fun p -> title p <> "")

let private box (path: XElement) =
    let ps = points path
    List.min (List.map fst ps), List.min (List.map snd ps), List.max (List.map fst ps), List.max (List.map snd ps)

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
        fills (HeatMap("t", "x", "y", "v", [| "a"; "b"; "c"; "d" |], [| "r" |], rows [ [ 0.0; 0.01; 1.0; 100.0 ] ], LogColors = true))

    let linear = fills (heatMap [ [ 0.0; 0.0; 0.5; 1.0 ] ])
    Assert.Equal<string list>(linear, logarithmic)

[<Property>]
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
                    [|
                        CellMark("equal", [| struct (0, 0); struct (1, 1) |])
                        CellMark("first row", [| struct (0, 0); struct (0, 1) |])
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
        PlotCsv.Of map
    )

let private decoded (image: XElement) =
    let data = attribute "href" image
    Assert.StartsWith("data:image/png;base64,", data)
    SKBitmap.Decode(Convert.FromBase64String(data.Substring(data.IndexOf ',' + 1)))

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
            [| for t in ticks -> $"c{t}" |],
            [| "r" |],
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

let private pixels (image: SKBitmap) =
    [
        for y in 0 .. image.Height - 1 do
            for x in 0 .. image.Width - 1 do
                let p = image.GetPixel(x, y)
                p.Red, p.Green, p.Blue
    ]

let private images (document: XDocument) =
    elements "image" document |> List.filter (fun i -> title i <> "")

let private level (v: float32) =
    byte (Math.Round(255.0 * float (Math.Clamp(v, 0.0f, 1.0f))))

[<Property(MaxTest = 30)>]
let ``images of a grid are there pixel by pixel`` (size: PositiveInt) (other: PositiveInt) =
    let height, width = 1 + size.Get % 7, 1 + other.Get % 7

    let values =
        Gen.choose (-10, 110)
        |> Gen.map (fun n -> float32 n / 100.0f)
        |> Gen.listOfLength (3 * height * width)

    Prop.forAll (Arb.fromGen values) (fun values ->
        let area = height * width
        let grey = values[.. area - 1]

        let grid =
            ImageGrid(
                "t",
                [| ImageColumn "grey"; ImageColumn "colour" |],
                [|
                    ImageRow(
                        "",
                        [|
                            PixelImage(height, width, ResizeArray grey)
                            PixelImage(height, width, ResizeArray values)
                        |]
                    )
                |]
            )

        match images (svg grid) with
        | [ one; three ] ->
            use one = decoded one
            use three = decoded three
            Assert.Equal((width, height), (one.Width, one.Height))
            Assert.Equal<(byte * byte * byte) list>([ for v in grey -> level v, level v, level v ], pixels one)

            Assert.Equal<(byte * byte * byte) list>(
                [
                    for i in 0 .. area - 1 -> level values[i], level values[area + i], level values[2 * area + i]
                ],
                pixels three
            )
        | found -> Assert.Fail $"{found.Length} images"

        let lines = (PlotCsv.Of grid).TrimEnd('\n').Split '\n'
        Assert.Equal("row,column,channel,y,x,value", lines[0])
        Assert.Equal(4 * area, lines.Length - 1)

        for line, value in Seq.zip lines[1..] (grey @ values) do
            Assert.Equal(value, Single.Parse((line.Split ',')[5], CultureInfo.InvariantCulture)))

let private maps (columns: float list) (values: float32 list list) =
    ImageGrid(
        "t",
        [|
            for most in columns -> ImageColumn("maps", Scale = MapScale("KL (nats)", most))
        |],
        [|
            for row in values -> ImageRow("row", [| for v in row -> PixelImage(1, 1, [| v |]) |])
        |]
    )

[<Fact>]
let ``maps of a column share one absolute scale`` () =
    let colors (grid: ImageGrid) =
        [
            for image in images (svg grid) do
                use image = decoded image
                yield pixels image |> List.exactlyOne
        ]

    match colors (maps [ 2.0; 8.0 ] [ [ 1.0f; 1.0f ]; [ 1.0f; 4.0f ]; [ 2.0f; 9.0f ] ]) with
    | [ a; b; c; d; e; f ] ->
        Assert.Equal(a, c)
        Assert.NotEqual(a, b)
        // The same share of two scales, and what is above the scale.
        Assert.Equal(a, d)
        Assert.Equal(e, f)
    | found -> Assert.Fail $"{found.Length} images"

[<Fact>]
let ``neighbours with one scale share its bar, which shows that values lie beyond it`` () =
    let bars (grid: ImageGrid) =
        elements "image" (svg grid)
        |> List.filter (fun i -> title i = "")
        |> List.length

    let points (grid: ImageGrid) =
        elements "path" (svg grid)
        |> List.filter (fun p -> (attribute "d" p).EndsWith 'Z')
        |> List.length

    Assert.Equal(2, bars (maps [ 2.0; 3.0 ] [ [ 1.0f; 1.0f ] ]))
    Assert.Equal(1, bars (maps [ 2.0; 2.0 ] [ [ 1.0f; 1.0f ] ]))
    Assert.Equal(0, points (maps [ 2.0; 3.0 ] [ [ 1.0f; 3.0f ] ]))
    Assert.Equal(1, points (maps [ 2.0; 3.0 ] [ [ 2.5f; 3.0f ] ]))

let private histogram =
    let infinite =
        series "1/x" PlotStyle.Line [ 0.0; 1.0; 2.0; 4.0 ] [ infinity; 9.0; 1.0; 0.0 ]

    Histogram(
        "h",
        "value",
        "density",
        "measured",
        [| 0.0; 1.0; 3.0; 4.0 |],
        [| 0.5; 0.2; 0.1 |],
        [| infinite |],
        Atom = HistogramAtom("zeros", 0.0, 0.25, [| 0.5 |])
    )

[<Fact>]
let ``bars are as wide as their ranges and as high as their densities, and the atom as its share`` () =
    match svg histogram |> filled |> List.map box with
    | [ (_, atomTop, atomRight, atomBottom); first; second; third ] ->
        let width (l, _, r, _) : float = r - l
        let height (_, t, _, b) : float = b - t
        Assert.Equal(2.0 * width first, width second, 1)
        Assert.Equal(width first, width third, 1)
        Assert.Equal(0.4 * height first, height second, 1)
        Assert.Equal(0.2 * height first, height third, 1)
        // All stand on one line, the atom too, whose axis goes from 0 to 1 over the whole height, 310.
        for _, _, _, bottom in [ first; second; third ] do
            Assert.Equal(atomBottom, bottom, 2)

        Assert.Equal(0.25 * 310.0, atomBottom - atomTop, 1)
        let left, _, _, _ = first
        Assert.True(atomRight < left)
    | found -> Assert.Fail $"{found.Length} bars"

[<Fact>]
let ``a curve that goes to infinity does not flatten the bars`` () =
    let document = svg histogram

    let curve =
        elements "path" document
        |> List.filter (fun p -> attribute "stroke" p = "#d55e00")
        |> List.map points
        |> List.maxBy List.length

    let _, top, _, bottom = filled document |> List.item 1 |> box
    // Twice the highest bar, where the line from 9 to 1 is cut: at 2 - (1 - 1) / 8 = 2.
    Assert.Equal(2.0 * (bottom - top), bottom - List.min (List.map snd curve), 1)

[<Fact>]
let ``the CSV of a histogram has bars, curves and the atom`` () =
    Assert.Equal(
        "kind,name,from,to,value\n"
        + "bar,measured,0,1,0.5\nbar,measured,1,3,0.2\nbar,measured,3,4,0.1\n"
        + "curve,1/x,0,0,Infinity\ncurve,1/x,1,1,9\ncurve,1/x,2,2,1\ncurve,1/x,4,4,0\n"
        + "atom,measured,0,0,0.25\natom,1/x,0,0,0.5\n",
        PlotCsv.Of histogram
    )

let private kinds: Picture list =
    [
        Plot("a plot", "x", "y", [| series "s" PlotStyle.Line [ 0.0; 1.0 ] [ 0.0; 1.0 ] |])
        heatMap [ [ 1.0; 2.0 ] ]
        maps [ 2.0 ] [ [ 1.0f ] ]
        histogram
    ]

[<Fact>]
let ``every kind of picture is three files, which may be replaced, and says what it shows`` () =
    for picture in kinds do
        inFolder (fun folder ->
            for _ in 1..2 do
                PlotFiles.Write(folder, "p", picture)

            Assert.Equal(3, Directory.GetFiles(folder).Length)
            use png = SKBitmap.Decode(Path.Combine(folder, "p.png"))
            Assert.Equal(1120, png.Width))

        let document = svg picture
        let root = nonNull document.Root

        match List.ofSeq (root.Elements()) with
        | name :: description :: _ ->
            Assert.Equal("title", name.Name.LocalName)
            Assert.NotEmpty name.Value
            Assert.Equal("desc", description.Name.LocalName)
            Assert.StartsWith(name.Value, description.Value)
            Assert.Equal(description.Value, attribute "aria-label" root)
        | _ -> Assert.Fail "the picture is empty"

[<Fact>]
let ``a picture may replace one of another kind`` () =
    inFolder (fun folder ->
        for picture in kinds @ kinds do
            PlotFiles.Write(folder, "p", picture)
            Assert.Equal(PlotCsv.Of picture, File.ReadAllText(Path.Combine(folder, "p.csv"))))

[<Fact>]
let ``the PNG has the colours of the SVG`` () =
    inFolder (fun folder ->
        for picture in
            [
                heatMap [ [ 1.0; 2.0; 5.0 ] ] :> Picture
                maps [ 2.0 ] [ [ 0.5f ]; [ 1.5f ] ]
            ] do
            PlotFiles.Write(folder, "p", picture)
            use png = SKBitmap.Decode(Path.Combine(folder, "p.png"))
            let document = svg picture

            let expected =
                [
                    for cell in filled document do
                        let left, top, _, _ = box cell
                        yield left + 4.0, top + 4.0, attribute "fill" cell
                    for image in images document do
                        use bitmap = decoded image

                        yield
                            number (attribute "x" image) + 4.0,
                            number (attribute "y" image) + 4.0,
                            bitmap.GetPixel(0, 0).ToString().Remove(1, 2)
                ]

            Assert.NotEmpty expected

            for x, y, color in expected do
                Assert.Equal(color, png.GetPixel(int (2.0 * x), int (2.0 * y)).ToString().Remove(1, 2)))

[<Fact>]
let ``tables and images of the wrong size are refused`` () =
    let refused (part: string) (f: unit -> obj) =
        let error = Assert.Throws<ArgumentException>(fun () -> f () |> ignore)
        Assert.Contains(part, error.Message)

    refused "1 by 2 cells" (fun () -> svg (HeatMap("t", "x", "y", "v", [| "a"; "b" |], [| "r" |], rows [ [ 1.0 ] ])))
    refused "2 by 2 pixels" (fun () -> PixelImage(2, 2, [| 0.0f; 1.0f |]))
    refused "0 by 2 pixels" (fun () -> PixelImage(0, 2, [||]))
    refused "2 images in a row of 1 columns" (fun () -> svg (maps [ 1.0 ] [ [ 0.0f; 1.0f ] ]))
    refused "1 bars have 1 ends" (fun () -> svg (Histogram("t", "x", "y", "n", [| 0.0 |], [| 1.0 |], [||])))

    refused "colour image" (fun () ->
        svg (
            ImageGrid(
                "t",
                [| ImageColumn("m", Scale = MapScale("KL", 1.0)) |],
                [| ImageRow("", [| PixelImage(1, 1, [| 0.0f; 0.0f; 0.0f |]) |]) |]
            )
        ))
