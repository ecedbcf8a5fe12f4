/// `idrop doctor`: what it says of this machine, and of a libtorch that does not fit.
module IDropTheory.PropertyTests.Experiments.DoctorTests

open System
open System.Diagnostics
open System.IO
open System.Text.Json
open Xunit
open IDropTheory.Models
open IDropTheory.PropertyTests.Models.DataHelpers

/// libtorch is loaded once in a process, so that each way of finding it needs a process of its own.
let private doctor (libtorch: string option) (data: string) =
    let start =
        ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "idrop.dll")
                "doctor"
                "--json"
                "--data"
                data
            ],
            RedirectStandardOutput = true,
            RedirectStandardError = true
        )

    start.Environment.Remove TorchRuntimeState.LibTorchVariable |> ignore

    libtorch
    |> Option.iter (fun folder -> start.Environment[TorchRuntimeState.LibTorchVariable] <- folder)

    use program = new Process(StartInfo = start)
    program.Start() |> ignore
    let errors = program.StandardError.ReadToEndAsync()
    let output = program.StandardOutput.ReadToEnd()
    program.WaitForExit()
    Assert.Equal("", errors.Result)
    struct (program.ExitCode, JsonDocument.Parse(output).RootElement)

let private keys (element: JsonElement) =
    [ for property in element.EnumerateObject() -> property.Name ]

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

let private link (folder: string) (name: string) (target: string) =
    File.CreateSymbolicLink(Path.Combine(folder, name), target) |> ignore

[<Fact>]
let ``doctor says what it found and what to do`` () =
    withFolder (fun folder ->
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
                for set in (report.GetProperty "datasets").EnumerateArray() ->
                    CommandLineTests.text "name" set, CommandLineTests.text "state" set
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
                    for line in (report.GetProperty "advice").EnumerateArray() ->
                        CommandLineTests.text "about" line, CommandLineTests.text "advice" line
                ]

        for name, state in states do
            if state = "missing" then
                Assert.Contains($"idrop data fetch {name}", advice[name]))

/// Another folder with the same libtorch: the library itself is a copy, as a link to the packaged one would be taken for it.
[<Fact>]
let ``another libtorch takes the place of the packaged one`` () =
    if OperatingSystem.IsLinux() then
        withFolder (fun folder ->
            for file in DirectoryInfo(packaged).GetFiles() do
                if file.Name = "libc10.so" then
                    File.Copy(file.FullName, Path.Combine(folder, file.Name))
                else
                    link folder file.Name file.FullName

            let struct (code, report) = doctor (Some folder) folder
            Assert.Equal(0, code)
            let libtorch = report.GetProperty "libtorch"
            Assert.Equal(folder, CommandLineTests.text "folder" libtorch)
            Assert.Equal(CommandLineTests.text "wantedVersion" libtorch, CommandLineTests.text "version" libtorch)
            Assert.True(libtorch.GetProperty("flushesDenormals").GetBoolean()))

let private refused (folder: string) (words: string list) =
    let struct (code, report) = doctor (Some folder) folder
    Assert.Equal(1, code)
    let libtorch = report.GetProperty "libtorch"
    Assert.Equal<string list>(libtorchKeys, keys libtorch)
    Assert.False(libtorch.GetProperty("loads").GetBoolean())
    let error = CommandLineTests.text "error" libtorch
    Assert.DoesNotContain("\n", error)

    for word in [ folder; TorchRuntimeState.WantedLibTorchVersion; "unset" ] @ words do
        Assert.Contains(word, error)

[<Fact>]
let ``a folder without libtorch is refused in one line`` () =
    if OperatingSystem.IsLinux() then
        withFolder (fun folder -> refused folder [ "has no libc10.so" ])

/// The small library libtorch.so in the place of the large one defines nothing of what is needed.
[<Fact>]
let ``a libtorch that lacks functions is refused in one line`` () =
    if OperatingSystem.IsLinux() then
        withFolder (fun folder ->
            link folder "libc10.so" (Path.Combine(packaged, "libc10.so"))
            link folder "libtorch.so" (Path.Combine(packaged, "libtorch.so"))
            link folder "libtorch_cpu.so" (Path.Combine(packaged, "libtorch.so"))
            refused folder [ "functions are missing"; "the first is _Z" ])

[<Fact>]
let ``a file that is no library is refused in one line`` () =
    if OperatingSystem.IsLinux() then
        withFolder (fun folder ->
            for name in [ "libc10.so"; "libtorch.so"; "libtorch_cpu.so" ] do
                File.WriteAllText(Path.Combine(folder, name), String('x', 100))

            refused folder [ "libc10.so is no 64-bit ELF library" ])
