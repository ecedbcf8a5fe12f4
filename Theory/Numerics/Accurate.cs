using System.Numerics;

namespace IDropTheory;

/// <summary>Elementary functions that keep their relative accuracy where the textbook form cancels.</summary>
/// <remarks>
/// Generic over the binary floating-point types, so float and double share one definition. The BCL's <c>ExpM1</c> and <c>LogP1</c> are
/// the textbook forms (they return 0 at 1e-18) and are banned in this library.
/// </remarks>
public static class Accurate
{
    /// <summary>log(1 + x), accurate to a few units in the last place for all x &gt;= -1; -infinity at -1.</summary>
    /// <remarks>Kahan's correction: the rounding error of 1 + x cancels in log(u) / (u - 1).</remarks>
    public static T Log1p<T>(T x)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var u = T.One + x;
        if (u == T.One) return x;
        if (!T.IsFinite(u) || u <= T.Zero) return T.Log(u);
        return T.Log(u) * (x / (u - T.One));
    }

    /// <summary>exp(x) - 1, accurate to a few units in the last place for all x.</summary>
    /// <remarks>Kahan's correction: the rounding error of exp(x) cancels in (u - 1) / log(u).</remarks>
    public static T Expm1<T>(T x)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var u = T.Exp(x);
        if (u == T.One) return x;
        var excess = u - T.One;
        if (excess == -T.One || !T.IsFinite(u)) return excess;
        return excess * (x / T.Log(u));
    }

    /// <summary>x - log(1 + x) for x &gt;= -1: never negative, zero only at x = 0 (and where the result underflows).</summary>
    /// <remarks>
    /// With r = x / (2 + x), log(1 + x) = 2 artanh r, so that x - log(1 + x) = r (x - 2 r^2 (1/3 + r^2/5 + r^4/7 + ...)), in which nothing
    /// cancels. The series serves |r| &lt;= 1/5, that is -1/3 &lt;= x &lt;= 1/2; outside, the difference itself loses less than one digit.
    /// </remarks>
    public static T XMinusLog1p<T>(T x)
        where T : IBinaryFloatingPointIeee754<T>
    {
        if (T.IsPositiveInfinity(x)) return x;
        var r = x / (T.One + T.One + x);
        if (T.Abs(r) > T.CreateChecked(0.2)) return x - Log1p(x);
        var w = r * r;
        return r * (x - (w + w) * ArtanhSeries(w));
    }

    /// <summary>The Itakura-Saito divergence x/y - log(x/y) - 1 of x, y &gt; 0: never negative, zero only at x = y.</summary>
    /// <remarks>Near x = y the difference x - y is exact (Sterbenz), so no digit is lost; far from it the ratio may leave the range of T,
    /// so the logarithms are taken separately.</remarks>
    public static T ItakuraSaito<T>(T x, T y)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var excess = (x - y) / y;
        if (T.Abs(excess) <= T.CreateChecked(0.5)) return XMinusLog1p(excess);
        if (T.IsPositiveInfinity(excess)) return excess;
        var ratio = x / y;
        return T.IsNormal(ratio) ? excess - T.Log(ratio) : excess - (T.Log(x) - T.Log(y));
    }

    /// <summary>x log x for x &gt;= 0, continued by 0 at x = 0.</summary>
    public static double XLogX(double x) => x == 0 ? 0 : x * Math.Log(x);

    /// <summary>log sum_i exp(v_i); -infinity for an empty span or one of -infinities.</summary>
    public static double LogSumExp(ReadOnlySpan<double> values)
    {
        var max = double.NegativeInfinity;
        foreach (var v in values)
            max = Math.Max(max, v);
        if (!double.IsFinite(max)) return max;
        var sum = 0.0;
        foreach (var v in values)
            sum += Math.Exp(v - max);
        return max + Math.Log(sum);
    }

    /// <summary>sum_k w^k / (2k + 3), the tail of the artanh series after its first term, for 0 &lt;= w &lt;= 1/25.</summary>
    private static T ArtanhSeries<T>(T w)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var sum = T.Zero;
        for (var k = 11; k >= 0; k--)
            sum = sum * w + T.One / T.CreateChecked(2 * k + 3);
        return sum;
    }
}
