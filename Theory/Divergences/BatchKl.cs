using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace IDropTheory;

/// <summary>The divergences of <see cref="KlFormulas"/> over arrays, by the same definitions on SIMD lanes; results in nats.</summary>
/// <remarks>
/// Elements are not checked one by one. NaN gives NaN in its own place; alpha = 0, alpha = +infinity and an infinite log-activation
/// (f(x) = 0) give +infinity against a log-normal prior; a negative alpha gives NaN. No result against a log-normal prior is negative.
/// A destination may be one of the inputs. Each element's result depends on that element alone, not on its place or on the length.
/// </remarks>
/// <example>
/// <code>
/// double[] alpha = [0.1, 0.35, 0.7];
/// var kl = new double[3];
/// BatchKl.LogUniformRelative&lt;double&gt;(alpha, 0.7, kl); // log 7, log 2, 0
/// RelativeNats sum = BatchKl.LogUniformRelativeSum&lt;double&gt;(alpha, 0.7);
/// </code>
/// </example>
public static class BatchKl
{
    /// <summary>Proposition 3 for each unit: KL of log z ~ N(logActivation, alpha^2) from N(mu, sigma^2).</summary>
    /// <param name="logActivation">log f(x) plus the location of the log-noise, per unit.</param>
    /// <param name="alpha">Standard deviation of the log-noise per unit, &gt; 0.</param>
    /// <param name="mu">Location of the prior on log z, finite.</param>
    /// <param name="sigma">Scale of the prior on log z, finite and &gt; 0.</param>
    /// <param name="destination">Receives the divergences; as long as the inputs.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">mu or sigma is outside its range.</exception>
    /// <exception cref="NotSupportedException">T is neither double nor float.</exception>
    public static void LogNormal<T>(ReadOnlySpan<T> logActivation, ReadOnlySpan<T> alpha, T mu, T sigma, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.SameLength(logActivation.Length, alpha.Length, nameof(logActivation), nameof(alpha));
        Map<T, LogNormalFormula>(logActivation, alpha, Finite(mu, nameof(mu)), Positive(sigma, nameof(sigma)), destination);
    }

