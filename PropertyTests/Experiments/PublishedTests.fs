/// The published results: what README and the report say of them is what their files say.
module IDropTheory.PropertyTests.Experiments.PublishedTests

open System
open System.IO
open System.Security.Cryptography
open System.Text
open System.Text.Json
open System.Text.RegularExpressions
open System.Xml.Linq
open Xunit
open IDropTheory.Models
open IDropTheory.Experiments.Reproduction
open IDropTheory.Experiments.Runs.Settings
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Statistics
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

    /// The folder of every study, below that of all, with its verdict.
    member _.Studies =
        [
            for study in report.GetProperty("studies").EnumerateArray() ->
                Path.GetRelativePath(copy.Path, text "folder" study).Replace('\\', '/'), text "verdict" study
        ]

    interface IDisposable with
        member _.Dispose() = (copy :> IDisposable).Dispose()

let private sha256 (text: string) =
    Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes text))

/// The path of a published file, as the repository has it.
let private name (path: string) =
    "results/published/" + Path.GetRelativePath(published, path).Replace('\\', '/')

let private publishedFiles (file: string) =
    let found = Directory.GetFiles(published, file, SearchOption.AllDirectories)
    Assert.NotEmpty found
    Array.sort found

/// The texts of a report, in order, without markup and style: each with the title of its section.
let private texts (report: string) =
    let rec walk (section: string) (node: XNode) =
        match node with
        | :? XText as text when String.IsNullOrWhiteSpace text.Value -> []
        | :? XText as text ->
            [
                section, String.Join(' ', text.Value.Split(Array.empty<char>, StringSplitOptions.RemoveEmptyEntries))
            ]
        | :? XElement as element when element.Name.LocalName = "style" -> []
        | :? XElement as element ->
            let own =
                match element.Attribute(XName.Get "id") with
                | null -> section
                | id when element.Name.LocalName = "section" -> id.Value
                | _ -> section

            [
                for child in element.Nodes() do
                    yield! walk own child
            ]
        | _ -> []

    walk "top" (nonNull (XDocument.Load report).Root)

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
    member _.``the results name every published study with its verdict``() =
        let lines =
            File.ReadAllLines(Path.Combine(ArchitectureTests.root, "docs", "results.md"))

        for folder, verdict in reported.Studies do
            let words = verdict.Replace('-', ' ')

            Assert.True(
                lines
                |> Array.exists (fun line -> line.Contains $"results/published/{folder}/" && line.Contains $"*{words}*"),
                $"docs/results.md has no line with results/published/{folder}/ and *{words}*"
            )

    [<Fact>]
    member _.``README has a verdict for every figure of the paper, and the core-hours of the report``() =
        let readme = File.ReadAllText(Path.Combine(ArchitectureTests.root, "README.md"))

        let report = File.ReadAllText(Path.Combine(reported.Path, "report.html"))

        let rows =
            Regex.Matches(readme, @"\(results/published/([^)]+)/[^/)]+\.svg\) \|.*\| \*([a-z ]+)\*(?:, ([0-9.]+) core-hours)?")

        Assert.Equal(8, rows.Count)

        for row in rows do
            let folder, words = row.Groups[1].Value, row.Groups[2].Value
            let _, verdict = reported.Studies |> Seq.find (fun (study, _) -> study = folder)
            Assert.Equal((folder, verdict.Replace('-', ' ')), (folder, words))

            if row.Groups[3].Success then
                Assert.Contains($"they take about {row.Groups[3].Value} core-hours", report)

    [<Fact>]
    member _.``settings of runs are written as they were read, and name their folder``() =
        for file in publishedFiles "settings.json" do
            let text = File.ReadAllText file
            let settings = RunJson.Parse<RunSettings>(text, file)
            let folder = (nonNull (Directory.GetParent file)).Name
            Assert.True((RunJson.Text settings = text), $"{name file} is not written as it was read:\n{RunJson.Text settings}")

            Assert.True(
                (settings.Hash = folder),
                $"the settings in {name file} have the hash {settings.Hash}, so that the run would not be found"
            )

            // The hash is that of the file on one line, whatever the code that reads it.
            let line = JsonSerializer.Serialize(JsonDocument.Parse(text).RootElement)

            Assert.True(
                (sha256(line)[..15] = folder),
                $"{name file} on one line has the SHA-256 {sha256 line}, and its folder is named otherwise"
            )

    [<Fact>]
    member _.``published weights are those of the networks that their settings name, and 5 MiB at most``() =
        let files = publishedFiles "checkpoint.safetensors"
        Assert.InRange(files |> Array.sumBy (fun file -> FileInfo(file).Length), 1L, 5L <<< 20)
        use folder = new Folder()

        let results =
            File.ReadAllText(Path.Combine(ArchitectureTests.root, "docs", "results.md"))

        for file in files do
            let run = nonNull (Path.GetDirectoryName file)
            Assert.Contains(Path.GetRelativePath(ArchitectureTests.root, run).Replace('\\', '/'), results)
            // The operators that the settings ask for take these weights.
            json [ "export"; run; "--to"; folder.Sub $"{Path.GetFileName run}.onnx" ]
            |> ignore

    [<Fact>]
    member _.``published weights have the errors that are published with them``() =
        let data = string (Environment.GetEnvironmentVariable DataOptions.DirectoryVariable)

        let missing =
            [
                for file in publishedFiles "checkpoint.safetensors" do
                    let settings = Path.Combine(nonNull (Path.GetDirectoryName file), "settings.json")
                    RunJson.Parse<RunSettings>(File.ReadAllText settings, settings).Dataset
            ]
            |> List.distinct
            |> List.filter (fun images ->
                data = ""
                || DataSource.Named(images).Inspect data
                   |> Seq.exists (fun file -> isNull file.Path))

        let missingNames = String.Join(", ", missing)
        Assert.SkipUnless(missing.IsEmpty, $"Not in the folder that {DataOptions.DirectoryVariable} names: {missingNames}.")

        for file in publishedFiles "checkpoint.safetensors" do
            let run = nonNull (Path.GetDirectoryName file)

            let expected =
                JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "result.json"))).RootElement.GetProperty("test")

            let found = json [ "evaluate"; run; "--allow-unverified" ]
            // Another processor rounds otherwise, which decides a few of 10,000 images.
            shouldBeWithin 0.002 (number "error" expected) (number "testError" found)

    [<Fact>]
    member _.``settings of studies are written as they were read``() =
        for file in publishedFiles "study.json" do
            let text = File.ReadAllText file
            let again = RunJson.Text(RunJson.Parse<StudySettings>(text, file))
            Assert.True((again = text), $"{name file} is not written as it was read:\n{again}")

    /// The file holds for each section of the page its number of texts and their SHA-256.
    /// The texts themselves are in results/published/report.html, with which a section that differs is compared.
    [<Fact>]
    member _.``the words of the report are those of the reference``() =
        let reference = "published-report.txt"
        let found = texts (Path.Combine(reported.Path, "report.html"))

        let digest (section: string, found: (string * string) list) =
            $"{section} {found.Length} {sha256 (String.Join('\n', List.map snd found))}"

        let sections = found |> List.groupBy fst

        let expected =
            File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Reference", reference))

        if List.ofArray expected <> List.map digest sections then
            let before = texts (Path.Combine(published, "report.html"))

            let differences =
                [
                    for section, now in sections do
                        if not (Array.contains (digest (section, now)) expected) then
                            let was = before |> List.filter (fun (s, _) -> s = section) |> List.map snd
                            let now = List.map snd now
                            $"section {section}:"

                            for text in List.except now was |> List.truncate 5 do
                                $"  no more: {text}"

                            for text in List.except was now |> List.truncate 5 do
                                $"  new:     {text}"
                ]

            let digests = sections |> List.map digest |> String.concat "\n"

            Assert.Fail(
                "the report of results/published has other words than PropertyTests/Reference/"
                + $"{reference} stands for (beside results/published/report.html, up to five texts each):\n"
                + String.Join('\n', differences)
                + $"\nIf that is meant, the reference becomes:\n{digests}"
            )
