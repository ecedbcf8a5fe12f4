/// The log-normal prior that is fitted to each batch: the least mean KL, its gradients, its running averages, and that it does not diverge.
[<Xunit.Collection "the global generator">]
module IDropTheory.PropertyTests.Models.FittedPriorTests

open System
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

let private numbers (t: torch.Tensor) =
    t.detach().``to``(torch.float64).contiguous().data<float>().ToArray()

let private uniform (label: string) low high (shape: int64[]) =
    use _ = torch.NewDisposeScope()
    let like = torch.empty (shape, dtype = Nullable torch.float64)
    let pass = NoisePass.Sample(testKey label)
    (pass.Uniform like * (high - low: float).ToScalar() + (low: float).ToScalar()).MoveToOuterDisposeScope()

let private inDoubles (units: Nullable<int>) =
    let prior = new FittedLogNormalPrior(units = units)
    prior.``to`` torch.float64 |> ignore
    prior

let private activations () = uniform "f" 0.02 3.0 [| 6L; 4L |]
let private scales () = uniform "alpha" 0.05 0.7 [| 6L; 4L |]

let rec private golden (f: float -> float) low high steps =
    let ratio = (sqrt 5.0 - 1.0) / 2.0

    if steps = 0 then
        (low + high) / 2.0
    else
        let a, b = high - ratio * (high - low), low + ratio * (high - low)

        if f a < f b then
            golden f low b (steps - 1)
        else
            golden f a high (steps - 1)

/// The parameters with the least mean KL of codes (location, scale), found by search.
let private searched (codes: (float * float)[]) =
    let meanKl mu sigma =
        codes
        |> Array.averageBy (fun (location, scale) -> KlDivergence.LogNormal(LogNormal(location, scale), LogNormal(mu, sigma)).Value)

    let bestMu sigma =
        golden (fun mu -> meanKl mu sigma) -6.0 3.0 60

    let sigma = golden (fun sigma -> meanKl (bestMu sigma) sigma) 0.05 4.0 60
    let mu = bestMu sigma
    mu, sigma, meanKl mu sigma

[<Fact>]
let ``mu and sigma are those that a search for the least mean KL finds, for the layer and for each unit`` () =
    for convention in [ NoiseConvention.MedianOne; NoiseConvention.UnitMean ] do
        use _ = torch.NewDisposeScope()
        let f, alpha = activations (), scales ()

        let codes =
            Array.map2 (fun f a -> log f + LogNormal.Noise(a, convention).Location, a) (numbers f) (numbers alpha)

        let units =
            Array.init 4 (fun unit -> Array.init 6 (fun row -> codes[4 * row + unit]))

        for perUnit, groups in [ Nullable(), [| codes |]; Nullable 4, units ] do
            use prior = inDoubles perUnit
            let kl = numbers (prior.Kl(f, alpha, convention))
            // After one batch the running averages hold a tenth of it.
            let mu = numbers (nonNull (prior.get_buffer "location")) |> Array.map ((*) 10.0)

            let square =
                numbers (nonNull (prior.get_buffer "variance"))
                |> Array.map (fun v -> 10.0 * (v - 0.9))

            let best = Array.map searched groups
            shouldBeRelatively 1e-9 (best |> Array.averageBy (fun (_, _, least) -> least)) (Array.average kl)

            for (expectedMu, expectedSigma, _), mu, square in Array.zip3 best mu square do
                shouldBeWithin 1e-5 expectedMu mu
                shouldBeRelatively 1e-5 expectedSigma (sqrt square)

[<Fact>]
let ``constant parameters give the gradient of the least mean KL`` () =
    for units in [ Nullable(); Nullable 4 ] do
        use _ = torch.NewDisposeScope()
        let f, alpha = activations (), scales ()
        use prior = inDoubles units

        let least () =
            prior.Kl(f, alpha, NoiseConvention.UnitMean).sum()

        f.requires_grad <- true
        alpha.requires_grad <- true
        least().backward()
        let gradients = [ numbers (nonNull f.grad); numbers (nonNull alpha.grad) ]
        use _ = torch.no_grad ()

        for x, gradient in List.zip [ f; alpha ] gradients do
            for row in 0L .. 5L do
                for unit in 0L .. 3L do
                    let at (shift: float) =
                        let cell = x[row, unit]
                        cell.add_ (shift.ToScalar()) |> ignore
                        let value = least().item<float>()
                        cell.sub_ (shift.ToScalar()) |> ignore
                        value

                    let h = 1e-5
                    shouldBeWithin 1e-6 ((at h - at -h) / (2.0 * h)) gradient[int (4L * row + unit)]

