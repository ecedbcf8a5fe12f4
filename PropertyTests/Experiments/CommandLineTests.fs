/// The command line as other programs see it: exit codes, one JSON document on standard output, one line on standard error.
module IDropTheory.PropertyTests.Experiments.CommandLineTests

open System
open System.IO
open System.Text.Json
open System.Threading
open Xunit
open IDropTheory
open IDropTheory.Experiments

/// Runs a command line in this process.
let idrop (arguments: string list) =
    use output = new StringWriter()
    use error = new StringWriter()
    let code = CommandLine.Run(arguments, Streams.Captured(output, error))
    struct (code, string output, string error)

/// The one JSON document that a successful command prints.
let json (arguments: string list) =
    let struct (code, output, error) = idrop (arguments @ [ "--json" ])
    Assert.True((code = 0), $"exit code {code}: {error}")
    Assert.Equal("", error)
    JsonDocument.Parse(output).RootElement

let text (name: string) (element: JsonElement) =
    match element.GetProperty(name).GetString() with
    | null -> failwith $"{name} is null"
    | value -> value

let number (name: string) (element: JsonElement) = element.GetProperty(name).GetDouble()

let private keys (element: JsonElement) =
    [ for property in element.EnumerateObject() -> property.Name ]

let private shouldHaveKeys (expected: string list) (element: JsonElement) =
    for key in expected do
        Assert.Contains(key, keys element)

let private near (tolerance: float) (expected: float) (actual: float) =
    Assert.True(abs (actual - expected) <= tolerance, $"{actual} is not within {tolerance} of {expected}")

/// A usage error: exit code 2, nothing on standard output, one line on standard error that has the given words.
let refused (words: string list) (arguments: string list) =
    let struct (code, output, error) = idrop arguments
    Assert.Equal("", output)
    Assert.True((code = 2), $"exit code {code}: {error}")
    Assert.Equal(1, error.TrimEnd('\n').Split('\n').Length)
    Assert.DoesNotContain("   at ", error)

    for word in words do
        Assert.Contains(word, error)

/// A text file that lives as long as the test.
type TextFile(text: string) =
    let path = Path.Combine(Path.GetTempPath(), $"idrop-test-{Guid.NewGuid():N}.txt")

    do File.WriteAllText(path, text)
    member _.Path = path

    interface IDisposable with
        member _.Dispose() = File.Delete path

type private Folder() =
    let path = Directory.CreateTempSubdirectory("idrop-test-").FullName
    member _.Path = path

    interface IDisposable with
        member _.Dispose() = Directory.Delete(path, true)

let private noisyBit = "# x is y seen with 10% noise\n0.45, 0.05\n0.05, 0.45\n"

[<Fact>]
let ``without arguments it explains itself`` () =
    let struct (code, output, error) = idrop []
    Assert.Equal(0, code)
    Assert.Equal("", error)

    for command in [ "verify"; "kl"; "tc"; "ib"; "toy"; "mi" ] do
        Assert.Contains(command, output)

[<Theory>]
[<InlineData("verify")>]
[<InlineData("kl log-normal")>]
[<InlineData("kl log-uniform")>]
[<InlineData("tc")>]
[<InlineData("mi")>]
[<InlineData("ib solve")>]
[<InlineData("ib curve")>]
[<InlineData("ib thresholds")>]
[<InlineData("ib gaussian")>]
[<InlineData("ib rate-distortion")>]
[<InlineData("toy noisy-bit")>]
[<InlineData("toy z-channel")>]
[<InlineData("toy erasure")>]
[<InlineData("toy deterministic")>]
[<InlineData("toy gaussian")>]
[<InlineData("toy xor")>]
let ``every command has help`` (command: string) =
    let struct (code, output, error) =
        idrop (List.ofArray (command.Split ' ') @ [ "--help" ])

    Assert.Equal(0, code)
    Assert.Equal("", error)
    Assert.Contains($"idrop {command}", output.Replace(AppDomain.CurrentDomain.FriendlyName, "idrop"))
    Assert.Contains("--json", output)

[<Fact>]
let ``kl log-normal is Proposition 3, corrected`` () =
    let arguments =
        [
            "kl"
            "log-normal"
            "--activation"
            "2"
            "--alpha"
            "0.5"
            "--mu"
            "0.3"
            "--sigma"
            "0.8"
        ]

    let result = json arguments

    let expected =
        KlDivergence.LogNormal(LogNormal(log 2.0, 0.5), LogNormal(0.3, 0.8)).Value

    Assert.Equal(expected, number "nats" result)
    near 1e-5 0.28607 (number "nats" result)
    Assert.False(result.GetProperty("relative").GetBoolean())

    Assert.Equal(
        "0.5 ((alpha - sigma) / sigma)^2 + (alpha / sigma - log(alpha / sigma) - 1) + 0.5 ((log(f) - mu) / sigma)^2",
        (text "formula" result)
    )

    let bits = json (arguments @ [ "--unit"; "bits" ])
    Assert.Equal(Nats(expected).ToBits().Value, number "bits" bits)
    Assert.DoesNotContain("nats", keys bits)

