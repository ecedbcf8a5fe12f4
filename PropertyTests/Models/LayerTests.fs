/// The layers compute with the formulas of Theory: values, gradients, the noise itself, and what is left behind.
[<Xunit.Collection "the global generator">]
module IDropTheory.PropertyTests.Models.LayerTests

open System
open Xunit
open FsCheck
open FsCheck.FSharp
open TorchSharp
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Models.DataHelpers

let private single (dtype: torch.ScalarType) (x: float) =
    torch.tensor ([| x |], dtype = Nullable dtype)

/// The numbers that the type can hold, so that rounding of the arguments is not blamed on the formula.
let private rounded dtype (x: float) =
    match dtype with
    | torch.ScalarType.Float32 -> float (float32 x)
    | _ -> x

let private agrees dtype tolerance (alpha: float) (sigma: float) (location: float) (mu: float) =
    use _ = torch.NewDisposeScope()

    let alpha, sigma, location, mu =
        rounded dtype alpha, rounded dtype sigma, rounded dtype location, rounded dtype mu

    let a = (single dtype alpha).requires_grad_ true
    let t (x: float) = TensorReal(single dtype x)

    let kl =
        TensorReal.Evaluate(fun () -> KlFormulas.LogNormal<TensorReal>(t location, TensorReal a, t mu, t sigma))

    kl.sum().backward()
    let d (x: float) = Dual.Constant x

    let expected =
        KlFormulas.LogNormal<Dual>(d location, Dual.Variable alpha, d mu, d sigma)

    let value = kl.``to``(torch.ScalarType.Float64).item<float>()
    let slope = (nonNull a.grad).``to``(torch.ScalarType.Float64).item<float>()
    Assert.True(value >= 0.0, $"{value} is negative")
    shouldBeRelatively tolerance expected.Value value
    shouldBeWithin (tolerance * (abs expected.Derivative + 1.0 / sigma)) expected.Derivative slope

[<Law>]
let ``the KL on double tensors is the KL on doubles, its autograd the derivative on dual numbers``
    (ModerateScale alpha)
    (ModerateScale sigma)
    =
    agrees torch.ScalarType.Float64 1e-12 alpha sigma 0.3 -0.2

[<Law>]
let ``the KL on float tensors is never negative and right to their precision`` (pair: NearEqualSingles) =
    agrees torch.ScalarType.Float32 1e-4 (float pair.AlphaSingle) (float pair.SigmaSingle) 0.25 0.25

/// The prior's KL and all its derivatives, weighted, by the loops over the processor's memory or (as doubles) by autograd through the
/// formula.
let private klAndGradients
    dtype
    (arrange: torch.Tensor -> torch.Tensor)
    (activation: torch.Tensor)
    (alpha: torch.Tensor)
    (weights: torch.Tensor)
    =
    let cast (x: torch.Tensor) =
        arrange(x.``to`` (dtype: torch.ScalarType)).detach()

    let f, a = (cast activation).requires_grad_ true, (cast alpha).requires_grad_ true
    use prior = new LogNormalPrior(true, 0.1, 0.8)
    prior.``to`` dtype |> ignore
    let kl = prior.Kl(f, a, NoiseConvention.MedianOne)
    kl.backward ([| cast weights |])

    [
        kl.detach ()
        nonNull f.grad
        nonNull a.grad
        for parameter in prior.parameters () do
            nonNull parameter.grad
    ]
    |> List.map (fun t -> t.``to``(torch.ScalarType.Float64).contiguous().data<float>().ToArray())

[<Fact>]
let ``a prior's KL of floats has the values and derivatives of that of doubles, in every layout`` () =
    use _ = torch.NewDisposeScope()
    use random = new torch.Generator(11UL)
    let shape = [| 3L; 5L; 4L; 7L |]
    let uniform () = torch.rand (shape, generator = random)
    let f, alpha, weights = uniform () + 0.05, 0.7 * uniform () + 0.01, uniform () - 0.5
    let plain (x: torch.Tensor) = x
    let expected = klAndGradients torch.ScalarType.Float64 plain f alpha weights

    for arrange in
        [
            plain
            ChannelsLast.Arrange
            (fun x -> x.transpose(2, 3).contiguous().transpose(2, 3))
        ] do
        let actual = klAndGradients torch.ScalarType.Float32 arrange f alpha weights

        for expected, actual in List.zip expected actual do
            Array.iter2 (fun (e: float) (a: float) -> shouldBeWithin (2e-4 * (1.0 + abs e)) e a) expected actual

