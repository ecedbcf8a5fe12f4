/// docs/licences.md: what ships, at the versions of the lock files, under the licences that the packages declare.
module IDropTheory.PropertyTests.LicenceTests

open System
open System.IO
open System.Text.Json
open System.Text.RegularExpressions
open Xunit

/// Package and version of everything that the lock file of a project names, without projects and tools of the build.
let private locked (project: string) =
    let path = Path.Combine(ArchitectureTests.root, project, "packages.lock.json")
    use document = JsonDocument.Parse(File.ReadAllText path)

    [
        for framework in document.RootElement.GetProperty("dependencies").EnumerateObject() do
            for package in framework.Value.EnumerateObject() do
                if
                    package.Value.GetProperty("type").GetString() <> "Project"
                    && not (package.Name.EndsWith "Analyzers")
                then
                    package.Name, nonNull (package.Value.GetProperty("resolved").GetString())
    ]

/// The rows of the table: package, version, licence.
let private rows =
    [
        for line in File.ReadAllLines(Path.Combine(ArchitectureTests.root, "docs", "licences.md")) do
            let cells = line.Split('|', StringSplitOptions.TrimEntries)

            if cells.Length = 5 && cells[1] <> "package" && not (cells[1].StartsWith "---") then
                cells[1], cells[2], cells[3]
    ]

/// The package's own words about itself.
let private nuspec (package: string) (version: string) =
    let cache =
        match Environment.GetEnvironmentVariable "NUGET_PACKAGES" with
        | null
        | "" -> Path.Combine(Environment.GetFolderPath Environment.SpecialFolder.UserProfile, ".nuget", "packages")
        | folder -> folder

    let name = package.ToLowerInvariant()
    File.ReadAllText(Path.Combine(cache, name, version.ToLowerInvariant(), $"{name}.nuspec"))

[<Fact>]
let ``the table names exactly what ships`` () =
    let ships =
        [ "Theory"; "Models"; "Experiments" ] |> List.collect locked |> List.distinct

    Assert.NotEmpty ships
    Assert.Equal<(string * string) list>(List.sort ships, rows |> List.map (fun (p, v, _) -> p, v) |> List.sort)

[<Fact>]
let ``each licence is the one that the package declares`` () =
    Assert.NotEmpty rows

    for package, version, licence in rows do
        let declared = nuspec package version

        let expression =
            Regex.Match(declared, "<license type=\"expression\">([^<]+)</license>")

        let address = Regex.Match(declared, "<licenseUrl>([^<]+)</licenseUrl>")
        let text = if expression.Success then expression else address
        Assert.True(text.Success, $"{package} declares no licence")
        Assert.True(licence.Contains text.Groups[1].Value, $"{package}: {licence} is not {text.Groups[1].Value}")
