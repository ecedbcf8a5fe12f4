/// Proposition 1 and the laws of information on the paper's layer, by quadrature.
module IDropTheory.PropertyTests.Theory.LogNormalChannelTests

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

/// The quadratures' own tolerance is 1e-10; this is what the tests hold them to.
let accuracy = 1e-9

/// One to four inputs, possibly of probability zero, and one or two noisy units; a log-normal prior for each unit.
type Layer =
    {
        X: FiniteDistribution
        LogActivations: float[,]
        Alphas: float[,]
        Priors: LogNormal[]
    }

    member this.Channel = LogNormalChannel(this.X, this.LogActivations, this.Alphas)
    member this.Dimensions = Array2D.length2 this.Alphas

let private layerOf dimensions =
    gen {
        let! inputs = Gen.choose (1, 4)
        let! x = distributionOf inputs
        let cells = inputs * dimensions
        let near = Gen.map (fun u -> 4.0 * u - 2.0) unit

        let! logActivations =
            Gen.arrayOfLength cells (Gen.frequency [ 6, near; 1, Gen.constant 0.0; 1, Gen.map (fun v -> 50.0 * v) near ])
        // From 1e-3 to 0.7 and beyond: narrow components beside, and inside, wide ones.
        let! alphas =
            Gen.arrayOfLength cells (Gen.frequency [ 4, logUniform -0.7 0.3; 1, logUniform -3.0 0.0; 1, Gen.constant 0.5 ])

        let! mu = Gen.arrayOfLength dimensions near
        let! sigma = Gen.arrayOfLength dimensions (logUniform -0.5 0.7)

        let table (v: float[]) =
            Array2D.init inputs dimensions (fun k i -> v[k * dimensions + i])

        return
            {
                X = x
                LogActivations = table logActivations
                Alphas = table alphas
                Priors = Array.map2 (fun m s -> LogNormal(m, s)) mu sigma
            }
    }

let private shrinkLayer layer =
    seq {
        let inputs = layer.X.Count

        if inputs > 1 then
            for dropped in 0 .. inputs - 1 do
                let kept =
                    [|
                        for k in 0 .. inputs - 1 do
                            if k <> dropped then
                                k
                    |]

                let weights = kept |> Array.map (fun k -> layer.X[k])
                let total = Array.sum weights

                if total > 0.0 then
                    let rows (m: float[,]) =
                        Array2D.init kept.Length layer.Dimensions (fun k i -> m[kept[k], i])

                    { layer with
                        X = FiniteDistribution(ReadOnlySpan(weights |> Array.map (fun w -> w / total)))
                        LogActivations = rows layer.LogActivations
                        Alphas = rows layer.Alphas
                    }
    }

let layers dimensions =
    Arb.fromGenShrink (Gen.bind layerOf dimensions, shrinkLayer)

let oneUnit = layers (Gen.constant 1)
let layersOfOneOrTwo = layers (Gen.choose (1, 2))
let private oneOrTwoUnits = layersOfOneOrTwo
let value (result: QuadratureResult) = result.Value.Value

// ---- Proposition 1

[<Law(Cases = 100)>]
let ``Proposition 1 by quadrature: the closed-form cost is I + TC + sum KL(p(z_i) || q_i)`` () =
    Prop.forAll oneOrTwoUnits (fun layer ->
        let terms = layer.Channel.Decompose layer.Priors
        shouldBeClose accuracy accuracy terms.ExpectedKl.Value terms.Sum.Value
        shouldBeNonNegative terms.Information.Value
        shouldBeNonNegative terms.TotalCorrelation.Value
        shouldBeNonNegative terms.MarginalKl.Value)

[<Fact>]
let ``Proposition 1 with three units`` () =
    let three (rows: float list list) = array2D rows
    let x = FiniteDistribution(ReadOnlySpan [| 0.4; 0.6 |])

    let channel =
        LogNormalChannel(x, three [ [ 0.0; 1.0; 0.3 ]; [ 0.5; 0.2; -0.4 ] ], three [ [ 0.7; 0.5; 0.5 ]; [ 0.4; 0.6; 0.3 ] ])

    let priors = [| LogNormal(0.0, 1.0); LogNormal(0.3, 0.5); LogNormal(0.1, 0.8) |]
    let terms = channel.Decompose(priors, CubatureOptions(RelativeTolerance = 1e-6))
    shouldBeClose 0.0 1e-7 terms.ExpectedKl.Value terms.Sum.Value

