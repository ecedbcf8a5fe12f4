/// The nuisance probe: it learns what a representation holds and changes nothing but itself.
[<Xunit.Collection "the global generator">]
module IDropTheory.PropertyTests.Models.NuisanceProbeTests

open System
open Xunit
open TorchSharp
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

let private key = RandomKey.FromSeed 12UL

let private information =
    DropoutMethod.Information(PriorFamily.LogNormal, InformationDropoutOptions(AlphaMax = 0.2))

let private size = 8

/// Images of noise with a bright row; its number is the label that the image gives away, `labels` those of the set.
let private images (seed: uint64) count (labels: int64[] -> int64[]) =
    use _ = torch.NewDisposeScope()
    use random = new torch.Generator(seed)

    let rows = Array.init count (fun i -> int64 (i % 4))

    let pixels =
        torch.rand ([| int64 count; 1L; int64 size; int64 size |], generator = random)
        * (0.5).ToScalar()

    for i in 0 .. count - 1 do
        pixels[int64 i, 0L, rows[i]].add_((1.0).ToScalar()) |> ignore

    new ImageSet("rows", Split.Train, pixels, torch.tensor (labels rows), 4, Provenance.Generated "rows")

let private mlp () =
    new Mlp(size * size, 32, 2, 3, Activation.Softplus, information)
    |> FixedWeights.forTraining 5UL

let private cnn () =
    let architecture = AllCnnArchitecture.AllCnn32.WithChannels(1).WithFilters 5.0

    new AllCnn(architecture, Activation.Softplus, information)
    |> FixedWeights.forTraining 5UL

let private classifiers () : Classifier list = [ mlp (); cnn () ]

let private settings epochs =
    TrainingSettings(epochs, 50, LearningRateSchedule.Constant 0.01, OptimiserSettings.Adam(), key)

let private shape = ImageShape(1, size, size)

let private probeOf classifier =
    NuisanceProbe.For(classifier, shape, 4) |> FixedWeights.forTraining 5UL

let private snapshot (network: torch.nn.Module) =
    [
        for struct (name, value) in NetworkTensors.Of network -> name, value.clone ()
    ]

let private unchanged before network =
    List.forall2 (fun (name, old: torch.Tensor) (name', now) -> name = name' && old.equal(now).all().item<bool>()) before (snapshot network)

[<Fact>]
let ``a probe trains, the classifier it reads does not`` () =
    use set = images 4UL 200 id

    for classifier in classifiers () do
        use _ = torch.NewDisposeScope()
        use classifier = classifier
        use probe = probeOf classifier
        let before, probeBefore = snapshot classifier, snapshot probe

        use session =
            new TrainingSession(ProbeObjective(classifier, probe), set, settings 1)

        while not session.IsFinished do
            session.Advance() |> ignore

        Assert.True(unchanged before classifier)
        Assert.False(unchanged probeBefore probe)
        Assert.All(classifier.parameters (), (fun p -> Assert.Null p.grad))
        Assert.True(classifier.training)

[<Fact>]
let ``a probe reads what is there, and at chance what is not`` () =
    let count = 1000

    let errorOf labels otherLabels =
        use set = images 4UL 400 labels
        use classifier = mlp ()
        use probe = probeOf classifier
        let objective = ProbeObjective(classifier, probe)
        use session = new TrainingSession(objective, set, settings 6)

        while not session.IsFinished do
            session.Advance() |> ignore

        use fresh = images 5UL count otherLabels
        let evaluation = Evaluator.Run(objective, fresh.InOrder 100, key.Fold "noise")
        Assert.Equal(2, evaluation.Layers.Length)
        Assert.True(evaluation.Kl.Value > 0.0)
        evaluation.Error.Value

    let error = errorOf id id
    Assert.True(error < 0.1, $"error {error}")
    // Labels that the images do not determine: three in four are wrong.
    let shuffled (name: string) (rows: int64[]) =
        (key.Fold name).Permutation rows.Length |> Array.map (fun i -> rows[i])

    shouldBeWithin (bernsteinBound (0.75 * 0.25) 0.75 count) 0.75 (errorOf (shuffled "labels") (shuffled "other labels"))

[<Fact>]
let ``the representation is what the classifier's last dropout layer hands on`` () =
    use _ = torch.NewDisposeScope()
    use classifier = mlp ()
    let x = torch.rand ([| 5L; 1L; int64 size; int64 size |])

    let seeded () = NoisePass.Sample(testKey "seeded")

    let representation = classifier.Representation(x, seeded ())
    Assert.Equal<int64[]>([| 5L; 32L |], representation.shape)

    let weight, bias =
        classifier.get_parameter "output.weight", classifier.get_parameter "output.bias"

    let logits =
        torch.nn.functional.linear (representation, nonNull weight, nonNull bias)

    Assert.True(logits.equal(classifier.call (x, seeded ())).all().item<bool>())
    use network = cnn ()
    let picture = torch.rand ([| 2L; 1L; 32L; 32L |])
    use ledger = new KlLedger()
    let tap = network.Representation(picture, NoisePass.Median ledger)
    Assert.Equal<int64[]>((Seq.last ledger.Entries).Kl.shape, tap.shape)
    Assert.Equal<int64[]>([| 2L; 9L; 8L; 8L |], tap.shape)

/// Hands on the image itself, flat, or noise that knows nothing of it.
type private Onlooker(blind: bool) =
    inherit Classifier("onlooker")

    override _.Representation(images, pass) =
        let flat = images.flatten 1L

        if blind then pass.Uniform flat else flat

    override this.forward(images, pass) = this.Representation(images, pass)

[<Fact>]
let ``a probe reads the digit over an image from the image, and is at chance without it`` () =
    let occluded split count =
        use digits = GeneratedDigits.OfSeed(2UL, split, count)
        use under = GeneratedDigits.OfSeed(3UL, split, count)
        // Faint, or nobody could tell which of two white digits is on top.
        use faint =
            under.Images.WithPixels(under.Images.Pixels.bitwise_right_shift (torch.tensor 2uy), "faint")

        OccludedCifar.Compose(faint, digits.Images, key)

    use train = occluded Split.Train 2000
    use test = occluded Split.Test 1000

    let errorOf blind =
        use classifier = new Onlooker(blind)
        use probe = NuisanceProbe.Dense(784, 10) |> FixedWeights.forTraining 5UL
        let objective = ProbeObjective(classifier, probe)

        use session =
            new TrainingSession(
                objective,
                train.Nuisance,
                TrainingSettings(4, 50, LearningRateSchedule.Constant 0.002, OptimiserSettings.Adam(), key)
            )

        while not session.IsFinished do
            session.Advance() |> ignore

        Evaluator.Run(objective, test.Nuisance.InOrder 100, key.Fold "noise").Error.Value

    let sighted, blind = errorOf false, errorOf true
    Assert.True(sighted < 0.4, $"error {sighted}")
    // Nine in ten are wrong: of 1000 images, off by 0.07 once in 10^9 at most (Bernstein).
    Assert.InRange(blind, 0.83, 0.97)
