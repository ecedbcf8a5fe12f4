/// Evaluation, and the batch-normalisation statistics that deterministic evaluation needs.
[<Xunit.Collection "the global generator">]
module IDropTheory.PropertyTests.Models.EvaluationTests

open System
open TorchSharp
open TorchSharp.Modules
open Xunit
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Models.DataHelpers
open IDropTheory.PropertyTests.Models.SmallTrainings

let private facts (e: Evaluation) =
    e.Images, e.Error, e.CrossEntropy, List.ofSeq e.Layers

let private networks: (string * (uint64 -> Classifier) * (unit -> ImageSet)) list =
    [
        "mlp", mlp 2 Activation.Softplus (information PriorFamily.LogNormal), greyImages
        "mlp without noise", mlp 2 Activation.Relu (DropoutMethod.None()), greyImages
        "all-cnn", allCnn AllCnnOptions.Authors Activation.Relu (information PriorFamily.LogUniform), colourImages
    ]

let private modes = [ NoiseMode.Median; NoiseMode.Mean ]

[<Fact>]
let ``deterministic evaluations agree in every bit, drawn ones are functions of the key`` () =
    for name, build, set in networks do
        use network = build 1UL
        use images = set ()
        let objective = ClassificationObjective(network, ofBeta 0.1)
        let bits = bitsOf network

        for mode in modes do
            let run () =
                facts (Evaluator.Run(objective, images.InOrder 6, mode))

            Assert.Equal(run (), run ())

        let drawn label =
            facts (Evaluator.Run(objective, images.InOrder 6, testKey label))

        Assert.Equal(drawn "a", drawn "a")

        if name <> "mlp without noise" then
            Assert.NotEqual(drawn "a", drawn "b")
            Assert.NotEqual(drawn "a", facts (Evaluator.Run(objective, images.InOrder 6)))

        // Looking changes nothing.
        Assert.Equal<(string * string) list>(bits, bitsOf network)
        Assert.True network.training
        network.eval ()
        Evaluator.Run(objective, images.InOrder 6) |> ignore
        Assert.False network.training

        Assert.Throws<ArgumentException>(fun () -> Evaluator.Run(objective, images.InOrder 6, NoiseMode.Sample) |> ignore)
        |> ignore

[<Fact>]
let ``error, cross-entropy and KL are those of a direct computation on doubles`` () =
    for _, build, set in networks do
        use _ = torch.NewDisposeScope()
        use network = build 1UL
        use images = set ()
        let all = images.InOrder(images.Count).[0]
        let n = images.Count

        for mode in modes do
            let evaluation =
                Evaluator.Run(ClassificationObjective(network, ofBeta 0.1), images.InOrder n, mode)

            network.eval ()
            use ledger = new KlLedger()

            let pass =
                if mode = NoiseMode.Median then
                    NoisePass.Median ledger
                else
                    NoisePass.Mean ledger

            let logits =
                network.call(all.Images, pass).detach().data<float32>().ToArray()
                |> Array.map float
                |> Array.chunkBySize 10

            let labels = all.Labels.data<int64>().ToArray() |> Array.map int

            let surprise =
                Array.map2 (fun (row: float[]) label -> log (Array.sumBy (fun v -> exp (v - row[label])) row)) logits labels

            let mistakes =
                Array.map2
                    (fun (row: float[]) label ->
                        if Array.findIndex ((=) (Array.max row)) row = label then
                            0.0
                        else
                            1.0)
                    logits
                    labels

            Assert.Equal(n, evaluation.Images)
            shouldBeRelatively 1e-5 (Array.average surprise) evaluation.CrossEntropy.Value
            shouldBeWithin 1e-12 (Array.average mistakes) evaluation.Error.Value
            Assert.Equal<string list>([ for e in ledger.Entries -> e.Layer ], [ for l in evaluation.Layers -> l.Layer ])

            for entry, layer in Seq.zip ledger.Entries evaluation.Layers do
                shouldBeRelatively 1e-5 (number (entry.Kl.``to``(torch.float64).sum()) / float n) layer.Kl.Value
                shouldBeRelatively 1e-5 (number (entry.Alpha.mean ())) layer.MeanAlpha

            let kl = evaluation.Layers |> Seq.sumBy _.Kl.Value
            shouldBeWithin 1e-12 kl evaluation.Kl.Value
            shouldBeRelatively 1e-12 -(evaluation.CrossEntropy.Value + kl) evaluation.Bound

