/// Histograms: lengths and areas say what the numbers are.
module IDropTheory.PropertyTests.Experiments.HistogramTests

open System
open Xunit
open IDropTheory.Experiments.Plots
open IDropTheory.PropertyTests.Experiments.Drawings

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
        histogram.ToCsv()
    )
