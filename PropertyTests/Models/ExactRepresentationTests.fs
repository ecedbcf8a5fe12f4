/// Joints as data sets, and the information of trained networks about them: closed cases, sampling, and the certified bound that no network
/// can be below.
[<Xunit.Collection "the global generator">]
module IDropTheory.PropertyTests.Models.ExactRepresentationTests

open System
open Xunit
open FsCheck
open FsCheck.FSharp
open TorchSharp
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Models.SmallTrainings

let private noisyBit = JointSource.NoisyBit.Counts.Joint

let private network layers width activation prior (joint: JointDistribution) seed =
    FixedWeights.forTraining seed (new Mlp(joint.CountX, width, layers, joint.CountY, activation, information prior))

let private set (network: torch.nn.Module) name (values: float32 list) =
    use _ = torch.NewDisposeScope()
    use _ = torch.no_grad ()

    for struct (found, parameter) in network.named_parameters () do
        if found = name then
            parameter.copy_ ((torch.tensor (List.toArray values)).reshape parameter.shape)
            |> ignore

// ---- Data

[<Fact>]
let ``a joint's samples have its exact proportions, in training and test`` () =
    for source in JointSource.All do
        use data = source.Load(DataOptions())

        for images in [ data.Train; data.Test ] do
            Assert.Equal(JointSource.Samples, images.Count)
            use symbols = images.Pixels.flatten(1L).argmax(1L)

            let pairs =
                Array.zip (symbols.data<int64>().ToArray()) (images.Labels.data<int64>().ToArray())

            Assert.Equal(float32 images.Count, images.Pixels.sum().item<float32>())

            for x in 0 .. source.Counts.Joint.CountX - 1 do
                for y in 0 .. source.Counts.Joint.CountY - 1 do
                    let count =
                        pairs |> Array.filter (fun pair -> pair = (int64 x, int64 y)) |> Array.length

                    Assert.Equal(source.Counts[x, y], count)
                    shouldBeWithin 1e-15 (float count / float images.Count) source.Counts.Joint[x, y]

[<Law(Cases = 100)>]
let ``the nearest counts sum to the samples and differ from what is expected by less than one`` (PositiveInt samples) =
    Prop.forAll (Arb.fromGen (Generators.jointOf 3 4)) (fun joint ->
        let counts = JointCounts.Nearest(joint, samples)
        Assert.Equal(samples, counts.Samples)

        for x in 0..2 do
            for y in 0..3 do
                Assert.True(abs (float counts[x, y] - float samples * joint[x, y]) < 1.0))

[<Fact>]
let ``no counts and no joint are refused`` () =
    Assert.Contains(
        "All counts are zero",
        (Assert.Throws<ArgumentException>(fun () -> JointCounts(Array2D.zeroCreate 2 2) |> ignore)).Message
    )

    Assert.Contains("joint-bsc", (Assert.Throws<DataException>(fun () -> JointSource.Named "joint-nothing" |> ignore)).Message)

// ---- Closed cases

/// One ReLU or Softplus unit with given pre-activations and alpha = 0.001 + 0.7 / 2 for both symbols.
let private oneUnit activation prior a b =
    let network = network 1 1 activation prior noisyBit 1UL
    set network "hidden.0.weight" [ a; b ]
    set network "hidden.0.bias" [ 0.0f ]
    set network "dropout.0.alphaNetwork.weight" [ 0.0f; 0.0f ]
    set network "dropout.0.alphaNetwork.bias" [ 0.0f ]
    network

[<Fact>]
let ``a unit that only one symbol switches on tells x, and of y what x does; one that none switches on tells nothing`` () =
    use told = oneUnit Activation.Relu PriorFamily.LogUniform 1.0f -1.0f
    let exact = ExactRepresentation.Of(told, noisyBit)
    shouldBeWithin 1e-14 (log 2.0) exact.InformationX.Value
    shouldBeWithin 1e-14 (noisyBit.MutualInformation().Value) exact.InformationY.Value
    shouldBeWithin 1e-14 (noisyBit.ConditionalEntropy().Value) exact.ConditionalEntropyY.Value
    use silent = oneUnit Activation.Relu PriorFamily.LogUniform -1.0f -2.0f
    shouldBeWithin 1e-14 0.0 (ExactRepresentation.Of(silent, noisyBit).InformationX.Value)

