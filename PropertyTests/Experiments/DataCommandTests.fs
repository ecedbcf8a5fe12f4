/// `idrop data`: the state of files on disk, and what to do about it.
module IDropTheory.PropertyTests.Experiments.DataCommandTests

open System.IO
open System.Text.Json
open Xunit
open IDropTheory.Models
open IDropTheory.Experiments.Output
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Experiments.CommandRunner

let private rows (name: string) (report: JsonElement) =
    [ for row in (report.GetProperty name).EnumerateArray() -> row ]

let rec private needsFiles (source: DataSource) =
    not source.Layouts.IsEmpty || source.Parts |> Seq.exists needsFiles

[<Fact>]
let ``list names every data set and its state`` () =
    use temporary = new Folder()
    let folder = temporary.Path
    let report = json [ "data"; "list"; "--data"; folder ]
    Assert.Equal(folder, text "directory" report)
    let sets = rows "datasets" report

    Assert.Equal<string list>([ for source in DataSource.All -> source.Name ], [ for set in sets -> text "name" set ])

    for set in sets do
        let state =
            if needsFiles (DataSource.Named(text "name" set)) then
                "missing"
            else
                "generated"

        Assert.Equal(state, text "state" set)
        Assert.Equal((state = "missing"), (text "advice" set).Contains("idrop data fetch " + text "name" set))

[<Fact>]
let ``verify finds a damaged file and says so by its exit code`` () =
    use temporary = new Folder()
    let folder = temporary.Path
    let layout = (DataSource.Named "mnist").Layouts[0]
    let place = Path.Combine(folder, layout.Folder)
    Directory.CreateDirectory place |> ignore
    File.WriteAllText(Path.Combine(place, layout.Files[0].Name), "not the published file")

    let struct (code, output, error) =
        idrop [ "data"; "verify"; "mnist"; "--data"; folder; "--json" ]

    Assert.Equal("", error)
    Assert.Equal(ExitCode.CheckFailed, code)
    let report = JsonDocument.Parse(output).RootElement
    Assert.Equal(1.0, number "damaged" report)

    Assert.Equal<string list>(
        "damaged" :: List.replicate (layout.Files.Length - 1) "missing",
        [ for file in rows "files" report -> text "state" file ]
    )

    let damaged = List.head (rows "files" report)
    Assert.Equal(layout.Files[0].Sha256, text "published" damaged)
    Assert.NotEqual<string>(layout.Files[0].Sha256, text "sha256" damaged)

    // A missing file is no damage, and another data set has none.
    Assert.Equal(0.0, number "damaged" (json [ "data"; "verify"; "cifar-10"; "--data"; folder ]))

    let set =
        List.exactlyOne (rows "datasets" (json [ "data"; "list"; "mnist"; "--data"; folder ]))

    Assert.Equal("damaged", text "state" set)

[<Fact>]
let ``generated digits need not be fetched`` () =
    use temporary = new Folder()
    let folder = temporary.Path

    let outcome =
        List.exactlyOne (rows "datasets" (json [ "data"; "fetch"; "digits"; "--data"; folder ]))

    Assert.Contains("nothing needs fetching", text "outcome" outcome)
    Assert.Empty(Directory.GetFileSystemEntries folder)

[<Fact>]
let ``an unknown data set is refused with the known ones`` () =
    refused [ "'svhn'"; "mnist"; "cifar-10" ] [ "data"; "verify"; "svhn" ]
    refused [ "'svhn'" ] [ "data"; "fetch"; "svhn" ]

[<Fact>]
let ``a folder that cannot be written is refused before anything is fetched`` () =
    use temporary = new Folder()
    let folder = temporary.Path
    let file = Path.Combine(folder, "file")
    File.WriteAllText(file, "")

    let struct (code, _, error) =
        idrop [ "data"; "fetch"; "mnist"; "--data"; Path.Combine(file, "below") ]

    Assert.Equal(ExitCode.UsageError, code)
    Assert.Contains("name another folder with --data", error)
