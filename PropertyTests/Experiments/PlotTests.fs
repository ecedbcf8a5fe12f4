/// Plots: every number is where the axes say, text is text, and files are whole and ours.
module IDropTheory.PropertyTests.Experiments.PlotTests

open System
open System.Buffers.Binary
open System.Globalization
open System.IO
open System.Text
open System.Xml.Linq
open Xunit
open IDropTheory.Experiments.Plots
open IDropTheory.Experiments.Text
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Experiments.Drawings

/// What a height in the picture means, read off two labels of the vertical axis.
let private scale (logarithmic: bool) (document: XDocument) =
    let value (label: XElement) =
        let v = number label.Value
        if logarithmic then log10 v else v

    let labels =
        elements "text" document
        |> List.filter (fun t -> attribute "text-anchor" t = "end")

    let first, last = List.head labels, List.last labels
    let y1, y2 = number (attribute "y" first) - 5.0, number (attribute "y" last) - 5.0

    fun y ->
        let v = value first + (y - y1) / (y2 - y1) * (value last - value first)
        if logarithmic then 10.0 ** v else v

[<Theory>]
[<InlineData false>]
[<InlineData true>]
let ``error bars end where the intervals do, by the axis that is printed`` (logarithmic: bool) =
    let intervals = [ 1.5, 4.0; 20.0, 35.0; 90.0, 130.0 ]

    let plot =
        Plot(
            "errors",
            "width",
            "error (%)",
            array
                [|
                    series "ours" PlotStyle.Measured [ 100.0; 200.0; 400.0 ] [ 2.0; 25.0; 100.0 ]
                    |> withIntervals intervals
                |],
            LogX = true,
            LogY = logarithmic
        )

    let document = svg plot
    let valueAt = scale logarithmic document

    let bars =
        elements "path" document
        |> List.filter (fun p -> (attribute "class" p).StartsWith "interval")

    Assert.Equal(3, bars.Length)

    for bar, (low, high) in List.zip bars intervals do
        let values = points bar |> List.map (snd >> valueAt)
        // A picture is written to a hundredth of a pixel, and has 310 of them for the whole range.
        Assert.InRange(List.min values / low, 0.98, 1.02)
        Assert.InRange(List.max values / high, 0.98, 1.02)

[<Fact>]
let ``a value alone has no bar`` () =
    let one =
        series "one seed" PlotStyle.Measured [ 1.0; 2.0 ] [ 3.0; 4.0 ]
        |> withIntervals [ 3.0, 3.0; nan, nan ]

    let bars =
        svg (Plot("t", "x", "y", array [| one |]))
        |> elements "path"
        |> List.filter (fun p -> (attribute "class" p).StartsWith "interval")

    Assert.Empty bars

[<Fact>]
let ``series differ in colour and in shape, and the legend is below the axes`` () =
    let names = [ for i in 1..6 -> $"method {i}" ]

    let plot =
        Plot("t", "x axis", "y", array [| for name in names -> series name PlotStyle.Measured [ 1.0 ] [ 2.0 ] |])

    let document = svg plot

    let markers =
        elements "path" document
        |> List.filter (fun p -> (attribute "d" p).EndsWith 'Z' && (attribute "fill" p).StartsWith '#')

    // Six in the plot and six in the legend.
    Assert.Equal(12, markers.Length)
    Assert.Equal(6, markers |> List.map (attribute "fill") |> List.distinct |> List.length)
    Assert.DoesNotContain("#ff0000", PlotFiles.Svg plot)

    let outline (marker: XElement) =
        let ps = points marker
        let x, y = List.averageBy fst ps, List.averageBy snd ps
        ps |> List.map (fun (a, b) -> Math.Round(a - x, 1), Math.Round(b - y, 1))

    Assert.Equal(6, markers |> List.map outline |> List.distinct |> List.length)

    let heightOf (content: string) =
        elements "text" document
        |> List.find (fun t -> t.Value = content)
        |> attribute "y"
        |> number

    for name in names do
        Assert.True(heightOf name > heightOf "x axis")

