/// `idrop ib`: the information bottleneck of small joint distributions, against what is known of them.
module IDropTheory.PropertyTests.Experiments.IbCommandTests

open System.Text.Json
open Xunit
open IDropTheory
open IDropTheory.Experiments.Input
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Experiments.CommandRunner

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

/// A table of 20 columns fits no line: it stands in parts, whose rows and columns are numbered.
[<Fact>]
let ``an encoder that is wider than the screen is printed in parts`` () =
    let row i =
        String.concat "," [ for j in 1..20 -> if i = j then "1" else "0" ]

    use joint = new TextFile(String.concat "\n" (List.map row [ 1..20 ]))

    let struct (code, output, _) =
        idrop [ "ib"; "solve"; "--joint"; joint.Path; "--counts"; "--beta"; "0" ]

    Assert.Equal(0, code)
    let lines = output.Split '\n' |> Array.map _.TrimEnd() |> List.ofArray
    Assert.All(lines, (fun line -> Assert.True(line.Length <= 200, line)))

    for title, first, last in
        [
            "p(t|x), columns 1 to 15 of 20", 1, 15
            "p(t|x), columns 16 to 20 of 20", 16, 20
        ] do
        let part = lines |> List.skipWhile ((<>) title) |> List.take 22

        let words (line: string) =
            line.Split([| ' ' |], System.StringSplitOptions.RemoveEmptyEntries)
            |> List.ofArray

        Assert.Equal<string list>([ for j in first..last -> $"{j}" ], words part[1])

        for i in 1..20 do
            Assert.Equal(1 + last - first + 1, (words part[i + 1]).Length)
            Assert.Equal($"{i}", (words part[i + 1])[0])

[<Fact>]
let ``ib solve certifies the noisy bit in both conventions`` () =
    use joint = new TextFile(noisyBit)

    let paper =
        json [ "ib"; "solve"; "--joint"; joint.Path; "--beta"; "0.4"; "--tolerance"; "1e-9" ]

    paper |> shouldHaveKeys solutionKeys
    let best = AnalyticBottleneck.BinarySymmetric(0.1).At(Beta.FromPaper 0.4)
    shouldBeWithin 1e-8 best.Objective.Value (number "objective" paper)
    shouldBeWithin 1e-7 best.InformationX.Value (number "informationX" paper)
    shouldBeWithin 1e-8 0.4 (number "beta" paper)
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
    shouldBeWithin 1e-12 (x - 2.5 * y) (number "objective" tishby)
    // The bound in one convention is the bound in the other: both gaps are the same, up to the factor.
    let gap (result: JsonElement) =
        number "objective" result - number "lowerBound" result

    Assert.True(gap tishby >= -1e-12 && gap tishby <= 2.5e-9 + 1e-12)

[<Fact>]
let ``objective, bound, gap and tolerance are those of the convention`` () =
    use joint = new TextFile("0.5,0\n0.25,0.25\n")

    for convention, beta, scale in
        [
            "paper", "0.38461538461538464", 1.0
            "tishby", "2.6", 2.6
            "tishby", "1.5", 1.5
        ] do
        for tolerance in [ 1e-3; 1e-6 ] do
            let result =
                json
                    [
                        "ib"
                        "solve"
                        "--joint"
                        joint.Path
                        "--beta"
                        beta
                        "--convention"
                        convention
                        "--tolerance"
                        tolerance.ToString "R"
                    ]

            let gap = number "gap" result
            shouldBeWithin 1e-13 (number "objective" result - number "lowerBound" result) gap
            shouldBeWithin 1e-18 tolerance (number "tolerance" result)
            Assert.Equal(gap <= tolerance, result.GetProperty("certified").GetBoolean())

            let best =
                AnalyticBottleneck.Z(0.5).At(Beta.FromPaper(1.0 / (if scale = 1.0 then 2.6 else scale)))

            let truth =
                if scale = 1.0 then
                    best.Objective.Value
                else
                    best.InformationX.Value - scale * best.InformationY.Value

            Assert.True(
                number "lowerBound" result <= truth + 1e-12
                && truth <= number "objective" result + 1e-12
            )

