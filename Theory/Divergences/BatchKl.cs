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
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Map(logActivation, alpha, destination, new LogNormalKernel<T>(mu, sigma), nameof(logActivation));

    /// <summary>The sum over units of <see cref="LogNormal"/>, accumulated in double precision.</summary>
    /// <remarks>All terms are non-negative, so the sum is as accurate, relatively, as its terms.</remarks>
    /// <inheritdoc cref="LogNormal"/>
    /// <exception cref="ArgumentOutOfRangeException">mu or sigma is outside its range, or an element's divergence is NaN.</exception>
    public static Nats LogNormalSum<T>(ReadOnlySpan<T> logActivation, ReadOnlySpan<T> alpha, T mu, T sigma)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(Sum(logActivation, alpha, new LogNormalKernel<T>(mu, sigma), nameof(logActivation)));

    /// <summary>Proposition 2 as trained on, for each unit: -log(alpha / alphaMax), zero at the largest allowed noise (eq. (5)).</summary>
    /// <param name="alpha">Standard deviation of the log-noise per unit, 0 &lt; alpha &lt;= alphaMax; a larger one gives a negative result.</param>
    /// <param name="alphaMax">The largest allowed alpha, finite and &gt; 0.</param>
    /// <param name="destination">Receives the divergences relative to that of alphaMax; as long as the input.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">alphaMax is outside its range.</exception>
    /// <exception cref="NotSupportedException">T is neither double nor float.</exception>
    public static void LogUniformRelative<T>(ReadOnlySpan<T> alpha, T alphaMax, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Map(alpha, alpha, destination, new LogUniformKernel<T>(alphaMax), nameof(alpha));

    /// <summary>The sum over units of <see cref="LogUniformRelative"/>, accumulated in double precision.</summary>
    /// <inheritdoc cref="LogUniformRelative"/>
    /// <exception cref="ArgumentOutOfRangeException">alphaMax is outside its range, or an element's divergence is NaN.</exception>
    public static RelativeNats LogUniformRelativeSum<T>(ReadOnlySpan<T> alpha, T alphaMax)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(Sum(alpha, alpha, new LogUniformKernel<T>(alphaMax), nameof(alpha)));

    private interface IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lanes<T> Evaluate(Lanes<T> first, Lanes<T> alpha);
    }

    private readonly struct LogNormalKernel<T>(T mu, T sigma) : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Lanes<T> _mu = Lanes<T>.Broadcast(Finite(mu, nameof(mu)));
        private readonly Lanes<T> _sigma = Lanes<T>.Broadcast(Positive(sigma, nameof(sigma)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Lanes<T> Evaluate(Lanes<T> first, Lanes<T> alpha) => KlFormulas.LogNormal(first, alpha, _mu, _sigma);
    }

    private readonly struct LogUniformKernel<T>(T alphaMax) : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Lanes<T> _alphaMax = Lanes<T>.Broadcast(Positive(alphaMax, nameof(alphaMax)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Lanes<T> Evaluate(Lanes<T> first, Lanes<T> alpha) => KlFormulas.LogUniformRelative(alpha, _alphaMax);
    }

    private static void Map<T, TKernel>(ReadOnlySpan<T> first, ReadOnlySpan<T> alpha, Span<T> destination, TKernel kernel, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TKernel : struct, IKernel<T>
    {
        Require.SameLength(first.Length, alpha.Length, name, nameof(alpha));
        Require.SameLength(destination.Length, alpha.Length, nameof(destination), nameof(alpha));
        var count = Lanes<T>.Count;
        var whole = alpha.Length - alpha.Length % count;
        ref var x = ref MemoryMarshal.GetReference(first);
        ref var a = ref MemoryMarshal.GetReference(alpha);
        ref var z = ref MemoryMarshal.GetReference(destination);
        for (nuint i = 0; i < (nuint)whole; i += (nuint)count)
            kernel.Evaluate(Load(ref x, i), Load(ref a, i)).Value.StoreUnsafe(ref z, i);
        if (whole == alpha.Length) return;
        var rest = Rest(first[whole..], alpha[whole..], kernel);
        for (var lane = 0; lane < alpha.Length - whole; lane++)
            destination[whole + lane] = rest[lane];
    }

    private static double Sum<T, TKernel>(ReadOnlySpan<T> first, ReadOnlySpan<T> alpha, TKernel kernel, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TKernel : struct, IKernel<T>
    {
        Require.SameLength(first.Length, alpha.Length, name, nameof(alpha));
        var count = Lanes<T>.Count;
        var whole = alpha.Length - alpha.Length % count;
        ref var x = ref MemoryMarshal.GetReference(first);
        ref var a = ref MemoryMarshal.GetReference(alpha);
        var total = Vector512<double>.Zero;
        for (nuint i = 0; i < (nuint)whole; i += (nuint)count)
            total += LaneMath.InDouble(kernel.Evaluate(Load(ref x, i), Load(ref a, i)).Value);
        var sum = Vector512.Sum(total);
        if (whole == alpha.Length) return sum;
        var rest = Rest(first[whole..], alpha[whole..], kernel);
        for (var lane = 0; lane < alpha.Length - whole; lane++)
            sum += double.CreateChecked(rest[lane]);
        return sum;
    }

    /// <summary>Fewer elements than there are lanes; the idle lanes repeat the first one.</summary>
    private static Vector512<T> Rest<T, TKernel>(ReadOnlySpan<T> first, ReadOnlySpan<T> alpha, TKernel kernel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TKernel : struct, IKernel<T>
    {
        var (x, a) = (Vector512.Create(first[0]), Vector512.Create(alpha[0]));
        for (var lane = 1; lane < alpha.Length; lane++)
            (x, a) = (x.WithElement(lane, first[lane]), a.WithElement(lane, alpha[lane]));
        return kernel.Evaluate(new(x), new(a)).Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> Load<T>(ref T start, nuint index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(Vector512.LoadUnsafe(ref start, index));

    private static T Finite<T>(T value, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateChecked(Require.Finite(InDouble(value), name));

    private static T Positive<T>(T value, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateChecked(Require.Positive(InDouble(value), name));

    private static double InDouble<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(double) || typeof(T) == typeof(float)
            ? double.CreateChecked(value)
            : throw new NotSupportedException($"Batches are of double or float, not of {typeof(T).Name}.");
}
