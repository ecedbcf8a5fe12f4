/// What runs on devices other than the CPU: forced on the CPU, or on torch's device "meta", whose tensors have no numbers to read.
[<Xunit.Collection "the global generator">]
module IDropTheory.PropertyTests.Models.OtherDeviceTests

open System
open System.IO
open TorchSharp
open Xunit
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Models.DataHelpers
open IDropTheory.PropertyTests.Models.SmallTrainings

type private torch = TorchSharp.torch

let private numbers (t: torch.Tensor) =
    t.detach().``to``(torch.float64).contiguous().data<float>().ToArray()

// ---- The KL as tensor operations

/// The KL of some units and its derivatives by location, alpha, mu and sigma, weighted.
let private klAndGradients (kl: torch.Tensor list -> torch.Tensor) (kind: torch.ScalarType) (units: int64[]) =
    use random = new torch.Generator(21UL)

    let uniform low high (shape: int64[]) =
        torch.rand (shape, torch.float64, generator = random)
        * (high - low: float).ToScalar()
        + (low: float).ToScalar()

    let shape = [| 6L; 5L |]
    let weights = uniform -0.5 0.5 shape

    let inputs =
        [
            uniform -2.0 1.0 shape
            uniform 0.01 0.7 shape
            uniform -0.3 0.3 units
            uniform 0.4 1.2 units
        ]
        |> List.map (fun x -> x.``to``(kind).detach().clone().requires_grad_ true)

    let value = kl inputs
    value.backward [| weights.``to`` kind |]
    numbers value :: [ for x in inputs -> numbers (nonNull x.grad) ]

let private byAutograd (inputs: torch.Tensor list) =
    let t = List.map TensorReal inputs
    TensorReal.Evaluate(fun () -> KlFormulas.LogNormal<TensorReal>(t[0], t[1], t[2], t[3]))

let private onTensors (inputs: torch.Tensor list) =
    LogNormalKlOnTensors.apply [| for x in inputs -> box x |]

[<Fact>]
let ``the KL as tensor operations has the value and the derivatives of the formula`` () =
    for units in [ [||]; [| 5L |] ] do
        use _ = torch.NewDisposeScope()
        let expected = klAndGradients byAutograd torch.float64 units

        for kind, tolerance in [ torch.float64, 1e-13; torch.float32, 2e-5 ] do
            for expected, actual in List.zip expected (klAndGradients onTensors kind units) do
                Assert.Equal(expected.Length, actual.Length)
                Array.iter2 (fun e a -> shouldBeWithin (tolerance * (1.0 + abs e)) e a) expected actual

[<Law>]
let ``x/y - log(x/y) - 1 of floats in double precision is right to a float's precision and never negative`` (pair: NearEqualSingles) =
    use _ = torch.NewDisposeScope()

    let value =
        number (ItakuraSaitoFunction.InDouble(torch.tensor [| pair.AlphaSingle |], torch.tensor [| pair.SigmaSingle |]))

    Assert.True(value >= 0.0, $"{value}")
    shouldBeRelatively 1.2e-7 (Accurate.ItakuraSaito(float pair.AlphaSingle, float pair.SigmaSingle)) value

// ---- Sums that stay on the device