[<Fact>]
let ``equal noise: the information of two normal variables at their distance, and the KL of Proposition 3`` () =
    use network = oneUnit Activation.Relu PriorFamily.LogNormal 2.0f 0.5f
    let exact = ExactRepresentation.Of(network, noisyBit)
    let alpha = 0.351
    let reference = Theory.LogNormalChannelTests.twoInputs (0.5 * log 4.0) alpha alpha
    shouldBeWithin 1e-9 (reference.Information().Value.Value) exact.InformationX.Value

    let kl f =
        KlDivergence.LogNormal(LogNormal(log f, alpha), LogNormal(0.0, 1.0)).Value

    shouldBeWithin 1e-12 (0.5 * (kl 2.0 + kl 0.5)) exact.Layers[0].Kl.Value

[<Fact>]
let ``evaluation leaves the network as it was`` () =
    use network = network 2 1 Activation.Softplus PriorFamily.LogNormal noisyBit 3UL
    network.train ()
    let before = bitsOf network
    ExactRepresentation.Of(network, noisyBit) |> ignore
    Assert.Equal<(string * string) list>(before, bitsOf network)
    Assert.True network.training

[<Fact>]
let ``a training goes on as if the network had not been evaluated in its middle`` () =
    let bits evaluate =
        use network = network 1 1 Activation.Softplus PriorFamily.LogNormal noisyBit 3UL
        use data = (JointSource.NoisyBit :> DataSource).Load(DataOptions())

        let settings =
            TrainingSettings(6, JointSource.Samples, LearningRateSchedule.Constant 0.05, OptimiserSettings.Adam 0.0, testKey "middle")

        use session =
            new TrainingSession(ClassificationObjective(network, ofBeta 0.1), data.Train, settings)

        advance 3 session |> ignore

        if evaluate then
            ExactRepresentation.Of(network, noisyBit) |> ignore

        finish session |> ignore
        bitsOf network

    Assert.Equal<(string * string) list>(bits false, bits true)

[<Fact>]
let ``what cannot be integrated is refused`` () =
    use wide = network 1 4 Activation.Softplus PriorFamily.LogNormal noisyBit 1UL

    Assert.Throws<InvalidOperationException>(fun () -> ExactRepresentation.Of(wide, noisyBit) |> ignore)
    |> ignore

    let refusedWith (part: string) (network: Mlp) =
        use network = network

        Assert.Contains(part, (Assert.ThrowsAny<ArgumentException>(fun () -> ExactRepresentation.Of(network, noisyBit) |> ignore)).Message)

    refusedWith "no Information Dropout" (FixedWeights.forTraining 1UL (new Mlp(2, 1, 1, 2, Activation.Relu, DropoutMethod.Binary 0.5)))
    refusedWith "3 hidden layers" (network 3 1 Activation.Softplus PriorFamily.LogNormal noisyBit 1UL)
    refusedWith "first layer has 2" (network 2 2 Activation.Softplus PriorFamily.LogNormal noisyBit 1UL)

// ---- Laws

/// Two layers of one Softplus unit with moderate weights, drawn from a key: noise scales stay well above their floor.
let private twoLayers (joint: JointDistribution) (key: RandomKey) =
    let network = network 2 1 Activation.Softplus PriorFamily.LogNormal joint 1UL

    let draw label count =
        [
            for i in 0 .. count - 1 -> float32 (1.5 * (key.Fold(label: string)).Normal(uint64 i))
        ]

    set network "hidden.0.weight" (draw "first" joint.CountX)
    set network "dropout.0.alphaNetwork.weight" (draw "first alpha" joint.CountX)
    set network "hidden.1.weight" [ 0.5f ]
    set network "dropout.1.alphaNetwork.weight" [ 0.2f ]
    network

[<Theory; InlineData(1); InlineData(2); InlineData(3)>]
let ``two layers: what is told shrinks from layer to layer, and each KL term is at least what its layer lets through`` (which: int) =
    let joint = JointSource.Random.Counts.Joint
    use network = twoLayers joint (testKey $"two layers {which}")

    let exact =
        ExactRepresentation.Of(network, joint, CubatureOptions(RelativeTolerance = 1e-9))

    let first, second = exact.Layers[0], exact.Layers[1]

    let atMost (larger: Nats) (smaller: Nats) =
        shouldBeAtMost 1e-8 larger.Value smaller.Value

    atMost first.InformationX second.InformationX
    atMost second.OfInput second.InformationX
    atMost first.InformationY second.InformationY
    atMost second.InformationX second.InformationY
    atMost first.Kl first.InformationX
    atMost second.Kl second.OfInput
    atMost exact.CrossEntropy exact.ConditionalEntropyY
    Assert.True(exact.Error.Value < 1e-8)