[<Fact>]
let ``kl log-normal knows both noise conventions and f = 0`` () =
    let at noise =
        json
            [
                "kl"
                "log-normal"
                "--activation"
                "1"
                "--alpha"
                "0.7"
                "--mu"
                "0"
                "--sigma"
                "0.7"
                "--noise"
                noise
            ]

    Assert.Equal(0.0, number "nats" (at "median"))
    // Unit mean moves log z by alpha^2 / 2, which costs (alpha^2 / 2)^2 / (2 sigma^2) = alpha^2 / 8.
    near 1e-15 (0.49 / 8.0) (number "nats" (at "unit-mean"))

    let zero =
        json
            [
                "kl"
                "log-normal"
                "--activation"
                "0"
                "--alpha"
                "0.7"
                "--mu"
                "-1"
                "--sigma"
                "0.7"
            ]

    Assert.Equal("Infinity", (text "nats" zero))

[<Fact>]
let ``kl log-uniform: improper, relative, proper, and with a spike`` () =
    let kl arguments =
        json ([ "kl"; "log-uniform"; "--alpha"; "0.5" ] @ arguments)

    let improper = kl [ "--log-density"; "-2.302585092994046" ]
    near 1e-4 1.5768 (number "nats" improper)
    Assert.True(improper.GetProperty("relative").GetBoolean())
    Assert.Equal("-log(alpha) - log(c) - 1.4189385332046727", (text "formula" improper))

    let relative = kl [ "--alpha-max"; "0.7" ]
    near 1e-15 (log (0.7 / 0.5)) (number "nats" relative)
    Assert.True(relative.GetProperty("relative").GetBoolean())
    Assert.Equal("-log(alpha / alpha_max)", (text "formula" relative))

    // Far from both ends the truncation does not matter, and the constant is 1 / length.
    let proper = kl [ "--lower"; "-10"; "--upper"; "10" ]
    near 1e-12 (log 20.0 - log 0.5 - 0.5 * log (2.0 * Math.PI * Math.E)) (number "nats" proper)
    Assert.False(proper.GetProperty("relative").GetBoolean())

    let spiked = kl [ "--lower"; "-10"; "--upper"; "10"; "--spike"; "0.2" ]
    near 1e-12 (number "nats" proper - log 0.8) (number "nats" spiked)

    let silent =
        kl [ "--lower"; "-10"; "--upper"; "10"; "--spike"; "0.2"; "--activation"; "0" ]

    near 1e-15 -(log 0.2) (number "nats" silent)

[<Fact>]
let ``tc reports plug-in, corrected, per dimension and interval`` () =
    let n, d = 200, 3
    let rows = Array.zeroCreate<float>(n * d)
    RandomKey.FromSeed(3UL).FillNormal(rows.AsSpan())

    let text (transform: float -> float) =
        String.Join(
            "\n",
            [
                for k in 0 .. n - 1 -> String.Join(",", [ for j in 0 .. d - 1 -> (transform rows[k * d + j]).ToString "R" ])
            ]
        )

    use plain = new TextFile("a,b,c\n" + text id)
    use exponential = new TextFile(text exp)
    let expected = TotalCorrelation.FromSamples(rows.AsSpan(), d)
    let result = json [ "tc"; "--samples"; plain.Path ]

    result
    |> shouldHaveKeys [ "plugIn"; "corrected"; "perDimension"; "interval"; "samples"; "dimensions" ]

    near 1e-14 expected.PlugIn.Value (number "plugIn" result)
    near 1e-14 expected.Corrected.Value (number "corrected" result)
    near 1e-14 (expected.Corrected.Value / 3.0) (number "perDimension" result)
    Assert.Equal(2, result.GetProperty("interval").GetArrayLength())
    let struct (low, _) = expected.Interval
    near 1e-14 low.Value ((result.GetProperty "interval").EnumerateArray() |> Seq.head |> _.GetDouble())
    Assert.Equal(n, result.GetProperty("samples").GetInt32())
    Assert.Equal(d, result.GetProperty("dimensions").GetInt32())
    // The logarithm of the exponential is the same up to rounding.
    near 1e-12 expected.PlugIn.Value (number "plugIn" (json [ "tc"; "--samples"; exponential.Path; "--log" ]))

