/// `idrop doctor`: what it says of this machine, and of a libtorch that does not fit.
module IDropTheory.PropertyTests.Experiments.DoctorTests

open System
open System.IO
open System.Text.Json
open Xunit
open IDropTheory.Models
open IDropTheory.Models.Native
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Programs
open IDropTheory.PropertyTests.Experiments.CommandRunner

/// libtorch is loaded once in a process, so that each way of finding it needs a process of its own.
let private doctor (libtorch: string option) (data: string) =
    use program =
        idropProgram [ "doctor"; "--json"; "--data"; data ] [ TorchRuntimeState.LibTorchVariable, libtorch ]

    let ending = program.Wait(TimeSpan.FromMinutes 5.0)
    Assert.Equal("", ending.Error)
    struct (ending.Code, JsonDocument.Parse(ending.Output).RootElement)

let private libtorchKeys =
    [
        "loads"
        "folder"
        "version"
        "wantedVersion"
        "error"
        "cudaDevices"
        "cores"
        "threads"
        "flushesDenormals"
        "keepsMemory"
        "delaysScalarRelease"
        "bfloat16"
    ]

let private packaged = Path.Combine(AppContext.BaseDirectory, "libtorch")

let private onLinux () =
    Assert.SkipUnless(OperatingSystem.IsLinux(), "These libraries are those of Linux.")

let private link (folder: string) (name: string) (target: string) =
    File.CreateSymbolicLink(Path.Combine(folder, name), target) |> ignore

[<Fact>]
let ``doctor says what it found and what to do`` () =
    use temporary = new Folder()
    let folder = temporary.Path
    let struct (code, report) = doctor None folder
    Assert.Equal(0, code)

    Assert.Equal<string list>([ "libtorch"; "linearAlgebra"; "dataDirectory"; "datasets"; "advice"; "unit" ], keys report)

    let libtorch = report.GetProperty "libtorch"
    Assert.Equal<string list>(libtorchKeys, keys libtorch)
    Assert.True(libtorch.GetProperty("loads").GetBoolean())
    Assert.Equal(Environment.ProcessorCount, libtorch.GetProperty("cores").GetInt32())
    Assert.Equal<string list>([ "provider"; "description" ], keys (report.GetProperty "linearAlgebra"))

    let states =
        [
            for set in (report.GetProperty "datasets").EnumerateArray() -> text "name" set, text "state" set
        ]

    Assert.Equal<(string * string) list>(
        [
            for source in DataSource.All do
                if source.Parts.IsEmpty then
                    source.Name, (if source.Layouts.IsEmpty then "generated" else "missing")
        ],
        states
    )

    let advice =
        Map
            [
                for line in (report.GetProperty "advice").EnumerateArray() -> text "about" line, text "advice" line
            ]

    for name, state in states do
        if state = "missing" then
            Assert.Contains($"idrop data fetch {name}", advice[name])

/// Another folder with the same libtorch: the library itself is a copy, as a link to the packaged one would be taken for it.
[<Fact>]
let ``another libtorch takes the place of the packaged one`` () =
    onLinux ()
    use temporary = new Folder()
    let folder = temporary.Path

    for file in DirectoryInfo(packaged).GetFiles() do
        if file.Name = "libc10.so" then
            File.Copy(file.FullName, Path.Combine(folder, file.Name))
        else
            link folder file.Name file.FullName

    let struct (code, report) = doctor (Some folder) folder
    Assert.Equal(0, code)
    let libtorch = report.GetProperty "libtorch"
    Assert.Equal(folder, text "folder" libtorch)
    Assert.Equal(text "wantedVersion" libtorch, text "version" libtorch)
    Assert.True(libtorch.GetProperty("flushesDenormals").GetBoolean())

let private isRefused (folder: string) (words: string list) =
    let struct (code, report) = doctor (Some folder) folder
    Assert.Equal(1, code)
    let libtorch = report.GetProperty "libtorch"
    Assert.Equal<string list>(libtorchKeys, keys libtorch)
    Assert.False(libtorch.GetProperty("loads").GetBoolean())
    let error = text "error" libtorch
    Assert.DoesNotContain("\n", error)

    for word in [ folder; TorchRuntimeState.WantedLibTorchVersion; "unset" ] @ words do
        Assert.Contains(word, error)

[<Fact>]
let ``a folder without libtorch is refused in one line`` () =
    onLinux ()
    use temporary = new Folder()
    let folder = temporary.Path
    isRefused folder [ "has no libc10.so" ]

/// The small library libtorch.so in the place of the large one defines nothing of what is needed.
[<Fact>]
let ``a libtorch that lacks functions is refused in one line`` () =
    onLinux ()
    use temporary = new Folder()
    let folder = temporary.Path
    link folder "libc10.so" (Path.Combine(packaged, "libc10.so"))
    link folder "libtorch.so" (Path.Combine(packaged, "libtorch.so"))
    link folder "libtorch_cpu.so" (Path.Combine(packaged, "libtorch.so"))
    isRefused folder [ "functions are missing"; "the first is _Z" ]

[<Fact>]
let ``a file that is no library is refused in one line`` () =
    onLinux ()
    use temporary = new Folder()
    let folder = temporary.Path

    for name in [ "libc10.so"; "libtorch.so"; "libtorch_cpu.so" ] do
        File.WriteAllText(Path.Combine(folder, name), String('x', 100))

    isRefused folder [ "libc10.so is not a 64-bit ELF library" ]