[<Fact>]
let ``ib solve takes an effort or seconds, and says which`` () =
    use joint = new TextFile(noisyBit)

    let solve more =
        [ "ib"; "solve"; "--joint"; joint.Path; "--beta"; "0.4" ] @ more

    for words, effort in
        [
            [], "standard"
            [ "--effort"; "quick" ], "quick"
            [ "--seconds"; "20" ], "20 s, so that the bound depends on this machine"
        ] do
        let result = json (solve words)
        Assert.Equal(effort, text "effort" result)
        Assert.False(result.GetProperty("interrupted").GetBoolean())
        Assert.True(result.GetProperty("certified").GetBoolean())

    refused [ "--seconds" ] (solve [ "--effort"; "quick"; "--seconds"; "1" ])
    refused [ "--seconds"; "> 0" ] (solve [ "--seconds"; "0" ])

/// Ten symbols: their proof takes longer than a test may.
let private ten () =
    let joint = JointDistribution.Random(RandomKey.FromSeed 10UL, 10, 10)

    String.concat
        "\n"
        [
            for x in 0..9 -> String.concat "," [ for y in 0..9 -> joint[x, y].ToString "R" ]
        ]

[<Fact>]
let ``when the time is up or Ctrl-C comes, what is known is printed`` () =
    use joint = new TextFile(ten () + "\n")

    let solve =
        [ "ib"; "solve"; "--joint"; joint.Path; "--normalise"; "--beta"; "0.12" ]

    let late = json (solve @ [ "--seconds"; "0.3" ])
    Assert.False(late.GetProperty("certified").GetBoolean())
    // How far it came depends on what else the machine does; without any cell the gap is less than what is known of y.
    Assert.True(number "gap" late < number "informationY" late)

    use stop = new System.Threading.CancellationTokenSource()
    stop.CancelAfter(300)

    let struct (code, output, error) =
        cancellable stop.Token (solve @ [ "--effort"; "thorough"; "--json" ])

    Assert.Equal((130, ""), (code, error))
    let interrupted = JsonDocument.Parse(output).RootElement
    Assert.True(interrupted.GetProperty("interrupted").GetBoolean())
    Assert.True(number "lowerBound" interrupted <= number "objective" interrupted)

    let thresholds =
        json [ "ib"; "thresholds"; "--joint"; joint.Path; "--normalise"; "--seconds"; "0.2" ]

    let paper name =
        number "paper" (thresholds.GetProperty(name: string))

    Assert.True(
        paper "local" <= paper "learnability"
        && paper "learnability" <= paper "learnabilityUpperBound"
    )

    Assert.False(thresholds.GetProperty("certified").GetBoolean())

[<Fact>]
let ``ib curve lies where something is learned, or in the range that is given`` () =
    use joint = new TextFile("0.1,0.4\n0.35,0.15\n")

    let points more =
        [
            for p in (json ([ "ib"; "curve"; "--joint"; joint.Path; "--points"; "6" ] @ more)).GetProperty("points").EnumerateArray() ->
                number "beta" p, number "informationX" p
        ]

    let usual = points []
    shouldBeWithin 1e-3 0.2531 (fst (List.last usual))

    for beta, information in usual do
        Assert.Equal(beta < 0.253, information > 0.01)

    let given = points [ "--beta-min"; "0.1"; "--beta-max"; "0.2" ]
    List.iter2 (fun beta (actual, _) -> shouldBeWithin 1e-12 beta actual) [ 0.1; 0.12; 0.14; 0.16; 0.18; 0.2 ] given

    refused
        [ "--beta-max is 0.1"; "--beta-min 0.2" ]
        [
            "ib"
            "curve"
            "--joint"
            joint.Path
            "--beta-min"
            "0.2"
            "--beta-max"
            "0.1"
        ]

/// Two pairs of symbols that say nearly the same about y.
let private twoPairs =
    "0.20,0.04,0.01\n0.19,0.05,0.01\n0.02,0.03,0.20\n0.01,0.04,0.20\n"

/// Every way to put so many symbols into clusters, as the cluster of each.
let rec private partitions (symbols: int) =
    if symbols = 0 then
        [ [] ]
    else
        [
            for rest in partitions (symbols - 1) do
                let clusters = if rest.IsEmpty then 0 else 1 + List.max rest

                for cluster in 0..clusters do
                    yield rest @ [ cluster ]
        ]