[<Fact>]
let ``an evaluation does not depend on the size of the batches, but for rounding`` () =
    for _, build, set in networks do
        use network = build 1UL
        use images = set ()
        let objective = ClassificationObjective(network, ofBeta 0.1)
        let whole = Evaluator.Run(objective, images.InOrder images.Count)

        for size in [ 1; 3; 7 ] do
            let parts = Evaluator.Run(objective, images.InOrder size)
            Assert.Equal(whole.Images, parts.Images)
            Assert.Equal(whole.Error, parts.Error)
            shouldBeRelatively 1e-5 whole.CrossEntropy.Value parts.CrossEntropy.Value

            for w, p in Seq.zip whole.Layers parts.Layers do
                Assert.Equal(w.Layer, p.Layer)
                shouldBeRelatively 1e-5 w.Kl.Value p.Kl.Value
                shouldBeRelatively 1e-5 w.MeanAlpha p.MeanAlpha
                shouldBeWithin 1e-9 w.Saturated p.Saturated

[<Fact>]
let ``noise scales within a hundredth of the largest count as saturated`` () =
    use images = greyImages ()

    use network = mlp 1 Activation.Relu (information PriorFamily.LogUniform) 1UL

    let options = InformationDropoutOptions()
    // alpha = floor + max sigmoid(a): a chosen share of the largest for each of the seven units.
    let shares = [| 0.5; 0.9899; 0.9901; 0.999; 0.1; 0.9999; 0.98 |]

    let logit (share: float) =
        let s = (share * options.LargestAlpha - options.AlphaFloor) / options.AlphaMax
        log (s / (1.0 - s))

    using (torch.no_grad ()) (fun _ ->
        for struct (name, p) in network.named_parameters () do
            if name.Contains "alphaNetwork.weight" then
                p.zero_ () |> ignore
            elif name.Contains "alphaNetwork.bias" then
                use values = torch.tensor (Array.map (logit >> float32) shares)
                p.copy_ values |> ignore)

    let layer =
        Assert.Single(Evaluator.Run(ClassificationObjective(network, ofBeta 0.1), images.InOrder 6).Layers)

    shouldBeRelatively 1e-6 (3.0 / 7.0) layer.Saturated
    shouldBeRelatively 1e-5 (options.LargestAlpha * Array.average shares) layer.MeanAlpha
    shouldBeRelatively 1e-5 (-Array.sumBy log shares) layer.Kl.Value

// ---- Batch normalisation

let private normalisations (network: torch.nn.Module) =
    [
        for m in network.modules () do
            match m with
            | :? BatchNorm2d as layer -> layer
            | _ -> ()
    ]

let private numbers (t: torch.Tensor | null) =
    (nonNull t).detach().``to``(torch.float64).cpu().data<float>().ToArray()

[<Fact>]
let ``recalibrated statistics are the plain averages of the batches' own`` () =
    use _ = torch.NewDisposeScope()
    use images = colourImages ()

    for options in
        [
            AllCnnOptions.Paper
            AllCnnOptions(BatchNormScale = false, AsymmetricPadding = true, FinalLinear = true)
        ] do
        use network =
            allCnn options Activation.Softplus (information PriorFamily.LogNormal) 2UL

        let objective = ClassificationObjective(network, ofBeta 0.1)
        let layers = normalisations network

        // With momentum 1 a pass in training mode leaves the statistics of its batch, so each batch is looked at alone.
        let batches = images.InOrder 4

        let own =
            [
                for step in 0 .. batches.Count - 1 ->
                    for layer in layers do
                        layer.momentum <- 1.0

                    network.train ()
                    use _ = torch.no_grad ()
                    network.call (batches[step].Images, NoisePass.Median()) |> ignore
                    [ for layer in layers -> numbers layer.running_mean, numbers layer.running_var ]
            ]

        for layer in layers do
            layer.momentum <- 0.1

        BatchNormRecalibration.Run(objective, batches)
        Assert.True network.training

        for i, layer in List.indexed layers do
            Assert.Equal(Nullable 0.1, layer.momentum)

            let average pick =
                [|
                    for c in 0 .. int layer.num_features - 1 -> own |> List.averageBy (fun (b: _ list) -> (pick b[i]: float[])[c])
                |]

            Array.iter2 (shouldBeClose 1e-6 1e-5) (average fst) (numbers layer.running_mean)
            Array.iter2 (shouldBeClose 1e-6 1e-5) (average snd) (numbers layer.running_var)

