/// Monte-Carlo against quadrature on the paper's layer, with a stated error probability.
module IDropTheory.PropertyTests.Theory.ChannelSamplingTests

open System
open Xunit
open FsCheck
open FsCheck.FSharp
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.NumberGenerators
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Theory.LogNormalChannelTests

/// |mean - truth| for log-ratios with E exp(-ratio) <= 1 and ratio <= top: the positive parts have moments E r^q <= top^q, the negative
/// ones E |r|^q <= q!. Bernstein's condition holds with v = 2 + top^2 and scale max(1, top / 3), so the bound is
/// sqrt(2 v t / n) + scale t / n, t = ln(2 / falseAlarm).
let samplingBound top (n: int) =
    let t = log (2.0 / falseAlarm)
    let v, scale = 2.0 + top * top, max 1.0 (top / 3.0)
    sqrt (2.0 * v * t / float n) + scale * t / float n

[<Fact>]
let ``sampling agrees with quadrature within a bound that is broken once in 1e9 runs`` () =
    let channel, n = ExampleSystems.NoisyPair(), 400000
    let least = 0.2
    let information = ChannelSampling.Information(channel, testKey "I by sampling", n)

    let correlation =
        ChannelSampling.TotalCorrelation(channel, testKey "TC by sampling", n)

    let topI, topTC = log (1.0 / least), log (1.0 / 0.2 + 1.0 / 0.3 + 1.0 / 0.5)
    shouldBeWithin (samplingBound topI n) (value (channel.Information())) information.Mean.Value
    shouldBeWithin (samplingBound topTC n) (value (channel.TotalCorrelation())) correlation.Mean.Value
    // The bound is far wider than the standard error that is reported; both are small beside what they measure.
    Assert.True(
        information.StandardError.Value < 0.002
        && correlation.StandardError.Value < 0.002
    )

    Assert.True(smallestDetectable (samplingBound topI n) < 0.07)

[<Fact>]
let ``the mean and its standard error are those of the samples that the key draws`` () =
    let channel, key, n = ExampleSystems.NoisyPair(), testKey "drawn", 300
    let choice, noise = key.Fold "input", key.Fold "noise"

    let ratios =
        [
            for k in 0 .. n - 1 do
                let uniform = choice.Uniform(uint64 k)

                let x =
                    if uniform <= 0.2 then 0
                    elif uniform <= 0.5 then 1
                    else 2

                let z =
                    [|
                        for i in 0..1 -> LogNormal(channel[x, i].Location, channel[x, i].Scale).Sample(noise, uint64 (2 * k + i))
                    |]

                let density (x: int) =
                    Seq.sum (seq { for i in 0..1 -> LogNormal(channel[x, i].Location, channel[x, i].Scale).LogDensity z[i] })

                let mixture =
                    log (Seq.sum (seq { for j in 0..2 -> channel.X[j] * exp (density j) }))

                density x - mixture
        ]

    let mean = List.average ratios
    let square = List.sumBy (fun r -> (r - mean) ** 2.0) ratios
    let estimate = ChannelSampling.Information(channel, key, n)
    shouldBeRelatively 1e-12 mean estimate.Mean.Value
    shouldBeRelatively 1e-12 (sqrt (square / float (n - 1) / float n)) estimate.StandardError.Value

[<Fact>]
let ``negative control: sampling refuses the information of a layer with other noise`` () =
    let channel, n = ExampleSystems.NoisyPair(), 400000

    let quieter =
        LogNormalChannel(
            channel.X,
            Array2D.init 3 2 (fun x i -> channel[x, i].Location),
            Array2D.init 3 2 (fun x i -> 0.8 * channel[x, i].Scale)
        )

    let sampled =
        ChannelSampling.Information(channel, testKey "I by sampling", n).Mean.Value

    shouldRefuse (fun () -> shouldBeWithin (samplingBound (log 5.0) n) (value (quieter.Information())) sampled)

[<Fact>]
let ``sampling serves any number of components and depends on its key alone`` () =
    let x = FiniteDistribution(ReadOnlySpan [| 0.5; 0.0; 0.5 |])
    let d = 6
    let f = Array2D.init 3 d (fun k i -> float k * 0.1 * float i)
    let channel = LogNormalChannel(x, f, Array2D.create 3 d 0.5)
    let key = testKey "six components"

    let first, again =
        ChannelSampling.Information(channel, key, 200000), ChannelSampling.Information(channel, key, 200000)

    Assert.Equal(first, again)
    Assert.NotEqual(first, ChannelSampling.Information(channel, key.Fold 1UL, 200000))
    // Equal noise: only the distance between the two inputs matters, so one unit with the same distance carries as much.
    let distance =
        2.0 * 0.1 * sqrt (Seq.sum (seq { for i in 0 .. d - 1 -> float (i * i) }))

    let reference = value ((twoInputs (distance / 2.0) 0.5 0.5).Information())
    shouldBeWithin (samplingBound (log 2.0) 200000) reference first.Mean.Value

    let error =
        Assert.Throws<InvalidOperationException>(fun () -> channel.Information() |> ignore)

    Assert.Contains("6 components", error.Message)
