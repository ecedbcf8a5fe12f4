/// The command line itself: help, exit codes, one JSON document on standard output, one line on standard error.
module IDropTheory.PropertyTests.Experiments.CommandLineTests

open System
open System.IO
open System.Threading
open Xunit
open IDropTheory
open IDropTheory.Experiments
open IDropTheory.Experiments.Commands
open IDropTheory.Experiments.Commands.Options
open IDropTheory.Experiments.Output
open IDropTheory.PropertyTests.Experiments.CommandRunner

[<Fact>]
let ``without arguments it explains itself`` () =
    let struct (code, output, error) = idrop []
    Assert.Equal(0, code)
    Assert.Equal("", error)

    for command in [ "verify"; "kl"; "tc"; "ib"; "toy"; "mi" ] do
        Assert.Contains(command, output)

let private root =
    CommandTree.Root(Shell("idrop", Streams.Captured(TextWriter.Null, TextWriter.Null), CancellationToken.None))

let private commands =
    let rec leaves (path: string) (command: System.CommandLine.Command) =
        [
            for child in command.Subcommands do
                let name = $"{path} {child.Name}".TrimStart()

                if child.Subcommands.Count = 0 then
                    yield name
                else
                    yield! leaves name child
        ]

    leaves "" root

/// Every command that does something, from the tree that the program parses by.
let everyCommand = TheoryData<string>(commands)

[<Theory; MemberData(nameof everyCommand)>]
let ``every command has help`` (command: string) =
    let struct (code, output, error) =
        idrop (List.ofArray (command.Split ' ') @ [ "--help" ])

    Assert.Equal(0, code)
    Assert.Equal("", error)
    Assert.Contains($"idrop {command}", output)
    Assert.Contains("--json", output)

    for line in output.Split '\n' do
        Assert.True(line.Length <= 80, $"{line.Length} columns: {line}")
        Assert.Equal(line.TrimEnd(), line)

/// What the examples of a help say to type.
let private examplesOf (command: string) =
    let struct (_, output, _) = idrop ("help" :: List.ofArray (command.Split ' '))

    [
        for line in output.Split("Examples:\n") |> Array.skip 1 |> Array.collect _.Split('\n') do
            if line.StartsWith "  idrop " then
                line.Substring(8)
    ]

[<Theory; MemberData(nameof everyCommand)>]
let ``the examples of a help are right`` (command: string) =
    let examples = examplesOf command
    Assert.NotEmpty examples

    for example in examples do
        Assert.StartsWith(command, example)
        Assert.Equal<string seq>([], root.Parse(example.Split ' ').Errors |> Seq.map _.Message)

[<Theory>]
[<InlineData "ib">]
[<InlineData "kl">]
[<InlineData "toy">]
[<InlineData "data">]
let ``a family of commands alone prints its help`` (family: string) =
    let struct (code, output, error) = idrop [ family ]
    let struct (_, help, _) = idrop [ family; "--help" ]
    Assert.Equal((0, help, ""), (code, output, error))

[<Theory>]
[<InlineData("verfy", "'verfy' is not a command of idrop. Did you mean verify?")>]
[<InlineData("ib slove", "'slove' is not a command of idrop ib. Did you mean solve?")>]
[<InlineData("--versoin", "'--versoin' is not an option of idrop. Did you mean --version?")>]
[<InlineData("train --epoch 3", "'--epoch' is not an option of idrop train. Did you mean --epochs?")>]
[<InlineData("verify --jsno", "Did you mean --json?")>]
[<InlineData("frobnicate", "'frobnicate' is not a command of idrop. See 'idrop --help'.")>]
[<InlineData("list fig5", "'fig5' is not an argument of idrop list. See 'idrop list --help'.")>]
let ``a misspelt word is named, with the nearest one`` (line: string, words: string) =
    refused [ words ] (List.ofArray (line.Split ' '))

[<Theory>]
[<InlineData("idrop ve", "verify")>]
[<InlineData("idrop ib so", "solve")>]
[<InlineData("idrop train --bat", "--batch")>]
[<InlineData("idrop train --network all", "all-cnn-32")>]
let ``a shell can ask what completes a line`` (line: string, word: string) =
    let struct (code, output, _) = idrop [ $"[suggest:{line.Length}]"; line ]
    Assert.Equal(0, code)
    Assert.Contains(word, output.Split '\n')

