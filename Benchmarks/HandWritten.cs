using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace IDropTheory.Benchmarks;

/// <summary>
/// The yardstick of the batch kernels: the same divergences as loops written by hand for one type and one formula. Everything that
/// does not depend on the element is taken out of the loop, divisions by it become multiplications, and no edge case is served.
/// </summary>
internal static class HandWritten
{
    private const double Ln2 = 0.69314718055994531;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LogNormal(
        ReadOnlySpan<double> logActivation, ReadOnlySpan<double> alpha, double mu, double sigma, Span<double> destination)
    {
        ref var x = ref MemoryMarshal.GetReference(logActivation);
        ref var a = ref MemoryMarshal.GetReference(alpha);
        ref var z = ref MemoryMarshal.GetReference(destination);
        var (vMu, vSigma, vInverse) = (Vector512.Create(mu), Vector512.Create(sigma), Vector512.Create(1 / sigma));
        for (nuint i = 0; i < (nuint)alpha.Length; i += (nuint)Vector512<double>.Count)
        {
            var scale = Vector512.LoadUnsafe(ref a, i);
            var excess = (scale - vSigma) * vInverse;
            var offset = (Vector512.LoadUnsafe(ref x, i) - vMu) * vInverse;
            var (k, m, power) = Split(scale * vInverse);
            var e = Vector512.ConditionalSelect(
                Vector512.GreaterThan(k, Vector512.Create(-2.5)),
                Vector512.FusedMultiplyAdd(power, excess, power - Vector512<double>.One),
                m - Vector512<double>.One);
            var itakuraSaito = Excess(e) + Vector512.FusedMultiplyAdd(k, Vector512.Create(-Ln2), excess - e);
            var squares = Vector512.FusedMultiplyAdd(excess, excess, offset * offset);
            Vector512.FusedMultiplyAdd(Vector512.Create(0.5), squares, itakuraSaito).StoreUnsafe(ref z, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LogNormal(
        ReadOnlySpan<float> logActivation, ReadOnlySpan<float> alpha, float mu, float sigma, Span<float> destination)
    {
        ref var x = ref MemoryMarshal.GetReference(logActivation);
        ref var a = ref MemoryMarshal.GetReference(alpha);
        ref var z = ref MemoryMarshal.GetReference(destination);
        var (vMu, vSigma, vInverse) = (Vector512.Create(mu), Vector512.Create(sigma), Vector512.Create(1 / sigma));
        for (nuint i = 0; i < (nuint)alpha.Length; i += (nuint)Vector512<float>.Count)
        {
            var scale = Vector512.LoadUnsafe(ref a, i);
            var excess = (scale - vSigma) * vInverse;
            var offset = (Vector512.LoadUnsafe(ref x, i) - vMu) * vInverse;
            var (k, m, power) = Split(scale * vInverse);
            var e = Vector512.ConditionalSelect(
                Vector512.GreaterThan(k, Vector512.Create(-2.5f)),
                Vector512.FusedMultiplyAdd(power, excess, power - Vector512<float>.One),
                m - Vector512<float>.One);
            var itakuraSaito = Excess(e) + Vector512.FusedMultiplyAdd(k, Vector512.Create((float)-Ln2), excess - e);
            var squares = Vector512.FusedMultiplyAdd(excess, excess, offset * offset);
            Vector512.FusedMultiplyAdd(Vector512.Create(0.5f), squares, itakuraSaito).StoreUnsafe(ref z, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LogUniformRelative(ReadOnlySpan<double> alpha, double alphaMax, Span<double> destination)
    {
        ref var a = ref MemoryMarshal.GetReference(alpha);
        ref var z = ref MemoryMarshal.GetReference(destination);
        var inverse = Vector512.Create(1 / alphaMax);
        for (nuint i = 0; i < (nuint)alpha.Length; i += (nuint)Vector512<double>.Count)
        {
            var (k, m, _) = Split(Vector512.LoadUnsafe(ref a, i) * inverse);
            var e = m - Vector512<double>.One;
            Vector512.FusedMultiplyAdd(k, Vector512.Create(-Ln2), Excess(e) - e).StoreUnsafe(ref z, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LogUniformRelative(ReadOnlySpan<float> alpha, float alphaMax, Span<float> destination)
    {
        ref var a = ref MemoryMarshal.GetReference(alpha);
        ref var z = ref MemoryMarshal.GetReference(destination);
        var inverse = Vector512.Create(1 / alphaMax);
        for (nuint i = 0; i < (nuint)alpha.Length; i += (nuint)Vector512<float>.Count)
        {
            var (k, m, _) = Split(Vector512.LoadUnsafe(ref a, i) * inverse);
            var e = m - Vector512<float>.One;
            Vector512.FusedMultiplyAdd(k, Vector512.Create((float)-Ln2), Excess(e) - e).StoreUnsafe(ref z, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<double> K, Vector512<double> M, Vector512<double> Power) Split(Vector512<double> x)
    {
        var shifted = x.AsInt64() - Vector512.Create(0x3FE6A09E667F3BCD - 0x3FF0000000000000);
        var exponent = shifted & Vector512.Create(0x7FF0000000000000);
        var k = (Vector512.ShiftRightLogical(shifted, 52) | Vector512.Create(0x4330000000000000)).AsDouble()
            - Vector512.Create(4503599627370496.0 + 1023);
        return (
            k,
            (x.AsInt64() - exponent + Vector512.Create(0x3FF0000000000000)).AsDouble(),
            (Vector512.Create(0x7FE0000000000000) - exponent).AsDouble());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> K, Vector512<float> M, Vector512<float> Power) Split(Vector512<float> x)
    {
        var shifted = x.AsInt32() - Vector512.Create(0x3F3504F3 - 0x3F800000);
        var exponent = shifted & Vector512.Create(0x7F800000);
        var k = (Vector512.ShiftRightLogical(shifted, 23) | Vector512.Create(0x4B000000)).AsSingle() - Vector512.Create(8388608f + 127f);
        return (
            k,
            (x.AsInt32() - exponent + Vector512.Create(0x3F800000)).AsSingle(),
            (Vector512.Create(0x7F000000) - exponent).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Excess(Vector512<double> e)
    {
        var s = e / (e + Vector512.Create(2.0));
        var w = s * s;
        var v = w * w;
        var low = Step(Step(Vector512.Create(2.0 / 9), w, 7), v, Step(Vector512.Create(2.0 / 5), w, 3));
        var middle = Step(Step(Vector512.Create(2.0 / 17), w, 15), v, Step(Vector512.Create(2.0 / 13), w, 11));
        var high = Step(Vector512.Create(2.0 / 21), w, 19);
        var series = Step(Step(high, v * v, middle), v * v, low);
        return s * Vector512.FusedMultiplyAdd(-w, series, e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Excess(Vector512<float> e)
    {
        var s = e / (e + Vector512.Create(2f));
        var w = s * s;
        var series = Step(Step(Step(Step(Vector512.Create(2f / 11), w, 9), w, 7), w, 5), w, 3);
        return s * Vector512.FusedMultiplyAdd(-w, series, e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Step(Vector512<double> a, Vector512<double> w, double odd) =>
        Vector512.FusedMultiplyAdd(a, w, Vector512.Create(2 / odd));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Step(Vector512<double> a, Vector512<double> w, Vector512<double> b) =>
        Vector512.FusedMultiplyAdd(a, w, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Step(Vector512<float> a, Vector512<float> w, float odd) =>
        Vector512.FusedMultiplyAdd(a, w, Vector512.Create(2 / odd));
}