[<Fact>]
let ``a prior whose parameters left the domain gives NaN, not an exception`` () =
    use _ = torch.NewDisposeScope()
    use prior = new LogNormalPrior(true, 0.0, 1.0)

    for parameter in prior.parameters () do
        use _ = torch.no_grad ()
        parameter.fill_ (nan.ToScalar()) |> ignore

    let ones = torch.ones ([| 2L; 3L |])
    Assert.True(Single.IsNaN(prior.Kl(ones, ones, NoiseConvention.MedianOne).sum().item<float32>()))

let private doubles (values: float list) =
    torch.tensor (Array.ofList values, dtype = Nullable torch.ScalarType.Float64)

let private numbers (values: torch.Tensor) =
    values.``to``(torch.ScalarType.Float64).contiguous().data<float>().ToArray()

let private gradient (of': torch.Tensor) = numbers (nonNull of'.grad)

let private shouldAllBeRelatively tolerance expected actual =
    Assert.Equal(Array.length expected, Array.length actual)
    Array.iter2 (shouldBeRelatively tolerance) expected actual

/// Gives every weight of a layer one value, in double precision.
let private filledWith (value: float) (layer: #torch.nn.Module) =
    layer.``to`` torch.ScalarType.Float64 |> ignore
    use _ = torch.no_grad ()

    for parameter in layer.parameters () do
        parameter.fill_ (value.ToScalar()) |> ignore

    layer

[<Fact>]
let ``a learned spike costs -log q0 at zero, -log (1 - q0) and the relative cost elsewhere, and learns from both`` () =
    use _ = torch.NewDisposeScope()
    let logit, largest = 0.8, 0.7
    use prior = filledWith logit (new LogUniformPrior(largest, true))
    let spike = Seq.exactlyOne (prior.parameters ())
    let q0 = 1.0 / (1.0 + exp -logit)
    let alphas = [ 0.4; 0.3; 0.2 ]
    let alpha = (doubles alphas).requires_grad_ true
    let kl = prior.Kl(doubles [ 0.0; 0.3; 1e-30 ], alpha, NoiseConvention.MedianOne)

    let expected =
        [|
            for i, a in List.indexed alphas ->
                if i = 0 then
                    -log q0
                else
                    (KlDivergence.LogUniformRelative(a, largest)).Value - log (1.0 - q0)
        |]

    shouldAllBeRelatively 1e-12 expected (numbers kl)
    kl.sum().backward()
    shouldAllBeRelatively 1e-12 [| 0.0; -1.0 / 0.3; -1.0 / 0.2 |] (gradient alpha)
    // d(-log q0) = -(1 - q0) once, d(-log (1 - q0)) = q0 twice.
    shouldAllBeRelatively 1e-12 [| 2.0 * q0 - (1.0 - q0) |] (gradient spike)

[<Fact>]
let ``activations below the floor cost and count as it does`` () =
    use _ = torch.NewDisposeScope()

    for floor, prior in
        [
            1e-4, new LogNormalPrior(true, 0.2, 0.8)
            1e-2, new LogNormalPrior(true, 0.2, 0.8, 1e-2)
        ] do
        use _ = prior.``to`` torch.ScalarType.Float64
        let activations = [ 0.0; floor / 2.0; floor; 0.3 ]
        let alpha = 0.351

        let kl =
            prior.Kl(doubles activations, doubles [ for _ in activations -> alpha ], NoiseConvention.MedianOne)

        // The prior's sigma is kept as the logarithm of a float.
        shouldAllBeRelatively
            1e-6
            [|
                for f in activations ->
                    (KlDivergence.LogNormal(IDropTheory.LogNormal(log (max f floor), alpha), IDropTheory.LogNormal(0.2, 0.8))).Value
            |]
            (numbers kl)

        use layer =
            filledWith 0.0 (new InformationDropout("layer", torch.nn.Linear(4L, 4L), prior))

        use ledger = new KlLedger(false, true)
        let f = (doubles activations).reshape(1L, 4L)
        layer.call (f, f, NoisePass.Median ledger) |> ignore

        shouldAllBeRelatively 1e-12 [| for f in activations -> log (max f floor) |] (numbers (nonNull ledger.Entries[0].Code).Location)

let private units = 64

let private layers (convention: NoiseConvention) : DropoutMethod list =
    [
        DropoutMethod.Binary 0.5
        DropoutMethod.Gaussian 1.0
        DropoutMethod.LogNormal(0.7, convention)
        DropoutMethod.Information(PriorFamily.LogUniform, InformationDropoutOptions(Noise = convention))
        DropoutMethod.Information(PriorFamily.LogNormal, InformationDropoutOptions(Noise = convention))
    ]

[<Fact>]
let ``without a draw the noise is its median, or its mean`` () =
    for convention in [ NoiseConvention.MedianOne; NoiseConvention.UnitMean ] do
        for method in layers convention do
            use _ = torch.NewDisposeScope()
            // Weights of zero make alpha the middle of its range.
            use layer = filledWith 0.0 (nonNull (method.Dense("layer", units, units)))
            let ones = torch.ones ([| 2L; int64 units |], torch.ScalarType.Float64)

            let alpha =
                match method with
                | :? DropoutMethod.LogNormal as constant -> Some constant.Alpha
                | :? DropoutMethod.Information -> Some(1e-3 + 0.35)
                | _ -> None

            let median, mean =
                match alpha with
                | None -> 1.0, 1.0
                | Some alpha ->
                    let m =
                        if convention = NoiseConvention.UnitMean then
                            -alpha * alpha / 2.0
                        else
                            0.0

                    exp m, exp (m + alpha * alpha / 2.0)

            for pass, expected in [ NoisePass.Median(), median; NoisePass.Mean(), mean ] do
                for value in numbers (layer.call (ones, ones, pass)) do
                    shouldBeRelatively 1e-12 expected value

[<Fact>]
let ``two deterministic passes are bit-identical, as are two of equal keys`` () =
    for method in layers NoiseConvention.UnitMean do
        use _ = torch.NewDisposeScope()
        use layer = nonNull (method.Dense("layer", units, units))
        let x = torch.rand ([| 8L; int64 units |])
        let pass () = layer.call (x, x, NoisePass.Median())
        Assert.True(pass().equal(pass ()).all().item<bool>())

        let draw () =
            layer.call (x, x, NoisePass.Sample(testKey "noise"))

        Assert.True(draw().equal(draw ()).all().item<bool>())

[<Fact>]
let ``constant noise has the moments of its formulas`` () =
    use _ = torch.NewDisposeScope()

    let ones =
        torch.ones ([| 1000L; 1000L |], dtype = Nullable torch.ScalarType.Float64)

    let n = 1e6

    // E[(x - mean)^4] / variance^2.
    let logNormalKurtosis = exp 1.0 + 2.0 * exp 0.75 + 3.0 * exp 0.5 - 3.0

    for method, mean, variance, kurtosis in
        [
            DropoutMethod.Binary 0.25 :> DropoutMethod, 1.0, 3.0, 1.0 / (0.25 * 0.75) - 3.0
            DropoutMethod.Gaussian 0.5, 1.0, 0.5, 3.0
            DropoutMethod.LogNormal(0.5, NoiseConvention.MedianOne), exp 0.125, (exp 0.25 - 1.0) * exp 0.25, logNormalKurtosis
            DropoutMethod.LogNormal(0.5, NoiseConvention.UnitMean), 1.0, exp 0.25 - 1.0, logNormalKurtosis
        ] do
        use layer = nonNull (method.Dense("layer", 1000, 1000))
        let noise = layer.call (ones, ones, NoisePass.Sample(testKey "constant noise"))
        // Eight standard errors: a false alarm below 1e-9 for means of a million draws.
        shouldBeWithin (8.0 * sqrt (variance / n)) mean (noise.mean().item<float>())
        let tolerance = 8.0 * sqrt ((kurtosis - 1.0) / n)
        let actual = noise.var().item<float>()
        shouldBeRelatively tolerance variance actual
        shouldRefuse (fun () -> shouldBeRelatively tolerance (variance * (1.0 + 2.2 * tolerance)) actual)

[<Fact>]
let ``Information Dropout's noise is log-normal of the scale that it names`` () =
    use _ = torch.NewDisposeScope()

    use layer =
        InformationDropout.Dense("layer", units, units, new LogUniformPrior(0.701))

    let x = torch.rand ([| 10000L; int64 units |])

    let draws =
        (layer.call (x, torch.ones_like x, NoisePass.Sample(testKey "log-normal noise"))).log().detach()
        / layer.Alpha(x).detach()

    let n = float (draws.numel ())
    shouldBeWithin (7.0 / sqrt n) 0.0 (float (draws.mean().item<float32>()))
    shouldBeWithin (7.0 * sqrt (2.0 / n)) 1.0 (float (draws.var().item<float32>()))

[<Fact>]
let ``the ledger holds the KL of Theory, unit by unit`` () =
    use _ = torch.NewDisposeScope()

    use layer =
        InformationDropout.Dense("layer", units, units, new LogNormalPrior(true, 0.1, 0.8))

    let x = torch.rand ([| 4L; int64 units |])
    let f = x + 0.1
    use ledger = new KlLedger()
    layer.call (x, f, NoisePass.Median ledger) |> ignore
    let entry = Assert.Single ledger.Entries
    let alpha = layer.Alpha x

    for i in 0L .. 3L do
        for j in 0L .. int64 units - 1L do
            let at (t: torch.Tensor) = float (t[i, j].item<float32>())
            let posterior = LogNormal(log (at f), at alpha)

            let expected =
                KlDivergence.LogNormal(posterior, LogNormal(float 0.1f, exp (float (float32 (log 0.8)))))

            shouldBeRelatively 1e-4 expected.Value (at entry.Kl)

[<Fact>]
let ``training steps leave no tensor behind`` () =
    use _ = torch.NewDisposeScope()

    use network =
        new Mlp(20, 16, 2, 3, Activation.Relu, DropoutMethod.Information(PriorFamily.LogUniform, InformationDropoutOptions()))

    let images, labels = torch.rand ([| 10L; 20L |]), torch.randint (3L, [| 10L |])
    let key = testKey "steps"
    let optimiser = torch.optim.SGD(network.parameters (), 0.01, momentum = 0.9)

    let step () =
        use _ = torch.NewDisposeScope()
        use ledger = new KlLedger()
        optimiser.zero_grad ()
        let logits = network.call (images, NoisePass.Sample(key, ledger))

        let loss =
            torch.nn.functional.cross_entropy (logits, labels)
            + ledger.Total() * 1e-3.ToScalar()

        loss.backward ()
        optimiser.step () |> ignore

    step ()
    let before = live ()

    for _ in 1..50 do
        step ()

    Assert.Equal(before, live ())

[<Fact>]
let ``the networks of Table 2 have its shapes`` () =
    let channels (architecture: AllCnnArchitecture) =
        [ for stage in architecture.Stages -> stage.Filters ]

    Assert.Equal<int list>([ 96; 96; 96; 192; 192; 192; 192; 192; 10 ], channels AllCnnArchitecture.AllCnn32)
    Assert.Equal<int list>([ 24; 24; 24; 48; 48; 48; 48; 48; 10 ], channels (AllCnnArchitecture.AllCnn32.WithFilters 25.0))

    for architecture in
        [
            AllCnnArchitecture.AllCnn32.WithFilters 12.5
            AllCnnArchitecture.AllCnn96.WithFilters 12.5
        ] do
        for options in [ AllCnnOptions.Paper; AllCnnOptions.Authors ] do
            use _ = torch.NewDisposeScope()

            use network =
                new AllCnn(
                    architecture,
                    Activation.Softplus,
                    DropoutMethod.Information(PriorFamily.LogNormal, InformationDropoutOptions()),
                    options
                )

            let size = int64 architecture.ImageSize
            use ledger = new KlLedger()

            let logits =
                network.call (torch.rand ([| 2L; int64 architecture.Channels; size; size |]), NoisePass.Median ledger)

            Assert.Equal<int64[]>([| 2L; 10L |], logits.shape)

            let dropouts =
                [
                    for stage in architecture.Stages do
                        if stage.Dropout then
                            stage.Filters
                ]

            let expected =
                [
                    for i, filters in List.indexed dropouts -> [| 2L; int64 filters; size >>> (i + 1); size >>> (i + 1) |]
                ]

            Assert.Equal<int64[] list>(expected, [ for entry in ledger.Entries -> entry.Kl.shape ])
