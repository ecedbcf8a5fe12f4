/// The report: one page that needs nothing else, says what the studies say, and is written from files alone.
module IDropTheory.PropertyTests.Experiments.ReportTests

open System
open System.IO
open System.Text.Json.Nodes
open System.Threading
open System.Xml.Linq
open Xunit
open IDropTheory.Experiments
open IDropTheory.Experiments.Output
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Experiments.CommandRunner

let private exitCode (arguments: string list) =
    let struct (code, _, _) = idrop arguments
    code

/// The smallest results that are real: checks, toy problems and a smoke study, on images that need no files.
type Results() =
    let folder = new Folder()
    let path = folder.Path
    let empty = new Folder()

    let call =
        [
            "reproduce"
            "--preset"
            "smoke"
            "--out"
            path
            "--data"
            empty.Path
            "--jobs"
            "1"
            "--threads"
            "1"
        ]

    let seen = ResizeArray<string * XDocument>()

    /// Every line comes after the report about it, but the verdict of a figure, which comes before.
    let watch (report: string) =
        let mutable last = DateTime.MinValue, XDocument()

        { new StringWriter() with
            override this.WriteLine(line: string | null) =
                if File.Exists report then
                    let written = File.GetLastWriteTimeUtc report

                    if written <> fst last then
                        last <- written, XDocument.Load report

                    seen.Add(nonNull line, snd last)

                base.WriteLine line
        }

    do
        use error = watch (folder.Sub "report.html")
        use output = new StringWriter()

        let code = CommandLine.Run(Array.ofList call, Streams.Captured(output, error))

        Assert.True((code = 0), string error)

    /// The lines of the error stream while it was made, each with the report as it was then.
    member _.Seen = List.ofSeq seen

    /// The folder of the results.
    member _.Path = path

    /// The command that made them.
    member _.Call = call

    /// A copy to damage.
    member _.Copy() =
        let copy = new Folder()
        copy.CopyFrom(path, fun _ -> true)
        copy

    interface IDisposable with
        member _.Dispose() =
            (folder :> IDisposable).Dispose()
            (empty :> IDisposable).Dispose()

let private page (results: string) =
    XDocument.Load(Path.Combine(results, "report.html"))

let private named (name: string) (document: XDocument) =
    [
        for e in document.Descendants() do
            if e.Name.LocalName = name then
                yield e
    ]

let private named' (name: string) (element: XElement) =
    [
        for e in element.Descendants() do
            if e.Name.LocalName = name then
                yield e
    ]

let private words (document: XDocument) = (nonNull document.Root).Value

let private badges (document: XDocument) =
    named "span" document
    |> List.filter (fun e ->
        match e.Attribute(XName.Get "class") with
        | null -> false
        | c -> c.Value.StartsWith("badge", StringComparison.Ordinal))
    |> List.map _.Value

let private state (root: string) =
    [
        for file in Directory.GetFiles(root, "*", SearchOption.AllDirectories) |> Array.sort do
            if Path.GetFileName file <> "report.html" then
                yield file, File.GetLastWriteTimeUtc file, Convert.ToHexString(File.ReadAllBytes file)
    ]

/// Results of a study's finished runs.
let private runs (id: string) (results: string) =
    Directory.GetFiles(Path.Combine(results, id), "result.json", SearchOption.AllDirectories)
    |> Array.sort

