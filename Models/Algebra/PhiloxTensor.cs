using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The counter-based generator Philox-2x32-10 in tensor operations, for devices whose own generator cannot be reached.</summary>
/// <remarks>
/// Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011. Block i of a draw is the encryption of the counter
/// (i, upper half of the seed) under the lower half of the seed, so that the numbers depend on the seed and their place alone. Fifty
/// operations on 64-bit integers, each on half as many elements as there are numbers, and a dozen more.
/// </remarks>
internal static class PhiloxTensor
{
    private const long Multiplier = 0xD256D193;
    private const uint Increment = 0x9E3779B9;
    private const int Rounds = 10;
    private const long Word = 0xFFFFFFFF;
    private const double ToUnit = 1.0 / (1L << 32);

    /// <summary>Two 32-bit words for each pair of counters.</summary>
    /// <param name="key">The key.</param>
    /// <param name="first">First words of the counters: int64 in [0, 2^32).</param>
    /// <param name="second">Second words, same shape or a scalar.</param>
    public static (Tensor First, Tensor Second) Encrypt(uint key, Tensor first, Tensor second)
    {
        using var scope = NewDisposeScope();
        var (x, y, shift, word) = (first, second, tensor(32L), tensor(Word));
        for (var round = 0; round < Rounds; round++, key = unchecked(key + Increment))
        {
            using var inner = NewDisposeScope();
            // The product wraps around to a negative number; its bits are those of the unsigned one. Its lower word is y: the upper one
            // leaves with that of x.
            var product = x * Multiplier;
            x = product.bitwise_right_shift(shift).bitwise_xor_(y).bitwise_xor_(tensor((long)key)).bitwise_and_(word)
                .MoveToOuterDisposeScope();
            y = product.MoveToOuterDisposeScope();
        }
        return (x.MoveToOuterDisposeScope(), y.bitwise_and_(word).MoveToOuterDisposeScope());
    }

    /// <summary>Uniform numbers in [0, 1) with as many digits as the type has, at most 32 bits.</summary>
    public static Tensor Uniform(ulong seed, long[] shape, ScalarType type, Device device)
    {
        using var scope = NewDisposeScope();
        var count = Count(shape);
        var (x, y) = Words(seed, count, device);
        // A float has 24 digits: the others would round up to 1.
        var unit = type == ScalarType.Float64
            ? cat([x, y]).to(type) * ToUnit
            : cat([x, y]).bitwise_right_shift(tensor(8L)).to(ScalarType.Float32) * (1.0 / (1 << 24));
        return unit.narrow(0, 0, count).to(type).reshape(shape).MoveToOuterDisposeScope();
    }

    /// <summary>Standard normal numbers (Box-Muller: two from two words).</summary>
    public static Tensor Normal(ulong seed, long[] shape, ScalarType type, Device device)
    {
        using var scope = NewDisposeScope();
        var count = Count(shape);
        var (x, y) = Words(seed, count, device);
        var real = type == ScalarType.Float64 ? type : ScalarType.Float32;
        var radius = ((x.to(real) + 0.5) * ToUnit).log_().mul_(-2).sqrt_();
        var angle = y.to(real) * (2 * Math.PI * ToUnit);
        return cat([radius * cos(angle), radius * sin(angle)])
            .narrow(0, 0, count).to(type).reshape(shape).MoveToOuterDisposeScope();
    }

    private static long Count(long[] shape) => shape.Aggregate(1L, (product, size) => product * size);

    private static (Tensor First, Tensor Second) Words(ulong seed, long count, Device device)
    {
        using var scope = NewDisposeScope();
        var counters = arange((count + 1) / 2, dtype: ScalarType.Int64, device: device);
        var (x, y) = Encrypt((uint)seed, counters, tensor((long)(seed >> 32)));
        return (x.MoveToOuterDisposeScope(), y.MoveToOuterDisposeScope());
    }
}
