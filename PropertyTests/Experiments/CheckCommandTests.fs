/// `idrop check`: what it says of activations whose truth is known.
module IDropTheory.PropertyTests.Experiments.CheckCommandTests

open System
open System.Text.Json
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Experiments.ArrayFiles
open IDropTheory.PropertyTests.Experiments.CommandRunner

let private n = 400

/// Positive activations of three units, of which the first knows the label, and the second and third share a part.
let private activations =
    let key = RandomKey.FromSeed 5UL

    [
        for i in 0 .. n - 1 do
            let x j = key.Fold(uint64 j).Normal(uint64 i)
            exp (x 0 + (if i % 2 = 0 then 4.0 else 0.0))
            exp (x 1)
            exp (0.6 * x 1 + 0.8 * x 2)
    ]

let private file (values: float list) =
    new BinaryFile(".npy", npy "<f8" false $"{n}, 3" (bytesOf "<f8" values))

let private interval (name: string) (result: JsonElement) =
    let ends = result.GetProperty name
    ends[0].GetDouble(), ends[1].GetDouble()

let private within (what: string) (truth: float) (low: float, high: float) =
    Assert.True(low <= truth && truth <= high, $"{what}: {truth} is not in [{low}, {high}]")

[<Fact>]
let ``check finds dependence, information and priors, and says what they mean`` () =
    use z = file activations

    let words =
        String.concat "\n" [ for i in 0 .. n - 1 -> if i % 2 = 0 then "dog" else "cat" ]

    use labels = new TextFile(words)
    let result = json [ "check"; z.Path; "--labels"; labels.Path ]
    Assert.True((result.GetProperty "logarithm").GetBoolean())
    within "total correlation" (-0.5 * log (1.0 - 0.36)) (interval "totalCorrelationInterval" result)
    shouldBeWithin 1e-12 (log 2.0) (number "labelEntropy" result)
    within "total correlation from ranks" (-0.5 * log (1.0 - 0.36)) (interval "rankTotalCorrelationInterval" result)
    // The first unit is a mixture of two normal distributions four deviations apart.
    Assert.Equal(1, (result.GetProperty "notNormal").GetInt32())
    Assert.Contains("1 of 3 units are not normal", text "conclusion" result)
    let low, high = interval "labelInformationInterval" result
    // Two classes four deviations apart: 0.61 of 0.69 nats.
    Assert.True(low > 0.5 && high < log 2.0 + 0.02, $"[{low}, {high}]")

    let priors = [ for prior in result.GetProperty("priors").EnumerateArray() -> prior ]
    Assert.Equal<string list>([ "logNormalPerUnit"; "logNormalPerLayer"; "logUniform" ], [ for prior in priors -> text "prior" prior ])
    let conclusion = text "conclusion" result
    Assert.Contains("The units depend on each other", conclusion)
    Assert.Contains("The activations tell at least", conclusion)
    Assert.Contains("cannot be seen in them", conclusion)
    // A linear classifier takes what it takes, and the tc command finds the same number.
    let tc = json [ "tc"; "--samples"; z.Path; "--log" ]
    shouldBeWithin 1e-12 (number "corrected" tc) (number "totalCorrelation" result)

[<Fact>]
let ``check claims nothing where there is nothing`` () =
    let noise = Array.zeroCreate<float>(3 * n)
    RandomKey.FromSeed(6UL).FillNormal(noise.AsSpan())
    use z = file (List.ofArray noise)

    use labels =
        new BinaryFile(".npy", npy "|u1" false $"{n}," (bytesOf "|u1" [ for i in 0 .. n - 1 -> float (i * 7 % 3) ]))

    let result = json [ "check"; z.Path; "--labels"; labels.Path ]
    Assert.False((result.GetProperty "logarithm").GetBoolean())
    within "total correlation" 0.0 (interval "totalCorrelationInterval" result)
    within "information" 0.0 (interval "labelInformationInterval" result)
    Assert.Equal(0, result.GetProperty("priors").GetArrayLength())
    let conclusion = text "conclusion" result
    Assert.Contains("may as well be 0", conclusion)
    Assert.Contains("reads nothing certain", conclusion)
    Assert.Contains("negative", conclusion)
    // Without labels nothing is said about them.
    let alone = json [ "check"; z.Path ]
    Assert.Equal(JsonValueKind.Null, alone.GetProperty("labelInformation").ValueKind)
    Assert.DoesNotContain("label", text "conclusion" alone)

[<Fact>]
let ``check takes activations of a ReLU as they are`` () =
    let rectified = activations |> List.map (fun v -> max 0.0 (log v))
    // A dead unit, and one that repeats another.
    let dead = rectified |> List.mapi (fun i v -> if i % 3 = 2 then 0.0 else v)
    use z = file dead
    let result = json [ "check"; z.Path ]
    Assert.Equal(2.0, number "units" result)
    Assert.Equal("3", (result.GetProperty "constant").[0].GetString())
    Assert.True(number "zeros" result > 0.2)

    use twice =
        file (dead |> List.mapi (fun i v -> if i % 3 = 2 then 2.0 * dead[i - 1] else v))

    let infinite = json [ "check"; twice.Path ]
    Assert.Equal(JsonValueKind.Null, infinite.GetProperty("totalCorrelationInterval").ValueKind)
    Assert.Contains("`idrop tc` names them", text "conclusion" infinite)

[<Fact>]
let ``check refuses what it cannot judge`` () =
    use z = file activations
    use few = new TextFile("1\n2\n")
    refused [ "400 rows"; "2 labels" ] [ "check"; z.Path; "--labels"; few.Path ]
    refused [ "2 rows"; "at least 50" ] [ "check"; few.Path ]
    use one = new TextFile(String.replicate n "1\n")
    refused [ one.Path; "one label" ] [ "check"; z.Path; "--labels"; one.Path ]
    use constant = new TextFile(String.replicate n "1.5\n")
    refused [ "no column that varies" ] [ "check"; constant.Path ]
