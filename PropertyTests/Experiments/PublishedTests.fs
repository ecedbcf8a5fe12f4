/// The published results: what README and the report say of them is what their files say.
module IDropTheory.PropertyTests.Experiments.PublishedTests

open System
open System.IO
open Xunit
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Experiments.CommandRunner

let private published = Path.Combine(ArchitectureTests.root, "results", "published")

/// A copy of the published results of which a report is written, and what the command says.
type Reported() =
    let copy = new Folder()

    let report =
        copy.CopyFrom(published, fun file -> Path.GetFileName file <> "report.html")
        json [ "report"; copy.Path ]

    /// The folder of the copy.
    member _.Path = copy.Path

    /// Every study with its verdict.
    member _.Studies =
        [
            for study in report.GetProperty("studies").EnumerateArray() -> text "id" study, text "verdict" study
        ]

    interface IDisposable with
        member _.Dispose() = (copy :> IDisposable).Dispose()

type PublishedTests(reported: Reported) =

    interface IClassFixture<Reported>

    [<Fact>]
    member _.``the report and the plots are those of the files``() =
        let copy = reported.Path

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
    member _.``README names every published study with its verdict``() =
        let lines = File.ReadAllLines(Path.Combine(ArchitectureTests.root, "README.md"))

        for id, verdict in reported.Studies do
            let words = verdict.Replace('-', ' ')

            Assert.True(
                lines
                |> Array.exists (fun line -> line.Contains $"(results/published/{id})" && line.Contains $"*{words}*"),
                $"README has no line with (results/published/{id}) and *{words}*"
            )
