/// Section 4: conditional information, sufficiency and the nearest Markov chain; dependence of more than two components.
module IDropTheory.PropertyTests.Theory.TripleDistributionTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.AlphabetGenerators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Oracles
open IDropTheory.PropertyTests.Statistics

let private cells (p: TripleDistribution) =
    [
        for x in 0 .. p.CountX - 1 do
            for y in 0 .. p.CountY - 1 do
                for z in 0 .. p.CountZ - 1 -> p[x, y, z]
    ]

/// A triple with symbols of probability zero.
let private sparse (key: RandomKey) =
    let masses =
        Array3D.init 3 2 4 (fun x y z ->
            let index = uint64 ((x * 2 + y) * 4 + z)

            if key.Uniform index < 0.3 then
                0.0
            else
                (key.Fold "mass").Exponential index)

    let total = masses |> Seq.cast<float> |> Seq.sum
    TripleDistribution(Array3D.map (fun v -> v / total) masses)

[<Law>]
let ``conditional information is that of the entropies, and never negative`` (key: RandomKey) =
    let p = sparse key
    let table = Seq.cast<float> >> entropy

    let byEntropies =
        table (tableOf p.XZ) + table (tableOf p.YZ)
        - entropy (p.XZ.Y.Probabilities.ToArray())
        - entropy (cells p)

    shouldBeNonNegative (p.ConditionalMutualInformation().Value)
    shouldBeWithin 1e-13 byEntropies (p.ConditionalMutualInformation().Value)

[<Law>]
let ``a representation lacks I(x;y) - I(z;y) of the task`` (key: RandomKey) =
    let joint = JointDistribution.Random(key.Fold "joint", 4, 3)
    let triple = TripleDistribution.Of(joint, Channel.Random(key.Fold "encoder", 4, 3))
    let lost = mutualInformation (tableOf joint) - mutualInformation (tableOf triple.YZ)
    shouldBeWithin 1e-13 lost (triple.ConditionalMutualInformation().Value)
    shouldBeWithin 1e-15 (joint[1, 2]) (triple.XY[1, 2])

[<Law>]
let ``the nearest Markov chain is one, at the distance I(x;y|z); the classes of x are sufficient`` (key: RandomKey) =
    let p = sparse key
    let chain = p.NearestMarkovChain()
    shouldBeWithin 1e-13 0.0 (chain.ConditionalMutualInformation().Value)
    shouldBeWithin 1e-13 (p.ConditionalMutualInformation().Value) (p.KlTo(chain).Value)
    shouldBeWithin 1e-15 0.0 (p.KlTo(p).Value)

    let joint = JointDistribution.Random(key.Fold "joint", 4, 3)
    let sufficient = TripleDistribution.Of(joint, (SufficientStatistic joint).Encoder)
    shouldBeWithin 1e-13 0.0 (sufficient.ConditionalMutualInformation().Value)

    let constant =
        TripleDistribution.Of(joint, Channel.Deterministic(1, ReadOnlySpan(Array.zeroCreate 4)))

    shouldBeWithin 1e-13 (joint.MutualInformation().Value) (constant.ConditionalMutualInformation().Value)

[<Law>]
let ``every other chain is farther, by the divergences of its parts`` (key: RandomKey) =
    let p = sparse key
    let xz = JointDistribution.Random(key.Fold "xz", 3, 4)
    let yGivenZ = Channel.Random(key.Fold "y|z", 4, 2)

    let chain =
        TripleDistribution(Array3D.init 3 2 4 (fun x y z -> xz[x, z] * yGivenZ[z, y]))

    let parts =
        kl (Seq.cast<float>(tableOf p.XZ)) (Seq.cast<float>(tableOf xz))
        + Seq.sum (
            seq {
                for z in 0..3 do
                    let mass = p.YZ.Y[z]

                    if mass > 0.0 then
                        mass
                        * kl [ for y in 0..1 -> p.YZ[y, z] / mass ] [ for y in 0..1 -> yGivenZ[z, y] ]
            }
        )

    shouldBeWithin 1e-12 (p.ConditionalMutualInformation().Value + parts) (p.KlTo(chain).Value)

[<Fact>]
let ``what z misses costs infinitely much, sizes must agree, tables decide equality`` () =
    let of' (a: float) =
        TripleDistribution(Array3D.init 1 2 1 (fun _ y _ -> if y = 0 then a else 1.0 - a))

    Assert.Equal(infinity, ((of' 0.5).KlTo(of' 1.0)).Value)
    Assert.Equal(of' 0.3, of' 0.3)
    Assert.NotEqual(of' 0.3, of' 0.4)
    let other = TripleDistribution(Array3D.create 2 1 1 0.5)

    Assert.Throws<ArgumentException>(fun () -> (of' 0.5).KlTo other |> ignore)
    |> ignore

    Assert.Throws<ArgumentException>(fun () -> TripleDistribution(Array3D.create 2 1 1 0.6) |> ignore)
    |> ignore

// ---- Dual total correlation and O-information

/// Entropy of the components in a list.
let private entropyOf (code: FiniteRepresentation) components =
    [ 0 .. code.Z.Count - 1 ]
    |> List.groupBy (fun z -> components |> List.map (fun i -> code.Component(z, i)))
    |> List.map (fun (_, symbols) -> symbols |> List.sumBy (fun z -> code.Z[z]))
    |> entropy

[<Law>]
let ``dual total correlation is that of the entropies, zero for independent components`` (key: RandomKey) =
    let code =
        FiniteRepresentation(FiniteDistribution.Uniform 1, Channel.Random(key, 1, 12), ReadOnlySpan [| 2; 3; 2 |])

    let dual =
        entropyOf code [ 0; 1; 2 ]
        - List.sumBy (fun others -> entropyOf code [ 0; 1; 2 ] - entropyOf code others) [ [ 1; 2 ]; [ 0; 2 ]; [ 0; 1 ] ]

    shouldBeNonNegative (code.DualTotalCorrelation().Value)
    shouldBeWithin 1e-13 dual (code.DualTotalCorrelation().Value)
    shouldBeWithin 1e-13 (code.TotalCorrelation().Value - dual) (code.OInformation().Value)

    let independent =
        FiniteRepresentation.Factorised(
            FiniteDistribution.Uniform 1,
            [| Channel.Random(key.Fold 1UL, 1, 2); Channel.Random(key.Fold 2UL, 1, 3) |]
        )

    shouldBeWithin 1e-13 0.0 (independent.DualTotalCorrelation().Value)

[<Fact>]
let ``O-information is -log 2 for an exclusive or and log 2 for three copies of a bit`` () =
    shouldBeWithin 1e-13 (-log 2.0) (ExampleSystems.XorBits().OInformation().Value)

    let copies =
        FiniteRepresentation.Deterministic(FiniteDistribution.Uniform 2, ReadOnlySpan [| 0b000; 0b111 |], ReadOnlySpan [| 2; 2; 2 |])

    shouldBeWithin 1e-13 (log 2.0) (copies.OInformation().Value)
    // Of two components both are the mutual information.
    let pair = ExampleSystems.TwiceSeenBit(0.1, 0.2)
    shouldBeWithin 1e-13 (pair.TotalCorrelation().Value) (pair.DualTotalCorrelation().Value)
