/// The ascent to the largest ratio of divergences where symbols exclude each other, and how fast it is.
module IDropTheory.PropertyTests.Theory.ContractionAscentTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

/// x = 0 and 1 share the outputs 0 and 1; x = 2 has the outputs 1 and 2, and x = 3 the output 2 alone.
let private gaps (key: RandomKey) =
    let u i = 0.05 + key.Uniform(uint64 i)

    let table =
        array2D [ [ u 0; u 1; 0.0 ]; [ u 2; u 3; 0.0 ]; [ 0.0; u 4; u 5 ]; [ 0.0; 0.0; u 6 ] ]

    let total = table |> Seq.cast<float> |> Seq.sum
    JointDistribution(table |> Array2D.map (fun v -> v / total))

let private ratio (joint: JointDistribution) (r: float[]) =
    let s =
        joint.YGivenX.Apply(FiniteDistribution(ReadOnlySpan r)).Probabilities.ToArray()

    Oracles.kl s (joint.Y.Probabilities.ToArray())
    / Oracles.kl r (joint.X.Probabilities.ToArray())

/// The plain step by its definition, with 0 log 0 = 0.
let private step (joint: JointDistribution) (r: float[]) =
    let s = joint.YGivenX.Apply(FiniteDistribution(ReadOnlySpan r))

    let logs =
        Array.init joint.CountX (fun x ->
            log joint.X[x]
            + Seq.sum (
                seq {
                    for y in 0 .. joint.CountY - 1 do
                        if joint.YGivenX[x, y] > 0.0 then
                            joint.YGivenX[x, y] * log (s[y] / joint.Y[y])
                }
              )
              / ratio joint r)

    let weights = logs |> Array.map (fun v -> exp (v - Array.max logs))
    weights |> Array.map (fun v -> v / Array.sum weights)

[<Law(Cases = 60)>]
let ``from an edge that excludes an output the ascent stays on the edge and climbs there`` (key: RandomKey) =
    let joint = gaps key
    let contraction = ContractionRatio joint
    let share = 0.1 + 0.8 * key.Uniform 20UL
    let start = [| share; 1.0 - share; 0.0; 0.0 |]
    let stepped = step joint start
    shouldBeWithin 1e-15 0.0 (stepped[2] + stepped[3])
    let one = Array.copy start
    let first = contraction.Ascend(one, 1)
    shouldBeWithin 1e-12 (max (ratio joint start) (ratio joint stepped)) first

    if ratio joint stepped > ratio joint start then
        Array.iter2 (shouldBeWithin 1e-12) stepped one

    // To the end: at least what many plain steps reach, still without the excluded output.
    let plain = Seq.fold (fun r _ -> step joint r) start (seq { 1..300 })
    let last = Array.copy start
    let reached = contraction.Ascend last
    Assert.Equal((0.0, 0.0), (last[2], last[3]))
    shouldBeWithin 1e-12 (ratio joint last) reached
    shouldBeAtMost 1e-10 reached (ratio joint plain)

// Fixed problems: on others the longer steps may climb to a different maximum.
[<Fact>]
let ``longer steps are in sixty where plain ones are not yet`` () =
    let gains =
        [
            for seed in 1UL .. 6UL do
                let joint = gaps (RandomKey.FromSeed seed)
                let quick = [| 0.4; 0.3; 0.2; 0.1 |]
                let plain = Seq.fold (fun r _ -> step joint r) quick (seq { 1..60 })
                let reached = ContractionRatio(joint).Ascend(quick, 60)
                shouldBeWithin 1e-12 (ratio joint quick) reached
                reached - ratio joint plain
        ]

    Assert.All(gains, fun gain -> Assert.True(gain >= -1e-9, $"{gains}"))
    Assert.Contains(gains, fun gain -> gain > 1e-6)

[<Law(Cases = 30)>]
let ``the largest ratio found is that of the best of all ascents`` (key: RandomKey) =
    let n = 4 + key.Below(2, 50UL)

    let table = Array2D.init n 3 (fun x y -> key.Exponential(uint64 (3 * x + y)) ** 2.0)

    let total = table |> Seq.cast<float> |> Seq.sum
    let joint = JointDistribution(table |> Array2D.map (fun v -> v / total))
    let contraction = ContractionRatio joint

    let best =
        Seq.max (
            seq {
                yield (Thresholds.Local joint).Paper

                for a in 0 .. n - 1 do
                    for b in 0..a do
                        yield contraction.Ascend(Array.init n (fun x -> (if x = a then 0.5 else 0.0) + (if x = b then 0.5 else 0.0)))
            }
        )

    shouldBeAtMost 1e-9 (Thresholds.Learnability(joint, cellBudget = 0).Beta.Paper) best
