/// Layers with exact zeros, and what a layer tells of a label: closed cases, limits, and sampling.
module IDropTheory.PropertyTests.Theory.RectifiedChannelTests

open System
open Xunit
open FsCheck
open FsCheck.FSharp
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Theory.LogNormalChannelTests

/// A label of three values that depends on x alone, from a key; some transitions are impossible.
let private labels (key: RandomKey) inputs =
    let rows =
        Array2D.init inputs 3 (fun x y ->
            if (x + y) % 4 = 3 then
                0.0
            else
                0.05 + key.Uniform(uint64 (3 * x + y)))

    Channel(Array2D.init inputs 3 (fun x y -> rows[x, y] / Seq.sum (seq { for j in 0..2 -> rows[x, j] })))

let private informationOfLabel (x: FiniteDistribution) (y: Channel) =
    JointDistribution.Of(x, y).MutualInformation().Value

[<Law(Cases = 80)>]
let ``a zero is the limit of an activation that goes to zero, for x and for a label`` (key: RandomKey) =
    Prop.forAll layersOfOneOrTwo (fun layer ->
        let isZero k i =
            key.Uniform(uint64 (100 + 2 * k + i)) < 0.4

        let replace value (m: float[,]) =
            Array2D.mapi (fun k i v -> if isZero k i then value else v) m

        let rectified =
            RectifiedChannel(layer.X, replace -infinity layer.LogActivations, layer.Alphas)
        // Far below all others and equally noisy: told apart from them surely, and from each other not at all.
        let limit =
            LogNormalChannel(layer.X, replace -1e4 layer.LogActivations, replace 1.0 layer.Alphas)

        let y = labels key layer.X.Count
        shouldBeWithin accuracy (value (limit.Information())) (value (rectified.Information()))
        shouldBeWithin accuracy (value (limit.InformationAbout y)) (value (rectified.InformationAbout y)))

[<Law(Cases = 60)>]
let ``a layer tells of a label no more than of x, and no more than x does; of x itself all that it tells`` (key: RandomKey) =
    Prop.forAll layersOfOneOrTwo (fun layer ->
        let channel = layer.Channel
        let y = labels key layer.X.Count
        let ofX, ofY = value (channel.Information()), value (channel.InformationAbout y)
        shouldBeNonNegative ofY
        shouldBeAtMost accuracy ofX ofY
        shouldBeAtMost accuracy (informationOfLabel layer.X y) ofY
        shouldBeWithin accuracy ofX (value (channel.InformationAbout(Channel.Identity layer.X.Count)))

        let constant = Channel(Array2D.create layer.X.Count 2 0.5)
        shouldBeWithin 1e-14 0.0 (value (channel.InformationAbout constant)))

[<Law(Cases = 60)>]
let ``I(z;y) of one unit is that between the label and its mixtures`` (key: RandomKey) =
    Prop.forAll oneUnit (fun layer ->
        let y = labels key layer.X.Count
        let xGivenY = JointDistribution.Of(layer.X, y).Transpose().YGivenX
        let outputs = Array.init layer.X.Count (fun x -> layer.Channel[x, 0])

        let mixtures =
            [|
                for j in 0..2 -> LogNormalMixture(FiniteDistribution(xGivenY.Row j), outputs)
            |]

        shouldBeWithin
            accuracy
            (value (LogNormalMixture.Information(y.Apply layer.X, mixtures)))
            (value (layer.Channel.InformationAbout y)))

[<Fact>]
let ``zeros alone: the pattern is all there is`` () =
    let x = FiniteDistribution.Uniform 2
    let table (a: float) (b: float) = array2D [ [ a ]; [ b ] ]
    let alphas = Array2D.create 2 1 0.5
    let noisy = Channel.BinarySymmetric 0.1
    let told = RectifiedChannel(x, table -infinity 0.3, alphas)
    shouldBeWithin 1e-15 (log 2.0) (value (told.Information()))
    // log 2 - H(0.1).
    shouldBeWithin 1e-15 (log 2.0 + 0.1 * log 0.1 + 0.9 * log 0.9) (value (told.InformationAbout noisy))
    let silent = RectifiedChannel(x, table -infinity -infinity, alphas)
    Assert.Equal(0.0, value (silent.Information()))
    Assert.Equal(0.0, value (silent.InformationAbout noisy))
    // No zeros: the layer that has a density.
    let plain, rectified =
        twoInputs 0.4 0.5 0.7, RectifiedChannel(x, table 0.4 -0.4, table 0.5 0.7)

    shouldBeWithin 1e-12 (value (plain.Information())) (value (rectified.Information()))

[<Fact>]
let ``the label's information agrees with sampling within a bound that is broken once in 1e9 runs`` () =
    let channel, n = ExampleSystems.NoisyPair(), 400000
    let y = Channel(array2D [ [ 0.9; 0.1 ]; [ 0.2; 0.8 ]; [ 0.5; 0.5 ] ])

    let sampled =
        ChannelSampling.InformationAbout(channel, y, testKey "I(z;y) by sampling", n)

    // The least probable label has 0.49.
    let bound = ChannelSamplingTests.samplingBound (log (1.0 / 0.49)) n
    shouldBeWithin bound (value (channel.InformationAbout y)) sampled.Mean.Value
    Assert.True(sampled.StandardError.Value < 0.002)
    shouldRefuse (fun () -> shouldBeWithin bound (value (channel.Information())) sampled.Mean.Value)

[<Fact>]
let ``what is no layer is refused with its place`` () =
    let refusedWith (part: string) (build: unit -> unit) =
        Assert.Contains(part, (Assert.ThrowsAny<ArgumentException>(fun () -> build ())).Message)

    let x = FiniteDistribution.Uniform 2
    let zeros, ones = Array2D.zeroCreate 2 1, Array2D.create 2 1 1.0
    refusedWith "NaN" (fun () -> RectifiedChannel(x, Array2D.create 2 1 nan, ones) |> ignore)
    refusedWith "has 3" (fun () -> RectifiedChannel(x, Array2D.zeroCreate 3 1, ones) |> ignore)

    refusedWith "channel from x to y has 3" (fun () -> RectifiedChannel(x, zeros, ones).InformationAbout(Channel.Identity 3) |> ignore)

[<Fact>]
let ``a second layer given as a function is the one given by weight, bias and noise`` () =
    let first = ExampleSystems.NoisyLayers().First
    let byNumbers = TwoLayerChannel(first, 0.8, -0.2, 0.3)

    let softplus logZ =
        [| for u in logZ -> LogNormal(log (log (1.0 + exp (0.8 * exp u - 0.2))), 0.3) |]

    let byFunction = TwoLayerChannel(first, softplus)
    shouldBeWithin 1e-10 (value (byNumbers.SecondInformation())) (value (byFunction.SecondInformation()))
    // I(x;z2) once more: x is a label of the nodes of z1, each input's in a row.
    let nodes = byFunction.Inputs.Count / 2

    let x =
        Channel(Array2D.init byFunction.Inputs.Count 2 (fun k j -> if k / nodes = j then 1.0 else 0.0))

    shouldBeWithin 1e-9 (value (byFunction.SecondInformation())) (value (byFunction.Second.InformationAbout x))
