using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace IDropTheory;

/// <summary>The logarithm and its excess on SIMD lanes of normal positive numbers.</summary>
/// <remarks>
/// A number is split as 2^k m with m in [sqrt 1/2, sqrt 2). With e = m - 1 and s = e / (2 + e), log m = 2 artanh s, and
/// e - log m = s (e - 2 s^2 (1/3 + s^2/5 + ...)), in which nothing cancels; see <see cref="Accurate.XMinusLog1p{T}"/>.
/// </remarks>
internal static class LaneMath
{
    private const double Ln2 = 0.69314718055994531;

    /// <summary>A constant in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Constant<T>(double value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Vector512.Create((float)value).As<float, T>() : Vector512.Create(value).As<double, T>();

    /// <summary>How far numbers may be from 1, as a factor, for products and quotients of two of them to stay clear of the ends of the
    /// range.</summary>
    public static T Reach<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? T.CreateChecked(1L << 60) : T.CreateChecked(1e150);

    /// <summary>The lanes as eight doubles: unchanged, or the sums of two floats each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> InDouble<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double)) return x.AsDouble();
        var (lower, upper) = Vector512.Widen(x.AsSingle());
        return lower + upper;
    }

    /// <summary>log x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Log<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (k, m, _) = Split(x);
        var e = m - Vector512<T>.One;
        return Fma(k, Constant<T>(Ln2), e - Excess(e));
    }

    /// <summary>ratio - log(ratio) - 1, given also an accurate ratio - 1, from which the result is taken unless the ratio is
    /// small.</summary>
    /// <remarks>For k = 0 the second term is exactly zero and e the given difference: then no digit is lost and no sign can slip.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> ItakuraSaito<T>(Vector512<T> ratio, Vector512<T> ratioLessOne)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (k, m, scale) = Split(ratio);
        var e = Vector512.ConditionalSelect(
            Vector512.GreaterThan(k, Constant<T>(-2.5)),
            Fma(scale, ratioLessOne, scale - Vector512<T>.One),
            m - Vector512<T>.One);
        return Excess(e) + Fma(k, Constant<T>(-Ln2), ratioLessOne - e);
    }

    /// <summary>k, m and 2^-k with x = 2^k m and m in [sqrt 1/2, sqrt 2), by the bits of the number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<T> K, Vector512<T> M, Vector512<T> Scale) Split<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            var shifted = x.AsInt32() - Vector512.Create(0x3F3504F3 - 0x3F800000);
            var exponent = shifted & Vector512.Create(0x7F800000);
            var m = x.AsInt32() - exponent + Vector512.Create(0x3F800000);
            // The biased exponent, placed in the low bits of 2^23, is read off by a subtraction.
            var k = (Vector512.ShiftRightLogical(shifted, 23) | Vector512.Create(0x4B000000)).AsSingle()
                - Vector512.Create(8388608f + 127f);
            return (k.As<float, T>(), m.As<int, T>(), (Vector512.Create(0x7F000000) - exponent).As<int, T>());
        }
        else
        {
            var shifted = x.AsInt64() - Vector512.Create(0x3FE6A09E667F3BCD - 0x3FF0000000000000);
            var exponent = shifted & Vector512.Create(0x7FF0000000000000);
            var m = x.AsInt64() - exponent + Vector512.Create(0x3FF0000000000000);
            var k = (Vector512.ShiftRightLogical(shifted, 52) | Vector512.Create(0x4330000000000000)).AsDouble()
                - Vector512.Create(4503599627370496.0 + 1023);
            return (k.As<double, T>(), m.As<long, T>(), (Vector512.Create(0x7FE0000000000000) - exponent).As<long, T>());
        }
    }

    /// <summary>e - log(1 + e) for e in [sqrt 1/2 - 1, sqrt 2 - 1].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Excess<T>(Vector512<T> e)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var s = e / (e + Constant<T>(2));
        var w = s * s;
        return s * Fma(-w, Series(w), e);
    }

    /// <summary>2/3 + 2w/5 + 2w^2/7 + ..., to the accuracy of T for 0 &lt;= w &lt;= 0.0295.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Series<T>(Vector512<T> w)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
            return Fma(Fma(Fma(Fma(C(11), w, C(9)), w, C(7)), w, C(5)), w, C(3));
        var v = w * w;
        var low = Fma(Fma(C(9), w, C(7)), v, Fma(C(5), w, C(3)));
        var middle = Fma(Fma(C(17), w, C(15)), v, Fma(C(13), w, C(11)));
        var high = Fma(C(21), w, C(19));
        return Fma(Fma(high, v * v, middle), v * v, low);

        static Vector512<T> C(int odd) => Constant<T>(2.0 / odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Fma<T>(Vector512<T> x, Vector512<T> y, Vector512<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(float)
            ? Vector512.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>()
            : Vector512.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();
}
