using TorchSharp;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The random numbers of one forward pass, draw after draw: a function of a key and of the device's kind.</summary>
/// <remarks>The CPU uses torch's own generator, seeded by the key, because it is the fastest there. Torch's generators of other devices
/// cannot be reached from TorchSharp; there the n-th draw is <see cref="PhiloxTensor"/> with the key's n-th child.</remarks>
internal sealed class NoiseStream(RandomKey key, bool byTensors = false)
{
    // Its finalizer frees it; a pass has no end that could.
    private Generator? _generator;
    private ulong _draws;

    /// <summary>Standard normal numbers.</summary>
    public Tensor Normal(long[] shape, ScalarType type, Device device) =>
        OnCpu(device)
            ? randn(shape, dtype: type, device: device, generator: Own)
            : PhiloxTensor.Normal(NextSeed(), shape, type, device);

    /// <summary>Uniform numbers in [0, 1).</summary>
    public Tensor Uniform(long[] shape, ScalarType type, Device device) =>
        OnCpu(device)
            ? rand(shape, dtype: type, device: device, generator: Own)
            : PhiloxTensor.Uniform(NextSeed(), shape, type, device);

    private Generator Own => _generator ??= new Generator(key.ToSeed());

    private bool OnCpu(Device device) => !byTensors && device.type == DeviceType.CPU;

    private ulong NextSeed() => key.Fold(_draws++).ToSeed();
}
