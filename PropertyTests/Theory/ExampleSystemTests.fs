/// The witnesses of errata E4, E8 and E9, each with the printed claim as a negative control.
module IDropTheory.PropertyTests.Theory.ExampleSystemTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

// ---- E9: the sum of layer KLs is not the information transmitted

let private evaluate (network: TwoLayerChannel) =
    let struct (first, second) = network.ClosestPriors()
    network.Evaluate(first, second)

[<Fact>]
let ``each layer's KL bounds what it carries, and their sum exceeds both (erratum E9)`` () =
    let layers = evaluate (ExampleSystems.NoisyLayers())

    let strictly (smaller: Nats) (larger: Nats) =
        Assert.True(smaller.Value + 1e-3 < larger.Value)

    strictly layers.FirstInformation layers.FirstKl
    strictly layers.SecondInformation layers.BetweenLayers
    strictly layers.BetweenLayers layers.SecondKl
    strictly layers.SecondInformation layers.FirstInformation
    shouldBeWithin 1e-15 (layers.FirstKl + layers.SecondKl).Value layers.SumOfKl.Value
    // A fair bit carries at most log 2; the plotted sum says more.
    Assert.True(layers.SumOfKl.Value > 1.5 * log 2.0)
    shouldRefuse (fun () -> shouldBeWithin 0.1 layers.FirstInformation.Value layers.SumOfKl.Value)

let private softplus t =
    if t > 30.0 then t + exp -t else log (1.0 + exp t)

// Softplus in its curved, its exponential and its linear part.
[<Theory; InlineData(1.0, 0.0); InlineData(0.5, -5.0); InlineData(60.0, 0.0)>]
let ``the second layer's information is that of a direct double integral`` (weight: float, bias: float) =
    let alpha = 0.3

    let network =
        TwoLayerChannel(ExampleSystems.NoisyLayers().First, weight, bias, alpha)

    let ends x reach =
        network.First[x, 0].Location + reach * network.First[x, 0].Scale

    let activation u1 = log (softplus (weight * exp u1 + bias))

    let logDensity x u2 =
        // p(u2|x) by Gauss-Legendre over u1, which the library sums by the trapezoidal rule.
        Oracles.integratePanels 8 (ends x -9.0) (ends x 9.0) (fun u1 ->
            exp (
                Oracles.logNormalDensity network.First[x, 0].Location network.First[x, 0].Scale u1
                + Oracles.logNormalDensity (activation u1) alpha u2
            ))
        |> log

    let integrand u2 =
        let logs = [| logDensity 0 u2; logDensity 1 u2 |]
        let marginal = log (0.5 * (exp logs[0] + exp logs[1]))

        Seq.sum (
            seq {
                for l in logs do
                    if exp l > 0.0 then
                        0.5 * exp l * (l - marginal)
            }
        )

    let lower, upper =
        activation (ends 0 -6.5) - 7.0 * alpha, activation (ends 1 6.5) + 7.0 * alpha

    let direct = Oracles.integratePanels 12 lower upper integrand
    shouldBeWithin 1e-8 direct (evaluate network).SecondInformation.Value

[<Fact>]
let ``a second layer without noise carries what the first one does, one that is all noise carries nothing`` () =
    let first = ExampleSystems.NoisyLayers().First

    let layers alpha =
        evaluate (TwoLayerChannel(first, 1.0, 0.0, alpha))

    let lost alpha =
        let carried = layers alpha
        carried.FirstInformation.Value - carried.SecondInformation.Value

    // What the second layer loses is of the order of alpha^2.
    Assert.True(lost 0.05 > 0.0)
    shouldBeWithin 1e-2 0.0 (lost 0.05)
    shouldBeWithin 0.5 4.0 (lost 0.1 / lost 0.05)
    shouldBeWithin 1e-4 0.0 (layers 100.0).BetweenLayers.Value

[<Law(Cases = 20)>]
let ``data processing and the KL bounds hold for any two-layer network and any prior`` (key: RandomKey) =
    let draw i lower upper =
        lower + (upper - lower) * key.Uniform(uint64 (i: int))

    let p = draw 0 0.05 0.95

    let first =
        LogNormalChannel(
            FiniteDistribution(ReadOnlySpan [| p; 1.0 - p |]),
            array2D [ [ draw 1 -1.5 1.5 ]; [ draw 2 -1.5 1.5 ] ],
            array2D [ [ draw 3 0.2 0.8 ]; [ draw 4 0.2 0.8 ] ]
        )

    let network =
        TwoLayerChannel(first, draw 5 0.3 1.5, draw 6 -1.0 1.0, draw 7 0.15 0.8)

    let layers =
        network.Evaluate(LogNormal(draw 8 -1.0 1.0, draw 9 0.3 2.0), LogNormal(draw 10 -1.0 1.0, draw 11 0.3 2.0))

    shouldBeAtMost 1e-9 layers.FirstInformation.Value layers.SecondInformation.Value
    shouldBeAtMost 1e-9 layers.BetweenLayers.Value layers.SecondInformation.Value
    shouldBeAtMost 1e-9 layers.FirstKl.Value layers.FirstInformation.Value
    shouldBeAtMost 1e-9 layers.SecondKl.Value layers.BetweenLayers.Value