[<Law(Cases = 60)>]
let ``the best prior is the marginal, where the cost is I + TC; a log-normal prior costs strictly more (erratum E7)`` () =
    Prop.forAll oneOrTwoUnits (fun layer ->
        let channel = layer.Channel
        let best = channel.ExpectedKl(Array.init layer.Dimensions channel.Marginal) |> value
        let minimum = value (channel.Information()) + value (channel.TotalCorrelation())
        shouldBeClose accuracy accuracy minimum best
        let cost = channel.ExpectedKl(layer.Priors).Value
        // Every log-normal prior costs at least as much as the closest one, which costs more than the marginal.
        let closest =
            channel.ExpectedKl(Array.init layer.Dimensions (fun i -> channel.Marginal(i).ClosestLogNormal())).Value

        shouldBeAtMost (accuracy * (1.0 + best)) closest best
        shouldBeAtMost (accuracy * (1.0 + closest)) cost closest)

[<Fact>]
let ``negative control: a fixed log-normal prior does not reach I + TC`` () =
    let terms =
        ExampleSystems.NoisyPair().Decompose([| LogNormal(0.0, 1.0); LogNormal(0.0, 1.0) |])

    shouldBeClose 0.0 1e-12 terms.ExpectedKl.Value terms.Sum.Value
    shouldRefuse (fun () -> shouldBeWithin 0.1 terms.Minimum.Value terms.ExpectedKl.Value)

// ---- Information and total correlation

/// The definition, by the tests' own quadrature: sum_x p(x) of the integral of p(u|x) log(p(u|x) / p(u)).
let private textbookInformation (layer: Layer) =
    let inputs = layer.X.Count

    let log density u k =
        Oracles.logNormalDensity layer.LogActivations[k, 0] layer.Alphas[k, 0] u
        |> density

    let ends =
        [
            for k in 0 .. inputs - 1 do
                for r in [ -9.0; -3.0; 0.0; 3.0; 9.0 ] -> layer.LogActivations[k, 0] + r * layer.Alphas[k, 0]
        ]
        |> List.sort
        |> List.distinct

    let integrand u =
        let logs = Array.init inputs (log id u)
        let top = Array.max logs

        let marginal =
            top
            + Math.Log(Seq.sum (seq { for k in 0 .. inputs - 1 -> layer.X[k] * exp (logs[k] - top) }))

        Seq.sum (
            seq {
                for k in 0 .. inputs - 1 do
                    if layer.X[k] * exp logs[k] > 0.0 then
                        layer.X[k] * exp logs[k] * (logs[k] - marginal)
            }
        )

    List.pairwise ends
    |> List.sumBy (fun (a, b) -> Oracles.integratePanels 2 a b integrand)

[<Law(Cases = 100)>]
let ``I(x;z) of one unit is that of the definition`` () =
    Prop.forAll oneUnit (fun layer -> shouldBeWithin 1e-9 (textbookInformation layer) (value (layer.Channel.Information())))

[<Law(Cases = 100)>]
let ``information lies between 0 and H(x), of each unit and of all; I + TC is the sum over units`` () =
    Prop.forAll oneOrTwoUnits (fun layer ->
        let channel = layer.Channel
        let all = value (channel.Information())
        let each = [ for i in 0 .. layer.Dimensions - 1 -> value (channel.Information i) ]
        shouldBeNonNegative all
        shouldBeAtMost accuracy (layer.X.Entropy().Value) all
        shouldBeAtMost accuracy all (List.max each)
        shouldBeWithin accuracy (List.sum each) (all + value (channel.TotalCorrelation())))

