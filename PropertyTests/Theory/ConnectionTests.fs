/// Links to other methods: noise in weights, weight decay, dropout, priors that do and do not factorise.
module IDropTheory.PropertyTests.Theory.ConnectionTests

open System
open System.Numerics
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Oracles
open IDropTheory.PropertyTests.Statistics

let private scalars (values: float[]) = values |> Array.map Scalar<float>

/// The characteristic function of a sum of independent variables is the product of theirs.
[<Law>]
let ``a linear layer of normal weights has the normal activation of the formula`` (key: RandomKey) =
    let draw (label: string) =
        Array.init 4 (fun j -> (key.Fold label).Normal(uint64 j))

    let x, m, s = draw "x", draw "m", draw "s" |> Array.map (fun v -> 0.05 + abs v)

    let struct (mean, variance) =
        WeightFormulas.Activation(scalars x, scalars m, scalars s)

    for t in [ 0.3; 1.0 ] do
        let product =
            Array.map3 (fun x m s -> Complex.Exp(Complex(-0.5 * (t * x * s) ** 2.0, t * x * m))) x m s
            |> Array.fold (*) Complex.One

        let normal = Complex.Exp(Complex(-0.5 * t * t * variance.Value, t * mean.Value))
        shouldBeWithin 1e-12 0.0 (Complex.Abs(product - normal))

[<Law>]
let ``weight decay is what the mean adds to the divergence`` (key: RandomKey) =
    let w, s, sigma =
        key.Normal 0UL, 0.1 + abs (key.Normal 1UL), 0.1 + abs (key.Normal 2UL)

    let textbook mean =
        log (sigma / s) + (s * s + mean * mean) / (2.0 * sigma * sigma) - 0.5

    shouldBeClose 1e-10 1e-10 (textbook w - textbook 0.0) (WeightFormulas.Decay(Scalar w, Scalar sigma)).Value

[<Law>]
let ``Bernoulli noise costs the divergence of two coins; the best prior costs nothing`` (key: RandomKey) =
    let p, q = key.Uniform 0UL, key.Uniform 1UL

    let cost p q =
        (KlFormulas.BernoulliNoise(Scalar<float> p, Scalar q, Scalar(1.0 - q))).Value

    shouldBeClose 1e-12 1e-12 (kl [ p; 1.0 - p ] [ q; 1.0 - q ]) (cost p q)
    shouldBeWithin 1e-13 0.0 (cost p p)
    // With masses that are the same for all kept values the cost depends on p alone: binary dropout charges every input alike.
    let charged =
        (KlFormulas.BernoulliNoise(Scalar 0.5, Scalar 0.5, Scalar 0.125)).Value

    shouldBeWithin 1e-13 (0.5 * log 4.0) charged

[<Fact>]
let ``only the log-uniform prior is unchanged by every rescaling`` () =
    let change (a: float) (c: float) =
        (WeightFormulas.Rescaling(Scalar a, Scalar(log c))).Value

    for c in [ 0.2; 3.0 ] do
        Assert.Equal(0.0, change 1.0 c)
        shouldRefuse (fun () -> shouldBeWithin 0.1 0.0 (change 0.8 c))
        // The mass of [c, 2 c] over that of [1, 2] under z^-2 is 1 / c.
        shouldBeWithin 1e-13 (-log c) (change 2.0 c)

[<Law>]
let ``a prior costs I(x;z) and its divergence; a factorised one at least TC(z) more than the best`` (key: RandomKey) =
    let code =
        FiniteRepresentation(FiniteDistribution.Random(key.Fold "x", 3), Channel.Random(key.Fold "z", 3, 6), ReadOnlySpan [| 3; 2 |])

    let prior = FiniteDistribution.Random(key.Fold "q", 6)
    let row x = code.ZGivenX.Row(x).ToArray()

    let expected =
        Seq.sum (seq { for x in 0..2 -> code.X[x] * kl (row x) (prior.Probabilities.ToArray()) })

    shouldBeWithin 1e-12 expected (code.KlToPrior prior).Value

    shouldBeWithin
        1e-12
        (code.Information().Value
         + kl (code.Z.Probabilities.ToArray()) (prior.Probabilities.ToArray()))
        expected

    shouldBeWithin 1e-12 (code.Information().Value) (code.KlToPrior code.Z).Value
    let factorised = code.KlToFactorised [| code.Marginal 0; code.Marginal 1 |]
    shouldBeWithin 1e-12 (code.TotalCorrelation().Value) (factorised - code.KlToPrior code.Z).Value

    Assert.Throws<ArgumentException>(fun () -> code.KlToPrior(FiniteDistribution.Uniform 5) |> ignore)
    |> ignore
