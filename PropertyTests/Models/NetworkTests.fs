/// Table 2, counted by hand, and the initial weights.
[<Xunit.Collection "the global generator">]
module IDropTheory.PropertyTests.Models.NetworkTests

open System
open TorchSharp
open Xunit
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Models.SmallTrainings

let private parameters trainable (network: torch.nn.Module) =
    network.parameters ()
    |> Seq.filter (fun p -> p.requires_grad || not trainable)
    |> Seq.sumBy (fun p -> int (p.numel ()))

/// One row for each network: its convolutions (kernel^2 x inputs x filters, no bias), then the filters of the dropout layers.
let private table2 =
    [
        AllCnnArchitecture.AllCnn32,
        [
            9 * 3 * 96
            9 * 96 * 96
            9 * 96 * 96 // stride 2, dropout
            9 * 96 * 192
            9 * 192 * 192
            9 * 192 * 192 // stride 2, dropout
            9 * 192 * 192
            1 * 192 * 192
            1 * 192 * 10
        ],
        96 + 96 + 96 + 192 + 192 + 192 + 192 + 192 + 10,
        [ 96; 192 ]
        AllCnnArchitecture.AllCnn32.WithFilters 25.0,
        [
            9 * 3 * 24
            9 * 24 * 24
            9 * 24 * 24
            9 * 24 * 48
            9 * 48 * 48
            9 * 48 * 48
            9 * 48 * 48
            1 * 48 * 48
            1 * 48 * 10
        ],
        24 + 24 + 24 + 48 + 48 + 48 + 48 + 48 + 10,
        [ 24; 48 ]
        AllCnnArchitecture.AllCnn96,
        [
            9 * 1 * 32
            9 * 32 * 32
            9 * 32 * 32
            9 * 32 * 64
            9 * 64 * 64
            9 * 64 * 64
            9 * 64 * 96
            9 * 96 * 96
            9 * 96 * 96
            9 * 96 * 192
            9 * 192 * 192
            9 * 192 * 192
            9 * 192 * 192
            1 * 192 * 192
            1 * 192 * 10
        ],
        3 * 32 + 3 * 64 + 3 * 96 + 5 * 192 + 10,
        [ 32; 64; 96; 192 ]
        AllCnnArchitecture.AllCnn96.WithFilters 25.0,
        [
            9 * 1 * 8
            9 * 8 * 8
            9 * 8 * 8
            9 * 8 * 16
            9 * 16 * 16
            9 * 16 * 16
            9 * 16 * 24
            9 * 24 * 24
            9 * 24 * 24
            9 * 24 * 48
            9 * 48 * 48
            9 * 48 * 48
            9 * 48 * 48
            1 * 48 * 48
            1 * 48 * 10
        ],
        3 * 8 + 3 * 16 + 3 * 24 + 5 * 48 + 10,
        [ 8; 16; 24; 48 ]
    ]

[<Fact>]
let ``the networks of Table 2 have the parameters that it implies`` () =
    // Summed by hand.
    Assert.Equal<int list>([ 1368480; 86376; 1532064; 96168 ], [ for _, convolutions, _, _ in table2 -> List.sum convolutions ])

    for architecture, convolutions, filters, dropouts in table2 do
        // A 3 x 3 convolution with bias from the stage's input, as wide as the stage, to alpha; mu and log sigma of the prior.
        let alpha = dropouts |> List.sumBy (fun n -> 9 * n * n + n)

        for options, scales, linear in [ AllCnnOptions.Paper, filters, 0; AllCnnOptions.Authors, 0, 10 * 10 + 10 ] do
            let count method =
                use network = new AllCnn(architecture, Activation.Softplus, method, options)
                parameters true network

            // Batch normalisation: an offset for each filter, and in the paper's preset a scale.
            let bare = List.sum convolutions + filters + scales + linear
            Assert.Equal(bare, count (DropoutMethod.None()))
            Assert.Equal(bare, count (DropoutMethod.Binary 0.5))
            Assert.Equal(bare + alpha, count (information PriorFamily.LogUniform))
            Assert.Equal(bare + alpha + 2 * dropouts.Length, count (information PriorFamily.LogNormal))
            Assert.Equal(bare + alpha + dropouts.Length, count (information PriorFamily.LogUniformWithSpike))

[<Fact>]
let ``the fully connected network has the parameters of its sizes`` () =
    let count layers width method =
        use network = new Mlp(784, width, layers, 10, Activation.Relu, method)
        parameters true network

    let width = 50
    let hidden = (784 * width + width) + 2 * (width * width + width)
    let bare = hidden + (width * 10 + 10)
    Assert.Equal(bare, count 3 width (DropoutMethod.None()))
    // The alpha network of each layer sees the layer's input.
    Assert.Equal(bare + hidden, count 3 width (information PriorFamily.LogUniform))
    Assert.Equal(bare + hidden + 6, count 3 width (information PriorFamily.LogNormal))

