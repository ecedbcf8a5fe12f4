/// Proposition 1 and the information plane on finite systems, where every quantity is an exact sum.
module IDropTheory.PropertyTests.Theory.RepresentationTests

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

/// What plain sums over a few hundred symbols lose.
let private rounding = 1e-12

/// A representation of one to three components and a prior for each; symbols of probability zero are common in all of them.
[<StructuredFormatDisplay("{Text}")>]
type FiniteSystem =
    {
        Representation: FiniteRepresentation
        Priors: FiniteDistribution[]
    }

    member this.Text =
        let r = this.Representation
        let rows = [ for x in 0 .. r.X.Count - 1 -> r.ZGivenX.Row(x).ToArray() ]
        let priors = [ for q in this.Priors -> q.Probabilities.ToArray() ]
        $"sizes %A{r.Sizes}, x %A{r.X.Probabilities.ToArray()}, z|x %A{rows}, priors %A{priors}"

let private sizes =
    Gen.bind (fun d -> Gen.arrayOfLength d (Gen.choose (1, 3))) (Gen.choose (1, 3))

let private anySystem =
    gen {
        let! sizes = sizes
        let! inputs = Gen.choose (1, 4)
        let! x = distributionOf inputs
        let! channel = channelOf inputs (Array.fold (*) 1 sizes)
        let! priors = sizes |> Array.map distributionOf |> Gen.sequenceToArray

        return
            {
                Representation = FiniteRepresentation(x, channel, ReadOnlySpan sizes)
                Priors = priors
            }
    }

let private factorisedSystem: Gen<FiniteSystem * Channel[]> =
    gen {
        let! sizes = sizes
        let! inputs = Gen.choose (1, 4)
        let! x = distributionOf inputs
        let! components = sizes |> Array.map (channelOf inputs) |> Gen.sequenceToArray
        let! priors = sizes |> Array.map distributionOf |> Gen.sequenceToArray

        return
            {
                Representation = FiniteRepresentation.Factorised(x, components)
                Priors = priors
            },
            components
    }

let private forAllSystems check =
    Prop.forAll (Arb.fromGen anySystem) (check: FiniteSystem -> unit)

let private marginals (r: FiniteRepresentation) = Array.init r.Dimensions r.Marginal

/// sum_i H(z_i) - H(z), the textbook total correlation.
let private textbookCorrelation (r: FiniteRepresentation) =
    Seq.sum (marginals r |> Seq.map (fun q -> Oracles.entropy (q.Probabilities.ToArray())))
    - Oracles.entropy (r.Z.Probabilities.ToArray())

// ---- Proposition 1

[<Law(Cases = 500)>]
let ``Proposition 1 holds term by term for any factorised prior, infinite costs included`` () =
    forAllSystems (fun { Representation = r; Priors = q } ->
        let terms = r.Decompose q
        shouldBeClose rounding rounding terms.Sum.Value terms.ExpectedKl.Value)

[<Law>]
let ``every term of Proposition 1 is non-negative and is that of its definition`` () =
    forAllSystems (fun { Representation = r; Priors = q } ->
        let terms = r.Decompose q
        let joint = Array2D.init r.X.Count r.Z.Count (fun x z -> r.X[x] * r.ZGivenX[x, z])
        shouldBeNonNegative terms.Information.Value
        shouldBeNonNegative terms.TotalCorrelation.Value
        shouldBeNonNegative terms.MarginalKl.Value
        shouldBeNonNegative terms.ExpectedKl.Value
        shouldBeWithin rounding (Oracles.mutualInformation joint) terms.Information.Value
        shouldBeWithin rounding (textbookCorrelation r) terms.TotalCorrelation.Value

        let product z =
            Seq.fold (*) 1.0 (seq { for i in 0 .. r.Dimensions - 1 -> q[i][r.Component(z, i)] })

        let expected =
            Seq.sum (
                seq {
                    for x in 0 .. r.X.Count - 1 do
                        for z in 0 .. r.Z.Count - 1 do
                            if r.X[x] > 0.0 && r.ZGivenX[x, z] > 0.0 then
                                r.X[x] * r.ZGivenX[x, z] * log (r.ZGivenX[x, z] / product z)
                }
            )

        shouldBeClose rounding rounding expected terms.ExpectedKl.Value)

[<Law>]
let ``the least cost over factorised priors is I + TC, attained at the marginals`` () =
    forAllSystems (fun { Representation = r; Priors = q } ->
        let best = r.Decompose(marginals r)
        shouldBeWithin 1e-28 0.0 best.MarginalKl.Value
        shouldBeWithin rounding best.Minimum.Value best.ExpectedKl.Value
        shouldBeAtMost rounding (r.KlToFactorised(q).Value) best.ExpectedKl.Value)

