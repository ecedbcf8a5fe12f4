using System.Buffers.Binary;
using System.Text;

namespace IDropTheory;

/// <summary>A splittable source of randomness as an immutable value: the same key always gives the same numbers.</summary>
/// <remarks>
/// The numbers are the Philox-4x64-10 counter-based generator (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3",
/// SC 2011), the key being the 128-bit Philox key. Draws are addressed by index, so results depend neither on the order of calls nor on
/// the number of threads. Derive a fresh key for every purpose with <see cref="Fold(string)"/>, <see cref="Fold(ulong)"/> or
/// <see cref="Split"/>; using one key for two purposes gives them the same numbers.
/// </remarks>
/// <example>
/// <code>
/// RandomKey key = RandomKey.FromSeed(1);
/// double noise = key.Fold("noise").Normal(0);      // the same number at every call
/// int[] order = key.Fold("order").Permutation(10); // independent of the noise
/// </code>
/// </example>
/// <param name="High">Upper 64 bits of the key.</param>
/// <param name="Low">Lower 64 bits of the key.</param>
public readonly record struct RandomKey(ulong High, ulong Low)
{
    // Counter word 3 encodes the purpose of a block, so that derived keys never repeat drawn numbers.
    private const ulong Draws = 0;
    private const ulong Children = 1;
    private const ulong Labels = 2;

    /// <summary>The key of a seed.</summary>
    public static RandomKey FromSeed(ulong seed) => new RandomKey(0, seed).Fold("seed");

    /// <summary>The child key of an index: different indices give independent streams.</summary>
    public RandomKey Fold(ulong index) => Child(index, Children);

    /// <summary>The child key of a label, by its UTF-8 text; it differs from the child of every index and of every other label.</summary>
    public RandomKey Fold(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        var bytes = Encoding.UTF8.GetBytes(label);
        var key = Child((ulong)bytes.Length, Labels);
        Span<byte> word = stackalloc byte[8];
        for (var start = 0; start < bytes.Length; start += 8)
        {
            word.Clear();
            bytes.AsSpan(start, Math.Min(8, bytes.Length - start)).CopyTo(word);
            key = key.Fold(BinaryPrimitives.ReadUInt64LittleEndian(word));
        }
        return key;
    }

    /// <summary>Two child keys.</summary>
    public (RandomKey Left, RandomKey Right) Split() => (Fold(0), Fold(1));

    /// <summary>A 64-bit seed for generators of other libraries.</summary>
    public ulong ToSeed() => Bits64(0);

    /// <summary>The 64 random bits at an index.</summary>
    public ulong Bits64(ulong index)
    {
        var block = Philox(index >> 2, 0, 0, Draws);
        return (index & 3) switch { 0 => block.A, 1 => block.B, 2 => block.C, _ => block.D };
    }

    /// <summary>The uniform number in (0, 1) at an index: an odd multiple of 2^-53, so neither 0 nor 1.</summary>
    public double Uniform(ulong index) => ToOpenUnit(Bits64(index));

    /// <summary>The exponential number of mean one at an index: -log of the uniform one.</summary>
    public double Exponential(ulong index) => -Math.Log(Uniform(index));

    /// <summary>The integer in [0, bound) at an index, uniform up to a bias below bound / 2^64.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    public int Below(int bound, ulong index) =>
        (int)Math.BigMul(Bits64(index), (ulong)Require.AtLeast(bound, 1), out _);

    /// <summary>The standard normal number at an index (Box-Muller, two numbers from two uniforms).</summary>
    public double Normal(ulong index)
    {
        var block = Philox(index >> 2, 0, 0, Draws);
        var (u, v) = (index & 2) == 0 ? (block.A, block.B) : (block.C, block.D);
        var (cos, sin) = BoxMuller(u, v);
        return (index & 1) == 0 ? cos : sin;
    }

    /// <summary>Fills a span with the uniform numbers of indices 0, 1, 2, ...</summary>
    public void FillUniform(Span<double> destination)
    {
        for (var i = 0; i < destination.Length; i += 4)
        {
            var block = Philox((ulong)(i >> 2), 0, 0, Draws);
            Store(destination[i..], ToOpenUnit(block.A), ToOpenUnit(block.B), ToOpenUnit(block.C), ToOpenUnit(block.D));
        }
    }

    /// <summary>Fills a span with the standard normal numbers of indices 0, 1, 2, ...</summary>
    public void FillNormal(Span<double> destination)
    {
        for (var i = 0; i < destination.Length; i += 4)
        {
            var block = Philox((ulong)(i >> 2), 0, 0, Draws);
            var (c0, s0) = BoxMuller(block.A, block.B);
            var (c1, s1) = BoxMuller(block.C, block.D);
            Store(destination[i..], c0, s0, c1, s1);
        }
    }

    /// <summary>A uniformly random permutation of 0 .. count - 1 (Fisher-Yates).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public int[] Permutation(int count)
    {
        var order = new int[Require.AtLeast(count, 0)];
        for (var i = 0; i < count; i++)
        {
            var j = Below(i + 1, (ulong)i);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private RandomKey Child(ulong index, ulong purpose)
    {
        var block = Philox(index, 0, 0, purpose);
        return new RandomKey(block.A, block.B);
    }

    /// <summary>Philox-4x64 with ten rounds: the block of a 256-bit counter under this key.</summary>
    internal (ulong A, ulong B, ulong C, ulong D) Philox(ulong c0, ulong c1, ulong c2, ulong c3)
    {
        var (k0, k1) = (Low, High);
        for (var round = 0; round < 10; round++)
        {
            var hi0 = Math.BigMul(0xD2E7470EE14C6C93, c0, out var lo0);
            var hi1 = Math.BigMul(0xCA5A826395121157, c2, out var lo1);
            (c0, c1, c2, c3) = (hi1 ^ c1 ^ k0, lo1, hi0 ^ c3 ^ k1, lo0);
            k0 += 0x9E3779B97F4A7C15;
            k1 += 0xBB67AE8584CAA73B;
        }
        return (c0, c1, c2, c3);
    }

    private static double ToOpenUnit(ulong bits) => ((bits >> 12) + 0.5) * (1.0 / (1UL << 52));

    private static (double Cos, double Sin) BoxMuller(ulong u, ulong v)
    {
        var radius = Math.Sqrt(-2 * Math.Log(ToOpenUnit(u)));
        var (sin, cos) = Math.SinCos(Math.Tau * ToOpenUnit(v));
        return (radius * cos, radius * sin);
    }

    private static void Store(Span<double> destination, double a, double b, double c, double d)
    {
        destination[0] = a;
        if (destination.Length > 1) destination[1] = b;
        if (destination.Length > 2) destination[2] = c;
        if (destination.Length > 3) destination[3] = d;
    }
}