[<Fact>]
let ``percentages that leave a stage without filters are refused`` () =
    Assert.Equal(1, (AllCnnArchitecture.AllCnn96.WithFilters 3.125).Stages[0].Filters)

    for percent in [ 3.12; 0.0; -1.0; nan; infinity ] do
        Assert.Throws<ArgumentOutOfRangeException>(fun () -> AllCnnArchitecture.AllCnn96.WithFilters percent |> ignore)
        |> ignore

let private weights (network: torch.nn.Module) suffix =
    [
        for struct (name, p) in network.named_parameters () do
            if name.EndsWith(suffix: string) then
                p
    ]

let private values (p: torch.Tensor) =
    p.detach().data<float32>().ToArray() |> Array.map float

[<Fact>]
let ``convolutions begin Glorot-uniform`` () =
    use network =
        new AllCnn(AllCnnArchitecture.AllCnn32.WithFilters 25.0, Activation.Relu, DropoutMethod.None())

    for weight in weights network "convolution.weight" do
        let area = weight.shape[2] * weight.shape[3]
        let limit = sqrt (6.0 / float (area * (weight.shape[0] + weight.shape[1])))
        let w = values weight
        shouldBeAtMost (1e-6 * limit) limit (Array.max (Array.map abs w))

        let uniform scale x =
            min 1.0 (max 0.0 (0.5 + x / (2.0 * scale)))

        shouldFollow (uniform limit) w
        // x^2 has mean limit^2 / 3 and lies in an interval of width limit^2.
        Array.map (fun x -> x * x) w
        |> shouldAverageTo (limit * limit / 3.0) (bernsteinBound (4.0 / 45.0 * limit ** 4.0) (limit * limit) w.Length)

        // A negative control where there are weights enough: the limit of the inputs alone.
        if w.Length > 5000 && weight.shape[0] <> weight.shape[1] then
            shouldRefuse (fun () -> shouldFollow (uniform (sqrt (3.0 / float (area * weight.shape[1])))) w)

[<Fact>]
let ``hidden layers begin He-normal, with biases zero`` () =
    use network = new Mlp(784, 100, 3, 10, Activation.Relu, DropoutMethod.None())

    let hidden =
        [ for i in 0..2 -> List.exactlyOne (weights network $"hidden.{i}.weight") ]

    for weight in hidden do
        let deviation = sqrt (2.0 / float weight.shape[1])
        let z = values weight |> Array.map (fun w -> w / deviation)
        shouldFollow NormalFunctions.Cdf z
        // A sum of squares of n standard normals is chi-square with n degrees of freedom.
        shouldBeWithin (chiSquareBound z.Length) (float z.Length) (Array.sumBy (fun x -> x * x) z)
        shouldRefuse (fun () -> shouldFollow NormalFunctions.Cdf (Array.map (fun x -> x * sqrt 2.0) z))

    for i in 0..2 do
        for bias in weights network $"hidden.{i}.bias" do
            Assert.All(values bias, fun b -> Assert.Equal(0.0, b))

/// Logits and the gradient of their squares, of a network with fixed weights.
let private logitsAndGradients precision =
    use _ = torch.NewDisposeScope()

    use network =
        FixedWeights.forTraining
            3UL
            (new AllCnn(
                AllCnnArchitecture.AllCnn32.WithFilters 8.0,
                Activation.Softplus,
                DropoutMethod.None(),
                AllCnnOptions(Precision = precision)
            ))

    use generator = new torch.Generator(4UL)

    let logits =
        network.call (torch.randn ([| 6L; 3L; 16L; 16L |], generator = generator), NoisePass.Median())

    logits.square().sum().backward()

    let values (x: torch.Tensor) =
        Array.map float (x.data<float32>().ToArray())

    values logits,
    [
        for parameter in network.parameters () do
            Assert.Equal(torch.float32, parameter.dtype)
            values (nonNull parameter.grad)
    ]

let private relativeDistance (xs: float[]) (ys: float[]) =
    sqrt (
        Array.sumBy (fun (x, y) -> (x - y) ** 2.0) (Array.zip xs ys)
        / Array.sumBy (fun x -> x * x) xs
    )

[<Fact>]
let ``noise is drawn in the layout of the activations that it multiplies, and is the same function of the key`` () =
    use scope = torch.NewDisposeScope()

    let noise (arrange: torch.Tensor -> torch.Tensor) =
        let f = arrange (torch.ones [| 3L; 4L; 6L; 5L |])
        use layer = new LogNormalDropout("noise", 0.7)
        layer.call (f, f, NoisePass.Sample(testKey "layout"))

    let rows = noise (fun f -> f)
    let channels = noise ChannelsLast.Arrange
    Assert.True(rows.is_contiguous ())
    Assert.True(channels.permute(0L, 2L, 3L, 1L).is_contiguous())
    // The n-th number of the stream is the n-th in memory.
    let inMemory (x: torch.Tensor) = x.data<float32>().ToArray()
    Assert.Equal<float32>(inMemory rows, inMemory (channels.permute (0L, 2L, 3L, 1L)))

