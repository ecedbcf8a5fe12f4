/// The variational autoencoder in training and evaluation: repeatable, better with every epoch, and what it leaves behind.
[<Xunit.Collection "the global generator">]
module IDropTheory.PropertyTests.Models.VaeTrainingTests

open System
open Xunit
open TorchSharp
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Models.DataHelpers
open IDropTheory.PropertyTests.Models.VaeFixtures

let private key = RandomKey.FromSeed 11UL

let private digits count =
    use _ = torch.NewDisposeScope()
    use random = generator 4

    let pixels =
        torch.randint (256L, [| int64 count; 1L; 4L; 4L |], dtype = Nullable torch.uint8, generator = random)

    let labels = torch.zeros (int64 count, dtype = Nullable torch.int64)
    new ImageSet("noise", Split.Train, pixels, labels, 10, Provenance.Generated "noise")

let private small kind =
    new Vae(16, 8, 4, kind) |> FixedWeights.forTraining 5UL

[<Fact>]
let ``evaluation is bit-identical for a mode or a key, and differs between keys`` () =
    use images = digits 50

    for kind in kinds do
        use network = small kind
        let objective = VariationalObjective.Bound(network, PixelTargets.Drawn)
        let batches = images.InOrder 20
        let bound (evaluation: Evaluation) = evaluation.Bound

        for mode in [ NoiseMode.Median; NoiseMode.Mean ] do
            Assert.Equal(bound (Evaluator.Run(objective, batches, mode)), bound (Evaluator.Run(objective, batches, mode)))

        let drawn (name: string) =
            bound (Evaluator.Run(objective, batches, key.Fold name))

        Assert.Equal(drawn "a", drawn "a")
        Assert.NotEqual(drawn "a", drawn "b")
        let evaluation = Evaluator.Run(objective, batches, key.Fold "a")
        Assert.Equal("latent", (Assert.Single evaluation.Layers).Layer)
        Assert.False evaluation.Error.HasValue

[<Fact>]
let ``training raises the bound, is repeatable and leaves no tensor behind`` () =
    use images = digits 100

    let settings =
        TrainingSettings(30, 25, LearningRateSchedule.Constant 1e-2, OptimiserSettings.Adam(), key)

    let train kind =
        use network = small kind

        use session =
            new TrainingSession(VariationalObjective.Bound network, images, settings)

        let metrics =
            [
                while not session.IsFinished do
                    match session.Advance() with
                    | null -> ()
                    | epoch -> epoch, live ()
            ]

        // The optimiser's state appears in the first epoch and stays.
        Assert.All(metrics, (fun (_, count) -> Assert.Equal(snd metrics[0], count)))

        for epoch, _ in metrics do
            shouldBeRelatively 1e-5 (epoch.CrossEntropy.Value + epoch.KlPerLayer[0].Value.Value) epoch.Loss

        metrics |> List.map (fun (epoch, _) -> epoch.Loss)

    for kind in kinds do
        let losses = train kind
        Assert.Equal<float list>(losses, train kind)
        Assert.True(List.last losses < losses[0], $"{kind}: {losses}")

[<Fact>]
let ``intensities outside of [0, 1] are refused by name`` () =
    use _ = torch.NewDisposeScope()
    use network = small (LatentKind.Gaussian())
    let images = torch.full ([| 2L; 16L |], (1.5).ToScalar())

    let refusal =
        Assert.Throws<DataException>(fun () ->
            (VariationalObjective.Bound network).DataTerm(batch images, NoisePass.Median())
            |> ignore)

    Assert.Contains("1.5", refusal.Message)
