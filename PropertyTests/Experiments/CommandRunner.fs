/// Runs command lines in this process, as other programs see them: exit codes, one JSON document on standard output,
/// one line on standard error.
module IDropTheory.PropertyTests.Experiments.CommandRunner

open System
open System.IO
open System.Text.Json
open System.Threading
open Xunit
open IDropTheory.Benchmarks
open IDropTheory.Experiments
open IDropTheory.Experiments.Output
open IDropTheory.Experiments.Output

/// Runs a program, given its main function: exit code, standard output, standard error.
let private captured (program: Streams -> int) =
    use output = new StringWriter()
    use error = new StringWriter()
    let code = program (Streams.Captured(output, error))
    struct (code, string output, string error)

/// Runs a command line until it ends or is cancelled.
let cancellable (cancellation: CancellationToken) (arguments: string list) =
    captured (fun streams -> CommandLine.Run(arguments, streams, cancellation))

/// Runs a command line.
let idrop (arguments: string list) =
    cancellable CancellationToken.None arguments

/// Runs a command line of the benchmarks.
let benchmarks (arguments: string list) =
    captured (fun streams -> BenchmarkCommands.Run(arguments, streams))

/// The one JSON document that a successful command of a program prints.
let jsonOf (program: string list -> struct (int * string * string)) (arguments: string list) =
    let struct (code, output, error) = program (arguments @ [ "--json" ])
    Assert.True((code = 0), $"exit code {code}: {error}")
    Assert.Equal("", error)
    JsonDocument.Parse(output).RootElement

/// The one JSON document that a successful command of idrop prints.
let json (arguments: string list) = jsonOf idrop arguments

let text (name: string) (element: JsonElement) =
    match element.GetProperty(name).GetString() with
    | null -> failwith $"{name} is null"
    | value -> value

let number (name: string) (element: JsonElement) = element.GetProperty(name).GetDouble()

let keys (element: JsonElement) =
    [ for property in element.EnumerateObject() -> property.Name ]

let shouldHaveKeys (expected: string list) (element: JsonElement) =
    for key in expected do
        Assert.Contains(key, keys element)

/// A usage error: exit code 2, nothing on standard output, one line on standard error that has the given words.
let refusedBy (program: string list -> struct (int * string * string)) (words: string list) (arguments: string list) =
    let struct (code, output, error) = program arguments
    Assert.Equal("", output)
    Assert.True((code = 2), $"exit code {code}: {error}")
    Assert.Equal(1, error.TrimEnd('\n').Split('\n').Length)
    Assert.DoesNotContain("   at ", error)

    for word in words do
        Assert.Contains(word, error)

/// A usage error of idrop.
let refused (words: string list) (arguments: string list) = refusedBy idrop words arguments

/// A text file that lives as long as the test.
type TextFile(text: string) =
    let path = Path.Combine(Path.GetTempPath(), $"idrop-test-{Guid.NewGuid():N}.txt")

    do File.WriteAllText(path, text)
    member _.Path = path

    interface IDisposable with
        member _.Dispose() = File.Delete path

/// x is y seen with 10% noise: a joint distribution whose bottleneck is known in closed form.
let noisyBit = "# x is y seen with 10% noise\n0.45, 0.05\n0.05, 0.45\n"
