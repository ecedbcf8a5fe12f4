/// The loss: the closed form on the diagonal of the plane, Theory's information and total correlation off it.
[<Xunit.Collection "the global generator">]
module IDropTheory.PropertyTests.Models.ObjectiveTests

open System
open System.Collections.Immutable
open MathNet.Numerics.LinearAlgebra
open TorchSharp
open Xunit
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Models.SmallTrainings

let private float64 = Nullable torch.ScalarType.Float64

let private largest = InformationDropoutOptions().LargestAlpha

/// A dense layer in double precision whose alpha network has weights of a given size: 0 for alphas that do not depend on the input.
let private dense inputs units weight prior convention (seed: uint64) =
    let layer =
        InformationDropout.Dense("layer", inputs, units, prior, InformationDropoutOptions(Noise = convention))

    layer.``to`` (torch.float64) |> ignore
    use _ = torch.no_grad ()
    use generator = new torch.Generator(seed)

    for struct (name, p) in layer.named_parameters () do
        if name.StartsWith("alphaNetwork", StringComparison.Ordinal) then
            let size = if p.dim () = 2L then weight else 1.0

            p.copy_ (
                torch.randn (p.shape, dtype = float64, generator = generator)
                * (size: float).ToScalar()
            )
            |> ignore

    layer

let private inputs rows columns (seed: uint64) =
    use generator = new torch.Generator(seed)
    torch.randn ([| int64 rows; int64 columns |], dtype = float64, generator = generator)

let private rows (t: torch.Tensor) =
    let data = t.detach().contiguous().data<float>().ToArray()
    Array.chunkBySize (int t.shape[1]) data

/// Passes x through the layer; activations are softplus(x) with neighbours mixed, so that they correlate.
let private activations (x: torch.Tensor) =
    torch.nn.functional.softplus (x + x.roll (1L, 1L)) + 1e-3.ToScalar()

let private momentsOf (layer: InformationDropout) (x: torch.Tensor) (f: torch.Tensor) (check: LogActivationMoments -> unit) =
    use ledger = new KlLedger(true)
    layer.call (x, f, NoisePass.Median ledger) |> ignore
    check (nonNull (Assert.Single ledger.Entries).Moments)

let private conventions = [ NoiseConvention.MedianOne; NoiseConvention.UnitMean ]

// ---- Moments

