using TorchSharp;
using static TorchSharp.torch;

namespace IDropTheory.Benchmarks.Device;

/// <summary>Whether the noise that a device draws is normal, independent for other keys, and that of the CPU for equal ones.</summary>
internal static class NoiseAgreement
{
    private const long Count = 1 << 20;

    // False alarm of each: less than one in a hundred million.
    private const double StandardDeviations = 6;

    /// <summary>Statistics of a million numbers of each kind.</summary>
    public static IEnumerable<Finding> Of(torch.Device device)
    {
        using var scope = NewDisposeScope();
        var (here, there) = (empty(Count), empty([Count], device: device));
        var key = RandomKey.FromSeed(11);
        Tensor Normal(RandomKey key, Tensor like) => NoisePass.SampleByTensors(key).StandardNormal(like);
        Tensor Uniform(RandomKey key, Tensor like) => NoisePass.SampleByTensors(key).Uniform(like);
        var (normal, other) = (Normal(key, there).to(ScalarType.Float64), Normal(key.Fold("other"), there).to(ScalarType.Float64));
        double Mean(Tensor x) => x.mean().item<double>();
        double Gap(Tensor x, Tensor y) => (x.cpu() - y.cpu()).abs().max().to(ScalarType.Float64).item<double>();
        var one = StandardDeviations / Math.Sqrt(Count);
        return
        [
            new("noise: mean", Math.Abs(Mean(normal)), one),
            new("noise: variance less 1", Math.Abs(Mean(normal.square()) - 1), one * Math.Sqrt(2)),
            new("noise: correlation of two keys", Math.Abs(Mean(normal * other)), one),
            new("noise: correlation of neighbours", Math.Abs(Mean(normal.narrow(0, 0, Count - 1) * normal.narrow(0, 1, Count - 1))), one),
            new("noise: difference of two streams of a key", Gap(Normal(key, there), Normal(key, there)), 0),
            new("noise: uniform numbers, difference from the CPU", Gap(Uniform(key, there), Uniform(key, here)), 0),
            // Where the radius is near 0, the logarithm of a float near 1 has few digits.
            new("noise: normal numbers, difference from the CPU", Gap(Normal(key, there), Normal(key, here)), 1e-3),
        ];
    }
}
