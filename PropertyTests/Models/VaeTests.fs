/// The variational autoencoder: its information cost, its bound against the exact likelihood, its gradients, and what it leaves behind.
module IDropTheory.PropertyTests.Models.VaeTests

open System
open Xunit
open TorchSharp
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests.Statistics

let private key = RandomKey.FromSeed 11UL

let private kinds: LatentKind list =
    [
        LatentKind.Gaussian()
        LatentKind.Information(InformationDropoutOptions())
        LatentKind.Information(InformationDropoutOptions(Noise = NoiseConvention.UnitMean), true)
    ]

let private generator (seed: int) = new torch.Generator(uint64 seed)

/// An untrained autoencoder in double precision whose weights are large enough for z to matter.
let private vae pixels hidden code (kind: LatentKind) =
    let network = new Vae(pixels, hidden, code, kind) |> FixedWeights.normal 0.5
    network.``to`` (torch.ScalarType.Float64) |> ignore
    network

/// Every image of that many binary pixels, or the first of them, [N, 1, 1, pixels].
let private binaryImages count pixels =
    let bit image pixel = float ((image >>> pixel) &&& 1)

    torch.tensor(Array2D.init count pixels bit).reshape(int64 count, 1L, 1L, int64 pixels)

let private batch (images: torch.Tensor) =
    new Batch(images, torch.zeros (images.shape[0], dtype = Nullable torch.int64))

let private values (t: torch.Tensor) =
    t.detach().``to``(torch.ScalarType.Float64).flatten().data<double>().ToArray()

let private value (t: torch.Tensor) = Assert.Single(values t)

let private sum (t: torch.Tensor) = value (t.sum ())

let private entryOf (network: Vae) images =
    let ledger = new KlLedger()
    network.Encode(images, NoisePass.Median ledger) |> ignore
    ledger, Assert.Single ledger.Entries

/// log density of a normal.
let private logNormal mean sd x =
    -0.5 * ((x - mean) / sd) ** 2.0 - log sd - 0.5 * log (2.0 * Math.PI)

/// Of one image: parameters of z (or log z), of its prior, and how a standard normal number becomes z.
type private Code =
    {
        Location: float
        Scale: float
        PriorLocation: float
        PriorScale: float
        OfNormal: float -> float
    }

    /// KL of the posterior from the prior, as textbooks have it.
    member code.Kl =
        let ratio = code.Scale / code.PriorScale
        let shift = (code.Location - code.PriorLocation) / code.PriorScale
        0.5 * (ratio * ratio + shift * shift - 1.0) - log ratio

    /// log p(z|x) - log q(z); the Jacobian of exp cancels.
    member code.LogRatio normal =
        logNormal code.Location code.Scale normal
        - logNormal code.PriorLocation code.PriorScale normal

let private parameterEndingWith (name: string) (network: Vae) =
    network.named_parameters ()
    |> Seq.tryPick (fun struct (full, parameter) ->
        if full.EndsWith(name, StringComparison.Ordinal) then
            Some(value parameter)
        else
            None)

/// The code of the first image, for one component of z; reads it off a deterministic pass.
let private codeOf (network: Vae) (images: torch.Tensor) =
    let ledger, entry = entryOf network images
    use _ = ledger
    let median = (values (network.Encode(images, NoisePass.Median())))[0]
    let scale = (values entry.Alpha)[0]

    match parameterEndingWith "prior.mu" network, parameterEndingWith "prior.logSigma" network with
    | Some mu, Some logSigma ->
        {
            Location = log median
            Scale = scale
            PriorLocation = mu
            PriorScale = exp logSigma
            OfNormal = exp
        }
    | _ ->
        {
            Location = median
            Scale = scale
            PriorLocation = 0.0
            PriorScale = 1.0
            OfNormal = id
        }

let private decodeLogLikelihood (network: Vae) (image: float[]) (z: float[]) =
    use _ = torch.NewDisposeScope()

    let logits =
        network.Decode(torch.tensor(z).reshape(int64 z.Length, 1L))
        |> values
        |> Array.chunkBySize image.Length

    // log of the Bernoulli probability of x in {0, 1} is -log(1 + exp(-+logit)).
    logits
    |> Array.map (
        Array.map2
            (fun x logit ->
                let signed = if x > 0.5 then logit else -logit
                min signed 0.0 - Math.Log(1.0 + exp -(abs signed)))
            image
        >> Array.sum
    )

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
        use random = generator 3

        let z =
            network.Encode(image.expand (int64 draws, 1L, 1L, 6L), NoisePass.Sample random)
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
        use noise = generator 9
        let misfit = objective.Misfit(batch images, NoisePass.Sample(noise, ledger))
        Assert.Null misfit.Mistakes
        let loss = value misfit.CrossEntropy + value (objective.Penalty.Of ledger)
        use again = generator 9
        let logits = network.Decode(network.Encode(images, NoisePass.Sample again))

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

    let misfit (objective: Objective) (images: torch.Tensor) pass =
        value (objective.Misfit(batch images, pass)).CrossEntropy

    let thresholded = images.ge((0.5).ToScalar()).``to`` torch.float64
    Assert.Equal(misfit grey thresholded (NoisePass.Median()), misfit drawn images (NoisePass.Median()))
    Assert.Equal(misfit grey images (NoisePass.Mean()), misfit drawn images (NoisePass.Mean()))
    use one = generator 8
    use other = generator 8
    let sampled = misfit drawn images (NoisePass.Sample one)

    let uniform =
        torch.rand (images.shape, dtype = Nullable torch.float64, generator = other)

    let byHand = uniform.lt(images).``to`` torch.float64
    Assert.Equal(misfit grey byHand (NoisePass.Sample other), sampled)

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
            use noise = generator 9
            let misfit = objective.Misfit(batch images, NoisePass.Sample(noise, ledger))
            misfit.CrossEntropy + objective.Penalty.Of ledger

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

