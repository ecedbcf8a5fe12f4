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

    leaves "" (CommandTree.Root(Shell(Streams.Captured(TextWriter.Null, TextWriter.Null), CancellationToken.None)))

/// Every command that does something, from the tree that the program parses by.
let everyCommand = TheoryData<string>(commands)

[<Theory; MemberData(nameof everyCommand)>]
let ``every command has help`` (command: string) =
    let struct (code, output, error) =
        idrop (List.ofArray (command.Split ' ') @ [ "--help" ])

    Assert.Equal(0, code)
    Assert.Equal("", error)
    Assert.Contains($"idrop {command}", output.Replace(AppDomain.CurrentDomain.FriendlyName, "idrop"))
    Assert.Contains("--json", output)

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
    refused [ "--sigma"; "'0,5'" ] (logNormal "1" "0,5")
    refused [ "--mu" ] [ "kl"; "log-normal"; "--activation"; "1"; "--alpha"; "1"; "--sigma"; "1" ]
    refused [ "--noise"; "'mean'"; "median, unit-mean" ] (logNormal "1" "1" @ [ "--noise"; "mean" ])
    refused [ "--unit"; "'bans'"; "nats, bits" ] (logNormal "1" "1" @ [ "--unit"; "bans" ])
    refused [ "idrop --help" ] [ "frobnicate" ]
    refused [ "idrop kl --help" ] [ "kl" ]
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
    Assert.Contains((Nats(log 1.4).ToBits().Value.ToString "R").Substring(0, 10), output)
    Assert.Contains("bits", output)
    Assert.DoesNotContain("\u001b[", output)
