/// `idrop toy`: the toy problems, solved and drawn.
module IDropTheory.PropertyTests.Experiments.ToyCommandTests

open System.IO
open Xunit
open IDropTheory.PropertyTests
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

    near 5e-5 0.6931 (objective "constant")
    near 5e-5 0.6023 (objective "copy of x")
    near 5e-5 0.5968 (objective "best, closed form")
    near 1e-8 (objective "best, closed form") (objective "best, solver")
    Assert.Contains("stochastic", (text "sentence" result))

    let above =
        json [ "toy"; "noisy-bit"; "--p"; "0.1"; "--beta"; "0.7"; "--out"; folder.Path ]

    Assert.Contains("the constant is best", (text "sentence" above))

[<Fact>]
let ``a file of somebody else is never overwritten`` () =
    use folder = new Folder()
    let path = Path.Combine(folder.Path, "notes.svg")
    File.WriteAllText(path, "my notes")
    refused [ path; "--out" ] [ "toy"; "xor"; "--out"; path ]
    Assert.Equal("my notes", File.ReadAllText path)
    refused [ "no such directory" ] [ "toy"; "xor"; "--out"; Path.Combine(folder.Path, "missing", "x.svg") ]
