using System.Collections.Immutable;
using TorchSharp;
using static TorchSharp.torch;

namespace IDropTheory.Benchmarks.Device;

/// <summary>Whether Information Dropout computes on a device, in floats, what it computes on the CPU in double precision: KL, alpha, noisy
/// output and all gradients, for the same weights, input and noise.</summary>
internal static class LayerAgreement
{
    // Of the largest number of each tensor. Sums and exponentials are in float32 and in another order; convolutions on a GPU are by
    // default in TF32, whose products have 10 significant bits.
    private const double Dense = 1e-4;
    private const double Convolution = 1e-2;

    /// <summary>The largest differences, one finding for each layer and tensor.</summary>
    public static IEnumerable<Finding> Of(torch.Device device)
    {
        var relu = new InformationDropoutOptions();
        var fitted = relu with { PriorParameters = PriorParameters.BatchMoments };
        return
        [
            .. Compare("dense, log-uniform", device, Dense, [100, 60], [100, 40],
                () => InformationDropout.Dense("layer", 60, 40, new LogUniformPrior(relu.LargestAlpha))),
            .. Compare("dense, log-normal", device, Dense, [100, 60], [100, 40],
                () => InformationDropout.Dense("layer", 60, 40, new LogNormalPrior(sigma: 0.8))),
            .. Compare("dense, log-normal of each unit", device, Dense, [100, 60], [100, 40],
                () => InformationDropout.Dense("layer", 60, 40, new LogNormalPrior(sigma: 0.8, units: 40))),
            .. Compare("dense, fitted log-normal", device, Dense, [100, 60], [100, 40],
                () => InformationDropout.Dense("layer", 60, 40, new FittedLogNormalPrior(), fitted)),
            .. Compare("convolution, log-normal", device, Convolution, [20, 24, 16, 16], [20, 32, 8, 8],
                () => InformationDropout.Convolution("layer", 24, 32, 2, new LogNormalPrior(sigma: 0.8))),
        ];
    }

    private static IEnumerable<Finding> Compare(
        string name, torch.Device device, double allowed, long[] input, long[] output, Func<InformationDropout> make)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var (x, f, weights) = (
            rand(input, generator: generator), rand(output, generator: generator) + 0.01, rand(output, generator: generator) - 0.5);
        var expected = Results(make, CPU, ScalarType.Float64, x, f, weights);
        var actual = Results(make, device, ScalarType.Float32, x, f, weights);
        return [.. expected.Zip(actual, (e, a) => new Finding($"{name}: {e.Name}", Difference(e.Value, a.Value), allowed))];
    }

    /// <summary>The largest absolute difference, relative to the largest number.</summary>
    private static double Difference(Tensor expected, Tensor actual) =>
        ((actual - expected).abs().max() / expected.abs().max()).item<double>();

    private static ImmutableArray<(string Name, Tensor Value)> Results(
        Func<InformationDropout> make, torch.Device device, ScalarType type, Tensor x, Tensor f, Tensor weights)
    {
        using var layer = SeededWeights.Create(RandomKey.FromSeed(5), make);
        layer.to(device, type);
        Tensor There(Tensor value) => value.to(device).to(type, copy: true).detach();
        var (input, activation) = (There(x).requires_grad_(true), There(f).requires_grad_(true));
        using var ledger = new KlLedger();
        var z = layer.call(input, activation, NoisePass.SampleByTensors(RandomKey.FromSeed(7), ledger));
        (ledger.Total() + (z * There(weights)).sum()).backward();
        var entry = ledger.Entries[0];
        return
        [
            .. new (string Name, Tensor? Value)[]
            {
                ("KL", entry.Kl), ("alpha", entry.Alpha), ("output", z), ("gradient of the input", input.grad),
                ("gradient of the activation", activation.grad),
            }
                .Concat(layer.named_parameters().Select(p => ($"gradient of {p.name}", p.parameter.grad)))
                .Where(result => result.Item2 is not null)
                .Select(result => (result.Item1, result.Item2!.detach().to(ScalarType.Float64).cpu().clone())),
        ];
    }
}
