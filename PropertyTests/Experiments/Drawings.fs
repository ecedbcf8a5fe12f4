/// Pictures as tests read them: elements and numbers of an SVG, and the colours of what is filled.
module IDropTheory.PropertyTests.Experiments.Drawings

open System
open System.Collections.Immutable
open System.Globalization
open System.Xml.Linq
open SkiaSharp
open Xunit
open IDropTheory.Experiments.Collections
open IDropTheory.Experiments.Plots

let svg (picture: Picture) = XDocument.Parse(PlotFiles.Svg picture)

let elements (name: string) (document: XDocument) =
    [
        for e in document.Descendants() do
            if e.Name.LocalName = name then
                yield e
    ]

let attribute (name: string) (element: XElement) =
    match element.Attribute(XName.Get name) with
    | null -> ""
    | value -> value.Value

let number (text: string) =
    Double.Parse(text, CultureInfo.InvariantCulture)

/// The elements as the records of Experiments hold them.
let array (values: 'a seq) =
    EquatableArray<'a>(ImmutableArray.CreateRange values)

let series name style (x: float list) (y: float list) =
    PlotSeries(name, style, array x, array y)

let withIntervals (intervals: (float * float) list) (s: PlotSeries) =
    PlotSeries(s.Name, s.Style, s.X, s.Y, Intervals = array [| for low, high in intervals -> struct (low, high) |])

/// The points of a path: "M1 2L3 4".
let points (path: XElement) =
    [
        for point in (attribute "d" path).TrimStart('M').TrimEnd('Z').Split('L') ->
            let parts = point.Split ' '
            number parts[0], number parts[1]
    ]

let title (element: XElement) =
    element.Elements()
    |> Seq.tryFind (fun e -> e.Name.LocalName = "title")
    |> Option.map _.Value
    |> Option.defaultValue ""

/// The filled shapes with numbers behind them, in the order in which they are drawn: cells, bars.
let filled (document: XDocument) =
    elements "path" document |> List.filter (fun p -> title p <> "")

let box (path: XElement) =
    let ps = points path
    List.min (List.map fst ps), List.min (List.map snd ps), List.max (List.map fst ps), List.max (List.map snd ps)

let decoded (image: XElement) =
    let data = attribute "href" image
    Assert.StartsWith("data:image/png;base64,", data)
    SKBitmap.Decode(Convert.FromBase64String(data.Substring(data.IndexOf ',' + 1)))

let images (document: XDocument) =
    elements "image" document |> List.filter (fun i -> title i <> "")

let rows (values: float list list) =
    array [| for row in values -> array row |]

/// A heat map of numbers.
let heatMap (values: float list list) =
    HeatMap(
        "map",
        "gamma",
        "beta",
        "error (%)",
        array [| for i in 1 .. values.Head.Length -> $"c{i}" |],
        array [| for i in 1 .. values.Length -> $"r{i}" |],
        rows values
    )

/// One-pixel maps in columns, each on a scale that ends at a number.
let maps (columns: float list) (values: float32 list list) =
    ImageGrid(
        "t",
        array
            [|
                for most in columns -> ImageColumn("maps", Scale = MapScale("KL (nats)", most))
            |],
        array
            [|
                for row in values -> ImageRow("row", array [| for v in row -> PixelImage(1, 1, array [| v |]) |])
            |]
    )

/// Three bars, an atom and a curve that goes to infinity.
let histogram =
    let infinite =
        series "1/x" PlotStyle.Line [ 0.0; 1.0; 2.0; 4.0 ] [ infinity; 9.0; 1.0; 0.0 ]

    Histogram(
        "h",
        "value",
        "density",
        "measured",
        array [| 0.0; 1.0; 3.0; 4.0 |],
        array [| 0.5; 0.2; 0.1 |],
        array [| infinite |],
        Atom = HistogramAtom("zeros", 0.0, 0.25, array [| 0.5 |])
    )