[<Fact>]
let ``convolutions in bfloat16 are those in float32 up to rounding, and weights and gradients stay float32`` () =
    let logits, gradients = logitsAndGradients ConvolutionPrecision.Single
    let rounded, roundedGradients = logitsAndGradients ConvolutionPrecision.BrainFloat16
    // One rounding is up to 2^-9 of a number; nine stages of them stay far below one tenth, and are not nothing.
    let distance = relativeDistance logits rounded
    Assert.True(distance > 1e-5 && distance < 0.05, $"logits {distance}")

    for gradient, other in List.zip gradients roundedGradients do
        let distance = relativeDistance gradient other
        Assert.True(distance < 0.2, $"gradient {distance}")

[<Fact>]
let ``the authors' network drops a fifth of its input, the paper's nothing`` () =
    let dropout options =
        use network =
            new AllCnn(AllCnnArchitecture.AllCnn32.WithFilters 4.0, Activation.Relu, DropoutMethod.None(), options)

        [
            for struct (_, child) in network.named_children () do
                match child with
                | :? BinaryDropout as layer ->
                    use _ = torch.NewDisposeScope()
                    let ones = torch.ones [| 100L; 1000L |]
                    yield! values (layer.call (ones, ones, NoisePass.Sample(testKey "input")))
                | _ -> ()
        ]

    Assert.Empty(dropout AllCnnOptions.Paper)

    let kept, dropped =
        dropout AllCnnOptions.Authors |> List.partition (fun x -> x > 0.0)

    shouldHaveFrequencies [| 0.8; 0.2 |] [| kept.Length; dropped.Length |]
    Assert.All(kept, fun x -> Assert.Equal(float (float32 1.25), x))

/// One stage of stride 2 with dropout on images of 8 x 8, with weights of one and no offsets: alpha counts the pixels in the window.
let private windowsOfAlpha options =
    use _ = torch.NewDisposeScope()

    let method =
        DropoutMethod.Information(PriorFamily.LogUniform, InformationDropoutOptions())

    let stage = ConvolutionStage(3, 1, 2, true)

    use layer =
        nonNull (method.Convolution("noise", 1, stage, options)) :?> InformationDropout

    use _ = torch.no_grad ()

    for struct (name, parameter) in layer.named_parameters () do
        if name.EndsWith("weight", StringComparison.Ordinal) then
            parameter.fill_ (1.0.ToScalar()) |> ignore
        else
            parameter.zero_ () |> ignore

    let ones = torch.ones ([| 1L; 1L; 8L; 8L |], dtype = Nullable torch.float32)
    let share = (layer.Alpha ones - 0.001.ToScalar()) / 0.7.ToScalar()
    // The logit of alpha's share of its range.
    let logits = torch.log (share / (1.0.ToScalar() - share))
    Array2D.init 4 4 (fun row column -> int (round (float (logits[0, 0, row, column].item<float32>()))))

[<Fact>]
let ``the authors' alpha sees the window of its stage, the paper's one that begins a pixel earlier`` () =
    let counts edge =
        Array2D.init 4 4 (fun row column -> (if row = edge then 2 else 3) * (if column = edge then 2 else 3))

    Assert.Equal<int[,]>(counts 3, windowsOfAlpha AllCnnOptions.Authors)
    Assert.Equal<int[,]>(counts 0, windowsOfAlpha AllCnnOptions.Paper)
    // Settings of older runs of the authors' preset, which do not name it, mean what they meant.
    Assert.Equal<int[,]>(counts 0, windowsOfAlpha (AllCnnOptions(AsymmetricPadding = true)))

[<Fact>]
let ``the authors' alpha networks and final layer start Glorot-uniform with no offsets`` () =
    let network options =
        SeededWeights.Create(
            RandomKey.FromSeed 3UL,
            fun () ->
                new AllCnn(
                    AllCnnArchitecture.AllCnn32.WithFilters 25.0,
                    Activation.Softplus,
                    DropoutMethod.Information(PriorFamily.LogNormal, InformationDropoutOptions()),
                    options
                )
        )

    // The largest weight relative to Glorot's bound, and whether all offsets are 0, of every alpha network and the final layer.
    let starts options =
        use network = network options

        [
            for struct (name, p) in network.named_parameters () do
                use _ = torch.NewDisposeScope()

                if
                    name.Contains "alphaNetwork"
                    || name.StartsWith("classifier", StringComparison.Ordinal)
                then
                    if name.EndsWith("bias", StringComparison.Ordinal) then
                        yield if p.count_nonzero().item<int64>() = 0L then 1.0 else 0.0
                    else
                        let area = p.shape |> Array.skip 2 |> Array.fold (*) 1L
                        let bound = sqrt (6.0 / float ((p.shape[0] + p.shape[1]) * area))
                        yield float (p.abs().max().item<float32>()) / bound
        ]

    let authors = starts AllCnnOptions.Authors
    Assert.Equal(6, authors.Length)
    // The largest of at least a hundred uniform numbers.
    Assert.All(authors, (fun share -> Assert.InRange(share, 0.8, 1.0 + 1e-6)))
    Assert.All(starts AllCnnOptions.Paper, (fun share -> Assert.False(share >= 0.8 && share <= 1.0 + 1e-6, $"{share}")))

