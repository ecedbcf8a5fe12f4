/// docs/first-hour.md: every command runs in an empty folder, and prints what the page shows.
module IDropTheory.PropertyTests.FirstHourTests

open System
open System.IO
open System.Text.RegularExpressions
open Xunit
open IDropTheory.PropertyTests.Programs

let private page =
    File.ReadAllText(Path.Combine(ArchitectureTests.root, "docs", "first-hour.md"))

/// The blocks of code of one language in a text.
let private blocks (language: string) (text: string) =
    [
        for found in Regex.Matches(text, $"```{language}\n(.*?)```", RegexOptions.Singleline) do
            found.Groups[1].Value
    ]

/// The sections by title.
let private sections =
    Map
        [
            for section in page.Split "\n## " |> Array.skip 1 do
                let title = section.Split('\n')[0]
                title, section
        ]

let titles = TheoryData<string>(sections.Keys)

let private packed (line: string) = Regex.Replace(line, @"\s+", " ").Trim()

[<Theory; MemberData(nameof titles)>]
let ``the commands of the first hour run as printed`` (title: string) =
    Assert.SkipWhen(OperatingSystem.IsWindows(), "the page has commands of a Unix shell")
    use folder = new Folder()
    let commands = String.Concat(blocks "sh" sections[title])
    Assert.Contains("idrop ", commands)
    let idrop = Path.Combine(AppContext.BaseDirectory, "idrop.dll")

    let script =
        $"set -eu\ncd '{folder.Path}'\nidrop() {{ dotnet '{idrop}' \"$@\"; }}\n"
        + commands

    use program = new Program("bash", [ "-c"; script ], [])
    let ending = program.Wait(TimeSpan.FromMinutes 5.0)
    Assert.True((ending.Code = 0), ending.Error)
    let printed = ending.Output.Split '\n' |> Array.map packed |> Set.ofArray

    for shown in blocks "text" sections[title] do
        for line in shown.TrimEnd().Split '\n' do
            Assert.Contains(packed line, printed)
