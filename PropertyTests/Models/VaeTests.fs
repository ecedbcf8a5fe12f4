/// The variational autoencoder: its information cost, its loss and its gradients.
[<Xunit.Collection "the global generator">]
module IDropTheory.PropertyTests.Models.VaeTests

open System
open Xunit
open TorchSharp
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Models.VaeFixtures

[<Fact>]
let ``the code costs its closed-form KL, which is the mean of log p(z|x) - log q(z)`` () =
    let draws = 20000

    for kind in kinds do
        use _ = torch.NewDisposeScope()
        use network = vae 6 5 1 kind
        let image = torch.full ([| 1L; 1L; 1L; 6L |], (0.7).ToScalar(), torch.float64)
        let code = codeOf network image
        let ledger, entry = entryOf network image
        use _ = ledger
        shouldBeRelatively 1e-10 code.Kl (value entry.Kl)

        let z =
            network.Encode(image.expand (int64 draws, 1L, 1L, 6L), NoisePass.Sample(testKey "code"))
            |> values

        let normal =
            match kind with
            | :? LatentKind.Gaussian -> z
            | _ -> Array.map log z

        // log p(z|x) - log q(z) is a quadratic in the noise n.
        let ratio = code.Scale / code.PriorScale
        let c2 = 0.5 * (ratio * ratio - 1.0)

        let c1 = ratio * (code.Location - code.PriorLocation) / code.PriorScale

        let bound = normalQuadraticBound c2 c1 draws
        let ratios = Array.map code.LogRatio normal
        shouldAverageTo (value entry.Kl) bound ratios
        shouldRefuse (fun () -> shouldAverageTo (value entry.Kl + 1.01 * smallestDetectable bound) bound ratios)

[<Fact>]
let ``the loss is the cross-entropy of the pixels plus the KL, exactly`` () =
    for kind in kinds do
        use _ = torch.NewDisposeScope()
        use network = vae 6 5 4 kind
        let objective = VariationalObjective.Bound network
        use random = generator 2

        let images =
            torch.rand ([| 7L; 1L; 2L; 3L |], dtype = Nullable torch.float64, generator = random)

        use ledger = objective.NewLedger()
        let noise = testKey "noise"
        let dataTerm = objective.DataTerm(batch images, NoisePass.Sample(noise, ledger))
        Assert.Null dataTerm.Mistakes
        let loss = value dataTerm.CrossEntropy + value (objective.Penalty.Of ledger)
        let logits = network.Decode(network.Encode(images, NoisePass.Sample noise))

        let crossEntropy =
            Array.map2 (fun x logit -> log (1.0 + exp logit) - x * logit) (values images) (values logits)
            |> Array.sum

        let kl = Seq.sumBy (fun (entry: KlEntry) -> sum entry.Kl) ledger.Entries
        shouldBeRelatively 1e-12 ((crossEntropy + kl) / 7.0) loss

[<Fact>]
let ``binary targets are drawn from the pass, thresholded at the median, intensities at the mean`` () =
    use _ = torch.NewDisposeScope()
    use network = vae 6 5 2 (LatentKind.Gaussian())
    let drawn = VariationalObjective.Bound(network, PixelTargets.Drawn)
    let grey = VariationalObjective.Bound network
    use random = generator 2

    let images =
        torch.rand ([| 5L; 1L; 2L; 3L |], dtype = Nullable torch.float64, generator = random)

    let dataTerm (objective: Objective) (images: torch.Tensor) pass =
        value (objective.DataTerm(batch images, pass)).CrossEntropy

    let thresholded = images.ge((0.5).ToScalar()).``to`` torch.float64
    Assert.Equal(dataTerm grey thresholded (NoisePass.Median()), dataTerm drawn images (NoisePass.Median()))
    Assert.Equal(dataTerm grey images (NoisePass.Mean()), dataTerm drawn images (NoisePass.Mean()))
    let pass () = NoisePass.Sample(testKey "targets")
    let sampled = dataTerm drawn images (pass ())
    let again = pass ()
    let byHand = again.Uniform(images).lt(images).``to`` torch.float64
    Assert.Equal(dataTerm grey byHand again, sampled)

[<Fact>]
let ``the gradient along any direction is the slope with common noise`` () =
    for kind in kinds do
        use _ = torch.NewDisposeScope()
        use network = vae 6 5 3 kind
        let objective = VariationalObjective.Bound network
        let images = binaryImages 9 6
        use random = generator 4

        let loss () =
            use ledger = objective.NewLedger()

            let dataTerm =
                objective.DataTerm(batch images, NoisePass.Sample(testKey "noise", ledger))

            dataTerm.CrossEntropy + objective.Penalty.Of ledger

        loss().backward()

        for _ in 1..3 do
            let directions =
                [
                    for p in network.parameters () -> p, torch.randn (p.shape, dtype = Nullable torch.float64, generator = random)
                ]

            let expected =
                directions
                |> List.sumBy (fun (p, direction) -> sum (nonNull p.grad * direction))

            let moved (step: float) =
                use _ = torch.no_grad ()

                for p, direction in directions do
                    p.add_ (direction * step.ToScalar()) |> ignore

                value (loss ())

            let h = 1e-5
            let above = moved h
            let below = moved (-2.0 * h)
            moved h |> ignore
            shouldBeClose 1e-6 1e-6 expected ((above - below) / (2.0 * h))

[<Fact>]
let ``Table 1 has its sizes`` () =
    use network = Vae.OfTable1(2, LatentKind.Gaussian())

    let shapes =
        [
            for struct (name, parameter) in network.named_parameters () do
                if name.EndsWith("weight", StringComparison.Ordinal) then
                    name, parameter.shape[0], parameter.shape[1]
        ]

    Assert.Equal<(string * int64 * int64) list>(
        [
            "encoder.weight", 1024L, 784L
            "latent.mean.weight", 512L, 1024L
            "latent.logScale.weight", 512L, 1024L
            "decoder.weight", 1024L, 512L
            "output.weight", 784L, 1024L
        ],
        shapes
    )

[<Fact>]
let ``information and total correlation of the code are at most its KL, whichever is charged`` () =
    for kind in kinds do
        use _ = torch.NewDisposeScope()
        use network = vae 6 5 3 kind
        use random = generator 2

        let images =
            torch.rand ([| 40L; 1L; 2L; 3L |], dtype = Nullable torch.float64, generator = random)

        let cost beta gamma =
            let penalty = InformationPenalty.OfPlane(EffectiveBeta beta, EffectiveBeta gamma)

            let objective = VariationalObjective(network, penalty)
            use ledger = objective.NewLedger()
            objective.DataTerm(batch images, NoisePass.Median ledger) |> ignore
            value (penalty.Of ledger)

        let information, correlation, kl = cost 1.0 0.0, cost 0.0 1.0, cost 1.0 1.0
        shouldBeNonNegative correlation
        Assert.True(information > 0.0)
        // The sum is the KL from the best factorised prior of the family, and any other costs more.
        shouldBeAtMost 1e-9 kl (information + correlation)