/// The least H(y|t) + beta I(x;t) of all hard clusterings, one by one.
let private bestPartition (joint: JointDistribution) (beta: float) =
    let objective (clusters: int list) =
        let encoder =
            Array2D.init joint.CountX joint.CountX (fun x t -> if clusters[x] = t then 1.0 else 0.0)

        BottleneckPoint.Of(joint, Channel encoder).Objective(Beta.FromPaper beta).Value

    partitions joint.CountX |> List.map objective |> List.min

[<Theory>]
[<InlineData("deterministic", 0.2)>]
[<InlineData("deterministic", 0.9)>]
[<InlineData("sequential", 0.2)>]
[<InlineData("sequential", 0.9)>]
[<InlineData("agglomerative", 0.2)>]
[<InlineData("agglomerative", 0.9)>]
let ``ib solve has methods for hard clusterings, which find the best one of few symbols`` (method: string) (beta: float) =
    for table in [ noisyBit; twoPairs ] do
        use joint = new TextFile(table)

        let result =
            json
                [
                    "ib"
                    "solve"
                    "--joint"
                    joint.Path
                    "--beta"
                    string beta
                    "--method"
                    method
                ]

        shouldBeWithin
            1e-12
            (bestPartition (NumberTable.Read(joint.Path, "joint", InputLimit.Table).ToJoint()) beta)
            (number "objective" result)

[<Fact>]
let ``the best hard clustering merges what costs more to tell apart than it says`` () =
    use joint = new TextFile(twoPairs)

    let clusters (beta: string) =
        let encoder =
            (json
                [
                    "ib"
                    "solve"
                    "--joint"
                    joint.Path
                    "--beta"
                    beta
                    "--method"
                    "agglomerative"
                ])
                .GetProperty("encoder")

        List.distinct [ for row in encoder.EnumerateArray() -> row.ToString() ]
        |> List.length

    Assert.Equal<int list>([ 4; 2; 1 ], List.map clusters [ "0"; "0.2"; "0.9" ])

[<Theory>]
[<InlineData("generalised")>]
[<InlineData("deterministic")>]
[<InlineData("sequential")>]
[<InlineData("agglomerative")>]
let ``the other methods of ib solve certify nothing`` (method: string) =
    use joint = new TextFile(noisyBit)

    let result =
        json [ "ib"; "solve"; "--joint"; joint.Path; "--beta"; "0.2"; "--method"; method ]

    result |> shouldHaveKeys solutionKeys
    Assert.False(result.GetProperty("certified").GetBoolean())
    Assert.Equal(JsonValueKind.Null, result.GetProperty("lowerBound").ValueKind)

[<Fact>]
let ``ib solve descends to the noisy bit's optimum with the generalised method, whose alpha is 1 unless told`` () =
    use joint = new TextFile(noisyBit)

    let result =
        json
            [
                "ib"
                "solve"
                "--joint"
                joint.Path
                "--beta"
                "0.2"
                "--method"
                "generalised"
            ]

    shouldBeWithin 1e-6 (AnalyticBottleneck.BinarySymmetric(0.1).At(Beta.FromPaper 0.2).Objective.Value) (number "objective" result)

[<Fact>]
let ``ib thresholds: both, in both conventions`` () =
    use joint = new TextFile("{\"joint\": [[0.45, 0.05], [0.05, 0.45]]}")
    let result = json [ "ib"; "thresholds"; "--joint"; joint.Path ]

    for threshold in [ "local"; "learnability" ] do
        shouldBeWithin 1e-9 0.64 (number "paper" (result.GetProperty threshold))
        shouldBeWithin 1e-8 (1.0 / 0.64) (number "tishby" (result.GetProperty threshold))

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
    shouldBeWithin 1e-10 x (number "informationX" result)
    shouldBeWithin 1e-10 (x - 0.5 * log (0.64 / 0.3)) (number "informationY" result)
    Assert.Equal(1, result.GetProperty("components").GetInt32())

