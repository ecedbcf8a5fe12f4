/// Joint distributions from counts, from rounded probabilities, and from samples of labels.
module IDropTheory.PropertyTests.Experiments.JointInputTests

open System.Text.Json
open Xunit
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Experiments.ArrayFiles
open IDropTheory.PropertyTests.Experiments.CommandRunner

let private thresholds (words: string list) (text: string) =
    use file = new TextFile(text)
    json ([ "ib"; "thresholds"; "--joint"; file.Path ] @ words)

let private refusedJoint (expected: string list) (words: string list) (text: string) =
    use file = new TextFile(text)
    refused (file.Path :: expected) ([ "ib"; "thresholds"; "--joint"; file.Path ] @ words)

let private local (result: JsonElement) =
    number "paper" (result.GetProperty "local")

/// Where learning begins for x seen with 10% noise: beta = (1 - 2 p)^2 in the paper's convention.
let private known = 0.64

[<Fact>]
let ``counts are divided by their sum`` () =
    shouldBeWithin 1e-9 known (local (thresholds [] noisyBit))
    shouldBeWithin 1e-9 known (local (thresholds [ "--counts" ] "45,5\n5,45\n"))
    refusedJoint [ "sum to 100"; "--normalise"; "--counts" ] [] "45,5\n5,45\n"
    refusedJoint [ "line 1, column 2"; "5.5"; "whole number" ] [ "--counts" ] "45,5.5\n5,45\n"
    refusedJoint [ "line 2, column 1"; "-5"; "count" ] [ "--counts" ] "45,5\n-5,45\n"
    refusedJoint [ "all counts are 0" ] [ "--counts" ] "0,0\n0,0\n"
    use source = new TextFile("30 70\n")
    let rate = [ "ib"; "rate-distortion"; "--source"; source.Path; "--slope"; "inf" ]
    refused [ "sum to 100" ] rate
    // Without distortion the rate is the entropy.
    shouldBeWithin 1e-9 (-0.3 * log 0.3 - 0.7 * log 0.7) (number "rate" (json (rate @ [ "--counts" ])))

[<Fact>]
let ``rounded probabilities are divided by their sum`` () =
    let rounded = "0.4499, 0.05\n0.05, 0.4499\n"
    refusedJoint [ "0.9998"; "--normalise" ] [] rounded
    let p = 0.05 / 0.4999
    shouldBeWithin 1e-9 ((1.0 - 2.0 * p) ** 2.0) (local (thresholds [ "--normalise" ] rounded))
    refusedJoint [ "sum to 3"; "--normalise"; "--counts" ] [ "--normalise" ] "1,1\n0,1\n"
    use file = new TextFile(rounded)

    refused [ "--counts and --normalise contradict" ] [ "ib"; "thresholds"; "--joint"; file.Path; "--normalise"; "--counts" ]

/// The pairs of the noisy bit, a hundred samples.
let private pairs (separator: string) (x: string * string) (y: string * string) =
    String.concat
        ""
        [
            for count, a, b in [ 45, fst x, fst y; 5, fst x, snd y; 5, snd x, fst y; 45, snd x, snd y ] do
                for _ in 1..count -> a + separator + b + "\n"
        ]

let private labels (name: string) (result: JsonElement) =
    [
        for label in result.GetProperty("read").GetProperty(name).EnumerateArray() -> string (label.GetString())
    ]

[<Fact>]
let ``two columns of labels are a joint distribution`` () =
    let sample = [ "--from-samples" ]

    for text in
        [
            pairs "," ("cat", "dog") ("meow", "woof")
            pairs "\t" ("0", "1") ("0", "1")
            "x,y\n" + pairs "," ("0", "1") ("3", "4")
            ",x,y\n"
            + (pairs "," ("0", "1") ("a", "b")).Replace("0,", "7,0,").Replace("1,", "8,1,")
        ] do
        let words = if text.StartsWith ',' then [ "--header"; "yes" ] else []
        shouldBeWithin 1e-9 known (local (thresholds (sample @ words) text))

    let named =
        thresholds (sample @ [ "--header"; "yes" ]) ("who,says\n" + pairs "," ("cat", "dog") ("meow", "woof"))

    shouldBeWithin 1e-9 known (local named)
    Assert.Equal<string list>([ "who"; "says" ], labels "names" named)
    Assert.Equal<string list>([ "cat"; "dog" ], labels "x" named)
    Assert.Equal(100.0, number "rows" (named.GetProperty "read"))
    // Labels that are numbers are in their order: 10 after 9.
    Assert.Equal<string list>([ "9"; "10" ], labels "y" (thresholds sample (pairs "," ("a", "b") ("10", "9"))))

    use file =
        new BinaryFile(".npy", npy "|u1" false "4, 2" (bytesOf "|u1" [ 0.0; 0.0; 1.0; 1.0; 0.0; 0.0; 1.0; 0.0 ]))

    let result =
        json [ "ib"; "solve"; "--joint"; file.Path; "--from-samples"; "--beta"; "0" ]

    Assert.Equal(2, result.GetProperty("encoder").GetArrayLength())

    refusedJoint [ "who, says"; "--header yes"; "--header no" ] sample ("who,says\n" + pairs "," ("cat", "dog") ("meow", "woof"))
    refusedJoint [ "3 values"; "two" ] sample "a,b,c\nd,e,f\n"
    refusedJoint [ "line 3"; "1 values" ] sample "a,b\na,b\nc\n"
    refused [ "contradict" ] ([ "ib"; "thresholds"; "--joint"; file.Path; "--counts" ] @ sample)
