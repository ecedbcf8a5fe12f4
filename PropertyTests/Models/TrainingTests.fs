/// Training: stopping at any step changes no bit, what does not fit is refused, nothing is left behind.
[<Xunit.Collection "the global generator">]
module IDropTheory.PropertyTests.Models.TrainingTests

open System
open System.Collections.Generic
open System.Collections.Immutable
open System.IO
open TorchSharp
open Xunit
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Models.DataHelpers
open IDropTheory.PropertyTests.Models.SmallTrainings

// ---- Interruptions

// Structural equality of immutable arrays is that of their storage, so metrics are compared by what they say.
let private facts (metrics: EpochMetrics list) =
    [
        for m in metrics ->
            m.Epoch, m.LearningRate, m.Loss, m.CrossEntropy, m.Error, [ for layer in m.KlPerLayer -> layer.Key, layer.Value ]
    ]

let names = TheoryData<string>(trainings.Keys)

[<Theory; MemberData(nameof names)>]
let ``a training that is stopped at any step and resumed ends in the same bits`` (name: string) =
    withFolder (fun folder ->
        let this = trainings[name]

        let file step =
            Path.Combine(folder, $"{step}.safetensors")

        // Saving must not disturb: the reference never saves.
        let bits, metrics =
            training this 1UL (fun network session ->
                let metrics = finish session
                bitsOf network, facts metrics)

        let steps =
            training this 1UL (fun network session ->
                let total = session.StepsPerEpoch * this.Settings.Epochs

                for step in 0..total do
                    session.Save(file step)
                    advance 1 session |> ignore

                Assert.Equal<(string * string) list>(bits, bitsOf network)
                total)

        for step in 0..steps do
            // Other first weights, so that a weight that is not restored shows.
            training this 2UL (fun network session ->
                // A session that is already under way goes back as well.
                advance (step % 3) session |> ignore
                session.Restore(file step) |> ignore
                let perEpoch = session.StepsPerEpoch
                Assert.Equal(step, session.Epoch * perEpoch + session.Step)
                let rest = facts (finish session)
                Assert.Equal<(string * string) list>(bits, bitsOf network)
                Assert.Equal(this.Settings.Epochs - step / perEpoch, rest.Length)
                Assert.True((metrics[step / perEpoch ..] = rest), $"step {step}: {metrics} became {rest}"))

        // A negative control: weights that are not restored end elsewhere.
        training this 2UL (fun network session ->
            finish session |> ignore
            Assert.NotEqual<(string * string) list>(bits, bitsOf network)))

[<Theory; MemberData(nameof names)>]
let ``a training that is stopped after every step ends in the same bits`` (name: string) =
    withFolder (fun folder ->
        let this = trainings[name]
        let file = Path.Combine(folder, "checkpoint.safetensors")

        let bits =
            training this 1UL (fun network session ->
                session.Save file
                finish session |> ignore
                bitsOf network)

        let mutable last = []
        let mutable finished = false

        while not finished do
            training this 2UL (fun network session ->
                session.Restore file |> ignore
                finished <- session.IsFinished
                advance 1 session |> ignore
                session.Save file
                last <- bitsOf network)

        Assert.Equal<(string * string) list>(bits, last))

[<Theory; MemberData(nameof names)>]
let ``a session restored in a dispose scope outlives the scope`` (name: string) =
    withFolder (fun folder ->
        let this = trainings[name]
        let file = Path.Combine(folder, "checkpoint.safetensors")

        let bits =
            training this 1UL (fun network session ->
                advance 2 session |> ignore
                session.Save file
                finish session |> ignore
                bitsOf network)

        training this 2UL (fun network session ->
            using (torch.NewDisposeScope()) (fun _ -> session.Restore file |> ignore)
            finish session |> ignore
            Assert.Equal<(string * string) list>(bits, bitsOf network)))

[<Theory; MemberData(nameof names)>]
let ``sessions that take turns train as they would alone`` (name: string) =
    let this, other = trainings[name], trainings["mlp, information, momentum"]

    let alone =
        training this 1UL (fun network session ->
            finish session |> ignore
            bitsOf network)

    training this 1UL (fun network session ->
        training other 5UL (fun _ neighbour ->
            while not session.IsFinished do
                advance 1 session |> ignore
                advance 1 neighbour |> ignore

            Assert.Equal<(string * string) list>(alone, bitsOf network)))

[<Fact>]
let ``another key trains differently, an equal one alike`` () =
    let this = trainings["mlp, information, momentum"]

    let bits key =
        training
            { this with
                Settings = TrainingSettings(1, 6, LearningRateSchedule.Constant 0.05, OptimiserSettings.Sgd(), key)
            }
            1UL
            (fun network session ->
                finish session |> ignore
                bitsOf network)

    Assert.Equal<(string * string) list>(bits (testKey "a"), bits (testKey "a"))
    Assert.NotEqual<(string * string) list>(bits (testKey "a"), bits (testKey "b"))