[<Law>]
let ``a fixed prior costs more than I + TC by at least half the squared variation of each component (erratum E7)`` () =
    forAllSystems (fun { Representation = r; Priors = q } ->
        let variation i =
            Seq.sum (seq { for k in 0 .. r.Sizes[i] - 1 -> abs (r.Marginal(i)[k] - q[i][k]) })

        let excess =
            Seq.sum (seq { for i in 0 .. r.Dimensions - 1 -> 0.5 * variation i ** 2.0 })

        shouldBeAtMost rounding (r.KlToFactorised(q).Value) ((r.Plane().Information + r.Plane().TotalCorrelation).Value + excess))

[<Fact>]
let ``negative control: with a fixed prior the cost is not I + TC (erratum E7)`` () =
    let r = ExampleSystems.TwiceSeenBit(0.1, 0.2)
    let fixedPrior = r.Decompose(Array.create 2 (FiniteDistribution.Bernoulli 0.3))
    // 2 KL(1/2 || 3/10) = -log(4 * 0.3 * 0.7)
    shouldBeWithin rounding (-log 0.84) (fixedPrior.ExpectedKl.Value - fixedPrior.Minimum.Value)
    shouldRefuse (fun () -> shouldBeWithin 0.1 fixedPrior.Minimum.Value fixedPrior.ExpectedKl.Value)

[<Fact>]
let ``negative control: marginals of another measure over x are not the best prior (erratum E7)`` () =
    let seen x =
        FiniteRepresentation(x, ExampleSystems.TwiceSeenBit(0.1, 0.2).ZGivenX, ReadOnlySpan [| 2; 2 |])

    let r, other =
        seen (FiniteDistribution.Bernoulli 0.5), seen (FiniteDistribution.Bernoulli 0.9)

    let cost = r.KlToFactorised(marginals other).Value
    shouldRefuse (fun () -> shouldBeWithin 0.1 (r.Decompose(marginals r).Minimum.Value) cost)

// ---- Total correlation and information

[<Fact>]
let ``three bits of which one is the XOR of the others: TC = log 2 although every pair is independent`` () =
    let r = ExampleSystems.XorBits()
    let plane = r.Plane()
    shouldBeWithin 1e-15 (2.0 * log 2.0) plane.Information.Value
    shouldBeWithin 1e-15 (log 2.0) plane.TotalCorrelation.Value

    for i, j in [ 0, 1; 0, 2; 1, 2 ] do
        let pair = Array2D.zeroCreate 2 2

        for z in 0..7 do
            pair[r.Component(z, i), r.Component(z, j)] <- pair[r.Component(z, i), r.Component(z, j)] + r.Z[z]

        Assert.Equal(0.0, JointDistribution(pair).MutualInformation().Value)

[<Law>]
let ``components that are independent given x: I + TC is the sum of what each carries`` () =
    Prop.forAll (Arb.fromGen factorisedSystem) (fun (system, components) ->
        let r = system.Representation

        let each =
            components
            |> Seq.sumBy (fun c -> JointDistribution.Of(r.X, c).MutualInformation().Value)

        let plane = r.Plane()
        shouldBeWithin rounding each (plane.Information + plane.TotalCorrelation).Value

        for i in 0 .. r.Dimensions - 1 do
            let carried = JointDistribution.Of(r.X, components[i]).MutualInformation().Value
            shouldBeAtMost rounding plane.Information.Value carried)

[<Law>]
let ``noise on a component lowers neither quantity's bound: I and TC do not grow`` (key: RandomKey) =
    Prop.forAll (Arb.fromGen factorisedSystem) (fun (system, components) ->
        let blur n =
            Channel(Array2D.init n n (fun i j -> 0.4 / float n + (if i = j then 0.6 else 0.0)))

        let at = key.Below(components.Length, 0UL)

        let noisy =
            components
            |> Array.mapi (fun i c -> if i = at then c.Then(blur c.Outputs) else c)

        let before, after =
            system.Representation.Plane(), FiniteRepresentation.Factorised(system.Representation.X, noisy).Plane()

        shouldBeAtMost rounding before.Information.Value after.Information.Value
        shouldBeAtMost rounding before.TotalCorrelation.Value after.TotalCorrelation.Value)

[<Law>]
let ``renaming the symbols of a component, or reordering components, changes neither I nor TC`` (key: RandomKey) =
    Prop.forAll (Arb.fromGen factorisedSystem) (fun (system, components) ->
        let r = system.Representation
        let before = r.Plane()

        let renamed =
            components
            |> Array.mapi (fun i c -> c.Then(Channel.Deterministic(c.Outputs, ReadOnlySpan(key.Fold(uint64 i).Permutation c.Outputs))))

        let reordered =
            key.Permutation components.Length |> Array.map (fun i -> components[i])

        for other in [ renamed; reordered ] do
            let after = FiniteRepresentation.Factorised(r.X, other).Plane()
            shouldBeWithin rounding before.Information.Value after.Information.Value
            shouldBeWithin rounding before.TotalCorrelation.Value after.TotalCorrelation.Value)