[<Fact>]
let ``the first layer's recalibrated mean is the mean of its convolution over the images`` () =
    use _ = torch.NewDisposeScope()
    use images = colourImages ()

    use network =
        allCnn AllCnnOptions.Paper Activation.Relu (information PriorFamily.LogUniform) 2UL

    BatchNormRecalibration.Run(ClassificationObjective(network, ofBeta 0.1), images.InOrder 5)

    let weight =
        Seq.pick
            (fun struct (name, p: Parameter) ->
                if name = "stages.0.convolution.weight" then
                    Some p
                else
                    None)
            (network.named_parameters ())

    let outputs =
        torch.nn.functional.conv2d (images.InOrder(10).[0].Images, weight, padding = [| 1L; 1L |])

    Array.iter2
        (shouldBeClose 1e-6 1e-5)
        (numbers (outputs.mean [| 0L; 2L; 3L |]))
        (numbers (List.head (normalisations network)).running_mean)

[<Fact>]
let ``recalibration changes what evaluation sees, and nothing of the training`` () =
    use images = colourImages ()

    let train between =
        use network =
            allCnn AllCnnOptions.Paper Activation.Relu (information PriorFamily.LogUniform) 2UL

        let objective = ClassificationObjective(network, ofBeta 0.1)

        use session =
            new TrainingSession(objective, images, settings 3 5 0.05 (OptimiserSettings.Sgd(0.9, true)))

        let metrics =
            [
                while not session.IsFinished do
                    yield! advance 1 session
                    between objective
            ]

        weightBitsOf network, [ for m in metrics -> m.Loss, m.CrossEntropy, m.Error ]

    let plain = train ignore
    let mutable changed = 0

    let recalibrated =
        train (fun objective ->
            let before = Evaluator.Run(objective, images.InOrder 5)
            BatchNormRecalibration.Run(objective, images.InOrder 5)

            if Evaluator.Run(objective, images.InOrder 5).CrossEntropy <> before.CrossEntropy then
                changed <- changed + 1)

    Assert.Equal(6, changed)
    Assert.Equal<(string * string) list>(fst plain, fst recalibrated)
    Assert.True((snd plain = snd recalibrated), $"{snd plain} became {snd recalibrated}")

[<Fact>]
let ``a recalibration twice over is one, in evaluation mode too; a network without normalisation stays what it is`` () =
    use images = colourImages ()

    use network =
        allCnn AllCnnOptions.Authors Activation.Softplus (information PriorFamily.LogNormal) 2UL

    let objective = ClassificationObjective(network, ofBeta 0.1)
    network.eval ()
    BatchNormRecalibration.Run(objective, images.InOrder 4)
    let once = bitsOf network
    BatchNormRecalibration.Run(objective, images.InOrder 4)
    Assert.Equal<(string * string) list>(once, bitsOf network)
    Assert.False network.training
    use grey = greyImages ()

    use plain = mlp 2 Activation.Relu (information PriorFamily.LogUniform) 2UL

    let before = bitsOf plain
    BatchNormRecalibration.Run(ClassificationObjective(plain, ofBeta 0.1), grey.InOrder 4)
    Assert.Equal<(string * string) list>(before, bitsOf plain)

[<Fact>]
let ``KL per unit is a layer's KL over its units, and refused where their number is not known`` () =
    Assert.Equal(Nats 0.5, LayerKl("layer", Nats 2.0, 0.3, 0.0, 4).PerUnit)

    for kl in [ 0.0; 2.0 ] do
        let error =
            Assert.Throws<InvalidOperationException>(fun () -> LayerKl("layer", Nats kl, 0.3, 0.0).PerUnit |> ignore)

        Assert.StartsWith("layer: the number of units", error.Message)