[<Law(Cases = 60)>]
let ``more noise means less information and less total correlation`` (ModerateScale extra) =
    Prop.forAll oneOrTwoUnits (fun layer ->
        // Independent noise added to log z: the noisier layer is this one followed by a channel on each component.
        let noisier =
            { layer with
                Alphas = Array2D.map (fun a -> sqrt (a * a + extra * extra)) layer.Alphas
            }

        shouldBeAtMost accuracy (value (layer.Channel.Information())) (value (noisier.Channel.Information()))
        shouldBeAtMost accuracy (value (layer.Channel.TotalCorrelation())) (value (noisier.Channel.TotalCorrelation())))

[<Law(Cases = 60)>]
let ``scaling an activation or raising it to a power, and reordering inputs, change neither I nor TC`` (key: RandomKey) =
    Prop.forAll oneOrTwoUnits (fun layer ->
        let order = key.Permutation layer.X.Count
        let shift, power = 4.0 * key.Uniform 100UL - 2.0, 0.25 + 2.0 * key.Uniform 101UL

        let reorder f (m: float[,]) =
            Array2D.init layer.X.Count layer.Dimensions (fun k i -> f m[order[k], i])

        let other =
            { layer with
                X = FiniteDistribution(ReadOnlySpan(order |> Array.map (fun k -> layer.X[k])))
                LogActivations = reorder (fun l -> shift + power * l) layer.LogActivations
                Alphas = reorder (fun a -> power * a) layer.Alphas
            }

        shouldBeWithin accuracy (value (layer.Channel.Information())) (value (other.Channel.Information()))
        shouldBeWithin accuracy (value (layer.Channel.TotalCorrelation())) (value (other.Channel.TotalCorrelation())))

[<Law(Cases = 60)>]
let ``an input of probability zero, or one input written as two equal ones, changes nothing`` (Probability split) =
    Prop.forAll oneOrTwoUnits (fun layer ->
        let n = layer.X.Count

        let extend (m: float[,]) =
            Array2D.init (n + 2) layer.Dimensions (fun k i -> if k < n then m[k, i] else m[0, i] + 0.3 * float (k - n))

        let weights =
            Array.init (n + 2) (fun k ->
                if k = 0 then layer.X[0] * split
                elif k < n then layer.X[k]
                elif k = n then layer.X[0] * (1.0 - split)
                else 0.0)

        let other =
            { layer with
                X = FiniteDistribution(ReadOnlySpan weights)
                LogActivations = extend layer.LogActivations
                Alphas = extend layer.Alphas
            }

        shouldBeWithin accuracy (value (layer.Channel.Information())) (value (other.Channel.Information()))
        shouldBeWithin accuracy (value (layer.Channel.TotalCorrelation())) (value (other.Channel.TotalCorrelation())))

let twoInputs location alpha0 alpha1 =
    LogNormalChannel(FiniteDistribution.Uniform 2, array2D [ [ location ]; [ -location ] ], array2D [ [ alpha0 ]; [ alpha1 ] ])

[<Fact>]
let ``extremes: inputs far apart are told apart, equal ones are not, and weak signals keep their digits`` () =
    shouldBeWithin 1e-12 (log 2.0) (value ((twoInputs 300.0 1e-3 0.7).Information()))
    shouldBeWithin 1e-12 (log 2.0) (value ((twoInputs 1e6 1.0 1e3).Information()))
    shouldBeWithin 1e-28 0.0 (value ((twoInputs 0.0 0.5 0.5).Information()))
    // Signal to noise d: I = d^2 / 2 - d^4 / 4 + ...
    for d in [ 1e-2; 1e-4; 1e-6 ] do
        shouldBeRelatively (1e-9 + d ** 4.0) (0.5 * d * d - 0.25 * d ** 4.0) (value ((twoInputs d 1.0 1.0).Information()))

[<Fact>]
let ``a narrow component inside a wide one is found wherever it lies`` () =
    for alpha in [ 1e-1; 1e-3; 1e-6; 1e-7 ] do
        for at in [ 0.0; 0.1234567; 1.7 ] do
            let x = FiniteDistribution.Uniform 2

            let channel =
                LogNormalChannel(x, array2D [ [ at ]; [ 0.0 ] ], array2D [ [ alpha ]; [ 0.7 ] ])

            let layer =
                {
                    X = x
                    LogActivations = array2D [ [ at ]; [ 0.0 ] ]
                    Alphas = array2D [ [ alpha ]; [ 0.7 ] ]
                    Priors = [||]
                }

            shouldBeWithin 1e-9 (textbookInformation layer) (value (channel.Information()))

