/// Statistics of batch normalisation for passes with and without noise: each evaluation has its own.
[<Xunit.Collection "the global generator">]
module IDropTheory.PropertyTests.Models.BatchNormStatisticsTests

open System
open System.IO
open TorchSharp
open TorchSharp.Modules
open Xunit
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Models.DataHelpers
open IDropTheory.PropertyTests.Models.SmallTrainings

type private torch = TorchSharp.torch

/// Noise of median one and mean 1.65, so that noisy and noise-free activations differ much.
let private noisy = DropoutMethod.LogNormal 1.0 :> DropoutMethod

let private network seed =
    allCnn AllCnnOptions.Paper Activation.Relu noisy seed

let private bits (statistics: BatchNormStatistics) =
    [
        for struct (name, value) in statistics.Tensors -> name, Convert.ToHexString(value.bytes.ToArray())
    ]

let private key = testKey "statistics"

[<Fact>]
let ``measuring changes nothing of the network, and use lasts until its end`` () =
    use network = network 2UL
    use images = colourImages ()
    let objective = ClassificationObjective(network, ofBeta 0.0)
    let before = bitsOf network
    use own = BatchNormStatistics.Of network
    use drawn = BatchNormStatistics.Measure(objective, images.InOrder 4, key)
    use median = BatchNormStatistics.Measure(objective, images.InOrder 4)
    use mean = BatchNormStatistics.Measure(objective, images.InOrder 4, NoiseMode.Mean)
    Assert.Equal<(string * string) list>(before, bitsOf network)
    Assert.True network.training
    Assert.Equal(4, [ own; drawn; median; mean ] |> List.map bits |> List.distinct |> List.length)
    use again = BatchNormStatistics.Measure(objective, images.InOrder 4, key)
    Assert.Equal<(string * string) list>(bits drawn, bits again)

    using (drawn.Use network) (fun _ ->
        use inside = BatchNormStatistics.Of network
        Assert.Equal<(string * string) list>(bits drawn, bits inside)

        using (median.Use network) (fun _ ->
            use nested = BatchNormStatistics.Of network
            Assert.Equal<(string * string) list>(bits median, bits nested))

        use inside = BatchNormStatistics.Of network
        Assert.Equal<(string * string) list>(bits drawn, bits inside))

    Assert.Equal<(string * string) list>(before, bitsOf network)

    Assert.Throws<ArgumentException>(fun () ->
        BatchNormStatistics.Measure(objective, images.InOrder 4, NoiseMode.Sample)
        |> ignore)
    |> ignore

    // Those of a pass without noise are those of the recalibration.
    BatchNormRecalibration.Run(objective, images.InOrder 4)
    use recalibrated = BatchNormStatistics.Of network
    Assert.Equal<(string * string) list>(bits median, bits recalibrated)

[<Fact>]
let ``statistics of drawn noise are the averages of the batches' own under that noise`` () =
    use _ = torch.NewDisposeScope()
    use network = network 2UL
    use images = colourImages ()
    let batches = images.InOrder 4

    use statistics =
        BatchNormStatistics.Measure(ClassificationObjective(network, ofBeta 0.0), batches, key)

    let layers =
        [
            for m in network.modules () do
                match m with
                | :? BatchNorm2d as layer -> layer
                | _ -> ()
        ]

    let numbers (t: torch.Tensor | null) =
        (nonNull t).detach().``to``(torch.float64).data<float>().ToArray()

    let own =
        [
            for step in 0 .. batches.Count - 1 ->
                for layer in layers do
                    layer.momentum <- 1.0

                network.train ()
                use _ = torch.no_grad ()

                network.call (batches[step].Images, NoisePass.Sample(key.Fold(uint64 step)))
                |> ignore

                numbers (List.last layers).running_mean
        ]

    let expected =
        own
        |> List.reduce (Array.map2 (+))
        |> Array.map (fun sum -> sum / float own.Length)

    let name, measured =
        [ for struct (name, value) in statistics.Tensors -> name, value ]
        |> List.findBack (fun (name, _) -> name.EndsWith("running_mean", StringComparison.Ordinal))

    Assert.StartsWith("stages.8.", name)
    Array.iter2 (shouldBeClose 1e-6 1e-5) expected (numbers measured)

