/// Grids of images: pixels are what they were, and maps share their scales.
module IDropTheory.PropertyTests.Experiments.ImageGridTests

open System
open System.Globalization
open SkiaSharp
open Xunit
open FsCheck
open FsCheck.FSharp
open IDropTheory.Experiments.Plots
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Experiments.Drawings

let private pixels (image: SKBitmap) =
    [
        for y in 0 .. image.Height - 1 do
            for x in 0 .. image.Width - 1 do
                let p = image.GetPixel(x, y)
                p.Red, p.Green, p.Blue
    ]

let private level (v: float32) =
    byte (Math.Round(255.0 * float (Math.Clamp(v, 0.0f, 1.0f))))

[<Law(Cases = 30)>]
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
                array [| ImageColumn "grey"; ImageColumn "colour" |],
                array
                    [|
                        ImageRow(
                            "",
                            array
                                [|
                                    PixelImage(height, width, array grey)
                                    PixelImage(height, width, array values)
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

        let lines = grid.ToCsv().TrimEnd('\n').Split '\n'
        Assert.Equal("row,column,channel,y,x,value", lines[0])
        Assert.Equal(4 * area, lines.Length - 1)

        for line, value in Seq.zip lines[1..] (grey @ values) do
            Assert.Equal(value, Single.Parse((line.Split ',')[5], CultureInfo.InvariantCulture)))

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