[<Law(Cases = 30)>]
let ``I + TC is the batch's KL from the best factorised log-normal prior, whatever alpha is`` (key: RandomKey) =
    use _ = torch.NewDisposeScope()
    let units, samples = 2 + key.Below(6, 1UL), 8 + key.Below(60, 2UL)

    for convention in conventions do
        use layer =
            dense units units 0.7 (new LogNormalPrior()) convention (key.Fold("a").ToSeed())

        let x = inputs samples units (key.Fold("x").ToSeed())
        let f = activations x
        let alpha, f' = rows (layer.Alpha x), rows f

        // log z_j = location + alpha n: the mixture's variance, and Theory's KL from the normal that has it, by the sample.
        let noise (a: float) = LogNormal.Noise(a, convention).Location

        let kl =
            Seq.sum (
                seq {
                    for j in 0 .. units - 1 do
                        let location =
                            Array.init samples (fun i -> log (f'.[i].[j]) + noise (alpha.[i].[j]))

                        let mean = Array.average location

                        let variance =
                            Array.average (Array.init samples (fun i -> alpha[i][j] ** 2.0 + (location[i] - mean) ** 2.0))

                        let best = LogNormal(mean, sqrt variance)

                        Array.average (
                            Array.init samples (fun i -> KlDivergence.LogNormal(LogNormal(location[i], alpha[i][j]), best).Value)
                        )
                }
            )

        momentsOf layer x f (fun moments ->
            let information, tc =
                number (moments.Information()), number (moments.TotalCorrelation())

            Assert.True(tc > 0.0, $"TC is {tc}")
            shouldBeRelatively 1e-9 kl (information + tc)
            // The total correlation without one half (erratum E3) would not do.
            shouldRefuse (fun () -> shouldBeRelatively 1e-6 kl (information + 2.0 * tc)))

[<Law(Cases = 30)>]
let ``with constant noise both terms are Theory's, of the same moments`` (key: RandomKey) =
    use _ = torch.NewDisposeScope()
    let units, samples = 2 + key.Below(6, 1UL), 8 + key.Below(60, 2UL)

    for convention in conventions do
        use layer =
            dense units units 0.0 (new LogUniformPrior(largest)) convention (key.Fold("a").ToSeed())

        let x = inputs samples units (key.Fold("x").ToSeed())
        let f = activations x
        let alphas = (rows (layer.Alpha x))[0]
        let logs = rows (f.log ())

        let mean =
            Array.init units (fun j -> Array.average (Array.init samples (fun i -> logs[i][j])))

        let covariance =
            Matrix<float>
                .Build.Dense(
                    units,
                    units,
                    fun i j -> Array.average (Array.init samples (fun n -> (logs[n][i] - mean[i]) * (logs[n][j] - mean[j])))
                )

        let theory =
            GaussianLogActivation(ReadOnlySpan mean, covariance, ReadOnlySpan alphas, convention)

        let ofCovariance =
            TotalCorrelation.OfCovariance(
                covariance
                + Matrix<float>.Build.DenseOfDiagonalArray(Array.map (fun a -> a * a) alphas)
            )

        momentsOf layer x f (fun moments ->
            shouldBeRelatively 1e-9 theory.Information.Value (number (moments.Information()))
            shouldBeRelatively 1e-9 theory.TotalCorrelation.Value (number (moments.TotalCorrelation()))
            shouldBeRelatively 1e-9 ofCovariance.Value (number (moments.TotalCorrelation())))

[<Fact>]
let ``the moments of a wide layer with little noise are right in float as in double`` () =
    use _ = torch.NewDisposeScope()
    let units, samples = 200, 50

    use exact =
        dense units units 0.1 (new LogUniformPrior(largest)) NoiseConvention.MedianOne 1UL

    use _ = torch.no_grad ()

    // Noise near its floor: fewer samples than units, and 1e-6 on the diagonal.
    for struct (name, p) in exact.named_parameters () do
        if name = "alphaNetwork.bias" then
            p.fill_ ((-8.0).ToScalar()) |> ignore

    let x = inputs samples units 2UL
    let f = activations x * 5.0.ToScalar()

    let values (layer: InformationDropout) (x: torch.Tensor) (f: torch.Tensor) =
        let mutable result = nan, nan
        momentsOf layer x f (fun m -> result <- number (m.Information()), number (m.TotalCorrelation()))
        result

    let information, tc = values exact x f
    let single (t: torch.Tensor) = t.``to`` (torch.float32)
    exact.``to`` (torch.float32) |> ignore
    let information', tc' = values exact (single x) (single f)
    shouldBeRelatively 1e-4 information information'
    shouldBeRelatively 1e-4 tc tc'

[<Fact>]
let ``moments are of dense layers; a convolution is refused by name`` () =
    use _ = torch.NewDisposeScope()

    use network =
        allCnn AllCnnOptions.Paper Activation.Softplus (information PriorFamily.LogNormal) 1UL

    use ledger = ClassificationObjective(network, ofPlane 0.1 0.2).NewLedger()
    let images = torch.rand ([| 2L; 3L; 8L; 8L |])

    let error =
        Assert.Throws<ArgumentException>(fun () -> network.call (images, NoisePass.Median ledger) |> ignore)

    for word in [ "stage3.dropout"; "dense"; "beta and gamma"; "[2, 3, 4, 4]" ] do
        Assert.Contains(word, error.Message)

    Assert.DoesNotContain("\n", error.Message)
    // On the diagonal no moments are asked for.
    use ledger = ClassificationObjective(network, ofBeta 0.1).NewLedger()
    network.call (images, NoisePass.Median ledger) |> ignore
    Assert.Equal(2, ledger.Entries.Count)

// ---- The penalty

let private filled keepMoments (check: KlLedger -> unit) =
    use _ = torch.NewDisposeScope()

    use network = mlp 2 Activation.Softplus (information PriorFamily.LogNormal) 4UL

    use ledger = new KlLedger(keepMoments)
    use images = greyImages ()
    network.call (images.InOrder(23).[0].Images, NoisePass.Median ledger) |> ignore
    check ledger

[<Fact>]
let ``on the diagonal the penalty is the weight times the KL and nothing else`` () =
    // The ledger keeps no moments: only the closed form can have been used.
    filled false (fun ledger ->
        let kl = ledger.Entries |> Seq.sumBy (fun entry -> number (entry.Kl.sum ()) / 23.0)
        shouldBeRelatively 1e-6 kl (number (ledger.Total()))

        for beta in [ 0.0; 1e-5; 0.3; 7.0 ] do
            for penalty in [ ofBeta beta; ofPlane beta beta ] do
                Assert.False penalty.NeedsMoments
                Assert.Equal((EffectiveBeta beta, EffectiveBeta beta), (penalty.Beta, penalty.Gamma))
                shouldBeRelatively 1e-6 (beta * kl) (number (penalty.Of ledger))

        let error =
            Assert.Throws<InvalidOperationException>(fun () -> (ofPlane 0.1 0.2).Of ledger |> ignore)

        Assert.Contains("dropout1", error.Message))

[<Fact>]
let ``off the diagonal the penalty is the three weighted terms of every layer`` () =
    filled true (fun ledger ->
        let total (term: LogActivationMoments -> torch.Tensor) =
            ledger.Entries |> Seq.sumBy (fun entry -> number (term (nonNull entry.Moments)))

        let information, tc = total _.Information(), total _.TotalCorrelation()
        let kl = number (ledger.Total())

        for beta, gamma in [ 0.5, 0.0; 0.0, 0.5; 0.4, 0.1; 0.1, 0.4; 2.0, 1.0 ] do
            let weights = PlaneWeights.Of(beta, gamma)
            let expected = weights.Combine(Nats kl, Nats information, Nats tc)
            shouldBeRelatively 1e-5 expected.Value (number ((ofPlane beta gamma).Of ledger)))

[<Fact>]
let ``the loss that is trained is the cross-entropy plus the penalty, and beta moves it by the KL`` () =
    use _ = torch.NewDisposeScope()
    use images = greyImages ()

    let lossAt penalty =
        use network = mlp 2 Activation.Softplus (information PriorFamily.LogNormal) 4UL

        use session =
            new TrainingSession(ClassificationObjective(network, penalty), images, settings 1 23 1e-9 (OptimiserSettings.Sgd(0.0)))

        List.exactlyOne (finish session)

    let free = lossAt (ofBeta 0.0)
    Assert.Equal(free.CrossEntropy.Value, free.Loss)
    let kl = free.KlPerLayer |> Seq.sumBy _.Value.Value
    Assert.True(kl > 1.0, $"the KL is {kl}")

    for beta in [ 0.01; 0.5; 3.0 ] do
        let metrics = lossAt (ofBeta beta)
        // The same weights and the same noise: all that changes is the weight of the KL.
        Assert.Equal(free.CrossEntropy.Value, metrics.CrossEntropy.Value)
        shouldBeRelatively 1e-6 (free.Loss + beta * kl) metrics.Loss

    // Off the diagonal each weight adds its own term: straight lines along beta and along gamma.
    let at beta gamma = (lossAt (ofPlane beta gamma)).Loss
    Assert.True(at 0.5 0.0 > free.Loss && at 0.0 0.5 > free.Loss)
    shouldBeRelatively 1e-5 (2.0 * (at 0.25 0.0 - free.Loss)) (at 0.5 0.0 - free.Loss)
    shouldBeRelatively 1e-5 (2.0 * (at 0.0 0.25 - free.Loss)) (at 0.0 0.5 - free.Loss)

// ---- Gradients

/// Checks autograd against central differences in double precision, in every parameter and in x.
let private shouldHaveGradient tolerance (leaves: torch.Tensor list) (f: unit -> torch.Tensor) =
    for leaf in leaves do
        leaf.requires_grad_ true |> ignore
        leaf.grad <- null

    (f ()).backward()
    use _ = torch.no_grad ()
    let mutable largest = 0.0

    for leaf in leaves do
        let slope = (nonNull leaf.grad).detach().clone()
        let flat, flatSlope = leaf.view -1L, slope.reshape -1L
        let count = flat.numel ()

        // Every seventh number of a large leaf.
        for i in 0L .. (if count > 30L then 7L else 1L) .. count - 1L do
            use _ = torch.NewDisposeScope()
            let at = flat[i].item<float>()

            let shifted (x: float) =
                flat[i].fill_(x.ToScalar()) |> ignore
                let value = number (f ())
                flat[i].fill_(at.ToScalar()) |> ignore
                value

            let expected, _ = Oracles.derivative shifted at 1e-2
            largest <- max largest (abs expected)
            shouldBeClose tolerance tolerance expected (flatSlope[i].item<float>())

    // A negative control: zeros would not have passed.
    Assert.True(largest > 100.0 * tolerance, $"all slopes are below {largest}")

let private parameters (m: torch.nn.Module) =
    [ for p in m.parameters () -> p :> torch.Tensor ]

[<Fact>]
let ``the gradients of information and total correlation are those of finite differences`` () =
    for convention in conventions do
        use _ = torch.NewDisposeScope()
        use layer = dense 4 4 0.7 (new LogUniformPrior(largest)) convention 5UL
        let x = inputs 12 4 6UL

        for beta, gamma in [ 0.7, 0.0; 0.0, 0.7; 0.3, 0.9 ] do
            shouldHaveGradient 1e-7 (x :: parameters layer) (fun () ->
                use _ = torch.NewDisposeScope()
                use ledger = new KlLedger(true)
                layer.call (x, activations x, NoisePass.Median ledger) |> ignore
                ((ofPlane beta gamma).Of ledger).MoveToOuterDisposeScope())

[<Fact>]
let ``the gradients of the KL are those of finite differences, for every prior and convention`` () =
    let priors: (unit -> ActivationPrior) list =
        [
            fun () -> new LogUniformPrior(largest)
            fun () -> new LogUniformPrior(largest, true)
            fun () -> new LogNormalPrior(true, 0.2, 0.8)
        ]

    for convention in conventions do
        for prior in priors do
            use _ = torch.NewDisposeScope()
            use layer = dense 4 4 0.7 (prior ()) convention 7UL
            let x = inputs 5 4 8UL

            shouldHaveGradient 1e-7 (x :: parameters layer) (fun () ->
                use _ = torch.NewDisposeScope()
                use ledger = new KlLedger()
                layer.call (x, activations x, NoisePass.Median ledger) |> ignore
                // Squares, so that every unit has a slope of its own.
                (ledger.Entries[0].Kl.square().sum()).MoveToOuterDisposeScope())

[<Fact>]
let ``the gradients of drawn noise are those of finite differences with common random numbers`` () =
    let methods: (NoiseConvention -> DropoutMethod) list =
        [
            fun _ -> DropoutMethod.Binary 0.5
            fun _ -> DropoutMethod.Gaussian 1.0
            fun noise -> DropoutMethod.LogNormal(0.7, noise)
            fun noise -> DropoutMethod.Information(PriorFamily.LogNormal, InformationDropoutOptions(Noise = noise))
        ]

    for convention in conventions do
        for method in methods do
            use _ = torch.NewDisposeScope()

            use layer =
                nonNull ((method convention).Dense("layer", 4, 4))
                |> FixedWeights.forTraining 9UL

            layer.``to`` (torch.float64) |> ignore
            let x = inputs 5 4 10UL

            // The prior is no part of the sampled path.
            let leaves =
                [
                    for struct (name, p) in layer.named_parameters () do
                        if not (name.StartsWith("prior", StringComparison.Ordinal)) then
                            p :> torch.Tensor
                ]

            shouldHaveGradient 1e-7 (x :: leaves) (fun () ->
                use _ = torch.NewDisposeScope()
                let z = layer.call (x, activations x, NoisePass.Sample(testKey "common noise"))
                (z.square().sum()).MoveToOuterDisposeScope())
