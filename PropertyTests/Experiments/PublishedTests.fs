/// The published results: what README and the report say of them is what their files say.
module IDropTheory.PropertyTests.Experiments.PublishedTests

open System.IO
open System.Text.Json.Nodes
open Xunit
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Experiments.CommandLineTests

let private published = Path.Combine(ArchitectureTests.root, "results", "published")

/// A copy of the published results of which a report is written, and what the command says.
let private reported =
    lazy
        let copy = Directory.CreateTempSubdirectory("idrop-test-").FullName

        for file in Directory.GetFiles(published, "*", SearchOption.AllDirectories) do
            if Path.GetFileName file <> "report.html" then
                let target = Path.Combine(copy, Path.GetRelativePath(published, file))
                Directory.CreateDirectory(nonNull (Path.GetDirectoryName target)) |> ignore
                File.Copy(file, target)

        let struct (code, output, error) = idrop [ "report"; copy; "--json" ]
        Assert.True((code = 0), error)
        copy, nonNull (JsonNode.Parse output)

let private studies () =
    [
        for study in (nonNull ((snd reported.Value)["studies"])).AsArray() ->
            let text (name: string) =
                (nonNull ((nonNull study)[name])).GetValue<string>()

            text "id", text "verdict"
    ]

[<Fact>]
let ``the report and the plots are those of the files`` () =
    let copy, _ = reported.Value

    let files =
        [
            yield Path.Combine(copy, "report.html")
            yield! Directory.GetFiles(copy, "*.svg", SearchOption.AllDirectories)
            yield! Directory.GetFiles(copy, "*.csv", SearchOption.AllDirectories)
        ]

    Assert.True(files.Length > 10)

    for file in files do
        let name = Path.GetRelativePath(copy, file)

        Assert.True(
            (File.ReadAllText file = File.ReadAllText(Path.Combine(published, name))),
            $"results/published/{name} is out of date; write it again with `idrop report results/published`"
        )

[<Fact>]
let ``README names every published study with its verdict`` () =
    let lines = File.ReadAllLines(Path.Combine(ArchitectureTests.root, "README.md"))

    for id, verdict in studies () do
        let words = verdict.Replace('-', ' ')

        Assert.True(
            lines
            |> Array.exists (fun line -> line.Contains $"(results/published/{id})" && line.Contains $"*{words}*"),
            $"README has no line with (results/published/{id}) and *{words}*"
        )