[<Theory; MemberData(nameof names)>]
let ``the number of live tensors does not grow with the steps, nor with checkpoints`` (name: string) =
    withFolder (fun folder ->
        let this = trainings[name]
        let file = Path.Combine(folder, "checkpoint.safetensors")

        training
            { this with
                Settings =
                    TrainingSettings(1000, this.Settings.BatchSize, this.Settings.LearningRate, this.Settings.Optimiser, this.Settings.Key)
            }
            1UL
            (fun _ session ->
                // The first steps make gradients and momentum.
                advance (2 * session.StepsPerEpoch) session |> ignore
                session.Save file
                session.Restore file |> ignore
                let before = live ()
                advance (if name.StartsWith "all-cnn" then 60 else 300) session |> ignore
                Assert.Equal(before, live ())
                session.Save file
                session.Restore file |> ignore
                Assert.Equal(before, live ())))

// ---- What a step does

[<Fact>]
let ``the rate drops as the paper says`` () =
    let paper = LearningRateSchedule(0.07, 0.1, [ 30; 70 ].ToImmutableArray())

    for epoch, rate in [ 0, 0.07; 29, 0.07; 30, 0.007; 69, 0.007; 70, 0.0007; 79, 0.0007 ] do
        shouldBeRelatively 1e-14 rate (paper.Rate epoch)

    let quick = paper.Rescaled(80, 8)
    Assert.Equal(LearningRateSchedule(0.07, 0.1, [ 3; 7 ].ToImmutableArray()), quick)
    Assert.Equal(quick.GetHashCode(), LearningRateSchedule(0.07, 0.1, [ 3; 7 ].ToImmutableArray()).GetHashCode())
    Assert.NotEqual(paper, quick)
    Assert.Equal(0.5, LearningRateSchedule.Constant(0.5).Rate 10000)

    for rate in [ 0.0; -1.0; nan; infinity ] do
        Assert.Throws<ArgumentOutOfRangeException>(fun () -> LearningRateSchedule.Constant rate |> ignore)
        |> ignore

[<Fact>]
let ``a step of plain descent is the gradient times the epoch's rate, weight decay included`` () =
    let rate, decay = 0.05, 0.01
    use _ = torch.NewDisposeScope()
    use images = greyImages ()
    use network = mlp 1 Activation.Softplus (DropoutMethod.None()) 1UL
    use mirror = mlp 1 Activation.Softplus (DropoutMethod.None()) 1UL

    // Epochs of one step. The rate of epoch 1 is a tenth of that of epoch 0.
    use session =
        new TrainingSession(
            ClassificationObjective(network, ofBeta 0.0),
            images,
            settings 2 23 rate (OptimiserSettings.Sgd(0.0, false, decay))
        )

    for epoch in 0..1 do
        mirror.zero_grad ()
        let batch = images.InOrder(23).[0]

        torch.nn.functional.cross_entropy(mirror.call (batch.Images, NoisePass.Median()), batch.Labels).backward()

        let expected =
            [
                for p in mirror.parameters () ->
                    (p.detach ()
                     - (nonNull p.grad + p.detach () * decay.ToScalar())
                       * (rate * 10.0 ** float -epoch).ToScalar())
            ]

        let metrics = nonNull (session.Advance())
        shouldBeRelatively 1e-14 (rate * 10.0 ** float -epoch) metrics.LearningRate

        for e, struct (name, actual) in Seq.zip expected (network.named_parameters ()) do
            let gap = number ((e - actual).abs().max())
            // The images come in another order, so sums round differently.
            Assert.True(gap <= 1e-6, $"{name} differs by {gap}")
            // A negative control: without the step the gap is far larger.

        use _ = torch.no_grad ()

        for target, source in Seq.zip (mirror.parameters ()) (network.parameters ()) do
            let moved = number ((target - source).abs().max())
            Assert.True(moved > 1e-5, $"nothing moved: {moved}")
            target.copy_ source |> ignore