[<Fact>]
let ``a two-layer network refuses more than one unit and noise that needs too many nodes`` () =
    let refusedWith (part: string) (build: unit -> unit) =
        Assert.Contains(part, (Assert.ThrowsAny<ArgumentException>(fun () -> build ())).Message)

    refusedWith "first layer has 2" (fun () -> TwoLayerChannel(ExampleSystems.NoisyPair(), 1.0, 0.0, 0.3) |> ignore)
    refusedWith "smallest scale is 1E-09" (fun () -> TwoLayerChannel(ExampleSystems.NoisyLayers().First, 1.0, 0.0, 1e-9) |> ignore)
    refusedWith "alpha is 0" (fun () -> TwoLayerChannel(ExampleSystems.NoisyLayers().First, 1.0, 0.0, 0.0) |> ignore)

// ---- E8: ReLU with softmax is not scale invariant

[<Law>]
let ``scaling the input scales the logits, keeps the decision and changes the probabilities (erratum E8)`` (key: RandomKey) =
    let network = ExampleSystems.ScaledInputs()
    let x = [| key.Uniform 0UL; 2.0 * key.Uniform 1UL |]
    let factor = 0.1 + 5.0 * key.Uniform 2UL
    let scaled = x |> Array.map (fun v -> factor * v)
    Array.iter2 (fun a b -> shouldBeClose 1e-14 1e-12 (factor * a) b) (network.Logits x) (network.Logits scaled)
    Assert.Equal(network.Decision x, network.Decision scaled)
    let logOdds (p: FiniteDistribution) = log (p[1] / p[0])
    shouldBeClose 1e-12 1e-12 (factor * logOdds (network.Probabilities x)) (logOdds (network.Probabilities scaled))

[<Fact>]
let ``negative control: the probabilities are not scale invariant`` () =
    let network = ExampleSystems.ScaledInputs()

    let p, scaled =
        network.Probabilities([| 1.0; 0.6 |]), network.Probabilities([| 3.0; 1.8 |])
    // Logits 0.7 and 0.1: the odds are e^0.6 and e^1.8.
    shouldBeWithin 1e-15 (1.0 / (1.0 + exp -0.6)) p[0]
    shouldBeWithin 1e-15 (1.0 / (1.0 + exp -1.8)) scaled[0]
    shouldRefuse (fun () -> shouldBeWithin 0.1 p[0] scaled[0])

// ---- E4: the signs of eq. (7)

let private rule = GaussHermite 40

let private loss beta (logActivation: Dual) (alpha: Dual) =
    NoisyLogisticUnit.Loss(logActivation, alpha, Dual.Constant 0.7, beta, rule)

[<Law>]
let ``descending the derived loss raises the label's likelihood and the noise (erratum E4)`` (key: RandomKey) =
    let f, alpha, beta =
        4.0 * key.Uniform 0UL - 2.0, 0.05 + 0.65 * key.Uniform 1UL, 1.0 + key.Uniform 2UL

    let alongActivation = loss beta (Dual.Variable f) (Dual.Constant alpha)
    let alongNoise = loss beta (Dual.Constant f) (Dual.Variable alpha)
    Assert.True(alongActivation.Derivative < 0.0)
    // The cross-entropy resists the noise with a slope of at most alpha / 4; beta / alpha is larger here.
    Assert.True(alongNoise.Derivative < 0.0)

    // A step down the gradient lowers the loss and the cross-entropy, and raises alpha; a step down the printed -L does the opposite.
    let step = 1e-4

    let crossEntropy f alpha =
        NoisyLogisticUnit.CrossEntropy(Scalar<float> f, Scalar<float> alpha, rule).Value

    let moved sign =
        f - sign * step * alongActivation.Derivative, alpha - sign * step * alongNoise.Derivative

    let down, printed = moved 1.0, moved -1.0
    Assert.True(crossEntropy (fst down) alpha < crossEntropy f alpha && snd down > alpha)
    Assert.True(crossEntropy (fst printed) alpha > crossEntropy f alpha && snd printed < alpha)

[<Law(Cases = 50)>]
let ``the gradient is that of finite differences, and the loss that of its definition`` (key: RandomKey) =
    let f, alpha, beta =
        4.0 * key.Uniform 0UL - 2.0, 0.1 + 0.6 * key.Uniform 1UL, 2.0 * key.Uniform 2UL

    let reference f alpha =
        Oracles.expectNormal 60 f alpha (fun u -> log (1.0 + exp -u))
        - beta * log (alpha / 0.7)

    shouldBeWithin 1e-11 (reference f alpha) (loss beta (Dual.Constant f) (Dual.Constant alpha)).Value
    let byActivation, _ = Oracles.derivative (fun f -> reference f alpha) f 0.05
    let byNoise, _ = Oracles.derivative (fun a -> reference f a) alpha 0.02
    shouldBeWithin 1e-8 byActivation (loss beta (Dual.Variable f) (Dual.Constant alpha)).Derivative
    shouldBeWithin 1e-7 byNoise (loss beta (Dual.Constant f) (Dual.Variable alpha)).Derivative
