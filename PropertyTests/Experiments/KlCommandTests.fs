/// `idrop kl`: Propositions 2 and 3 in numbers.
module IDropTheory.PropertyTests.Experiments.KlCommandTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Experiments.CommandRunner

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
    shouldBeWithin 1e-5 0.28607 (number "nats" result)
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
    shouldBeWithin 1e-15 (0.49 / 8.0) (number "nats" (at "unit-mean"))

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
    shouldBeWithin 1e-4 1.5768 (number "nats" improper)
    Assert.True(improper.GetProperty("relative").GetBoolean())
    Assert.Equal("-(log(alpha) + log(2 pi e) / 2) - log(c)", (text "formula" improper))

    let relative = kl [ "--alpha-max"; "0.7" ]
    shouldBeWithin 1e-15 (log (0.7 / 0.5)) (number "nats" relative)
    Assert.True(relative.GetProperty("relative").GetBoolean())
    Assert.Equal("-log(alpha / alpha_max)", (text "formula" relative))

    // Far from both ends the truncation does not matter, and the constant is 1 / length.
    let proper = kl [ "--lower"; "-10"; "--upper"; "10" ]
    shouldBeWithin 1e-12 (log 20.0 - log 0.5 - 0.5 * log (2.0 * Math.PI * Math.E)) (number "nats" proper)
    Assert.False(proper.GetProperty("relative").GetBoolean())

    let spiked = kl [ "--lower"; "-10"; "--upper"; "10"; "--spike"; "0.2" ]
    shouldBeWithin 1e-12 (number "nats" proper - log 0.8) (number "nats" spiked)

    // Where f > 0 a spike costs -log(1 - q0), whatever the prior of the rest.
    let half = kl [ "--alpha-max"; "0.7"; "--spike"; "0.3" ]
    shouldBeWithin 1e-15 (log 2.0) (number "nats" half)
    Assert.Equal("-log(alpha / alpha_max) - log(-(q0 - 1))", (text "formula" half))
    Assert.Equal("Infinity", text "nats" (kl [ "--alpha-max"; "0.7"; "--spike"; "1" ]))

    let improperSpiked = kl [ "--log-density"; "-2.302585092994046"; "--spike"; "0.3" ]
    shouldBeWithin 1e-15 (number "nats" improper - log 0.7) (number "nats" improperSpiked)

    let silent =
        kl [ "--lower"; "-10"; "--upper"; "10"; "--spike"; "0.2"; "--activation"; "0" ]

    shouldBeWithin 1e-15 -(log 0.2) (number "nats" silent)
