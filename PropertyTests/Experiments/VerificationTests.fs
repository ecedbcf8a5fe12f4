/// The verification verified: it passes, it covers the errata, and it notices an error of one per cent.
module IDropTheory.PropertyTests.Experiments.VerificationTests

open System
open System.Collections.Immutable
open System.IO
open System.Text.Json
open Xunit
open IDropTheory
open IDropTheory.Experiments.Commands
open IDropTheory.Experiments.Output
open IDropTheory.Experiments.Reproduction.Claims
open IDropTheory.Experiments.Text
open IDropTheory.Verification
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Experiments.CommandRunner

let private checks =
    lazy (List.ofSeq (CheckCatalogue.Run(VerificationSettings(7UL, 200_000))))

let private describe (check: Check) =
    $"{check.Id}: {check.Computed} against [{check.Low}, {check.High}] {check.Failure}"

let private none (offenders: Check seq) =
    Assert.True(Seq.isEmpty offenders, String.Join("\n", Seq.map describe offenders))

[<Fact>]
let ``every check passes`` () =
    none (checks.Value |> Seq.filter (fun c -> not c.Passed))

[<Fact>]
let ``every check has its own name and a statement`` () =
    let ids = checks.Value |> List.map _.Id
    Assert.Equal<string list>(ids, List.distinct ids)
    none (checks.Value |> Seq.filter (fun c -> c.Statement.Length < 20))

[<Fact>]
let ``all errata are there, and each printed form is refuted`` () =
    for number in 1..9 do
        let check = checks.Value |> List.find (fun c -> c.Id = $"E{number}")
        Assert.True(check.Printed.HasValue, check.Id)
        Assert.False(check.Accepts check.Printed.Value, describe check)
        // The same check fails when the library computes what the paper prints: it is the numbers that decide.
        let printed =
            Check(check.Id, check.Statement, check.How, check.Printed.Value, check.Reference, check.Low, check.High)

        Assert.False(printed.Passed, describe check)

[<Fact>]
let ``the printed forms are transcribed as printed: they agree with the derived ones where the misprint does not matter`` () =
    for alpha in [ 0.2; 0.5; 1.3 ] do
        // E1: at c = 1 the sign of log c does not matter. E2: at f = 1 nor does log f.
        Assert.Equal(KlDivergence.LogUniform(LogNormal(0.0, alpha), LogUniform 0.0).Value, PrintedForms.LogUniformKl(alpha, 0.0), 12)

        Assert.Equal(
            KlDivergence.LogNormal(LogNormal(0.0, alpha), LogNormal(0.4, 0.9)).Value,
            PrintedForms.LogNormalKl(alpha, 0.4, 0.9),
            12
        )

    // E3: without dependence a factor does not matter; with it the printed value is twice the derived one.
    Assert.Equal(0.0, PrintedForms.TotalCorrelation 1.0)

    let pair =
        MathNet.Numerics.LinearAlgebra.Matrix<float>.Build.DenseOfArray(array2D [ [ 1.0; 0.6 ]; [ 0.6; 1.0 ] ])

    Assert.Equal(2.0 * TotalCorrelation.OfCovariance(pair).Value, PrintedForms.TotalCorrelation 0.64, 12)

/// Negative control: a value that is one per cent off fails every check but the bounds and the samples, whose resolution is stated.
[<Fact>]
let ``an error of one per cent is noticed`` () =
    let sharp =
        checks.Value
        |> List.filter (fun c ->
            c.How <> Evidence.MonteCarlo
            && abs c.Computed > c.High - c.Low
            && Double.IsFinite(c.High - c.Low)
            && c.High - c.Low < 1e-2)

    Assert.True(sharp.Length >= 130, $"{sharp.Length}")

    none (
        sharp
        |> Seq.filter (fun c ->
            Check(c.Id, c.Statement, c.How, 1.01 * c.Computed, c.Reference, c.Low, c.High).Passed
            && c.Id <> "bottleneck.certificate")
    )

[<Fact>]
let ``samples state a positive error probability, everything else none`` () =
    none (
        checks.Value
        |> Seq.filter (fun c -> (c.How = Evidence.MonteCarlo) <> (c.ErrorProbability > 0.0))
    )

    Assert.True((checks.Value |> List.sumBy _.ErrorProbability) < 1e-7)

// ---- Too few samples: neither passed nor failed

let private claim (id: string) =
    CheckCatalogue.Claims |> Seq.find (fun claim -> claim.Id = id)

let private sampled =
    [
        "E5"
        "proposition-2.monte-carlo"
        "proposition-3.monte-carlo"
        "tc.bias-sampled"
        "random.uniform"
        "random.permutation"
        "random.simplex"
        "sample.information"
    ]

/// The checks that sample. The bounds of one need so few samples that the least number decides it.
let private sampling = "batches.enclose" :: sampled