[<Fact>]
let ``floats have the values and gradients of doubles`` () =
    use _ = torch.NewDisposeScope()

    let valuesAndGradients (kind: torch.ScalarType) =
        use prior = new FittedLogNormalPrior()
        prior.``to`` kind |> ignore
        let f, alpha = activations().``to``(kind).detach(), scales().``to``(kind).detach()
        f.requires_grad <- true
        alpha.requires_grad <- true
        let kl = prior.Kl(f, alpha, NoiseConvention.MedianOne)
        kl.sum().backward()
        [ numbers kl; numbers (nonNull f.grad); numbers (nonNull alpha.grad) ]

    for doubles, floats in List.zip (valuesAndGradients torch.float64) (valuesAndGradients torch.float32) do
        Array.iter2 (fun e a -> shouldBeWithin (2e-4 * (1.0 + abs e)) e a) doubles floats

[<Fact>]
let ``evaluation uses the running averages, and changes nothing`` () =
    use _ = torch.NewDisposeScope()
    let f, alpha = activations (), scales ()
    use prior = inDoubles (Nullable())

    for step in 1..5 do
        prior.Kl(f * (float step).ToScalar(), alpha, NoiseConvention.MedianOne)
        |> ignore

    prior.eval ()
    let state = bitsOf prior

    let mu, variance =
        number (nonNull (prior.get_buffer "location")), number (nonNull (prior.get_buffer "variance"))

    Assert.NotEqual(0.0, mu)
    use given = new LogNormalPrior(false, mu, sqrt variance)
    given.``to`` torch.float64 |> ignore
    let expected = numbers (given.Kl(f, alpha, NoiseConvention.MedianOne))
    let actual = numbers (prior.Kl(f, alpha, NoiseConvention.MedianOne))
    // The given prior keeps log sigma in float32.
    Array.iter2 (fun e a -> shouldBeWithin (1e-6 * (1.0 + abs e)) e a) expected actual
    Assert.Equal<(string * string) list>(state, bitsOf prior)

let private method parameters =
    DropoutMethod.Information(PriorFamily.LogNormal, InformationDropoutOptions(PriorParameters = parameters)) :> DropoutMethod

/// Steps until the loss or a weight is no number, at most 200, at the paper's rate and its largest beta for 45,000 images.
let private stepsUntilDivergence parameters =
    use images = randomSet Split.Train 32 (3L, 32L, 32L) 21UL

    use network =
        FixedWeights.forTraining
            3UL
            (new AllCnn(AllCnnArchitecture.AllCnn32.WithFilters 25.0, Activation.Softplus, method parameters, AllCnnOptions.Paper))

    let rate = LearningRateSchedule.Constant 0.1

    let settings =
        TrainingSettings(25, 4, rate, OptimiserSettings.Sgd(0.9, true), testKey "beta 100")

    use session =
        new TrainingSession(ClassificationObjective(network, ofBeta (100.0 / 45000.0)), images, settings)

    let rec go steps =
        if session.IsFinished then
            steps
        else
            let next =
                try
                    session.Advance() |> ignore
                    true
                with :? TrainingDivergedException ->
                    false

            if next then go (steps + 1) else steps

    go 0

[<Fact>]
let ``200 steps at beta 100 stay finite, where learned parameters diverge`` () =
    Assert.Equal(200, stepsUntilDivergence PriorParameters.BatchMoments)
    let learned = stepsUntilDivergence PriorParameters.Learned
    Assert.True(learned < 200, $"{learned} steps")

[<Fact>]
let ``a checkpoint keeps the running averages, also of an autoencoder's code`` () =
    let options =
        InformationDropoutOptions(PriorParameters = PriorParameters.BatchMoments)

    for perUnit in [ false; true ] do
        withFolder (fun folder ->
            let file = Path.Combine(folder, "checkpoint.safetensors")
            use images = randomSet Split.Train 23 (1L, 6L, 6L) 11UL

            let fresh () =
                new Vae(36, 8, 3, LatentKind.Information(options, perUnit))
                |> FixedWeights.forTraining 4UL

            let session network =
                new TrainingSession(VariationalObjective.Bound network, images, settings 3 6 1e-3 (OptimiserSettings.Adam()))

            use whole = fresh ()
            use first = session whole
            advance 5 first |> ignore
            first.Save file
            finish first |> ignore
            use resumed = fresh ()
            use second = session resumed
            second.Restore file |> ignore
            finish second |> ignore
            let state = bitsOf whole
            Assert.Contains(state, (fun (name, _) -> name.EndsWith("prior.location", StringComparison.Ordinal)))
            Assert.Equal<(string * string) list>(state, bitsOf resumed))

[<Fact>]
let ``settings name the way only if it is not that of older settings`` () =
    let text (options: InformationDropoutOptions) = JsonSerializer.Serialize options

    Assert.Equal("""{"AlphaMax":0.7,"AlphaFloor":0.001,"Noise":0}""", text (InformationDropoutOptions()))

    let fitted =
        InformationDropoutOptions(PriorParameters = PriorParameters.BatchMoments)

    Assert.Contains("PriorParameters", text fitted)
    Assert.Equal(fitted, JsonSerializer.Deserialize<InformationDropoutOptions>(text fitted))
