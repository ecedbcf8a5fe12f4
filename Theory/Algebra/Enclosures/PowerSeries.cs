using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>Enclosures of elementary functions at one double: a truncated series on intervals, plus an interval that holds its
/// rest.</summary>
/// <remarks>
/// The rounding of every step is enclosed by interval arithmetic, so that only the rest of a series needs a proof. With
/// <list type="bullet">
/// <item>log x = k log 2 + 2 artanh s, x = 2^k m, m in [1/sqrt 2, sqrt 2], s = (m - 1)/(m + 1): |s| &lt;= 3 - sqrt 8 &lt; 0.1716,
/// w = s^2 &lt; 0.02945, artanh s = s sum_j w^j / (2j + 1). The terms from j = 12 on are positive and sum to at most
/// w^12 / (25 (1 - w)) &lt; 1.8e-20.</item>
/// <item>e^x = 2^k e^r, |r| &lt;= 0.35: the terms of sum_j r^j / j! from j = 14 on sum to at most |r|^14 e^|r| / 14! &lt; 6.8e-18 in
/// absolute value (Lagrange). For e^x - 1 = x sum_j x^j / (j + 1)! those from j = 14 on sum to less than |x|^14 e^|x| / 15! &lt;
/// 4.6e-19.</item>
/// <item>e - log(1 + e) = s (e - 2 w sum_j w^j / (2j + 3)), s = e / (2 + e), w = s^2, for |e| &lt;= 0.4: |s| &lt;= 1/4, w &lt;= 1/16.
/// The terms from j = 14 on are positive and sum to at most w^14 / (31 (1 - w)) &lt; 4.8e-19.</item>
/// </list>
/// The constants log 2 and 1/2 log(2 pi e) are enclosed by neighbouring doubles; a test compares them, and all functions, with tables of 60
/// digits.
/// </remarks>
internal static class PowerSeries
{
    private const double Ln2 = 0.69314718055994531;

    // log 2 = Ln2High + Ln2Low; the first has 33 significant bits, so that k times it is exact for every exponent k.
    private static readonly double Ln2High = BitConverter.UInt64BitsToDouble(0x3FE62E42FEE00000);
    private static readonly Interval Ln2Low = Above(BitConverter.UInt64BitsToDouble(0x3DEA39EF35793C76));

    private static readonly ImmutableArray<Interval> Artanh = [.. Enumerable.Range(0, 12).Select(j => Ratio(1, 2 * j + 1))];
    private static readonly ImmutableArray<Interval> ArtanhTail = [.. Enumerable.Range(0, 14).Select(j => Ratio(1, 2 * j + 3))];
    private static readonly ImmutableArray<Interval> Exponential = [.. Enumerable.Range(0, 14).Select(j => Ratio(1, Factorial(j)))];
    private static readonly ImmutableArray<Interval> ExponentialTail = [.. Enumerable.Range(0, 14).Select(j => Ratio(1, Factorial(j + 1)))];

    private static readonly Interval ArtanhRest = Interval.Between(0, 1.8e-20);
    private static readonly Interval ArtanhTailRest = Interval.Between(0, 4.8e-19);
    private static readonly Interval ExponentialRest = Interval.Between(-6.8e-18, 6.8e-18);
    private static readonly Interval ExponentialTailRest = Interval.Between(-4.6e-19, 4.6e-19);

    /// <summary>1/2 log(2 pi e).</summary>
    public static Interval StandardNormalEntropy { get; } = Above(NormalFunctions.StandardEntropy);

    /// <summary>1/2 log(2 pi).</summary>
    public static Interval LogSqrtTwoPi { get; } = -Above(-NormalFunctions.LogSqrtTwoPi);

    /// <summary>log x for x &gt;= 0; -infinity at 0.</summary>
    public static Interval Log(double x)
    {
        if (x == 0) return Interval.Between(double.NegativeInfinity, double.NegativeInfinity);
        if (double.IsPositiveInfinity(x)) return Interval.Between(double.PositiveInfinity, double.PositiveInfinity);
        var k = Math.ILogB(x);
        var m = Math.ScaleB(x, -k);
        if (m > 1.4142135623730950) (k, m) = (k + 1, 0.5 * m);
        var s = Interval.Point(m - 1) / (Interval.Point(m) + 1);
        var log = 2 * (s * (Horner(Artanh, Interval.Square(s)) + ArtanhRest));
        return k == 0 ? log : Interval.Point(k * Ln2High) + (k * Ln2Low + log);
    }

    /// <summary>e^x.</summary>
    public static Interval Exp(double x)
    {
        if (double.IsNegativeInfinity(x) || x < -746) return Interval.Between(0, double.Epsilon);
        if (x > 710) return Interval.Between(double.MaxValue, double.PositiveInfinity);
        var k = (int)Math.Round(x / Ln2);
        var r = Interval.Point(x) - k * Ln2High - k * Ln2Low;
        var e = Horner(Exponential, r) + ExponentialRest;
        return Interval.Between(Directed.ScaleDown(e.Lower, k), Directed.ScaleUp(e.Upper, k));
    }

    /// <summary>e^x - 1.</summary>
    public static Interval Expm1(double x) =>
        Math.Abs(x) <= 0.35
            ? Interval.Point(x) * (Horner(ExponentialTail, Interval.Point(x)) + ExponentialTailRest)
            : Exp(x) - 1;

    /// <summary>x/y - log(x/y) - 1 for x, y &gt;= 0; its limit +infinity where one of them is 0 or infinite.</summary>
    public static Interval ItakuraSaito(double x, double y)
    {
        if (x == 0 || y == 0 || double.IsInfinity(x) || double.IsInfinity(y))
            return Interval.Between(0, double.PositiveInfinity);
        var excess = (Interval.Point(x) - Interval.Point(y)) / Interval.Point(y);
        if (!(Math.Max(-excess.Lower, excess.Upper) <= 0.4))
        {
            // The ratio's logarithm is the sharper one, unless the ratio leaves the range of doubles.
            var ratio = Interval.Point(x) / Interval.Point(y);
            return excess - (ratio.Lower > 1e-280 && ratio.Upper < 1e280 ? Interval.Log(ratio) : Log(x) - Log(y));
        }
        var (lower, upper) = (Excess(excess.Lower), Excess(excess.Upper));
        return Interval.Between(excess.Contains(0) ? 0 : Math.Min(lower.Lower, upper.Lower), Math.Max(lower.Upper, upper.Upper));
    }

    // e - log(1 + e) for |e| <= 0.4.
    private static Interval Excess(double e)
    {
        var s = Interval.Point(e) / (Interval.Point(e) + 2);
        var w = Interval.Square(s);
        return s * (Interval.Point(e) - 2 * (w * (Horner(ArtanhTail, w) + ArtanhTailRest)));
    }

    private static Interval Horner(ImmutableArray<Interval> coefficients, Interval x)
    {
        var sum = coefficients[^1];
        for (var j = coefficients.Length - 2; j >= 0; j--)
            sum = sum * x + coefficients[j];
        return sum;
    }

    // From a double to the next one.
    private static Interval Above(double value) => Interval.Between(value, Math.BitIncrement(value));

    private static Interval Ratio(double numerator, double denominator) => Interval.Point(numerator) / Interval.Point(denominator);

    // Exact up to 18!.
    private static double Factorial(int n) => n == 0 ? 1 : n * Factorial(n - 1);
}
