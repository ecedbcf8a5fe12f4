/// What every kind of picture has in common: files, names, colours, and that it refuses what it cannot draw.
module IDropTheory.PropertyTests.Experiments.PictureTests

open System
open System.IO
open SkiaSharp
open Xunit
open IDropTheory.Experiments.Plots
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Experiments.Drawings

let private kinds: Picture list =
    [
        Plot("a plot", "x", "y", array [| series "s" PlotStyle.Line [ 0.0; 1.0 ] [ 0.0; 1.0 ] |])
        heatMap [ [ 1.0; 2.0 ] ]
        maps [ 2.0 ] [ [ 1.0f ] ]
        histogram
    ]

[<Fact>]
let ``every kind of picture is three files, which may be replaced, and says what it shows`` () =
    for picture in kinds do
        use temporary = new Folder()
        let folder = temporary.Path

        for _ in 1..2 do
            PlotFiles.Write(folder, "p", picture)

        Assert.Equal(3, Directory.GetFiles(folder).Length)
        use png = SKBitmap.Decode(Path.Combine(folder, "p.png"))
        Assert.Equal(1120, png.Width)

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
    use temporary = new Folder()
    let folder = temporary.Path

    for picture in kinds @ kinds do
        PlotFiles.Write(folder, "p", picture)
        Assert.Equal(picture.ToCsv(), File.ReadAllText(Path.Combine(folder, "p.csv")))

[<Fact>]
let ``the PNG has the colours of the SVG`` () =
    use temporary = new Folder()
    let folder = temporary.Path

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
            Assert.Equal(color, png.GetPixel(int (2.0 * x), int (2.0 * y)).ToString().Remove(1, 2))

[<Fact>]
let ``tables and images of the wrong size are refused`` () =
    let refused (part: string) (f: unit -> obj) =
        let error = Assert.Throws<ArgumentException>(fun () -> f () |> ignore)
        Assert.Contains(part, error.Message)

    refused "1 by 2 cells" (fun () -> svg (HeatMap("t", "x", "y", "v", array [| "a"; "b" |], array [| "r" |], rows [ [ 1.0 ] ])))
    refused "2 by 2 pixels" (fun () -> PixelImage(2, 2, array [| 0.0f; 1.0f |]))
    refused "0 by 2 pixels" (fun () -> PixelImage(0, 2, array [||]))
    refused "2 images in a row of 1 columns" (fun () -> svg (maps [ 1.0 ] [ [ 0.0f; 1.0f ] ]))
    refused "1 bars have 1 ends" (fun () -> svg (Histogram("t", "x", "y", "n", array [| 0.0 |], array [| 1.0 |], array [||])))

    refused "colour image" (fun () ->
        svg (
            ImageGrid(
                "t",
                array [| ImageColumn("m", Scale = MapScale("KL", 1.0)) |],
                array [| ImageRow("", array [| PixelImage(1, 1, array [| 0.0f; 0.0f; 0.0f |]) |]) |]
            )
        ))
