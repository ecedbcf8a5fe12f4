/// Proposition 1 in closed form: log-activations that are jointly normal.
module IDropTheory.PropertyTests.Theory.GaussianLogActivationTests

open System
open MathNet.Numerics.LinearAlgebra
open Xunit
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

let private matrix (m: float[,]) = Matrix<float>.Build.DenseOfArray m

let private layerOf (s: float[,]) (key: RandomKey) =
    let d = Array2D.length1 s

    let draw label lower upper =
        Array.init d (fun i -> lower + (upper - lower) * key.Fold(label: string).Uniform(uint64 i))

    let alphas = draw "alpha" -1.0 0.3 |> Array.map (fun e -> 10.0 ** e)

    let priors =
        Array.map2 (fun m s -> LogNormal(m, s)) (draw "prior mean" -2.0 2.0) (draw "prior scale" 0.2 3.0)

    GaussianLogActivation(ReadOnlySpan(draw "mean" -2.0 2.0), matrix s, ReadOnlySpan alphas), alphas, priors

[<Law>]
let ``Proposition 1 holds in closed form`` (Covariance s, key: RandomKey) =
    let layer, _, priors = layerOf s key
    let terms = layer.Decompose priors
    shouldBeRelatively 1e-12 terms.ExpectedKl.Value terms.Sum.Value

[<Law>]
let ``I = 1/2 log det(1 + D^-1 S) and TC = -1/2 log det R`` (Covariance s, key: RandomKey) =
    let layer, alphas, _ = layerOf s key
    let d = alphas.Length
    let plus i = s[i, i] + alphas[i] * alphas[i]

    let signal =
        Array2D.init d d (fun i j -> (if i = j then 1.0 else 0.0) + s[i, j] / (alphas[i] * alphas[i]))

    let correlation =
        Array2D.init d d (fun i j -> if i = j then 1.0 else s[i, j] / sqrt (plus i * plus j))

    shouldBeClose 1e-12 1e-11 (0.5 * log (Oracles.determinant signal)) layer.Information.Value
    shouldBeClose 1e-12 1e-11 (-0.5 * log (Oracles.determinant correlation)) layer.TotalCorrelation.Value
    // Components are independent given x: I + TC is the sum of what each carries.
    let each =
        Seq.sum (seq { for i in 0 .. d - 1 -> 0.5 * log (1.0 + s[i, i] / (alphas[i] * alphas[i])) })

    shouldBeClose 1e-12 1e-12 each (layer.Information + layer.TotalCorrelation).Value

[<Law>]
let ``the best prior is the marginal; any other costs strictly more (erratum E7)`` (Covariance s, key: RandomKey) =
    let layer, _, priors = layerOf s key
    let best = layer.Decompose(Array.init layer.Dimensions layer.Marginal)
    Assert.Equal(0.0, best.MarginalKl.Value)
    shouldBeRelatively 1e-12 best.Minimum.Value best.ExpectedKl.Value
    let cost = layer.ExpectedKl(priors).Value
    Assert.True(cost > best.Minimum.Value)
    shouldBeRelatively 1e-12 (best.Minimum.Value + layer.MarginalKl(priors).Value) cost

[<Law>]
let ``one dimension: 1/2 log(1 + s^2 / alpha^2), for weak signals too`` (ModerateScale s, ModerateScale alpha) =
    let layer =
        GaussianLogActivation(ReadOnlySpan [| 0.0 |], matrix (array2D [ [ s * s ] ]), ReadOnlySpan [| alpha |])

    let ratio = s * s / (alpha * alpha)

    let expected =
        if ratio < 1e-8 then
            0.5 * ratio - 0.25 * ratio * ratio
        else
            0.5 * log (1.0 + ratio)

    shouldBeRelatively 1e-7 expected layer.Information.Value
    Assert.Equal(0.0, layer.TotalCorrelation.Value)

[<Fact>]
let ``a normal input replaced by quadrature nodes carries the same information through a log-normal channel`` () =
    // Two independent routes: the closed form, and the finite channel's adaptive quadrature.
    let s, alpha, nodes = 0.5, 0.6, 40
    let rule = GaussHermite nodes
    let x = FiniteDistribution(rule.Weights.AsSpan())

    let channel =
        LogNormalChannel(x, Array2D.init nodes 1 (fun k _ -> s * rule.Nodes[k]), Array2D.create nodes 1 alpha)

    shouldBeWithin 1e-9 (0.5 * log (1.0 + s * s / (alpha * alpha))) (channel.Information().Value.Value)

[<Fact>]
let ``singular and zero covariances are layers too`` () =
    let layer s =
        GaussianLogActivation(ReadOnlySpan [| 0.0; 0.0 |], matrix s, ReadOnlySpan [| 0.5; 0.5 |])

    let constant = layer (Array2D.zeroCreate 2 2)
    Assert.Equal(0.0, constant.Information.Value)
    Assert.Equal(0.0, constant.TotalCorrelation.Value)
    // Both units see the same signal of variance 1: I = 1/2 log(1 + 2 / alpha^2).
    let same = layer (Array2D.create 2 2 1.0)
    shouldBeRelatively 1e-14 (0.5 * log 9.0) same.Information.Value
    shouldBeRelatively 1e-13 (log 5.0 - 0.5 * log 9.0) same.TotalCorrelation.Value

[<Fact>]
let ``unit-mean noise moves the marginals by -alpha^2/2 and changes no information`` () =
    let s = matrix (array2D [ [ 1.0; 0.3 ]; [ 0.3; 0.5 ] ])

    let layer convention =
        GaussianLogActivation(ReadOnlySpan [| 0.1; 0.2 |], s, ReadOnlySpan [| 0.5; 0.7 |], convention)

    let median, mean = layer NoiseConvention.MedianOne, layer NoiseConvention.UnitMean
    shouldBeWithin 1e-15 (median.Marginal(1).Location - 0.245) (mean.Marginal(1).Location)
    Assert.Equal(median.Information, mean.Information)
    Assert.Equal(median.TotalCorrelation, mean.TotalCorrelation)

[<Fact>]
let ``what is no covariance is refused with the value`` () =
    let refusedWith (part: string) (s: float[,]) =
        let build () =
            GaussianLogActivation(ReadOnlySpan [| 0.0; 0.0 |], matrix s, ReadOnlySpan [| 0.5; 0.5 |])
            |> ignore

        Assert.Contains(part, (Assert.ThrowsAny<ArgumentException>(build)).Message)

    refusedWith "symmetric" (array2D [ [ 1.0; 0.5 ]; [ 0.4; 1.0 ] ])
    refusedWith "semi-definite" (array2D [ [ 1.0; 2.0 ]; [ 2.0; 1.0 ] ])
    refusedWith "variances >= 0" (array2D [ [ -1.0; 0.0 ]; [ 0.0; 1.0 ] ])
    refusedWith "NaN" (array2D [ [ 1.0; nan ]; [ nan; 1.0 ] ])
    refusedWith "has 3" (Array2D.create 3 3 0.0)