[<Fact>]
let ``the reported error bounds the difference from a tighter quadrature`` () =
    let channel = ExampleSystems.NoisyPair()

    let loose, tight =
        CubatureOptions(RelativeTolerance = 1e-4), CubatureOptions(RelativeTolerance = 1e-13)

    for quantity in
        [
            (fun (o: CubatureOptions) -> channel.Information o)
            (fun o -> channel.TotalCorrelation o)
        ] do
        let rough, fine = quantity loose, quantity tight
        shouldBeAtMost 0.0 rough.Error.Value (abs (value rough - value fine))
        shouldBeAtMost 0.0 (1e-4 * value fine) rough.Error.Value

[<Law(Cases = 60)>]
let ``unit-mean noise shifts every location by -alpha^2/2 and nothing else`` () =
    Prop.forAll oneUnit (fun layer ->
        let unitMean =
            LogNormalChannel(layer.X, layer.LogActivations, layer.Alphas, NoiseConvention.UnitMean)

        for k in 0 .. layer.X.Count - 1 do
            let alpha = layer.Alphas[k, 0]
            shouldBeWithin 1e-14 (layer.LogActivations[k, 0] - 0.5 * alpha * alpha) unitMean[k, 0].Location
            Assert.Equal(alpha, unitMean[k, 0].Scale)
            Assert.Equal(layer.LogActivations[k, 0], layer.Channel[k, 0].Location))

// ---- Refusals

[<Fact>]
let ``what is no layer is refused with the value and its place`` () =
    let refusedWith (part: string) (build: unit -> unit) =
        Assert.Contains(part, (Assert.ThrowsAny<ArgumentException>(fun () -> build ())).Message)

    let x = FiniteDistribution.Uniform 2
    let zeros, ones = Array2D.zeroCreate 2 1, Array2D.create 2 1 1.0
    refusedWith "alphas[1, 0] is 0" (fun () -> LogNormalChannel(x, zeros, array2D [ [ 1.0 ]; [ 0.0 ] ]) |> ignore)
    refusedWith "logActivations[0, 0] is -" (fun () -> LogNormalChannel(x, Array2D.create 2 1 -infinity, ones) |> ignore)
    refusedWith "has 3" (fun () -> LogNormalChannel(x, Array2D.zeroCreate 3 1, ones) |> ignore)
    refusedWith "row of alphas has 1" (fun () -> LogNormalChannel(x, Array2D.zeroCreate 2 2, ones) |> ignore)
    refusedWith "the number of components is 0" (fun () -> LogNormalChannel(x, Array2D.zeroCreate 2 0, Array2D.zeroCreate 2 0) |> ignore)

    refusedWith "list of priors has 2" (fun () ->
        LogNormalChannel(x, zeros, ones).ExpectedKl(Array.create 2 (LogNormal(0.0, 1.0)))
        |> ignore)

    refusedWith "list of components has 1" (fun () -> LogNormalMixture(x, [| LogNormal(0.0, 1.0) |]) |> ignore)
    refusedWith "samples is 1" (fun () -> ChannelSampling.Information(twoInputs 1.0 1.0 1.0, testKey "", 1) |> ignore)

[<Fact>]
let ``inputs given an output are Bayes' rule`` () =
    let channel = ExampleSystems.NoisyPair()
    let output = [ [ 0.9; 0.1 ]; [ 0.4; 0.6 ]; [ 0.2; 0.8 ] ]
    let yGivenX = Channel(array2D output)
    let given, y = channel.LogInputsGiven yGivenX

    for j in 0..1 do
        let joint = [ for x in 0..2 -> channel.X[x] * output[x][j] ]
        shouldBeRelatively 1e-14 (List.sum joint) y[j]

        for x in 0..2 do
            shouldBeRelatively 1e-13 (joint[x] / List.sum joint) (exp (given[j][x]))