[<Fact>]
let ``help and version are also commands`` () =
    let struct (_, viaWord, _) = idrop [ "help"; "ib"; "solve" ]
    let struct (_, viaOption, _) = idrop [ "ib"; "solve"; "--help" ]
    Assert.Equal(viaOption, viaWord)
    let struct (_, version, _) = idrop [ "version" ]
    Assert.Matches(@"^\d+\.\d+", version)

[<Fact>]
let ``lists of numbers are refused as single numbers are`` () =
    refused [ "--seeds is 'a'; allowed: a whole number from 0 to 18446744073709551615." ] [ "run"; "fig5"; "--seeds"; "1"; "a" ]
    refused [ "--drops is '0'; allowed: a whole number from 1 to 100000." ] [ "train"; "--drops"; "0" ]

[<Fact>]
let ``a usage error says the value, the range and where to look`` () =
    let logNormal alpha sigma =
        [
            "kl"
            "log-normal"
            "--activation"
            "1"
            "--alpha"
            alpha
            "--mu"
            "0"
            "--sigma"
            sigma
        ]

    refused [ "--alpha"; "'-1'"; "> 0"; "kl log-normal --help" ] (logNormal "-1" "1")
    refused [ "--alpha"; "'nan'" ] (logNormal "nan" "1")
    refused [ "--sigma"; "'inf'"; "finite" ] (logNormal "1" "inf")
    refused [ "--sigma"; "'0,5'"; "The decimal separator is a point: 0.5." ] (logNormal "1" "0,5")
    refused [ "--mu" ] [ "kl"; "log-normal"; "--activation"; "1"; "--alpha"; "1"; "--sigma"; "1" ]
    refused [ "--noise"; "'mean'"; "median, unit-mean" ] (logNormal "1" "1" @ [ "--noise"; "mean" ])
    refused [ "--unit"; "'bans'"; "nats, bits" ] (logNormal "1" "1" @ [ "--unit"; "bans" ])
    refused [ "0.8"; "0.7" ] [ "kl"; "log-uniform"; "--alpha"; "0.8"; "--alpha-max"; "0.7" ]
    refused [ "--upper" ] [ "kl"; "log-uniform"; "--alpha"; "0.8"; "--lower"; "0" ]
    refused [ "lower" ] [ "kl"; "log-uniform"; "--alpha"; "0.8"; "--lower"; "1"; "--upper"; "1" ]

    refused
        [ "more than one prior" ]
        [
            "kl"
            "log-uniform"
            "--alpha"
            "0.8"
            "--log-density"
            "1"
            "--alpha-max"
            "1"
        ]

    refused [ "--samples"; "1000" ] [ "verify"; "--samples"; "10" ]
    refused [ "--seed"; "'-3'" ] [ "verify"; "--seed"; "-3" ]
    refused [ "--classes" ] [ "toy"; "deterministic"; "--symbols"; "3"; "--classes"; "4" ]

[<Fact>]
let ``verbose shows where an error came from`` () =
    let struct (code, output, error) =
        idrop [ "kl"; "log-uniform"; "--alpha"; "0.8"; "--alpha-max"; "0.7"; "--verbose" ]

    Assert.Equal(2, code)
    Assert.Equal("", output)
    Assert.Contains("   at ", error)

[<Fact>]
let ``a cancelled command ends with 130 and prints no result`` () =
    use joint = new TextFile(noisyBit)
    use output = new StringWriter()
    use error = new StringWriter()
    let cancelled = CancellationToken true

    let code =
        CommandLine.Run([ "ib"; "solve"; "--joint"; joint.Path; "--beta"; "0.4"; "--json" ], Streams.Captured(output, error), cancelled)

    Assert.Equal(130, code)
    Assert.Equal("", string output)
    Assert.Equal("idrop: interrupted.\n", string error)

[<Fact>]
let ``people get a table with units`` () =
    let struct (code, output, _) =
        idrop
            [
                "kl"
                "log-uniform"
                "--alpha"
                "0.5"
                "--alpha-max"
                "0.7"
                "--unit"
                "bits"
            ]

    Assert.Equal(0, code)
    Assert.Contains($"{Nats(log 1.4).ToBits().Value:F6} bits", output)
    Assert.Contains("bits", output)
    Assert.DoesNotContain("\u001b[", output)