// The trainings draw their first weights from it.
[<Collection "the global generator">]
type ReportTests(results: Results) =

    interface IClassFixture<Results>

    [<Fact>]
    member _.``the page names every figure, claim and verdict``() =
        let found = json [ "report"; results.Path ]
        // Between the items of a list there is no blank.
        let packed (text: string) = text.Replace(" ", "").Replace("\n", "")
        let text' = words (page results.Path)

        for study in found.GetProperty("studies").EnumerateArray() do
            for part in [ "id"; "claim"; "paper"; "ours" ] do
                Assert.Contains(packed (text part study), packed text')

            Assert.Contains((text "verdict" study).Replace('-', ' '), badges (page results.Path))
            Assert.Equal(study.GetProperty("runs").GetInt32(), (runs (text "id" study) results.Path).Length)

        let figures = json [ "list" ]

        for figure in figures.EnumerateArray() do
            Assert.Contains(text "title" figure, text')

    [<Fact>]
    member _.``the report is there before the first figure, names those to come, and grows by each``() =
        let figures = (json [ "list" ]).GetArrayLength()

        let waiting (document: XDocument) =
            named "dd" document
            |> List.filter (fun cell -> cell.Value = "still to come")
            |> List.length

        let line, first = results.Seen.Head
        Assert.Contains("report.html", line)
        Assert.Equal(figures, waiting first)
        Assert.Contains($"{figures} of {figures} figures are still to come", words first)

        Assert.Equal(
            9,
            (named "section" first
             |> List.find (fun section -> (nonNull (section.Attribute(XName.Get "id"))).Value = "toys")
             |> named' "svg")
                .Length
        )

        Assert.NotEmpty(named "article" first)
        let after = [ for _, document in results.Seen -> waiting document ]
        Assert.Equal<int list>(List.sortDescending after, after)
        // One figure more in every report.
        Assert.Equal<int list>([ figures .. -1 .. 1 ], List.distinct after)
        Assert.DoesNotContain("still to come", words (page results.Path))

    [<Fact>]
    member _.``it holds the checks, their errata and the toy problems``() =
        let found = json [ "report"; results.Path ]
        let document = page results.Path
        let passed = found.GetProperty("checksPassed").GetInt32()
        Assert.True(passed > 80)
        Assert.Equal(0, found.GetProperty("checksFailed").GetInt32())
        Assert.Equal(passed, badges document |> List.filter ((=) "pass") |> List.length)
        Assert.Equal(9, named "article" document |> List.length)
        Assert.Equal(9, badges document |> List.filter ((=) "refuted") |> List.length)
        Assert.Equal(9, found.GetProperty("toys").GetInt32())

        for toy in Directory.GetFiles(Path.Combine(results.Path, "toys"), "*.json") do
            let sentence = (nonNull (JsonNode.Parse(File.ReadAllText toy))).["sentence"]
            Assert.Contains((nonNull sentence).GetValue<string>(), words document)

    [<Fact>]
    member _.``it needs nothing from elsewhere``() =
        let document = page results.Path

        for element in document.Descendants() do
            Assert.DoesNotContain(element.Name.LocalName, [ "script"; "link"; "iframe"; "object"; "img"; "base" ])

            for attribute in element.Attributes() do
                Assert.False(attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal))

                // An image within a picture is part of the page.
                let isEmbedded =
                    element.Name.LocalName = "image"
                    && attribute.Value.StartsWith("data:image/png;base64,", StringComparison.Ordinal)

                if
                    List.contains attribute.Name.LocalName [ "href"; "src"; "action"; "data" ]
                    && not isEmbedded
                    && not (attribute.Value.StartsWith('#'))
                then
                    // The files of a picture, which the page does not load.
                    Assert.Equal("a", element.Name.LocalName)
                    Assert.True(File.Exists(Path.Combine(results.Path, attribute.Value)), attribute.Value)

        let style = String.Concat(named "style" document |> List.map _.Value)
        Assert.DoesNotContain("url(", style)
        Assert.DoesNotContain("@import", style)

    [<Fact>]
    member _.``links lead somewhere and pictures say what they show``() =
        let document = page results.Path

        let ids =
            [
                for e in document.Descendants() do
                    match e.Attribute(XName.Get "id") with
                    | null -> ()
                    | id -> yield id.Value
            ]

        Assert.Equal(ids.Length, (List.distinct ids).Length)

        for link in named "a" document do
            let target = (nonNull (link.Attribute(XName.Get "href"))).Value

            if target.StartsWith '#' then
                Assert.Contains(target.Substring 1, ids)

        Assert.NotEmpty(named "svg" document)

        for picture in named "svg" document do
            Assert.NotEmpty((nonNull (picture.Attribute(XName.Get "aria-label"))).Value)

    [<Fact>]
    member _.``every series of a plot can be hidden, and belongs to one``() =
        let document = page results.Path
        let style = String.Concat(named "style" document |> List.map _.Value)

        let classOf (e: XElement) =
            (nonNull (e.Attribute(XName.Get "class"))).Value

        let mutable switches = 0

        for figure in named "figure" document do
            for box in named' "input" figure do
                let series = (classOf box).Replace("show-", "series-")
                Assert.Contains($"figure:has(input.{classOf box}:not(:checked)) .{series} {{ display: none; }}", style)

                let drawn =
                    named' "path" figure
                    |> List.filter (fun e ->
                        match e.Attribute(XName.Get "class") with
                        | null -> false
                        | names -> Array.contains series (names.Value.Split ' '))

                Assert.NotEmpty drawn
                switches <- switches + 1

        Assert.True(switches > 10, $"{switches} switches")

    [<Fact>]
    member _.``it opens with what was found and how to do it again``() =
        let lead =
            named "p" (page results.Path)
            |> List.map _.Value
            |> List.find (fun text -> text.Contains "checked by machine")

        let found = json [ "report"; results.Path ]
        let passed = found.GetProperty("checksPassed").GetInt32()
        let studies = found.GetProperty("studies").GetArrayLength()
        Assert.Contains($"All {passed} checks pass", lead)
        Assert.Contains("9 of them refute", lead)
        Assert.Contains($"Of {studies} studies", lead)
        Assert.Contains("idrop reproduce", words (page results.Path))

    [<Fact>]
    member _.``it is written from files alone, and changes none``() =
        let before = state results.Path
        Assert.Equal(0, exitCode [ "report"; results.Path ])
        let first = File.ReadAllBytes(Path.Combine(results.Path, "report.html"))
        Assert.Equal(0, exitCode [ "report"; results.Path ])
        Assert.Equal<byte[]>(first, File.ReadAllBytes(Path.Combine(results.Path, "report.html")))
        Assert.Equal<(string * DateTime * string) list>(before, state results.Path)

    [<Fact>]
    member _.``foreign text stays text``() =
        use folder = results.Copy()
        let copy = folder.Path
        let hostile = "<script>alert(\"1\")</script> & ]]> </dd> \u0007 \U0001F600"

        for result in runs "fig3a" copy do
            let manifest = Path.Combine(nonNull (Path.GetDirectoryName result), "manifest.json")
            let json = nonNull (JsonNode.Parse(File.ReadAllText manifest))
            (nonNull json["data"])["remarks"] <- JsonArray(JsonValue.Create hostile)
            File.WriteAllText(manifest, json.ToJsonString())

        Assert.Equal(0, exitCode [ "report"; copy ])
        let document = page copy
        Assert.Empty(named "script" document)
        Assert.Contains(hostile.Replace('\u0007', '\uFFFD'), words document)

    [<Fact>]
    member _.``a study with too few finished runs says so``() =
        use folder = results.Copy()
        let copy = folder.Path
        let all = runs "fig3a" copy

        for result in all do
            File.Delete result

        let found = json [ "report"; copy ]

        let study =
            found.GetProperty("studies").EnumerateArray()
            |> Seq.find (fun s -> text "id" s = "fig3a")

        Assert.Equal("not-measured", text "verdict" study)
        Assert.Equal(0, study.GetProperty("finished").GetInt32())
        Assert.Contains("not measured yet", badges (page copy))
        Assert.Contains(text "ours" study, words (page copy))

    [<Fact>]
    member _.``reproduce repeats no finished run``() =
        let before =
            state (Path.Combine(results.Path, "fig3a"))
            |> List.filter (fun (f, _, _) ->
                f.EndsWith(".jsonl", StringComparison.Ordinal)
                || f.EndsWith("result.json", StringComparison.Ordinal))

        Assert.NotEmpty before
        Assert.Equal(0, exitCode results.Call)
        let after = state (Path.Combine(results.Path, "fig3a"))

        for file in before do
            Assert.Contains(file, after)

    [<Fact>]
    member _.``a check that failed is shown and is the exit code``() =
        use folder = results.Copy()
        let copy = folder.Path
        let file = Path.Combine(copy, "verify.json")
        let checks = nonNull (JsonNode.Parse(File.ReadAllText file))
        (nonNull checks[0])["computed"] <- JsonValue.Create 1e9
        File.WriteAllText(file, checks.ToJsonString())
        Assert.Equal(1, exitCode [ "report"; copy ])
        Assert.Contains("FAIL", badges (page copy))

    [<Theory>]
    [<InlineData "verify.json">]
    [<InlineData "fig3a/study.json">]
    [<InlineData "toys/erasure.json">]
    member _.``a damaged file is named in one line``(name: string) =
        use folder = results.Copy()
        let copy = folder.Path
        File.WriteAllText(Path.Combine(copy, name), "{ \"half\":")

        [ "report"; copy ]
        |> refused [ Path.GetFileName name |> nonNull; "cannot be read" ]


    [<Fact>]
    member _.``a page of somebody else is not overwritten``() =
        use folder = new Folder()
        let file = folder.Sub "mine.html"
        File.WriteAllText(file, "<p>mine</p>")

        [ "report"; results.Path; "--out"; file ]
        |> refused [ file; "not written by idrop" ]

        Assert.Equal("<p>mine</p>", File.ReadAllText file)

[<Fact>]
let ``a folder without results is one clear line`` () =
    use folder = new Folder()
    let empty = folder.Path
    [ "report"; empty ] |> refused [ empty; "holds no results" ]
    Assert.Empty(Directory.GetFileSystemEntries empty)
    Directory.Delete empty
    [ "report"; empty ] |> refused [ empty; "is not a folder" ]

[<Fact>]
let ``reproduce stops when it is asked to`` () =
    use folder = new Folder()

    let struct (code, output, _) =
        cancellable (CancellationToken true) [ "reproduce"; "--out"; folder.Path ]

    Assert.Equal(130, code)
    Assert.Equal("", output)
    Assert.Empty(Directory.GetFileSystemEntries folder.Path)
