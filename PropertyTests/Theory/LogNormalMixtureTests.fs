/// Laws of mixtures of log-normals, the marginals of noisy activations.
module IDropTheory.PropertyTests.Theory.LogNormalMixtureTests

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

[<Law(Cases = 60)>]
let ``Pythagoras: a mixture's divergence from a log-normal is that from its closest one plus the rest`` () =
    Prop.forAll oneUnit (fun layer ->
        let mixture = layer.Channel.Marginal 0
        let closest, prior = mixture.ClosestLogNormal(), layer.Priors[0]
        let rest = KlDivergence.LogNormal(closest, prior).Value
        shouldBeClose accuracy accuracy (value (mixture.Kl closest) + rest) (value (mixture.Kl prior)))

[<Law(Cases = 60)>]
let ``a mixture of one is its component, and has no divergence from itself`` (Location location, ModerateScale alpha) =
    let alone (d: LogNormal) =
        LogNormalMixture(FiniteDistribution.Uniform 1, [| d |])

    let p, q = LogNormal(location / 100.0, alpha), LogNormal(0.3, 1.0)
    shouldBeWithin 1e-28 0.0 (value ((alone p).Kl p))
    shouldBeClose accuracy accuracy (KlDivergence.LogNormal(p, q).Value) (value ((alone p).Kl q))
    shouldBeClose 1e-12 1e-14 (Oracles.logNormalDensity p.Location alpha 0.5) ((alone p).LogDensityOfLog 0.5)

[<Law(Cases = 60)>]
let ``a divergence of the second order keeps its digits`` (key: RandomKey) =
    let alone (d: LogNormal) =
        LogNormalMixture(FiniteDistribution.Uniform 1, [| d |])

    let gap = 10.0 ** (-1.0 - 4.0 * key.Uniform 0UL)
    let p, q = LogNormal(0.3, 0.5), LogNormal(0.3 + gap, 0.5 * (1.0 + gap))
    shouldBeRelatively (1e-9 + 1e-14 / gap) (KlDivergence.LogNormal(p, q).Value) (value ((alone p).Kl q))

[<Law(Cases = 60)>]
let ``the density of log z integrates to one and has the stated mean and variance`` () =
    Prop.forAll oneUnit (fun layer ->
        let mixture = layer.Channel.Marginal 0

        let ends =
            mixture.Components
            |> Seq.collect (fun c -> [ c.Location - 9.0 * c.Scale; c.Location; c.Location + 9.0 * c.Scale ])

        let mean f =
            AdaptiveCubature
                .Integrate(
                    Func<float, float>(fun u -> f u * exp (mixture.LogDensityOfLog u)),
                    ends,
                    CubatureOptions(AbsoluteTolerance = 1e-10)
                )
                .Value

        shouldBeWithin 1e-9 1.0 (mean (fun _ -> 1.0))
        shouldBeClose 1e-9 1e-9 mixture.LogMean (mean id)
        shouldBeClose 1e-9 1e-9 mixture.LogVariance (mean (fun u -> (u - mixture.LogMean) ** 2.0)))