/// The mean over passes that each draw the noise of every sample anew: sums of 2000 independent losses, normal to good accuracy, so that
/// eight standard errors of 64 passes are exceeded less than once in 1e9 runs.
[<Theory; InlineData(1, 1); InlineData(1, 2); InlineData(2, 1)>]
let ``the cross-entropy is the mean of what drawn noise gives`` (layers: int) (width: int) =
    let source = JointSource.Random

    use network =
        network layers width Activation.Softplus PriorFamily.LogNormal source.Counts.Joint 4UL

    use data = source.Load(DataOptions())
    let exact = ExactRepresentation.Of(network, source.Counts.Joint)
    let objective = ClassificationObjective(network, ofBeta 0.1)
    let key = testKey "cross-entropy by sampling"

    let passes =
        [|
            for pass in 0UL .. 63UL -> Evaluator.Run(objective, data.Train.InOrder JointSource.Samples, key.Fold pass).CrossEntropy.Value
        |]

    let mean = Array.average passes
    let deviation = sqrt (Array.sumBy (fun v -> (v - mean) ** 2.0) passes / 63.0)
    shouldBeWithin (8.0 * deviation / 8.0) exact.CrossEntropy.Value mean
    Assert.True(deviation < 0.05)

// ---- The bound

let private trainedFor steps (source: JointSource) activation prior width (beta: Beta) =
    let network = network 1 width activation prior source.Counts.Joint 5UL
    use data = source.Load(DataOptions())

    let settings =
        TrainingSettings(steps, JointSource.Samples, LearningRateSchedule.Constant 0.05, OptimiserSettings.Adam 0.0, testKey "toy")

    use session =
        new TrainingSession(ClassificationObjective(network, ofBeta beta.Paper), data.Train, settings)

    finish session |> ignore
    network

[<Fact>]
let ``no network is below the certified optimum, nor above the curve`` () =
    for source in JointSource.All do
        let joint = source.Counts.Joint
        let beta = Beta.FromPaper 0.1
        let optimum = InformationBottleneck.Solve(joint, beta)
        let curve = BottleneckCurve.Trace(joint, 5)
        Assert.True optimum.Certified

        for activation, prior in
            [
                Activation.Softplus, PriorFamily.LogNormal
                Activation.Relu, PriorFamily.LogUniform
            ] do
            for width in [ 1; 2 ] do
                use network = trainedFor 25 source activation prior width beta

                let exact =
                    ExactRepresentation.Of(network, joint, CubatureOptions(RelativeTolerance = 1e-9))

                shouldBeAtMost 1e-8 (exact.Objective(beta).Value) optimum.LowerBound.Value
                shouldBeAtMost 1e-8 (curve.InformationYBound(exact.InformationX).Value) exact.InformationY.Value
                shouldBeAtMost 1e-8 exact.InformationX.Value exact.InformationY.Value

[<Fact>]
let ``negative control: the loss under the improper prior is below the optimum, and its KL term below the information`` () =
    let source, beta = JointSource.NoisyBit, Beta.FromPaper 0.5
    use network = trainedFor 150 source Activation.Relu PriorFamily.LogUniform 2 beta
    let exact = ExactRepresentation.Of(network, source.Counts.Joint)
    let bound = InformationBottleneck.Solve(source.Counts.Joint, beta).LowerBound.Value
    shouldRefuse (fun () -> shouldBeAtMost 1e-8 (exact.Loss(beta).Value) bound)
    shouldBeAtMost 1e-8 (exact.Objective(beta).Value) bound
    Assert.True(exact.Layers[0].Kl.Value < 0.5 * exact.InformationX.Value)

[<Fact>]
let ``on images the bounds are in order and below log n`` () =
    use network =
        network 1 4 Activation.Softplus PriorFamily.LogNormal JointSource.Random.Counts.Joint 6UL

    use data = (JointSource.Random :> DataSource).Load(DataOptions())
    // 100 samples with four different images between them: z tells at most log 4.
    use mixed =
        data.Train.Select(ReadOnlySpan(Array.init 100 (fun i -> 20 * i)), Split.Train, "every twentieth")

    let bounds = LayerBounds.Of(network, mixed, 100)
    Assert.Equal(100, bounds.Images)
    shouldBeAtMost 0.0 bounds.Upper.Value bounds.Lower.Value
    shouldBeAtMost 1e-9 (log 4.0) bounds.Upper.Value
    shouldBeAtMost 1e-9 bounds.Kl.Value bounds.Lower.Value