[<Law>]
let ``every plot is well-formed, whatever the numbers and names are``
    (name: char list)
    (xs: (float * float) list)
    (logX: bool)
    (logY: bool)
    =
    let shown = String(List.toArray name)

    let plot =
        Plot(
            shown,
            shown,
            "y",
            array
                [|
                    series shown PlotStyle.Measured (List.map fst xs) (List.map snd xs)
                    |> withIntervals [ for _, y in xs -> y - 1.0, y + 1.0 ]
                |],
            LogX = logX,
            LogY = logY
        )

    let document = svg plot
    Assert.Empty(elements "script" document)

    for path in elements "path" document do
        for x, y in points path do
            // Rounding may put a point a hundredth of a pixel outside.
            Assert.InRange(x, -1.0, 561.0)
            Assert.InRange(y, -1.0, 2000.0)

[<Fact>]
let ``the CSV has every number with all its digits`` () =
    let x, y = [ 0.1; 1.0 / 3.0; 1e-300 ], [ Math.PI; -0.0; 1e300 ]
    let intervals = [ 0.1 + 0.2, 4.0; -1.0, 1.0; 1e299, 1e301 ]

    let plot =
        Plot("t", "x", "y", array [| series "a, \"b\"" PlotStyle.Measured x y |> withIntervals intervals |])

    let lines = plot.ToCsv().TrimEnd('\n').Split '\n'
    Assert.Equal("series,x,y,low,high", lines[0])

    for line, (x, (y, (low, high))) in Seq.zip lines[1..] (List.zip x (List.zip y intervals)) do
        Assert.StartsWith("\"a, \"\"b\"\"\",", line)

        let fields =
            line.Split ',' |> Array.rev |> Array.take 4 |> Array.rev |> Array.map number

        for expected, found in Array.zip [| x; y; low; high |] fields do
            Assert.Equal(BitConverter.DoubleToInt64Bits expected, BitConverter.DoubleToInt64Bits found)

let private crc32 (bytes: byte[]) =
    let mutable crc = 0xFFFFFFFFu

    for b in bytes do
        crc <- crc ^^^ uint32 b

        for _ in 1..8 do
            crc <-
                if crc &&& 1u = 1u then
                    (crc >>> 1) ^^^ 0xEDB88320u
                else
                    crc >>> 1

    ~~~crc

/// Type and content of every chunk of a PNG file; each checksum is verified.
let private chunks (png: byte[]) =
    let rec from at =
        [
            if at < png.Length then
                let length = BinaryPrimitives.ReadInt32BigEndian(ReadOnlySpan(png, at, 4))
                let body = png[at + 4 .. at + 7 + length]
                Assert.Equal(BinaryPrimitives.ReadUInt32BigEndian(ReadOnlySpan(png, at + 8 + length, 4)), crc32 body)
                yield Encoding.ASCII.GetString(body, 0, 4), body[4..]
                yield! from (at + 12 + length)
        ]

    from 8

let private simple =
    Plot("t", "x", "y", array [| series "s" PlotStyle.Line [ 0.0; 1.0 ] [ 0.0; 1.0 ] |])

[<Fact>]
let ``a plot is an SVG, a PNG and a CSV file, which may be replaced`` () =
    use temporary = new Folder()
    let folder = temporary.Path

    for _ in 1..2 do
        PlotFiles.Write(folder, "plot", simple)

    let names =
        Directory.GetFiles folder
        |> Array.map (fun f -> nonNull (Path.GetFileName f))
        |> Array.sort

    Assert.Equal<string[]>([| "plot.csv"; "plot.png"; "plot.svg" |], names)
    let found = chunks (File.ReadAllBytes(Path.Combine(folder, "plot.png")))
    Assert.Equal("IHDR", fst found.Head)
    Assert.Equal("IEND", fst (List.last found))
    Assert.Contains(found, fun (kind, body) -> kind = "tEXt" && Encoding.ASCII.GetString body = "Software\000idrop")
    let root = nonNull (svg simple).Root
    let width = BinaryPrimitives.ReadInt32BigEndian(ReadOnlySpan(snd found.Head, 0, 4))
    Assert.Equal(2.0 * number (attribute "width" root), float width)

[<Theory>]
[<InlineData "plot.svg">]
[<InlineData "plot.png">]
[<InlineData "plot.csv">]
let ``a file of somebody else is not overwritten`` (name: string) =
    use temporary = new Folder()
    let folder = temporary.Path
    let file = Path.Combine(folder, name)
    File.WriteAllText(file, "mine")

    let error =
        Assert.Throws<UserError>(fun () -> PlotFiles.Write(folder, "plot", simple))

    Assert.Contains(file, error.Message)
    Assert.Equal("mine", File.ReadAllText file)