[<Fact>]
let ``with the fewest samples that are allowed no check fails: it is undecided, and as many as it names decide it`` () =
    for id in sampled do
        let few = (claim id).Test(VerificationSettings(3UL, 1000))
        Assert.Equal(CheckOutcome.Undecided, few.Outcome)
        Assert.False few.Passed
        let needed = few.SamplesNeeded.Value
        Assert.InRange(needed, 1001L, 300_000L)
        Assert.Contains($"{needed} samples are needed", few.Sureness)
        let enough = (claim id).Test(VerificationSettings(3UL, int needed))
        Assert.True(enough.Passed, describe enough)
        // One per cent fewer do not.
        let fewer = (claim id).Test(VerificationSettings(3UL, int (0.99 * float needed)))
        Assert.Equal(CheckOutcome.Undecided, fewer.Outcome)

[<Fact>]
let ``these are the checks that sample`` () =
    let found =
        checks.Value
        |> List.filter (fun c -> c.How = Evidence.MonteCarlo)
        |> List.map _.Id

    Assert.Equal<Set<string>>(set sampling, set found)

[<Law(Cases = 200)>]
let ``the number of samples that a half-width needs is the least one`` (spread: uint16) (range: uint16) (width: uint16) =
    let mean count =
        SampleMean(0.0, count, 1e-2 * float spread, 1e-2 * float range, 1e-3, 1e-9)

    let width = 2e-3 + 1e-4 * float width
    let needed = int (min 1_000_000_000L ((mean 1).Needed width))

    if needed >= 2 && needed < 1_000_000_000 then
        Assert.InRange((mean needed).HalfWidth, 0.0, width * (1.0 + 1e-12))
        Assert.True((mean (needed - 1)).HalfWidth > width * (1.0 - 1e-12))

    Assert.Equal(Int64.MaxValue, (mean 1).Needed 1e-4)

[<Fact>]
let ``a wrong value fails however few the samples are, if it lies outside of their interval`` () =
    let mean = SampleMean(0.0, 10, 1.0, 0.0, 0.0, 1e-9)
    Assert.Equal(CheckOutcome.Failed, Check.MonteCarlo(0.5, mean, 0.1).Outcome)
    Assert.Equal(CheckOutcome.Undecided, Check.MonteCarlo(0.2, mean, 0.1).Outcome)
    Assert.Equal(CheckOutcome.Passed, Check.MonteCarlo(0.2, mean, 1.0).Outcome)
    // A printed form inside of an interval that is too wide is not a failure either.
    Assert.Equal(CheckOutcome.Undecided, Check.MonteCarlo(0.2, mean, 0.1).Refuting(0.1).Outcome)
    Assert.Equal(CheckOutcome.Failed, Check.MonteCarlo(0.2, mean, 1.0).Refuting(0.1).Outcome)

[<Fact>]
let ``the exit code tells passed, failed and undecided apart`` () =
    let passed = Check.Exact(1.0, 1.0)
    let undecided = Check.MonteCarlo(0.2, SampleMean(0.0, 10, 1.0, 0.0, 0.0, 1e-9), 0.1)

    for checks, code, outcome in
        [
            [ passed ], 0, "passed"
            [ passed; undecided ], 3, "undecided"
            [ passed; undecided; Check.Exact(1.0, 2.0) ], 1, "failed"
        ] do
        let result = VerifyCommand.Result(checks, VerificationSettings(1UL, 1000), false)
        Assert.Equal(code, result.ExitCode)

        let entries =
            JsonDocument.Parse(result.ToJson InformationUnit.Nats).RootElement.GetProperty "checks"

        Assert.Equal(outcome, text "outcome" (List.ofSeq (entries.EnumerateArray()) |> List.last))
        use writer = new StringWriter()
        result.Write(Streams.Captured(writer, writer).OutputConsole 80, InformationUnit.Nats)
        Assert.Equal((code <> 0), (string writer).Contains "1 undecided for too few samples")

// ---- Many seeds

[<Fact>]
let ``many seeds repeat the checks that depend on the seed, and no other, with every seed from the first on`` () =
    let random: Claim list =
        [
            for claim in CheckCatalogue.Claims do
                if claim.IsRandom then
                    claim
        ]

    Assert.InRange(random.Length, 50, CheckCatalogue.Claims.Length - 50)

    let tallies =
        List.ofSeq (CheckCatalogue.Repeat(VerificationSettings(41UL, 1000), 2))

    Assert.Equal<string list>([ for claim in random -> claim.Id ], [ for tally in tallies -> tally.Id ])
    Assert.All(tallies, (fun tally -> Assert.Empty tally.Failed))

    for tally in tallies do
        let expected =
            if List.contains tally.Id sampled then
                [ 41UL; 42UL ]
            else
                []

        Assert.Equal<uint64 list>(expected, List.ofSeq tally.Undecided)
        Assert.Equal(List.contains tally.Id sampling, tally.ErrorProbability > 0.0)

    let refusal =
        Assert.ThrowsAny<ArgumentException>(fun () -> CheckCatalogue.Repeat(VerificationSettings(UInt64.MaxValue, 1000), 2) |> ignore)

    Assert.Contains("the first seed", refusal.Message)

