/// What bounds the steps of a training: warm-up, cosine, clipped gradients, and the end of one that diverged.
[<Xunit.Collection "the global generator">]
module IDropTheory.PropertyTests.Models.StepSizeTests

open System
open System.Collections.Immutable
open System.IO
open System.Text.Json
open TorchSharp
open Xunit
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Models.DataHelpers
open IDropTheory.PropertyTests.Models.SmallTrainings

type private torch = TorchSharp.torch

let private schedule = LearningRateSchedule(0.2, 0.1, ImmutableArray.Create(6, 8))

[<Fact>]
let ``the rate rises linearly in steps, drops as without the warm-up, and falls as half a cosine`` () =
    let warm = LearningRateSchedule(0.2, 0.1, schedule.Drops, WarmUp = 2)

    for epoch, step, share in [ 0, 0, 0.125; 0, 3, 0.5; 1, 0, 0.625; 1, 3, 1.0 ] do
        shouldBeRelatively 1e-14 (0.2 * share) (warm.Rate(epoch, step, 4))

    for epoch in 2..9 do
        Assert.Equal(schedule.Rate epoch, warm.Rate(epoch, 3, 4))

    let cosine =
        LearningRateSchedule(0.2, 1.0, ImmutableArray.Empty, WarmUp = 2, CosineEnd = 10)

    Assert.Equal(0.2, cosine.Rate(2, 0, 4))
    shouldBeRelatively 1e-12 0.1 (cosine.Rate(6, 0, 4))
    shouldBeWithin 1e-15 0.0 (cosine.Rate(10, 0, 4))
    shouldBeWithin 1e-15 0.0 (cosine.Rate(15, 0, 4))
    Assert.True(cosine.Rate(9, 3, 4) > 0.0)

    for epoch in 2..9 do
        for step in 0..2 do
            Assert.True(cosine.Rate(epoch, step, 4) > cosine.Rate(epoch, step + 1, 4))

    Assert.Equal(LearningRateSchedule(0.2, 1.0, ImmutableArray.Empty, WarmUp = 4, CosineEnd = 20), cosine.Rescaled(10, 20))
    Assert.NotEqual(cosine, LearningRateSchedule(0.2, 1.0, ImmutableArray.Empty, WarmUp = 2))

[<Fact>]
let ``settings without these options are written as before, with them they are read back`` () =
    Assert.Equal("""{"Initial":0.2,"Factor":0.1,"Drops":[6,8]}""", JsonSerializer.Serialize schedule)

    let cosine =
        LearningRateSchedule(0.2, 1.0, ImmutableArray.Empty, WarmUp = 2, CosineEnd = 10)

    Assert.Equal(cosine, JsonSerializer.Deserialize<LearningRateSchedule>(JsonSerializer.Serialize cosine))

    let text (optimiser: OptimiserSettings) =
        JsonSerializer.Serialize<OptimiserSettings> optimiser

    Assert.Equal("""{"name":"sgd","Momentum":0.9,"Nesterov":true,"WeightDecay":0.001}""", text (OptimiserSettings.Sgd(0.9, true, 0.001)))

    Assert.Equal("""{"name":"adam","WeightDecay":0}""", text (OptimiserSettings.Adam()))

    let clipped =
        OptimiserSettings.Sgd(0.9, LargestGradientNorm = Nullable 2.0) :> OptimiserSettings

    Assert.Equal(clipped, JsonSerializer.Deserialize<OptimiserSettings>(text clipped))
    Assert.Contains("LargestGradientNorm", text clipped)
    // The authors' details that older settings do not name.
    Assert.DoesNotContain("Alpha", JsonSerializer.Serialize AllCnnOptions.Paper)
    Assert.DoesNotContain("Glorot", JsonSerializer.Serialize AllCnnOptions.Paper)

    for norm in [ 0.0; -1.0; nan; infinity ] do
        Assert.Throws<ArgumentOutOfRangeException>(fun () -> OptimiserSettings.Sgd(LargestGradientNorm = Nullable norm) |> ignore)
        |> ignore

/// The change of all weights by one step of plain descent with rate 1: the gradient that was used.
let private usedGradient largest =
    use _ = torch.NewDisposeScope()
    use images = greyImages ()
    use network = mlp 2 Activation.Relu (DropoutMethod.None()) 3UL

    let weights () =
        [| for p in network.parameters () -> p.detach().clone().flatten() |]
        |> torch.cat

    let before = weights ()

    let settings =
        TrainingSettings(
            1,
            23,
            LearningRateSchedule.Constant 1.0,
            OptimiserSettings.Sgd(0.0, LargestGradientNorm = largest),
            testKey "clip"
        )

    use session =
        new TrainingSession(ClassificationObjective(network, ofBeta 0.0), images, settings)

    session.Advance() |> ignore
    (before - weights ()).``to``(torch.float64).data<float>().ToArray()

let private norm (x: float[]) = sqrt (Array.sumBy (fun v -> v * v) x)

[<Fact>]
let ``gradients longer than the largest norm are scaled to it, shorter ones are used as they are`` () =
    let plain = usedGradient (Nullable())
    let clipped = usedGradient (Nullable(norm plain / 4.0))
    shouldBeRelatively 1e-4 (norm plain / 4.0) (norm clipped)
    let scale = norm plain
    Array.iter2 (fun p c -> shouldBeWithin (1e-5 * scale) (p / 4.0) c) plain clipped
    Assert.Equal<float>(plain, usedGradient (Nullable(norm plain * 1.1)))

[<Fact>]
let ``weights that are no numbers end the training with the epoch, and no checkpoint is written`` () =
    withFolder (fun folder ->
        let file = Path.Combine(folder, "checkpoint.safetensors")

        training trainings["mlp, no noise, plain sgd"] 1UL (fun network session ->
            session.Save file
            let whole = File.ReadAllBytes file
            advance 3 session |> ignore
            using (torch.no_grad ()) (fun _ -> (Seq.head (network.parameters ())).fill_(nan.ToScalar()) |> ignore)

            let error = Assert.Throws<TrainingDivergedException>(fun () -> session.Save file)

            Assert.Contains("no longer a finite number", error.Message)
            Assert.Contains("learning rate (it is 0.05)", error.Message)
            Assert.Equal((1, 3), (error.Epoch, error.Step))
            Assert.Equal<byte>(whole, File.ReadAllBytes file)

            Assert.Throws<TrainingDivergedException>(fun () -> finish session |> ignore)
            |> ignore))

[<Fact>]
let ``an epoch whose last step leaves infinite weights is not complete`` () =
    let hot =
        { trainings["mlp, no noise, plain sgd"] with
            // One step per epoch: the loss is a number before it, the weights are none after it.
            Settings = TrainingSettings(2, 23, LearningRateSchedule.Constant 1e38, OptimiserSettings.Sgd(0.0, false, 1e38), testKey "hot")
        }

    training hot 1UL (fun _ session ->
        let error =
            Assert.Throws<TrainingDivergedException>(fun () -> session.Advance() |> ignore)

        Assert.Contains("finite number in step 1 of epoch 1", error.Message)
        Assert.Equal((0, 0), (session.Epoch, session.Step))
        Assert.True(error :> exn :? TrainingException))
