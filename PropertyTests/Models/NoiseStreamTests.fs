/// Noise from keys: torch's generator on the CPU, and the counter-based one in tensor operations, which other devices use.
[<Xunit.Collection "the global generator">]
module IDropTheory.PropertyTests.Models.NoiseStreamTests

open System
open TorchSharp
open Xunit
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

type private torch = TorchSharp.torch

let private numbers (t: torch.Tensor) =
    t.detach().``to``(torch.float64).contiguous().data<float>().ToArray()

/// An odd count: half a block is left over.
let private count = 200_001

let private like (kind: torch.ScalarType) =
    torch.empty ([| int64 count |], dtype = Nullable kind)

let private bits (t: torch.Tensor) = Convert.ToHexString(t.bytes.ToArray())

[<Fact>]
let ``Philox-2x32-10 gives the known answers of its authors`` () =
    use _ = torch.NewDisposeScope()

    for key, x, y, first, second in
        [
            0u, 0L, 0L, 0xff1dae59L, 0x6cd10df2L
            0xffffffffu, 0xffffffffL, 0xffffffffL, 0x2c3f628bL, 0xab4fd7adL
            0x13198a2eu, 0x243f6a88L, 0x85a308d3L, 0xdd7ce038L, 0xf62a4c12L
        ] do
        let struct (a, b) =
            PhiloxTensor.Encrypt(key, torch.tensor [| x |], torch.tensor [| y |])

        Assert.Equal((first, second), (a.item<int64>(), b.item<int64>()))

[<Fact>]
let ``on the CPU a pass draws what torch's generator draws after the key's seed`` () =
    use _ = torch.NewDisposeScope()
    let key = testKey "cpu"
    let shape = [| 3L; 50L |]
    let x = torch.empty shape
    let pass = NoisePass.Sample key
    use generator = (new torch.Generator()).manual_seed(int64 (key.ToSeed()))
    Assert.Equal(bits (torch.randn (shape, generator = generator)), bits (pass.StandardNormal x))
    Assert.Equal(bits (torch.rand (shape, generator = generator)), bits (pass.Uniform x))

[<Fact>]
let ``normal numbers of tensor operations are normal, uniform ones uniform`` () =
    for kind in [ torch.float32; torch.float64 ] do
        use _ = torch.NewDisposeScope()
        let pass = NoisePass.SampleByTensors(testKey $"moments {kind}")
        let normal = numbers (pass.StandardNormal(like kind))
        let uniform = numbers (pass.Uniform(like kind))
        Assert.Equal((count, count), (normal.Length, uniform.Length))
        let bound = dkwBound count
        shouldBeAtMost 0.0 bound (supDistance NormalFunctions.Cdf normal)
        shouldBeAtMost 0.0 bound (supDistance id uniform)
        shouldRefuse (fun () -> shouldBeAtMost 0.0 bound (supDistance (fun x -> NormalFunctions.Cdf(1.1 * x)) normal))
        Assert.All(uniform, (fun u -> Assert.True(u >= 0.0 && u < 1.0, $"{u}")))
        // z and z^2 - 1 are quadratics of normals.
        shouldBeWithin (normalQuadraticBound 0.0 1.0 count) 0.0 (Array.average normal)
        shouldBeWithin (normalQuadraticBound 1.0 0.0 count) 1.0 (normal |> Array.averageBy (fun z -> z * z))

[<Fact>]
let ``equal keys give equal streams; other keys, draws, steps and places give uncorrelated ones`` () =
    use _ = torch.NewDisposeScope()
    let key = testKey "streams"

    let draws (key: RandomKey) =
        let pass = NoisePass.SampleByTensors key
        [ for _ in 1..2 -> pass.StandardNormal(like torch.float32) ]

    Assert.Equal<string list>(List.map bits (draws key), List.map bits (draws key))

    let streams =
        List.map
            numbers
            (draws key
             @ draws (key.Fold 0UL)
             @ draws (key.Fold 1UL)
             @ draws (testKey "others"))

    // The mean of products of independent normal numbers: z w = ((z + w)^2 - (z - w)^2) / 4, two quadratics of variance-2 normals.
    let bound = 2.0 * normalQuadraticBound 0.5 0.0 count
    let correlation (x: float[]) (y: float[]) = Array.averageBy id (Array.map2 (*) x y)

    for i, x in List.indexed streams do
        for y in List.skip (i + 1) streams do
            shouldBeWithin bound 0.0 (correlation x y)

        // Neighbours, and the two numbers of one block.
        for lag in [ 1; 2; (count + 1) / 2 ] do
            let length = count - lag
            let bound = 2.0 * normalQuadraticBound 0.5 0.0 length
            // Overlapping products are pairwise uncorrelated; twice the bound of independent ones.
            shouldBeWithin (2.0 * bound) 0.0 (correlation x[.. length - 1] x[lag..])

        shouldRefuse (fun () -> shouldBeWithin bound 0.0 (correlation x x))

[<Fact>]
let ``every layer draws through tensor operations too, in the layout of its activations`` () =
    for method, mean, variance in
        [
            DropoutMethod.Binary 0.25 :> DropoutMethod, 1.0, 3.0
            DropoutMethod.Gaussian 0.5, 1.0, 0.5
            DropoutMethod.LogNormal(0.5, NoiseConvention.UnitMean), 1.0, exp 0.25 - 1.0
        ] do
        use _ = torch.NewDisposeScope()
        use layer = nonNull (method.Dense("layer", 4, 4))
        let ones = torch.ones ([| 40L; 8L; 30L; 30L |])
        let channels = ChannelsLast.Arrange ones
        let key = testKey "layers"
        let rows = layer.call (ones, ones, NoisePass.SampleByTensors key)
        let arranged = layer.call (channels, channels, NoisePass.SampleByTensors key)
        Assert.Equal<float>(numbers rows, numbers (arranged.permute (0L, 2L, 3L, 1L)))
        let values = numbers rows
        let n = float values.Length
        shouldBeWithin (8.0 * sqrt (variance / n)) mean (Array.average values)
        shouldBeRelatively 0.1 variance (values |> Array.averageBy (fun v -> (v - mean) ** 2.0))
        Assert.NotEqual<float>(values, numbers (layer.call (ones, ones, NoisePass.Sample key)))

[<Fact>]
let ``a deterministic pass has no noise to draw`` () =
    use x = torch.ones 3L

    for pass in [ NoisePass.Median(); NoisePass.Mean() ] do
        Assert.Throws<InvalidOperationException>(fun () -> pass.Uniform x |> ignore)
        |> ignore

[<Fact>]
let ``drawing through tensor operations leaves no tensor behind`` () =
    use _ = torch.NewDisposeScope()
    use x = torch.ones 100L
    let pass = NoisePass.SampleByTensors(testKey "memory")
    let before = DataHelpers.live ()
    pass.Uniform(x).Dispose()
    pass.StandardNormal(x).Dispose()
    Assert.Equal(before, DataHelpers.live ())