/// Trapezoidal rule for the standard normal: for smooth integrands exact to rounding.
let private nodes, private weights =
    let step = 0.005
    let nodes = Array.init 4001 (fun i -> step * float (i - 2000))
    nodes, nodes |> Array.map (fun t -> step * exp (logNormal 0.0 1.0 t))

/// Adam on all images at once.
let private fit steps (network: Vae) images =
    let objective = VariationalObjective.Bound network
    use optimiser = torch.optim.Adam(network.parameters (), 0.03)
    use noise = generator 1

    for _ in 1..steps do
        use _ = torch.NewDisposeScope()
        use ledger = objective.NewLedger()
        optimiser.zero_grad ()
        let misfit = objective.Misfit(batch images, NoisePass.Sample(noise, ledger))
        (misfit.CrossEntropy + objective.Penalty.Of ledger).backward()
        optimiser.step () |> ignore

[<Fact>]
let ``the bound is below the likelihood by the posterior's divergence, and the cross-entropy alone is no bound`` () =
    let pixels, draws = 4, 20000

    for kind in kinds do
        use _ = torch.NewDisposeScope()
        use network = vae pixels 4 1 kind
        // Two kinds of images, so that z has something to say.
        let images =
            torch.cat [| binaryImages 2 pixels; binaryImages 16 pixels |> _.slice(0L, 14L, 16L, 1L) |]

        fit 250 network images
        let objective = VariationalObjective.Bound network
        use noise = generator 6

        let gaps =
            [
                for i in 0L .. images.shape[0] - 1L do
                    let image = images.slice (0L, i, i + 1L, 1L)
                    let pixelValues = values image
                    let code = codeOf network image

                    let under location scale =
                        nodes |> Array.map (fun t -> code.OfNormal(location + scale * t))

                    let logLikelihoods = decodeLogLikelihood network pixelValues
                    let average = Array.map2 (*) weights >> Array.sum

                    let exact =
                        under code.PriorLocation code.PriorScale
                        |> logLikelihoods
                        |> Array.map exp
                        |> average
                        |> log

                    let reconstruction = under code.Location code.Scale |> logLikelihoods |> average
                    shouldBeAtMost 1e-9 exact (reconstruction - code.Kl)
                    // The objective, through drawn noise: eight standard errors, a false alarm below 1e-14.
                    let many = image.expand (int64 draws, 1L, 1L, int64 pixels)
                    use ledger = objective.NewLedger()
                    use _ = torch.no_grad ()

                    let crossEntropy =
                        value (objective.Misfit(batch many, NoisePass.Sample(noise, ledger))).CrossEntropy

                    let squares =
                        under code.Location code.Scale
                        |> logLikelihoods
                        |> Array.map (fun l -> (l - reconstruction) ** 2.0)

                    let tolerance = 8.0 * sqrt (average squares / float draws) + 1e-9
                    let bound = -crossEntropy - value (objective.Penalty.Of ledger)
                    shouldBeWithin tolerance (reconstruction - code.Kl) bound
                    shouldBeAtMost tolerance exact bound
                    exact - bound, exact + crossEntropy
            ]

        // Trained, the bound is close; without the KL it would lie above log p(x) for some image.
        Assert.True(List.averageBy fst gaps < 0.5, $"{kind}: {gaps}")
        shouldRefuse (fun () -> gaps |> List.iter (fun (_, withoutKl) -> shouldBeNonNegative withoutKl))

let private digits count =
    use _ = torch.NewDisposeScope()
    use random = generator 4

    let pixels =
        torch.randint (256L, [| int64 count; 1L; 4L; 4L |], dtype = Nullable torch.uint8, generator = random)

    let labels = torch.zeros (int64 count, dtype = Nullable torch.int64)
    new ImageSet("noise", Split.Train, pixels, labels, 10, Provenance.Generated "noise")

let private small kind =
    new Vae(16, 8, 4, kind) |> FixedWeights.forTraining

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

        let live () =
            DisposeScopeManager.Statistics.ThreadTotalLiveCount

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
            (VariationalObjective.Bound network).Misfit(batch images, NoisePass.Median())
            |> ignore)

    Assert.Contains("1.5", refusal.Message)

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
            objective.Misfit(batch images, NoisePass.Median ledger) |> ignore
            value (penalty.Of ledger)

        let information, correlation, kl = cost 1.0 0.0, cost 0.0 1.0, cost 1.0 1.0
        shouldBeNonNegative correlation
        Assert.True(information > 0.0)
        // The sum is the KL from the best factorised prior of the family, and any other costs more.
        shouldBeAtMost 1e-9 kl (information + correlation)