let private session defers (this: Trained) seed (test: Classifier -> TrainingSession -> 'R) =
    use network = this.Network seed
    use images = this.Images()

    use session =
        new TrainingSession(ClassificationObjective(network, this.Penalty), images, this.Settings, defers)

    test network session

let names = TheoryData<string>(trainings.Keys)

[<Theory; MemberData(nameof names)>]
let ``sums that are read once an epoch have the bits of those that are read at every step`` (name: string) =
    withFolder (fun folder ->
        let file defers step =
            Path.Combine(folder, $"{defers}-{step}.safetensors")

        let run defers =
            session defers trainings[name] 1UL (fun network session ->
                let metrics =
                    [
                        for step in 1..5 do
                            yield! advance 1 session
                            session.Save(file defers step)
                        yield! finish session
                    ]

                metrics, bitsOf network)

        let expected, bits = run false
        let actual, deferred = run true
        Assert.Equal<EpochMetrics list>(expected, actual)
        Assert.Equal<(string * string) list>(bits, deferred)

        for step in 1..5 do
            Assert.Equal<byte>(File.ReadAllBytes(file false step), File.ReadAllBytes(file true step))

        // Resumed in the middle of an epoch, and never saved.
        for step in 1..5 do
            session true trainings[name] 2UL (fun _ session ->
                session.Restore(file true step) |> ignore
                let rest = finish session
                Assert.Equal<EpochMetrics list>(List.skip (expected.Length - rest.Length) expected, rest))

        Assert.Equal<EpochMetrics list>(expected, session true trainings[name] 1UL (fun _ session -> finish session)))

[<Theory; MemberData(nameof names)>]
let ``deferred sums leave no tensor behind`` (name: string) =
    let this = trainings[name]

    session
        true
        { this with
            Settings =
                TrainingSettings(1000, this.Settings.BatchSize, this.Settings.LearningRate, this.Settings.Optimiser, this.Settings.Key)
        }
        1UL
        (fun _ session ->
            advance (2 * session.StepsPerEpoch) session |> ignore
            let before = live ()
            advance (10 * session.StepsPerEpoch) session |> ignore
            Assert.Equal(before, live ()))

[<Fact>]
let ``a loss that is no number is seen after 50 steps, or at the end of an epoch, and is never saved`` () =
    // No noise and no penalty: at such a rate the logits overflow at once.
    let this = trainings["mlp, no noise, plain sgd"]

    let wild batch =
        { this with
            Settings =
                TrainingSettings(100, batch, LearningRateSchedule.Constant 1e30, OptimiserSettings.Sgd(0.0, false, 0.0), testKey "wild")
        }

    let steps batch =
        session true (wild batch) 1UL (fun _ session ->
            let diverged =
                Assert.Throws<TrainingDivergedException>(fun () -> finish session |> ignore)

            diverged.Step)

    // 23 images: an epoch ends before 50 steps.
    Assert.Equal(23, steps 1)
    Assert.Equal(4, steps 6)

    withFolder (fun folder ->
        session true (wild 1) 1UL (fun _ session ->
            advance 5 session |> ignore

            Assert.Throws<TrainingDivergedException>(fun () -> session.Save(Path.Combine(folder, "checkpoint")))
            |> ignore

            Assert.Empty(Directory.GetFiles folder)))

    // The same 23 images three times: the look at step 50 comes before the end of the epoch, at 69.
    use network = this.Network 1UL
    use images = greyImages ()

    use many =
        images.Select(ReadOnlySpan [| for i in 0..68 -> i % 23 |], Split.Train, "three times")

    use session =
        new TrainingSession(ClassificationObjective(network, this.Penalty), many, (wild 1).Settings, true)

    Assert.Equal(50, Assert.Throws<TrainingDivergedException>(fun () -> finish session |> ignore).Step)

// ---- Nothing is read back

let private meta () = torch.Device "meta"

[<Fact>]
let ``a pass with noise, its penalty and its sums read no number back from the device`` () =
    for prior in
        [
            information PriorFamily.LogNormal
            fitted
            DropoutMethod.Information(PriorFamily.LogNormal, InformationDropoutOptions(Noise = NoiseConvention.UnitMean))
            DropoutMethod.LogNormal()
            DropoutMethod.Binary()
        ] do
        use _ = torch.NewDisposeScope()
        use network = new Mlp(36, 7, 2, 10, Activation.Softplus, prior)
        let objective = ClassificationObjective(network, ofBeta 0.1)
        objective.MoveTo(meta ())
        use images = greyImages ()
        use there = images.To(meta ())
        let normalisation = Normalisation.FitTo images
        let pixels = there.Pixels.``to`` (torch.float32)

        // The numbers of the normalisation are sent there once.
        let before = live ()
        normalisation.Apply(pixels).Dispose()
        Assert.Equal(before + 2L, live ())
        let input = normalisation.Apply pixels
        Assert.Equal(before + 3L, live ())

        use ledger = objective.NewLedger()

        let term =
            objective.DataTerm(new Batch(input, there.Labels), NoisePass.Sample(testKey "meta", ledger))

        let loss = term.CrossEntropy + objective.Penalty.Of ledger
        use sums = new DeviceSums(EpochSums.Zero, ledger.Entries)
        sums.Add(23L, loss, term, ledger.Entries)
        Assert.Equal(TorchSharp.DeviceType.META, loss.device_type)
        // A negative control: whatever reads a number fails here.
        Assert.ThrowsAny<exn>(fun () -> loss.item<float32>() |> ignore) |> ignore
        Assert.ThrowsAny<exn>(fun () -> sums.Read() |> ignore) |> ignore

[<Fact>]
let ``the derivatives of the KL and the length of a gradient read no number back from the device`` () =
    use _ = torch.NewDisposeScope()

    let there (shape: int64[]) =
        torch.zeros(shape).``to``(meta ()).detach().requires_grad_ true

    let inputs = [ there [| 6L; 5L |]; there [| 6L; 5L |]; there [||]; there [||] ]
    (LogNormalKlFunction.Of(inputs[0], inputs[1], inputs[2], inputs[3])).sum().backward()

    for x in inputs do
        Assert.Equal<int64>(x.shape, (nonNull x.grad).shape)

    GradientNorm.Clip([ for x in inputs -> new TorchSharp.Modules.Parameter(x) ], 1.0)
