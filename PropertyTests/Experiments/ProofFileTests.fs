/// `ib solve --proof`, `ib check` and `kl --enclose`: proofs as files, and enclosures as they are printed.
module IDropTheory.PropertyTests.Experiments.ProofFileTests

open System
open System.Globalization
open System.IO
open System.Security.Cryptography
open System.Text
open System.Text.RegularExpressions
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Experiments.CommandRunner

let private joint = "0.2,0.05,0.05\n0.03,0.2,0.07\n0.1,0.1,0.2\n"

/// A proof as text, made once.
let private proofText =
    lazy
        (use table = new TextFile(joint)
         use file = new TextFile("")

         let result =
             json [ "ib"; "solve"; "--joint"; table.Path; "--beta"; "0.1"; "--proof"; file.Path ]

         Assert.Equal("proved", text "evidence" result)
         Assert.Equal(file.Path, text "proof" result)
         File.ReadAllText file.Path)

let private check (proof: string) =
    use file = new TextFile(proof)
    idrop [ "ib"; "check"; file.Path; "--json" ]

/// The text with a checksum that fits it, so that the mathematics alone decides.
let private sealAgain (proof: string) =
    let body = proof[.. proof.IndexOf "\"sha256\"" - 1]

    let sum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes body))

    $"{body}\"sha256\": \"{sum}\"\n}}\n"

[<Fact>]
let ``a proof that was written is accepted, with its claims`` () =
    let struct (code, output, error) = check proofText.Value
    Assert.Equal(0, code)
    Assert.Equal("", error)
    let result = System.Text.Json.JsonDocument.Parse(output).RootElement
    Assert.True(result.GetProperty("accepted").GetBoolean())
    Assert.True(number "gap" result <= 1e-6 && number "gap" result >= 0.0)
    shouldBeWithin 1e-6 (number "objective" result) (number "lowerBound" result)
    Assert.True(result.GetProperty("cells").GetInt32() > 1)
    // The text and the number in it are the same thing: sealing it again changes nothing.
    Assert.Equal(proofText.Value, sealAgain proofText.Value)

/// All numbers of the file, by position.
let private numbers (proof: string) =
    let steps = proof.IndexOf "\"beta\""
    let last = proof.IndexOf "\"sha256\""

    [
        for found in Regex.Matches(proof, @"-?\d+(\.\d+)?([eE][-+]?\d+)?") do
            if found.Index > steps && found.Index < last then
                found
    ]

[<Fact>]
let ``a proof in which one number is changed is refused`` () =
    let all = numbers proofText.Value
    Assert.True(all.Length > 60)

    for found in all do
        let value = Double.Parse(found.Value, CultureInfo.InvariantCulture)

        let other =
            if found.Value.Contains '.' then
                value * 1.01 + 1e-9
            else
                1.0 - value

        let changed =
            proofText.Value[.. found.Index - 1]
            + other.ToString("R", CultureInfo.InvariantCulture)
            + proofText.Value[found.Index + found.Length ..]

        if changed <> proofText.Value then
            use file = new TextFile(changed)
            refused [ file.Path ] [ "ib"; "check"; file.Path ]

[<Fact>]
let ``false claims with a checksum that fits are refused by the mathematics`` () =
    for name, factor in
        [
            "beta", 1.001
            "beta", 0.999
            "lowerBound", 1.0 + 1e-12
            "objective", 1.0 - 1e-12
            "masses", 1.01
            "lambda", 1.001
            "lambda", 0.999
        ] do
        let field = Regex($"(\"{name}\": \\[*)([-\\d.eE]+)")

        let changed =
            field.Replace(
                proofText.Value,
                (fun m ->
                    let value = factor * Double.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture)
                    m.Groups[1].Value + value.ToString("R", CultureInfo.InvariantCulture)),
                1
            )

        Assert.NotEqual<string>(proofText.Value, changed)
        let struct (code, output, error) = check (sealAgain changed)
        Assert.True((code = 1), $"{name} x {factor}: {code} {error}")
        Assert.Contains("\"accepted\": false", output)

[<Fact>]
let ``what is no proof is refused in one line`` () =
    for content in
        [
            "{}"
            "[1, 2]"
            "no JSON"
            "{\"format\": \"another\"}"
            "{\"format\": 3}"
            proofText.Value.Replace("\"r\"", "\"q\"")
        ] do
        use file = new TextFile(content)
        refused [ file.Path ] [ "ib"; "check"; file.Path ]

    refused [ "no such file" ] [ "ib"; "check"; "nowhere.json" ]

[<Fact>]
let ``ib solve says what kind of evidence it has, and refuses a proof that another method cannot give`` () =
    use table = new TextFile(joint)
    let small = json [ "ib"; "solve"; "--joint"; table.Path; "--beta"; "0.1" ]
    Assert.Equal("proved", text "evidence" small)

    // A proof needs a finite beta.
    let trivial = json [ "ib"; "solve"; "--joint"; table.Path; "--beta"; "inf" ]
    Assert.Equal("numerical", text "evidence" trivial)

    use unproved = new TextFile("")

    refused
        [ "--proof" ]
        [
            "ib"
            "solve"
            "--joint"
            table.Path
            "--beta"
            "inf"
            "--proof"
            unproved.Path
        ]

    refused
        [ "--proof"; "--method" ]
        [
            "ib"
            "solve"
            "--joint"
            table.Path
            "--beta"
            "0.1"
            "--method"
            "sequential"
            "--proof"
            "x.json"
        ]

    refused
        [ "cannot be written" ]
        [
            "ib"
            "solve"
            "--joint"
            table.Path
            "--beta"
            "0.1"
            "--proof"
            "no/such/folder/x.json"
        ]

// ---- kl --enclose

let private words (line: string) = List.ofArray (line.Split ' ')

let private point =
    words "kl log-normal --activation 2 --alpha 0.5 --mu 0.3 --sigma 0.8"

let private enclosure arguments =
    let result = json (arguments @ [ "--enclose" ])
    let ends = result.GetProperty "enclosure"
    result, ends[0].GetDouble(), ends[1].GetDouble()

[<Fact>]
let ``kl encloses its value in nats and in bits`` () =
    for unit in [ "nats"; "bits" ] do
        for arguments in
            [
                point
                words "kl log-normal --activation 2 --alpha 0.5 --mu 0 --sigma 1 --noise unit-mean"
                words "kl log-uniform --alpha 0.5 --log-density -2"
                words "kl log-uniform --alpha 0.5"
                words "kl log-uniform --alpha 0.5 --alpha-max 0.7 --spike 0.3"
                words "kl log-uniform --alpha 0.5 --activation 0 --spike 0.3"
            ] do
            let result, low, high = enclosure (arguments @ [ "--unit"; unit ])
            Assert.True(low <= high && high - low < 1e-14)
            shouldBeWithin 1e-14 (number unit result) (0.5 * (low + high))

    // Proposition 3 at the doubles 0.5, 0.3 and 0.8, to thirty digits by another program.
    let _, low, high = enclosure point

    let exact =
        IDropTheory.PropertyTests.Theory.Precise.parse "0.28606980548185608012355637422230623"

    Assert.True(Rational.Of low <= exact && exact <= Rational.Of high)

[<Fact>]
let ``kl has no enclosure unless asked, and none of a truncated normal`` () =
    let plain = json (words "kl log-uniform --alpha 0.5")

    Assert.DoesNotContain("enclosure", keys plain)

    refused [ "--enclose"; "--log-density" ] (words "kl log-uniform --alpha 0.5 --lower -1 --upper 1 --enclose")