[<Fact>]
let ``mi reports the estimate beside its null`` () =
    let n = 300
    let rows = Array.zeroCreate<float>(2 * n)
    RandomKey.FromSeed(4UL).FillNormal(rows.AsSpan())

    let column f =
        String.Join("\n", [ for k in 0 .. n - 1 -> (f k: float).ToString "R" ])

    use x = new TextFile(column (fun k -> rows[2 * k]))
    use y = new TextFile(column (fun k -> rows[2 * k] + 0.5 * rows[2 * k + 1]))

    let result = json [ "mi"; "--x"; x.Path; "--y"; y.Path; "--shuffles"; "20" ]

    result
    |> shouldHaveKeys
        [
            "mutualInformation"
            "nullMean"
            "nullStandardDeviation"
            "pValue"
            "neighbours"
            "samples"
            "shuffles"
        ]

    Assert.Equal(1.0 / 21.0, number "pValue" result)
    Assert.True(number "mutualInformation" result > number "nullMean" result + 5.0 * number "nullStandardDeviation" result)
    // The same seed, the same numbers.
    Assert.Equal(result.ToString(), (json [ "mi"; "--x"; x.Path; "--y"; y.Path; "--shuffles"; "20" ]).ToString())

let private solutionKeys =
    [
        "beta"
        "convention"
        "objective"
        "lowerBound"
        "certified"
        "informationX"
        "informationY"
        "encoder"
        "iterations"
        "residual"
    ]

[<Fact>]
let ``ib solve certifies the noisy bit in both conventions`` () =
    use joint = new TextFile(noisyBit)

    let paper =
        json [ "ib"; "solve"; "--joint"; joint.Path; "--beta"; "0.4"; "--tolerance"; "1e-9" ]

    paper |> shouldHaveKeys solutionKeys
    let best = AnalyticBottleneck.BinarySymmetric(0.1).At(Beta.FromPaper 0.4)
    near 1e-8 best.Objective.Value (number "objective" paper)
    near 1e-7 best.InformationX.Value (number "informationX" paper)
    near 1e-8 0.4 (number "beta" paper)
    Assert.True(paper.GetProperty("certified").GetBoolean())
    Assert.True(number "lowerBound" paper <= number "objective" paper)
    Assert.Equal(2, paper.GetProperty("encoder").GetArrayLength())

    let tishby =
        json
            [
                "ib"
                "solve"
                "--joint"
                joint.Path
                "--beta"
                "2.5"
                "--convention"
                "tishby"
                "--tolerance"
                "1e-9"
            ]

    let x, y = number "informationX" tishby, number "informationY" tishby
    Assert.Equal(number "informationX" paper, x, 9)
    near 1e-12 (x - 2.5 * y) (number "objective" tishby)
    // The bound in one convention is the bound in the other: both gaps are the same, up to the factor.
    let gap (result: JsonElement) =
        number "objective" result - number "lowerBound" result

    Assert.True(gap tishby >= -1e-12 && gap tishby <= 2.5e-9 + 1e-12)

[<Theory>]
[<InlineData("generalised")>]
[<InlineData("deterministic")>]
[<InlineData("sequential")>]
[<InlineData("agglomerative")>]
let ``ib solve has the other methods, which certify nothing`` (method: string) =
    use joint = new TextFile(noisyBit)

    let result =
        json [ "ib"; "solve"; "--joint"; joint.Path; "--beta"; "0.2"; "--method"; method ]

    result |> shouldHaveKeys solutionKeys
    Assert.False(result.GetProperty("certified").GetBoolean())
    Assert.Equal(JsonValueKind.Null, result.GetProperty("lowerBound").ValueKind)

    let least =
        AnalyticBottleneck.BinarySymmetric(0.1).At(Beta.FromPaper 0.2).Objective.Value

    Assert.True(number "objective" result >= least - 1e-12)

[<Fact>]
let ``ib thresholds: both, in both conventions`` () =
    use joint = new TextFile("{\"joint\": [[0.45, 0.05], [0.05, 0.45]]}")
    let result = json [ "ib"; "thresholds"; "--joint"; joint.Path ]

    for threshold in [ "local"; "learnability" ] do
        near 1e-9 0.64 (number "paper" (result.GetProperty threshold))
        near 1e-8 (1.0 / 0.64) (number "tishby" (result.GetProperty threshold))