[<Fact>]
let ``a noisy evaluation with its own statistics is what the network does under noise; with others it is not`` () =
    use _ = torch.NewDisposeScope()
    use network = network 5UL
    use images = randomSet Split.Train 200 (3L, 8L, 8L) 12UL
    let objective = ClassificationObjective(network, ofBeta 0.0)
    let batches = images.InOrder 100
    // In training mode every batch is normalised by itself.
    network.train ()

    let underNoise =
        use _ = torch.no_grad ()
        use state = BatchNormStatistics.Of network

        let terms =
            [
                for step in 0 .. batches.Count - 1 ->
                    number (objective.DataTerm(batches[step], NoisePass.Sample(key.Fold(uint64 step)))).CrossEntropy
            ]

        List.average terms

    let noisyEvaluation (statistics: BatchNormStatistics) =
        use _ = statistics.Use network
        Evaluator.Run(objective, batches, key).CrossEntropy.Value

    use drawn = BatchNormStatistics.Measure(objective, batches, key.Fold "statistics")
    use median = BatchNormStatistics.Measure(objective, batches)

    let own, others =
        abs (noisyEvaluation drawn - underNoise), abs (noisyEvaluation median - underNoise)

    Assert.True(own < 0.02 && others > 5.0 * own, $"own {own}, others {others}, under noise {underNoise}")

[<Fact>]
let ``a checkpoint keeps the statistics of drawn noise beside the network's own`` () =
    withFolder (fun folder ->
        let file = Path.Combine(folder, "checkpoint.safetensors")
        use network = network 2UL
        use images = colourImages ()
        let objective = ClassificationObjective(network, ofBeta 0.0)

        use session =
            new TrainingSession(objective, images, settings 2 5 0.05 (OptimiserSettings.Sgd()))

        advance 1 session |> ignore
        session.Save file
        Assert.Null(TrainingSession.LoadNoisyStatistics(network, file))
        use drawn = BatchNormStatistics.Measure(objective, images.InOrder 5, key)
        session.Save(file, noisy = drawn)
        let state = bitsOf network
        use loaded = nonNull (TrainingSession.LoadNoisyStatistics(network, file))
        Assert.Equal<(string * string) list>(bits drawn, bits loaded)
        Assert.Equal<(string * string) list>(state, bitsOf network)
        // Weights and the resumed training are as without them.
        session.Restore file |> ignore
        Assert.Equal<(string * string) list>(state, bitsOf network)

        use wide =
            new AllCnn(AllCnnArchitecture.AllCnn32.WithFilters 8.0, Activation.Relu, noisy, AllCnnOptions.Paper)

        Assert.Throws<TrainingException>(fun () -> TrainingSession.LoadNoisyStatistics(wide, file) |> ignore)
        |> ignore

        Assert.Throws<ArgumentException>(fun () -> drawn.Use wide |> ignore) |> ignore)

[<Fact>]
let ``a network without batch normalisation has empty statistics`` () =
    use network = mlp 2 Activation.Relu noisy 2UL
    use images = greyImages ()
    let before = bitsOf network

    use statistics =
        BatchNormStatistics.Measure(ClassificationObjective(network, ofBeta 0.0), images.InOrder 6, key)

    Assert.Empty statistics.Tensors
    use _ = statistics.Use network
    Assert.Equal<(string * string) list>(before, bitsOf network)

[<Fact>]
let ``measuring and using leave no tensor behind`` () =
    use network = network 2UL
    use images = colourImages ()
    let objective = ClassificationObjective(network, ofBeta 0.0)

    let once () =
        use statistics = BatchNormStatistics.Measure(objective, images.InOrder 5, key)
        use _ = statistics.Use network
        ()

    once ()
    let before = live ()
    once ()
    Assert.Equal(before, live ())