[<Fact>]
let ``an epoch's metrics are averages over its images, the last batch weighing by its size`` () =
    use _ = torch.NewDisposeScope()
    use images = greyImages ()
    let beta = 0.25
    // One layer: its KL depends on the image alone, not on the noise. A rate that moves nothing.
    use network = mlp 1 Activation.Softplus (information PriorFamily.LogNormal) 3UL
    let objective = ClassificationObjective(network, ofBeta beta)

    use session =
        new TrainingSession(
            objective,
            images,
            TrainingSettings(2, 6, LearningRateSchedule.Constant 1e-30, OptimiserSettings.Sgd(0.0), testKey "still")
        )

    let direct = Evaluator.Run(objective, images.InOrder 23)
    let first, second = let all = finish session in all[0], all[1]

    for metrics in [ first; second ] do
        let layer = Assert.Single metrics.KlPerLayer
        Assert.Equal("dropout1", layer.Key)
        shouldBeRelatively 1e-5 direct.Kl.Value layer.Value.Value
        shouldBeRelatively 1e-6 (metrics.CrossEntropy.Value + beta * layer.Value.Value) metrics.Loss
        // The noise differs from epoch to epoch; mistakes are whole images.
        let mistakes = metrics.Error.Value * 23.0
        shouldBeWithin 1e-9 (round mistakes) mistakes

    Assert.Equal((1, 2), (first.Epoch, second.Epoch))
    Assert.NotEqual(first.CrossEntropy, second.CrossEntropy)

    // Without noise everything is known.
    use silent = mlp 1 Activation.Softplus (DropoutMethod.None()) 3UL
    let objective = ClassificationObjective(silent, ofBeta beta)

    use session =
        new TrainingSession(
            objective,
            images,
            TrainingSettings(1, 6, LearningRateSchedule.Constant 1e-30, OptimiserSettings.Sgd(0.0), testKey "still")
        )

    let metrics = List.exactlyOne (finish session)
    let direct = Evaluator.Run(objective, images.InOrder 23)
    shouldBeRelatively 1e-6 direct.CrossEntropy.Value metrics.CrossEntropy.Value
    Assert.Equal(direct.Error, metrics.Error)
    Assert.Equal(metrics.CrossEntropy.Value, metrics.Loss)
    Assert.Empty metrics.KlPerLayer

/// Whoever seeds weights sets the global generator back afterwards, and so would undo what this test draws.
[<Collection "alone">]
module Alone =
    [<Fact>]
    let ``first weights are a function of the key, and the global generator goes on as if nothing were drawn`` () =
        let build seed =
            use network =
                SeededWeights.Create(
                    RandomKey.FromSeed seed,
                    fun () -> new Mlp(36, 50, 2, 10, Activation.Relu, information PriorFamily.LogUniform)
                )

            bitsOf network

        let draw () =
            use x = torch.rand ([| 5L |])
            x.data<float32>().ToArray()

        torch.random.manual_seed 9L |> ignore
        let first = draw ()
        let second = draw ()
        torch.random.manual_seed 9L |> ignore
        Assert.Equal<float32[]>(first, draw ())
        let one = build 1UL
        Assert.Equal<float32[]>(second, draw ())
        Assert.Equal<(string * string) list>(one, build 1UL)
        Assert.NotEqual<(string * string) list>(one, build 2UL)

        // Built at the same time on several threads: still.
        let together = Array.Parallel.map build (Array.create 16 1UL)
        Array.iter (fun bits -> Assert.Equal<(string * string) list>(one, bits)) together

[<Fact>]
let ``settings outside their range are refused before the first step, with name and value`` () =
    let this = trainings["mlp, information, momentum"]

    let refused (part: string) (settings: TrainingSettings) =
        let refusal =
            Assert.Throws<ArgumentOutOfRangeException>(fun () -> training { this with Settings = settings } 1UL (fun _ _ -> ()))

        Assert.Contains(part, refusal.Message)

    let rate initial factor =
        TrainingSettings(3, 6, LearningRateSchedule(initial, factor, [ 1 ].ToImmutableArray()), OptimiserSettings.Sgd(), testKey "refused")

    refused "Initial is -0.1" (rate -0.1 0.1)
    refused "Initial is 0" (rate 0.0 0.1)
    refused "Factor is NaN" (rate 0.1 nan)
    refused "Momentum is 1.5" (settings 3 6 0.05 (OptimiserSettings.Sgd 1.5))
    refused "Momentum is NaN" (settings 3 6 0.05 (OptimiserSettings.Sgd nan))
    refused "WeightDecay is -1" (settings 3 6 0.05 (OptimiserSettings.Sgd(0.9, false, -1.0)))
    refused "WeightDecay is -1" (settings 3 6 0.05 (OptimiserSettings.Adam -1.0))

[<Fact>]
let ``networks refuse noise outside its range, with name and value`` () =
    let refused (part: string) (build: unit -> unit) =
        Assert.Contains(part, (Assert.Throws<ArgumentOutOfRangeException> build).Message)

    refused "InputKeep is 1.5" (fun () -> AllCnnOptions(InputKeep = 1.5) |> ignore)
    refused "InputKeep is NaN" (fun () -> AllCnnOptions(InputKeep = nan) |> ignore)
    refused "AlphaMax is 0" (fun () -> InformationDropoutOptions(AlphaMax = 0.0) |> ignore)
    refused "AlphaFloor is -1" (fun () -> InformationDropoutOptions(AlphaFloor = -1.0) |> ignore)