[<Fact>]
let ``weight decay reaches the learned log sigma of a prior`` () =
    use _ = torch.NewDisposeScope()
    use images = SmallTrainings.colourImages ()

    let logSigma decay =
        let information = SmallTrainings.information PriorFamily.LogNormal

        use network =
            SmallTrainings.allCnn AllCnnOptions.Authors Activation.Softplus information 3UL

        let parameter =
            Seq.pick
                (fun struct (name: string, p: Modules.Parameter) ->
                    if name.EndsWith("prior.logSigma", StringComparison.Ordinal) then
                        Some p
                    else
                        None)
                (network.named_parameters ())

        using (torch.no_grad ()) (fun _ -> parameter.fill_ (1.0.ToScalar()) |> ignore)

        use session =
            new TrainingSession(
                ClassificationObjective(network, SmallTrainings.ofBeta 0.0),
                images,
                TrainingSettings(1, 10, LearningRateSchedule.Constant 0.5, OptimiserSettings.Sgd(0.0, false, decay), testKey "decay")
            )

        session.Advance() |> ignore
        SmallTrainings.number parameter

    Assert.Equal(1.0, logSigma 0.0)
    shouldBeRelatively 1e-6 0.95 (logSigma 0.1)

[<Fact>]
let ``a network for three classes has three logits, also with the authors' last layer`` () =
    for options in [ AllCnnOptions.Paper; AllCnnOptions.Authors ] do
        use network =
            new AllCnn(AllCnnArchitecture.AllCnn32.WithFilters(6.25).WithClasses 3, Activation.Relu, DropoutMethod.None(), options)

        network.eval ()
        use images = torch.rand (2L, 3L, 32L, 32L)
        use logits = network.call (images, NoisePass.Median())
        Assert.Equal<int64 array>([| 2L; 3L |], logits.shape)

[<Fact>]
let ``without batch normalisation convolutions have offsets, and the layers keep the scale of their input`` () =
    use network =
        SeededWeights.Create(
            RandomKey.FromSeed 1UL,
            fun () ->
                new AllCnn(
                    AllCnnArchitecture.AllCnn32.WithFilters 50.0,
                    Activation.Relu,
                    DropoutMethod.None(),
                    AllCnnOptions(WithoutBatchNorm = true)
                )
        )

    Assert.Empty(
        network.modules ()
        |> Seq.filter (fun each -> each :? TorchSharp.Modules.BatchNorm2d)
    )

    Assert.Equal(
        9,
        network.named_parameters ()
        |> Seq.filter (fun struct (name, _) -> name.EndsWith "convolution.bias")
        |> Seq.length
    )

    use images = torch.randn (8L, 3L, 32L, 32L)
    use representation = network.Representation(images, NoisePass.Median())
    // He's weights keep the mean square, from which the zero padding takes some at each of six layers.
    Assert.InRange(representation.square().mean().item<float32>(), 0.1f, 2.0f)

[<Fact>]
let ``few channels are normalised as many are`` () =
    // The same six filters, alone and among sixteen: the others do not touch them.
    let normalised (channels: int) =
        let stage = ConvolutionStage(3, channels)

        use block =
            new ConvolutionBlock("block", 3, stage, Activation.Relu, DropoutMethod.None(), AllCnnOptions.Paper)

        use generator = new torch.Generator(5UL)
        use weight = torch.randn ([| 16L; 3L; 3L; 3L |], generator = generator)
        use images = torch.randn ([| 4L; 3L; 8L; 8L |], generator = generator)
        use _ = torch.no_grad ()

        for struct (name, parameter) in block.named_parameters () do
            if name = "convolution.weight" then
                parameter.copy_ (weight.narrow (0L, 0L, int64 channels)) |> ignore

        use output = block.call (ChannelsLast.Arrange images, NoisePass.Median())
        output.narrow(1L, 0L, 6L).contiguous().data<float32>().ToArray()

    for few, many in Array.zip (normalised 6) (normalised 16) do
        Assert.InRange(few, many - 1e-5f, many + 1e-5f)