[<Fact>]
let ``what many seeds came to is one document, and the table names the seeds that failed`` () =
    let tally =
        SeedTally("E5", "a statement", 300, 1e-9, ImmutableArray.Create(18446744073709551615UL), ImmutableArray.Empty)

    Assert.Equal(tally, SeedTally("E5", "a statement", 300, 1e-9, ImmutableArray.Create(18446744073709551615UL), ImmutableArray.Empty))
    let result = VerifyCommand.Result([ tally ], VerificationSettings(1UL, 1000))
    Assert.Equal(1, result.ExitCode)
    let document = JsonDocument.Parse(result.ToJson InformationUnit.Nats).RootElement

    shouldHaveKeys
        [
            "checks"
            "failed"
            "undecided"
            "errorProbability"
            "seed"
            "seeds"
            "samples"
        ]
        document

    Assert.Equal(300.0, number "seeds" document)
    use writer = new StringWriter()
    result.Write(Streams.Captured(writer, writer).OutputConsole 200, InformationUnit.Nats)
    Assert.Contains("18446744073709551615", string writer)
    Assert.Contains("1 of 300 failed", string writer)

    let struct (code, output, _) =
        idrop [ "verify"; "--seeds"; "1"; "--samples"; "1000" ]

    Assert.Equal(3, code)
    Assert.Contains("none of", output)

[<Fact>]
let ``a check that throws is a check that failed`` () =
    let broken =
        Check("broken", "a statement that cannot be computed", Evidence.Exact, nan, nan, nan, nan)

    Assert.False broken.Passed
    Assert.False(Check.Exact(nan, 1.0).Passed)
    Assert.True(Check.Exact(infinity, infinity).Passed)
    Assert.False(Check.Exact(1e300, infinity).Passed)

[<Law(Cases = 100)>]
let ``a check accepts exactly its interval`` (computed: int) (reference: int) (width: uint8) =
    let computed, reference, width = float computed, float reference, float width

    let check =
        Check("a", "statement", Evidence.Exact, computed, reference, reference - width, reference + width)

    Assert.Equal(abs (computed - reference) <= width, check.Passed)
    // A printed form inside of the interval is not refuted.
    Assert.False(check.Refuting(reference).Passed)
    Assert.Equal(check.Passed, check.Refuting(reference + width + 1.0).Passed)
    // Of several checks the worst is shown.
    let others = [ check; Check.Exact(1.0, 1.0); check.Refuting reference ]

    Assert.False((Check.All others).Passed)

let private arguments =
    [ "verify"; "--seed"; "7"; "--samples"; "200000"; "--unit"; "bits" ]

[<Fact>]
let ``verify prints one document with the contract's keys, converts information and nothing else, and exits with 0`` () =
    let result = json arguments

    for key in [ "checks"; "passed"; "failed"; "undecided"; "seed"; "samples"; "unit" ] do
        Assert.True(fst (result.TryGetProperty key), key)

    Assert.Equal(0, result.GetProperty("failed").GetInt32())
    let entries = List.ofSeq (result.GetProperty("checks").EnumerateArray())

    for check, entry in List.zip checks.Value entries do
        for key in
            [
                "id"
                "statement"
                "how"
                "computed"
                "reference"
                "interval"
                "errorProbability"
                "printed"
                "outcome"
            ] do
            Assert.True(fst (entry.TryGetProperty key), key)

        Assert.Contains(text "how" entry, [ "proof"; "exact"; "quadrature"; "monte-carlo" ])
        Assert.Equal(check.Id, text "id" entry)

        if Double.IsFinite check.Computed then
            let expected =
                if check.IsInformation then
                    Nats(check.Computed).ToBits().Value
                else
                    check.Computed

            Assert.Equal(expected, number "computed" entry)

/// What a person sees in a terminal of 80 columns.
let screen =
    lazy
        (use writer = new StringWriter()

         let result =
             VerifyCommand.Result(checks.Value, VerificationSettings(7UL, 200_000), false)

         result.Write(Streams.Captured(writer, writer).OutputConsole 80, InformationUnit.Nats)
         [ for line in (string writer).TrimEnd().Split '\n' -> line.TrimEnd() ])

[<Fact>]
let ``the errata fit a terminal of 80 columns and 40 lines`` () =
    Assert.InRange(screen.Value.Length, 9, 40)
    Assert.All(screen.Value, (fun line -> Assert.True(line.Length <= 80, line)))

[<Fact>]
let ``the table for people has the errata, and with --all every check`` () =
    let struct (code, errata, error) = idrop arguments
    Assert.Equal(0, code)
    Assert.Equal("", error)

    for check in checks.Value do
        Assert.Equal(check.Printed.HasValue, errata.Contains check.Statement)

    let struct (code, output, error) = idrop (arguments @ [ "--all" ])
    Assert.Equal(0, code)
    Assert.Equal("", error)
    Assert.Contains("checks passed", output)

    for check in checks.Value do
        Assert.Contains(check.Id, output)
