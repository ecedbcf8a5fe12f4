using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace IDropTheory;

/// <summary>The derivatives of <see cref="BatchKl"/>, by <see cref="KlFormulas.LogNormalDerivatives"/> on SIMD lanes.</summary>
/// <remarks>Elements are not checked one by one: where alpha is zero, infinite, negative or NaN, an element's derivatives and the sums over
/// all are infinite or NaN, or of a divergence that is not defined. Each element's derivatives depend on that element alone.</remarks>
public static class BatchKlGradient
{
    /// <summary>The derivatives of a weighted sum of <see cref="BatchKl.LogNormal"/> by each log-activation and alpha, and by the
    /// prior.</summary>
    /// <param name="logActivation">log f(x) plus the location of the log-noise, per unit.</param>
    /// <param name="alpha">Standard deviation of the log-noise per unit, &gt; 0.</param>
    /// <param name="mu">Location of the prior on log z, finite.</param>
    /// <param name="sigma">Scale of the prior on log z, finite and &gt; 0.</param>
    /// <param name="weights">The weight of each unit's divergence.</param>
    /// <param name="byLogActivation">Receives the derivatives by the log-activations; may be the weights' own memory.</param>
    /// <param name="byAlpha">Receives the derivatives by alpha; not the memory of another array.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <returns>The derivatives by mu and by sigma, accumulated in double precision.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">mu or sigma is outside its range.</exception>
    /// <exception cref="NotSupportedException">T is neither double nor float.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double Mu, double Sigma) LogNormal<T>(
        ReadOnlySpan<T> logActivation, ReadOnlySpan<T> alpha, T mu, T sigma, ReadOnlySpan<T> weights,
        Span<T> byLogActivation, Span<T> byAlpha)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.SameLength(logActivation.Length, alpha.Length, nameof(logActivation), nameof(alpha));
        Require.SameLength(weights.Length, alpha.Length, nameof(weights), nameof(alpha));
        Require.SameLength(byLogActivation.Length, alpha.Length, nameof(byLogActivation), nameof(alpha));
        Require.SameLength(byAlpha.Length, alpha.Length, nameof(byAlpha), nameof(alpha));

        var range = BatchKl.Ordinary(BatchKl.Positive(sigma, nameof(sigma)));
        BatchKl.Finite(mu, nameof(mu));
        var (muSums, sigmaSums) = (Vector512<double>.Zero, Vector512<double>.Zero);
        var (muRest, sigmaRest) = (0.0, 0.0);
        for (var start = 0; start < alpha.Length; start += BatchKl.Block)
        {
            var end = Math.Min(start + BatchKl.Block, alpha.Length);
            var whole = BatchKl.AreOrdinary(alpha[start..end], range) ? end - (end - start) % Vector512<T>.Count : start;
            Whole(
                logActivation[start..whole], alpha[start..whole], mu, sigma, weights[start..whole], byLogActivation[start..whole],
                byAlpha[start..whole], ref muSums, ref sigmaSums);
            for (var i = whole; i < end; i++)
            {
                var by = KlFormulas.LogNormalDerivatives<Scalar<T>>(new(logActivation[i]), new(alpha[i]), new(mu), new(sigma));
                var weight = weights[i];
                (byLogActivation[i], byAlpha[i]) = (weight * by.LogActivation.Value, weight * by.Alpha.Value);
                muRest -= double.CreateChecked(byLogActivation[i]);
                sigmaRest += double.CreateChecked(weight * by.Sigma.Value);
            }
        }
        return (Vector512.Sum(muSums) + muRest, Vector512.Sum(sigmaSums) + sigmaRest);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Whole<T>(
        ReadOnlySpan<T> logActivation, ReadOnlySpan<T> alpha, T mu, T sigma, ReadOnlySpan<T> weights,
        Span<T> byLogActivation, Span<T> byAlpha,
        ref Vector512<double> byMu, ref Vector512<double> bySigma)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var x = ref MemoryMarshal.GetReference(logActivation);
        ref var a = ref MemoryMarshal.GetReference(alpha);
        ref var w = ref MemoryMarshal.GetReference(weights);
        ref var dx = ref MemoryMarshal.GetReference(byLogActivation);
        ref var da = ref MemoryMarshal.GetReference(byAlpha);
        var (location, scale) = (new Lanes<T>(Vector512.Create(mu)), Lanes<T>.Divisor(sigma));
        var (muSum, sigmaSum) = (byMu, bySigma);
        for (nuint i = 0; i < (nuint)logActivation.Length; i += (nuint)Vector512<T>.Count)
        {
            var by = KlFormulas.LogNormalDerivatives<Lanes<T>>(
                new(Vector512.LoadUnsafe(ref x, i)), new(Vector512.LoadUnsafe(ref a, i)), location, scale);
            var weight = Vector512.LoadUnsafe(ref w, i);
            var byActivation = weight * by.LogActivation.Value;
            byActivation.StoreUnsafe(ref dx, i);
            (weight * by.Alpha.Value).StoreUnsafe(ref da, i);
            muSum -= LaneMath.InDouble(byActivation);
            sigmaSum += LaneMath.InDouble(weight * by.Sigma.Value);
        }
        (byMu, bySigma) = (muSum, sigmaSum);
    }
}