    /// <summary>The sum over units of <see cref="LogNormal"/>, accumulated in double precision.</summary>
    /// <remarks>All terms are non-negative, so the sum is as accurate, relatively, as its terms.</remarks>
    /// <inheritdoc cref="LogNormal"/>
    /// <exception cref="ArgumentOutOfRangeException">mu or sigma is outside its range, or an element's divergence is NaN.</exception>
    public static Nats LogNormalSum<T>(ReadOnlySpan<T> logActivation, ReadOnlySpan<T> alpha, T mu, T sigma)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.SameLength(logActivation.Length, alpha.Length, nameof(logActivation), nameof(alpha));
        return new(Sum<T, LogNormalFormula>(logActivation, alpha, Finite(mu, nameof(mu)), Positive(sigma, nameof(sigma))));
    }

    /// <summary>Proposition 2 as trained on, for each unit: -log(alpha / alphaMax), zero at the largest allowed noise (eq. (5)).</summary>
    /// <param name="alpha">Standard deviation of the log-noise per unit, 0 &lt; alpha &lt;= alphaMax; a larger one gives a negative
    /// result.</param>
    /// <param name="alphaMax">The largest allowed alpha, finite and &gt; 0.</param>
    /// <param name="destination">Receives the divergences relative to that of alphaMax; as long as the input.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">alphaMax is outside its range.</exception>
    /// <exception cref="NotSupportedException">T is neither double nor float.</exception>
    public static void LogUniformRelative<T>(ReadOnlySpan<T> alpha, T alphaMax, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Map<T, LogUniformFormula>(alpha, alpha, T.Zero, Positive(alphaMax, nameof(alphaMax)), destination);

    /// <summary>The sum over units of <see cref="LogUniformRelative"/>, accumulated in double precision.</summary>
    /// <inheritdoc cref="LogUniformRelative"/>
    /// <exception cref="ArgumentOutOfRangeException">alphaMax is outside its range, or an element's divergence is NaN.</exception>
    public static RelativeNats LogUniformRelativeSum<T>(ReadOnlySpan<T> alpha, T alphaMax)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(Sum<T, LogUniformFormula>(alpha, alpha, T.Zero, Positive(alphaMax, nameof(alphaMax))));

    // Long enough for the fast loop to run at full speed, short enough to be still in the first-level cache after it was looked over.
    internal const int Block = 1024;

    /// <summary>A closed form of (first, alpha; location, scale) that takes alpha relative to scale.</summary>
    private interface IFormula
    {
        static abstract R Evaluate<R>(R first, R alpha, R location, R scale)
            where R : IReal<R>;
    }

    private readonly struct LogNormalFormula : IFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Evaluate<R>(R first, R alpha, R location, R scale)
            where R : IReal<R> =>
            KlFormulas.LogNormal(first, alpha, location, scale);
    }

    private readonly struct LogUniformFormula : IFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Evaluate<R>(R first, R alpha, R location, R scale)
            where R : IReal<R> =>
            KlFormulas.LogUniformRelative(alpha, scale);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<T, TFormula>(ReadOnlySpan<T> first, ReadOnlySpan<T> alpha, T location, T scale, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFormula : IFormula
    {
        Require.SameLength(destination.Length, alpha.Length, nameof(destination), nameof(alpha));
        var range = Ordinary(scale);
        for (var start = 0; start < alpha.Length; start += Block)
        {
            var length = Math.Min(Block, alpha.Length - start);
            var x = first.Slice(start, length);
            var a = alpha.Slice(start, length);
            var z = destination.Slice(start, length);
            var fast = AreOrdinary(a, range) ? length - length % Vector512<T>.Count : 0;
            Fast<T, TFormula>(x[..fast], a[..fast], location, scale, z[..fast]);
            for (var i = fast; i < length; i += Vector512<T>.Count)
            {
                var count = Math.Min(Vector512<T>.Count, length - i);
                var results = Careful<T, TFormula>(x.Slice(i, count), a.Slice(i, count), location, scale, range);
                for (var lane = 0; lane < count; lane++)
                    z[i + lane] = results[lane];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum<T, TFormula>(ReadOnlySpan<T> first, ReadOnlySpan<T> alpha, T location, T scale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFormula : IFormula
    {
        Span<T> terms = stackalloc T[Block];
        var (total, rest) = (Vector512<double>.Zero, 0.0);
        for (var start = 0; start < alpha.Length; start += Block)
        {
            var block = terms[..Math.Min(Block, alpha.Length - start)];
            Map<T, TFormula>(first.Slice(start, block.Length), alpha.Slice(start, block.Length), location, scale, block);
            var whole = block.Length - block.Length % Vector512<T>.Count;
            for (var i = 0; i < whole; i += Vector512<T>.Count)
                total += LaneMath.InDouble(Vector512.Create<T>(block[i..]));
            foreach (var term in block[whole..])
                rest += double.CreateChecked(term);
        }
        return Vector512.Sum(total) + rest;
    }

    /// <summary>The loop that takes the time: whole vectors of ordinary elements, no branch, no call.</summary>
    /// <remarks>A method of its own, so that its registers are not shared with the slow path's.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Fast<T, TFormula>(ReadOnlySpan<T> first, ReadOnlySpan<T> alpha, T location, T scale, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFormula : IFormula
    {
        ref var x = ref MemoryMarshal.GetReference(first);
        ref var a = ref MemoryMarshal.GetReference(alpha);
        ref var z = ref MemoryMarshal.GetReference(destination);
        var vLocation = new Lanes<T>(Vector512.Create(location));
        var vScale = Lanes<T>.Divisor(scale);
        for (nuint i = 0; i < (nuint)alpha.Length; i += (nuint)Vector512<T>.Count)
            TFormula.Evaluate<Lanes<T>>(
                new(Vector512.LoadUnsafe(ref x, i)), new(Vector512.LoadUnsafe(ref a, i)), vLocation, vScale).Value.StoreUnsafe(ref z, i);
    }

    /// <summary>At most one vector of elements of any kind: ordinary ones on lanes, the others by the scalar definition.</summary>
    private static Vector512<T> Careful<T, TFormula>(
        ReadOnlySpan<T> first, ReadOnlySpan<T> alpha, T location, T scale, (T Least, T Most) range)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFormula : IFormula
    {
        // Idle lanes get the ordinary alpha = scale.
        var (x, a) = (Vector512.Create(location), Vector512.Create(scale));
        for (var lane = 0; lane < alpha.Length; lane++)
            (x, a) = (x.WithElement(lane, first[lane]), a.WithElement(lane, alpha[lane]));
        var results = TFormula.Evaluate<Lanes<T>>(new(x), new(a), new(Vector512.Create(location)), Lanes<T>.Divisor(scale)).Value;
        for (var lane = 0; lane < alpha.Length; lane++)
            if (!(alpha[lane] >= range.Least && alpha[lane] <= range.Most))
                results = results.WithElement(
                    lane, TFormula.Evaluate<Scalar<T>>(new(first[lane]), new(alpha[lane]), new(location), new(scale)).Value);
        return results;
    }

    /// <summary>The values of alpha that lanes may take; none if the scale itself is near an end of the range.</summary>
    internal static (T Least, T Most) Ordinary<T>(T scale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var reach = LaneMath.Reach<T>();
        return scale >= T.One / reach && scale <= reach ? (scale / reach, scale * reach) : (T.One, T.Zero);
    }

    /// <summary>Whether the whole vectors of a block are ordinary.</summary>
    internal static bool AreOrdinary<T>(ReadOnlySpan<T> alpha, (T Least, T Most) range)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? AreOrdinary<T, int>(alpha, range) : AreOrdinary<T, long>(alpha, range);

    /// <remarks>Positive numbers are ordered as their bits; NaN and negative ones lie outside.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool AreOrdinary<T, TBits>(ReadOnlySpan<T> alpha, (T Least, T Most) range)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TBits : unmanaged, IBinaryInteger<TBits>
    {
        ref var a = ref MemoryMarshal.GetReference(alpha);
        var (least, most) = (Vector512.Create(range.Least).As<T, TBits>(), Vector512.Create(range.Most).As<T, TBits>());
        var (lowest, highest) = (most, least);
        for (nuint i = 0; i < (nuint)(alpha.Length - alpha.Length % Vector512<T>.Count); i += (nuint)Vector512<T>.Count)
        {
            var bits = Vector512.LoadUnsafe(ref a, i).As<T, TBits>();
            (lowest, highest) = (Vector512.Min(lowest, bits), Vector512.Max(highest, bits));
        }
        return Vector512.GreaterThanOrEqualAll(lowest, least) && Vector512.LessThanOrEqualAll(highest, most);
    }

    internal static T Finite<T>(T value, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateChecked(Require.Finite(InDouble(value), name));

    internal static T Positive<T>(T value, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateChecked(Require.Positive(InDouble(value), name));

    private static double InDouble<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(double) || typeof(T) == typeof(float)
            ? double.CreateChecked(value)
            : throw new NotSupportedException($"Batches are of double or float, not of {typeof(T).Name}.");
}
