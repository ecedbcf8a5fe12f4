/// Files of a run that were edited or damaged: read as they are, or refused in one line that names file and reason.
module IDropTheory.PropertyTests.Experiments.RunFileTests

open System
open System.IO
open System.Text.Json.Nodes
open Xunit
open IDropTheory.Experiments.Runs
open IDropTheory.Experiments.Text
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Experiments.HostileInputs

let private published =
    Directory.GetDirectories(Path.Combine(ArchitectureTests.root, "results", "published", "fig6"))
    |> Array.min

/// Reads a file of a run after a change; whether it was refused, in the right way.
let private isRefused (run: RunFolder) (file: string) (read: RunFolder -> unit) (text: string) =
    File.WriteAllText(file, text)

    try
        read run
        false
    with :? UserError as error ->
        Assert.Contains(file, error.Message)
        Assert.DoesNotContain("\n", error.Message)
        Assert.DoesNotContain("(Parameter", error.Message)
        true

let private files: (string * (RunFolder -> unit)) list =
    [
        "settings.json", (fun run -> run.ReadSettings() |> ignore)
        "result.json", (fun run -> run.ReadResult() |> ignore)
        "manifest.json", (fun run -> run.ReadManifest() |> ignore)
        "metrics.jsonl", (fun run -> run.ReadMetrics() |> ignore)
    ]

let private inCopy (test: RunFolder -> unit) =
    use folder = new Folder()

    for file in Directory.GetFiles published do
        File.Copy(file, folder.Sub(nonNull (Path.GetFileName file)))

    test (RunFolder folder.Path)

[<Fact>]
let ``every member of every file, changed in every way, is read or refused`` () =
    inCopy (fun run ->
        for name, read in files do
            let file = Path.Combine(run.Path, name)
            let whole = File.ReadAllText file

            let text =
                if name.EndsWith "l" then
                    (File.ReadAllLines file)[0]
                else
                    whole

            let refused =
                [
                    for way in members (JsonNode.Parse text) do
                        for words, change in memberChanges ->
                            try
                                isRefused run file read (changed text way change)
                            with error ->
                                failwith $"{name}, {String.Join('.', way)}, {words}: {error.Message}"
                ]

            Assert.True(
                refused.Length >= 50
                && List.filter id refused |> List.length >= refused.Length / 2,
                $"{name}: {refused.Length}"
            )

            File.WriteAllText(file, whole)
            read run)

[<Fact>]
let ``what is missing, null or out of range is named`` () =
    inCopy (fun run ->
        let refused (file: string) (way: string list) change (words: string list) =
            let path = Path.Combine(run.Path, file)
            let text = File.ReadAllText path
            File.WriteAllText(path, changed text way change)

            let error =
                Assert.Throws<UserError>(fun () -> files |> List.find (fun (name, _) -> name = file) |> snd <| run)

            for word in words do
                Assert.Contains(word, error.Message)

            File.WriteAllText(path, text)

        refused "result.json" [ "test" ] remove [ "'test' is missing" ]
        refused "result.json" [ "seconds" ] remove [ "'seconds' is missing" ]
        refused "result.json" [ "test" ] (replace "null") [ "test" ]
        refused "result.json" [ "test"; "error" ] (replace "1.5") [ "Error is 1.5"; "0 to 1" ]
        refused "result.json" [ "test"; "layers" ] (replace "[null]") [ "layers"; "null" ]
        refused "settings.json" [ "epochs" ] (replace "0") [ "Epochs is 0"; "1" ]
        refused "settings.json" [ "learningRate"; "drops" ] (replace "null") [ "drops" ]
        refused "settings.json" [ "network" ] remove [ "'network' is missing" ])

[<Fact>]
let ``a folder that contains a link to itself is searched once`` () =
    Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege.")
    use folder = new Folder()
    Directory.CreateDirectory(folder.Sub "study") |> ignore
    File.Copy(Path.Combine(nonNull (Path.GetDirectoryName published), "study.json"), Path.Combine(folder.Sub "study", "study.json"))

    Directory.CreateSymbolicLink(Path.Combine(folder.Sub "study", "up"), folder.Path)
    |> ignore

    Directory.CreateSymbolicLink(folder.Sub "out", Path.GetTempPath()) |> ignore

    Assert.Single(IDropTheory.Experiments.Reproduction.StudyFolder.FindAll folder.Path)
    |> ignore