[<Law>]
let ``a component's marginal is that of its own channel`` () =
    Prop.forAll (Arb.fromGen factorisedSystem) (fun (system, components) ->
        for i in 0 .. components.Length - 1 do
            let direct = components[i].Apply system.Representation.X

            for k in 0 .. direct.Count - 1 do
                shouldBeWithin rounding direct[k] (system.Representation.Marginal(i)[k]))

[<Fact>]
let ``a product of small prior probabilities that underflows still has a finite cost`` () =
    let point = Channel(array2D [ 1.0 :: List.replicate 8 0.0 ])

    let r =
        FiniteRepresentation(FiniteDistribution.Uniform 1, point, ReadOnlySpan [| 3; 3 |])

    let prior = FiniteDistribution(ReadOnlySpan [| 1e-200; 0.5; 0.5 |])
    shouldBeRelatively 1e-14 (-2.0 * log 1e-200) (r.KlToFactorised([| prior; prior |]).Value)

// ---- The plane of beta and gamma

let private weight =
    Gen.oneof [ Gen.elements [ 0.0; 1.0; 1e-300; 1e300 ]; logUniform -6.0 3.0 ]

[<Law>]
let ``the plane's weights are non-negative and add up to beta and gamma, at most one of them alone`` () =
    Prop.forAll (Arb.fromGen (Gen.zip weight weight)) (fun (beta, gamma) ->
        let w = PlaneWeights.Of(beta, gamma)
        shouldBeNonNegative w.Shared
        shouldBeNonNegative w.Information
        shouldBeNonNegative w.TotalCorrelation
        shouldBeWithinUlps 1.0 beta (w.Shared + w.Information)
        shouldBeWithinUlps 1.0 gamma (w.Shared + w.TotalCorrelation)
        Assert.True(w.Information = 0.0 || w.TotalCorrelation = 0.0)
        Assert.Equal((beta = gamma), (w.Information = 0.0 && w.TotalCorrelation = 0.0)))

[<Law>]
let ``three non-negative terms make beta I + gamma TC`` () =
    Prop.forAll (Arb.fromGen (Gen.zip3 weight weight anySystem)) (fun (beta, gamma, system) ->
        let plane = system.Representation.Plane()
        let direct = beta * plane.Information.Value + gamma * plane.TotalCorrelation.Value
        shouldBeRelatively rounding direct (plane.Cost(beta, gamma).Value))

[<Fact>]
let ``on the diagonal only the shared term counts, on the axes only one quantity`` () =
    let term v = Nats v

    let cost beta gamma =
        PlaneWeights.Of(beta, gamma).Combine(term 5.0, term 3.0, term 2.0).Value

    Assert.Equal(10.0, cost 2.0 2.0)
    Assert.Equal(6.0, cost 2.0 0.0)
    Assert.Equal(4.0, cost 0.0 2.0)
    Assert.Equal(0.0, PlaneWeights.Of(0.0, 0.0).Combine(term infinity, term infinity, term infinity).Value)

// ---- Refusals

let private refusedWith (part: string) (build: unit -> unit) =
    Assert.Contains(part, (Assert.ThrowsAny<ArgumentException>(fun () -> build ())).Message)

[<Fact>]
let ``shapes that do not fit and weights that are none are refused with their values`` () =
    let x = FiniteDistribution.Uniform 2
    refusedWith "[2, 2]" (fun () -> FiniteRepresentation(x, Channel.Identity 2, ReadOnlySpan [| 2; 2 |]) |> ignore)
    refusedWith "[]" (fun () -> FiniteRepresentation(x, Channel.Identity 2, ReadOnlySpan<int>()) |> ignore)
    refusedWith "sizes is 0" (fun () -> FiniteRepresentation(x, Channel.Identity 2, ReadOnlySpan [| 0 |]) |> ignore)
    refusedWith "has 3" (fun () -> FiniteRepresentation(x, Channel.Identity 3, ReadOnlySpan [| 3 |]) |> ignore)
    let r = ExampleSystems.TwiceSeenBit(0.1, 0.1)
    refusedWith "list of priors has 1" (fun () -> r.KlToFactorised([| x |]) |> ignore)
    refusedWith "prior 1 has 3" (fun () -> r.MarginalKl([| x; FiniteDistribution.Uniform 3 |]) |> ignore)
    refusedWith "beta is -1" (fun () -> PlaneWeights.Of(-1.0, 1.0) |> ignore)
    refusedWith "gamma is NaN" (fun () -> PlaneWeights.Of(1.0, nan) |> ignore)
