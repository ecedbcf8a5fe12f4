/// `idrop toy`: the toy problems, solved and drawn.
module IDropTheory.PropertyTests.Experiments.ToyCommandTests

open System.IO
open Xunit
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Experiments.CommandRunner

[<Theory>]
[<InlineData("noisy-bit")>]
[<InlineData("z-channel")>]
[<InlineData("erasure")>]
[<InlineData("deterministic")>]
[<InlineData("gaussian")>]
[<InlineData("xor")>]
[<InlineData("nuisance")>]
[<InlineData("disentangle")>]
[<InlineData("ica")>]
let ``every toy is solved, drawn and put into words`` (name: string) =
    use folder = new Folder()
    let result = json [ "toy"; name; "--out"; folder.Path ]
    let plot = Path.Combine(folder.Path, $"toy-{name}.svg")
    Assert.Equal(plot, (text "plot" result))
    Assert.Equal("svg", (nonNull (System.Xml.Linq.XDocument.Load(plot).Root)).Name.LocalName)
    Assert.Contains("nats", (text "sentence" result))
    Assert.Equal<string list>([ plot ], List.ofSeq (Directory.EnumerateFiles folder.Path))
    // Its own plot may be replaced; for people there is a table with the same sentence.
    let struct (code, output, _) = idrop [ "toy"; name; "--out"; plot ]
    Assert.Equal(0, code)
    Assert.Contains((text "sentence" result).Substring(0, 30), output)

[<Fact>]
let ``the noisy bit says what the paper's remark says`` () =
    use folder = new Folder()

    let result =
        json [ "toy"; "noisy-bit"; "--p"; "0.1"; "--beta"; "0.4"; "--out"; folder.Path ]

    let objective name =
        result.GetProperty("representations").EnumerateArray()
        |> Seq.find (fun r -> (text "name" r) = name)
        |> number "objective"

    shouldBeWithin 5e-5 0.6931 (objective "constant")
    shouldBeWithin 5e-5 0.6023 (objective "copy of x")
    shouldBeWithin 5e-5 0.5968 (objective "best, closed form")
    shouldBeWithin 1e-8 (objective "best, closed form") (objective "best, solver")
    Assert.Contains("stochastic", (text "sentence" result))

    let above =
        json [ "toy"; "noisy-bit"; "--p"; "0.1"; "--beta"; "0.7"; "--out"; folder.Path ]

    Assert.Contains("the constant is best", (text "sentence" above))

[<Fact>]
let ``beta makes what is learned forget the nuisance; the truth has no use for it`` () =
    let result = json [ "toy"; "nuisance" ]
    Assert.True(result.GetProperty("certified").GetBoolean())
    shouldBeWithin 1e-9 0.0 (number "trueNuisance" result)
    let rows = [ for row in result.GetProperty("learned").EnumerateArray() -> row ]
    let column name = rows |> List.map (number name)
    Assert.True(List.head (column "nuisance") > 0.2 && List.last (column "nuisance") < 1e-6, $"{column}")
    let costs = column "crossEntropy"
    let least = List.min costs
    Assert.True(least < List.head costs - 0.03 && least < List.last costs - 0.1, $"{costs}")
    Assert.True(least > number "leastCrossEntropy" result)

[<Fact>]
let ``the code is disentangled as beta = gamma rises, and the causes of a mixture are found`` () =
    let result = json [ "toy"; "disentangle" ]
    let rows = [ for row in result.GetProperty("diagonal").EnumerateArray() -> row ]
    let correlations = rows |> List.map (number "totalCorrelation")

    for less, more in List.pairwise correlations do
        Assert.True(more <= less + 1e-9, $"{correlations}")

    shouldBeWithin 1e-9 (number "copy" result) correlations.Head
    Assert.True(List.last correlations < 1e-3 * correlations.Head)

    for row in rows do
        Assert.True(number "lowerBound" row <= number "objective" row)

    let causes = json [ "toy"; "ica" ]
    Assert.True(causes.GetProperty("certified").GetBoolean())

    for cause in causes.GetProperty("causes").EnumerateArray() do
        shouldBeWithin 1e-6 (number "entropy" cause) (number "told" cause)

[<Fact>]
let ``a file of somebody else is never overwritten`` () =
    use folder = new Folder()
    let path = Path.Combine(folder.Path, "notes.svg")
    File.WriteAllText(path, "my notes")
    refused [ path; "--out" ] [ "toy"; "xor"; "--out"; path ]
    Assert.Equal("my notes", File.ReadAllText path)
    refused [ "no such directory" ] [ "toy"; "xor"; "--out"; Path.Combine(folder.Path, "missing", "x.svg") ]
    refused [ "x.png"; ".svg or .html" ] [ "toy"; "xor"; "--out"; Path.Combine(folder.Path, "x.png") ]

[<Fact>]
let ``a folder that does not exist is made`` () =
    use folder = new Folder()
    json [ "toy"; "xor"; "--out"; folder.Sub "plots" ] |> ignore
    Assert.True(File.Exists(Path.Combine(folder.Sub "plots", "toy-xor.svg")))
    // A part of its path is a file.
    File.WriteAllText(folder.Sub "notes", "my notes")
    refused [ "cannot be created"; "--out" ] [ "toy"; "xor"; "--out"; Path.Combine(folder.Sub "notes", "plots") ]