[<Fact>]
let ``ib rate-distortion is h(p) - h(D) for a bit`` () =
    use source = new TextFile("0.3\n0.7\n")
    let h p = -p * log p - (1.0 - p) * log (1.0 - p)

    let result =
        json [ "ib"; "rate-distortion"; "--source"; source.Path; "--level"; "0.1" ]

    shouldBeWithin 1e-8 (h 0.3 - h 0.1) (number "rate" result)
    shouldBeWithin 1e-8 0.1 (number "distortion" result)
    let slope = (number "slope" result).ToString "R"
    shouldBeWithin 1e-6 (number "rate" result) (number "rate" (json [ "ib"; "rate-distortion"; "--source"; source.Path; "--slope"; slope ]))

[<Fact>]
let ``ib curve goes from everything to nothing, and bends down`` () =
    use joint = new TextFile(noisyBit)
    let curve = json [ "ib"; "curve"; "--joint"; joint.Path; "--points"; "12" ]

    let points = [ for p in curve.GetProperty("points").EnumerateArray() -> p ]
    Assert.Equal(12, points.Length)
    let problem = AnalyticBottleneck.BinarySymmetric 0.1

    for p in points do
        shouldBeWithin 1e-6 (problem.At(Beta.FromPaper(number "beta" p)).InformationX.Value) (number "informationX" p)
        shouldBeWithin 1e-7 (problem.InformationY(Nats(number "informationX" p)).Value) (number "informationY" p)

    Assert.Equal<float list>(points |> List.map (number "beta") |> List.sort |> List.distinct, points |> List.map (number "beta"))
    // Up to beta = (1 - 2 p)^2 every trade-off keeps something else, after it none keeps anything.
    let learned, silent = points |> List.partition (fun p -> number "beta" p < 0.64)
    Assert.True(learned.Length >= 6 && not silent.IsEmpty, $"{learned.Length} and {silent.Length} points")

    for more, less in List.pairwise learned do
        Assert.True(number "informationX" more > number "informationX" less, $"{less} after {more}")

    for p in silent do
        shouldBeWithin 1e-9 0.0 (number "informationX" p)
        shouldBeWithin 1e-9 0.0 (number "informationY" p)

    // At beta = 0 all of x is kept.
    Assert.Equal(0.0, number "beta" points.Head)
    shouldBeWithin 1e-12 (log 2.0) (number "informationX" points.Head)
    shouldBeWithin 1e-12 (problem.Joint.MutualInformation().Value) (number "informationY" points.Head)

[<Fact>]
let ``ib plane is the bottleneck without gamma, and finds independent bits without beta`` () =
    use joint = new TextFile(noisyBit)

    let plane (options: string list) =
        json ([ "ib"; "plane"; "--joint"; joint.Path ] @ options)

    let bottleneck = plane [ "--beta"; "0.4"; "--gamma"; "0" ]
    shouldBeWithin 1e-6 (AnalyticBottleneck.BinarySymmetric(0.1).At(Beta.FromPaper 0.4).Objective.Value) (number "objective" bottleneck)
    Assert.True(bottleneck.GetProperty("certified").GetBoolean())
    Assert.Equal(4, bottleneck.GetProperty("encoder").[0].GetArrayLength())
    // Without --gamma it is beta (Proposition 1).
    let both = plane [ "--beta"; "0.2"; "--components"; "3"; "2" ]
    Assert.Equal(0.2, number "gamma" both)
    Assert.Equal(6, both.GetProperty("encoder").[0].GetArrayLength())

    shouldBeWithin
        1e-12
        (number "conditionalEntropyY" both
         + 0.2 * (number "informationX" both + number "totalCorrelation" both))
        (number "objective" both)

    // (a, a xor b) with P(a) = 0.3 and P(b) = 0.15, as counts.
    use mixed = new TextFile("0.595,0\n0.105,0\n0,0.045\n0,0.255\n")

    let causes =
        json
            [
                "ib"
                "plane"
                "--joint"
                mixed.Path
                "--beta"
                "0"
                "--gamma"
                "1"
                "--reconstruct"
            ]

    shouldBeWithin 1e-6 0.0 (number "objective" causes)
    Assert.True(causes.GetProperty("certified").GetBoolean())
    refused [ "--components is '0'" ] [ "ib"; "plane"; "--joint"; joint.Path; "--beta"; "1"; "--components"; "0" ]