[<Fact>]
let ``ib gaussian is the closed form`` () =
    use covariance = new TextFile("1 0.8\n0.8 1\n")

    let result =
        json
            [
                "ib"
                "gaussian"
                "--covariance"
                covariance.Path
                "--split"
                "1"
                "--beta"
                "0.3"
            ]

    result |> shouldHaveKeys [ "informationX"; "informationY"; "components" ]
    // I(x;t) = 1/2 log((1/beta - 1) rho^2 / (1 - rho^2)), I(t;y) = I(x;t) - 1/2 log(rho^2 / beta).
    let x = 0.5 * log ((1.0 / 0.3 - 1.0) * 0.64 / 0.36)
    near 1e-10 x (number "informationX" result)
    near 1e-10 (x - 0.5 * log (0.64 / 0.3)) (number "informationY" result)
    Assert.Equal(1, result.GetProperty("components").GetInt32())

[<Fact>]
let ``ib rate-distortion is h(p) - h(D) for a bit`` () =
    use source = new TextFile("0.3\n0.7\n")
    let h p = -p * log p - (1.0 - p) * log (1.0 - p)

    let result =
        json [ "ib"; "rate-distortion"; "--source"; source.Path; "--level"; "0.1" ]

    near 1e-8 (h 0.3 - h 0.1) (number "rate" result)
    near 1e-8 0.1 (number "distortion" result)
    let slope = (number "slope" result).ToString "R"
    near 1e-6 (number "rate" result) (number "rate" (json [ "ib"; "rate-distortion"; "--source"; source.Path; "--slope"; slope ]))

[<Fact>]
let ``ib curve goes up and bends down`` () =
    use joint = new TextFile(noisyBit)

    let points =
        (json [ "ib"; "curve"; "--joint"; joint.Path; "--points"; "12" ]).GetProperty("points")

    Assert.Equal(12, points.GetArrayLength())

    let plane =
        [
            for p in points.EnumerateArray() -> number "informationX" p, number "informationY" p
        ]
        |> List.sort

    let problem = AnalyticBottleneck.BinarySymmetric 0.1

    for x, y in plane do
        near 1e-7 (problem.InformationY(Nats x).Value) y

[<Theory>]
[<InlineData("noisy-bit")>]
[<InlineData("z-channel")>]
[<InlineData("erasure")>]
[<InlineData("deterministic")>]
[<InlineData("gaussian")>]
[<InlineData("xor")>]
let ``every toy is solved, drawn and put into words`` (name: string) =
    use folder = new Folder()
    let result = json [ "toy"; name; "--out"; folder.Path ]
    let plot = Path.Combine(folder.Path, $"toy-{name}.svg")
    Assert.Equal(plot, (text "plot" result))
    Assert.Equal("svg", (nonNull (System.Xml.Linq.XDocument.Load(plot).Root)).Name.LocalName)
    Assert.Contains("nats", (text "sentence" result))
    Assert.Equal<string list>([ plot ], List.ofSeq (Directory.EnumerateFiles folder.Path))
    // Its own plot may be replaced; for people there is a table with the same sentence.
    let struct (code, output, _) = idrop [ "toy"; name; "--out"; plot ]
    Assert.Equal(0, code)
    Assert.Contains((text "sentence" result).Substring(0, 30), output)

[<Fact>]
let ``the noisy bit says what the paper's remark says`` () =
    use folder = new Folder()

    let result =
        json [ "toy"; "noisy-bit"; "--p"; "0.1"; "--beta"; "0.4"; "--out"; folder.Path ]

    let objective name =
        result.GetProperty("representations").EnumerateArray()
        |> Seq.find (fun r -> (text "name" r) = name)
        |> number "objective"

    near 5e-5 0.6931 (objective "constant")
    near 5e-5 0.6023 (objective "copy of x")
    near 5e-5 0.5968 (objective "best, closed form")
    near 1e-8 (objective "best, closed form") (objective "best, solver")
    Assert.Contains("stochastic", (text "sentence" result))

    let above =
        json [ "toy"; "noisy-bit"; "--p"; "0.1"; "--beta"; "0.7"; "--out"; folder.Path ]

    Assert.Contains("the constant is best", (text "sentence" above))

[<Fact>]
let ``a file of somebody else is never overwritten`` () =
    use folder = new Folder()
    let path = Path.Combine(folder.Path, "notes.svg")
    File.WriteAllText(path, "my notes")
    refused [ path; "--out" ] [ "toy"; "xor"; "--out"; path ]
    Assert.Equal("my notes", File.ReadAllText path)
    refused [ "no such directory" ] [ "toy"; "xor"; "--out"; Path.Combine(folder.Path, "missing", "x.svg") ]

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
