/// The folders of each project have an order: none uses a folder that uses it, directly or through others.
module IDropTheory.PropertyTests.FolderTests

open System
open System.IO
open System.Text.RegularExpressions
open Xunit
open IDropTheory.PropertyTests.CompiledProgram
open IDropTheory.PropertyTests.FolderGraph

/// The graph of each project, made when it is first asked for.
let private graphs =
    Map
        [
            for project, assembly in
                [
                    "Theory", "IDropTheory"
                    "Models", "IDropTheory.Models"
                    "Experiments", "idrop"
                ] -> project, lazy (referencesOf ArchitectureTests.root project assembly |> arrows)
        ]

let private arrowsOf (project: string) = graphs[project].Value

/// The folders of Experiments from top to bottom: a folder uses only folders below it. "" is the project's own folder.
let private rooms =
    [
        ""
        "Commands"
        "Commands/Options"
        "Cluster"
        "Page"
        "Reproduction/Figures"
        "Reproduction"
        "Reproduction/Claims"
        "Toys"
        "Onnx"
        "Runs"
        "Runs/Measurements"
        "Runs/Settings"
        "Plots"
        "Output"
        "Images"
        "Input"
        "Text"
        "Collections"
    ]

/// One paragraph for each circle.
let private circlesOf (arrows: Map<string * string, Reference list>) =
    [
        for circle in circles arrows do
            let closed = circle @ [ circle.Head ]

            let examples =
                closed
                |> List.pairwise
                |> List.map (fun arrow -> "\n    " + describe arrows arrow)

            String.Join(" -> ", List.map show closed) + String.Concat examples
    ]

/// The arrows that do not lead down, and the folders that are no room.
let private upward (rooms: string list) (arrows: Map<string * string, Reference list>) =
    let height folder = List.tryFindIndex ((=) folder) rooms

    [
        for from, into in arrows.Keys do
            match height from, height into with
            | Some above, Some below when above < below -> ()
            | Some _, Some _ -> describe arrows (from, into)
            | _ ->
                for folder in [ from; into ] do
                    if (height folder).IsNone then
                        $"{show folder} is not among the rooms"
    ]
    |> List.distinct

let private none (what: string) (offenders: string list) =
    if not offenders.IsEmpty then
        Assert.Fail(what + ":\n  " + String.Join("\n  ", offenders))

[<Theory>]
[<InlineData "Theory">]
[<InlineData "Models">]
[<InlineData "Experiments">]
let ``folders use each other in one direction`` (project: string) =
    let arrows = arrowsOf project
    Assert.NotEmpty arrows
    none $"folders of {project} use each other in a circle" (circlesOf arrows)

[<Fact>]
let ``folders of Experiments use only those below them`` () =
    none "a folder of Experiments uses one that is not below it" (upward rooms (arrowsOf "Experiments"))

[<Fact>]
let ``the checker of proofs uses interval arithmetic and nothing of the search`` () =
    let used =
        [
            for KeyValue((from, into), _) in arrowsOf "Theory" do
                if from = "Bottleneck/Proof" then
                    into
        ]

    Assert.Equal<string list>([ "Algebra/Enclosures"; "Numerics" ], List.sort used)

[<Fact>]
let ``the namespace of a file in Experiments is its folder`` () =
    let declared = Regex(@"^namespace ([\w.]+);", RegexOptions.Multiline)

    none
        "a file of Experiments has another namespace than its folder"
        [
            for source in sources ArchitectureTests.root "Experiments" do
                let folder = folderOf source.File

                let expected =
                    if folder = "" then
                        "IDropTheory.Experiments"
                    else
                        "IDropTheory.Experiments." + folder.Replace('/', '.')

                for found in declared.Matches source.Text do
                    if found.Groups[1].Value <> expected then
                        $"Experiments/{source.File}: {found.Groups[1].Value} instead of {expected}"
        ]

let private example (files: (string * string) list) =
    match compile Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary [] [ for file, text in files -> "/house/" + file, text ] with
    | Error messages -> failwith (String.Join("\n", messages))
    | Ok(image, symbols) ->
        [ for file, text in files -> { File = file; Text = text } ]
        |> references (new MemoryStream(image)) (new MemoryStream(symbols))
        |> arrows

[<Fact>]
let ``what another project declares is no reference, whatever its folder is called`` () =
    let files = sources ArchitectureTests.root "Models" |> List.map _.File |> set

    for KeyValue(_, found) in arrowsOf "Models" do
        for reference in found do
            Assert.Contains(reference.To, files)

let private upper =
    "Upper/House.cs", "class House { public static int Rooms => Stone.Weight; }"

[<Fact>]
let ``a reference downward is found where it is`` () =
    let arrows =
        example [ upper; "Lower/Stone.cs", "class Stone { public static int Weight => 1; }" ]

    Assert.Equal<(string * string) list>([ "Upper", "Lower" ], Seq.toList arrows.Keys)
    Assert.Equal<string list>([], circlesOf arrows)
    Assert.Equal<string list>([], upward [ "Upper"; "Lower" ] arrows)

    let found = arrows[("Upper", "Lower")].Head

    Assert.Equal(
        {
            From = "Upper/House.cs"
            Line = 1
            Name = "Stone"
            To = "Lower/Stone.cs"
        },
        found
    )

[<Fact>]
let ``a reference upward is found, by name, member or new()`` () =
    for text in
        [
            "class Stone { public static int Weight => House.Rooms; }"
            "class Stone { public static int Weight => 1; House Of() => null!; }"
            "using static House;\nclass Stone { public static int Weight => Rooms; }"
            "class Stone { public static int Weight => Take(new()); static int Take(House house) => 1; }"
        ] do
        let arrows = example [ upper; "Lower/Stone.cs", text ]
        let circle = Assert.Single(circlesOf arrows)
        Assert.Contains("Lower -> Upper", circle)
        Assert.Contains("Lower/Stone.cs:", circle)
        let wrong = Assert.Single(upward [ "Upper"; "Lower" ] arrows)
        Assert.StartsWith("Lower -> Upper: Lower/Stone.cs:", wrong)

[<Fact>]
let ``documentation, strings and one's own folder are no references`` () =
    let arrows =
        example
            [
                upper
                "Upper/Garden.cs", "class Garden { int rooms = House.Rooms; }"
                "Lower/Stone.cs", "/// <see cref=\"House\"/>\nclass Stone { public static int Weight => \"House\".Length; }"
            ]

    Assert.Equal<(string * string) list>([ "Upper", "Lower" ], Seq.toList arrows.Keys)

[<Fact>]
let ``a folder that is no room is named`` () =
    let arrows =
        example [ upper; "Lower/Stone.cs", "class Stone { public static int Weight => 1; }" ]

    Assert.Equal<string list>([ "Lower is not among the rooms" ], upward [ "Upper" ] arrows)
