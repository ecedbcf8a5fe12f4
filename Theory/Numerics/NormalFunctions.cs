using MathNet.Numerics;

namespace IDropTheory;

/// <summary>The standard normal distribution function and its relatives, with full relative accuracy far into both tails.</summary>
/// <remarks>
/// All functions are built on the Mills ratio, the upper tail divided by the density, which neither under- nor overflows for x &gt;= 0: by
/// its continued fraction from x = 2 on, by the complementary error function below.
/// </remarks>
public static class NormalFunctions
{
    /// <summary>log sqrt(2 pi).</summary>
    internal const double LogSqrtTwoPi = 0.91893853320467274;

    /// <summary>1/2 log(2 pi e), the entropy of a standard normal, rounded down.</summary>
    internal const double StandardEntropy = 1.4189385332046727;

    private const double SqrtHalfPi = 1.2533141373155003;
    private const double SqrtHalf = 0.70710678118654752;
    private const double FractionFrom = 2;

    /// <summary>The density exp(-x^2 / 2) / sqrt(2 pi) of a standard normal, for any x but NaN.</summary>
    /// <exception cref="ArgumentOutOfRangeException">x is NaN.</exception>
    public static double Density(double x) => SquareExp(Require.NotNaN(x), -0.5) * (0.5 / SqrtHalfPi);

    /// <summary>The probability that a standard normal is at most x.</summary>
    /// <exception cref="ArgumentOutOfRangeException">x is NaN.</exception>
    public static double Cdf(double x) => UpperTail(-Require.NotNaN(x));

    /// <summary>The probability that a standard normal exceeds x.</summary>
    /// <exception cref="ArgumentOutOfRangeException">x is NaN.</exception>
    public static double UpperTail(double x) =>
        Require.NotNaN(x) < FractionFrom ? 0.5 * SpecialFunctions.Erfc(x * SqrtHalf)
        : double.IsPositiveInfinity(x) ? 0
        : Density(x) * Mills(x);

    /// <summary>log P(Z &lt;= x) of a standard normal, finite down to x = -1e154.</summary>
    /// <exception cref="ArgumentOutOfRangeException">x is NaN.</exception>
    public static double LogCdf(double x) =>
        Require.NotNaN(x) > -FractionFrom ? Accurate.Log1p(-UpperTail(x))
        : double.IsNegativeInfinity(x) ? x
        : Math.Log(Mills(-x)) - 0.5 * x * x - LogSqrtTwoPi;

    /// <summary>The x with P(Z &lt;= x) = probability, for a probability in [0, 1]; infinite at its ends.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The argument is not a probability.</exception>
    public static double Quantile(double probability)
    {
        if (Require.Probability(probability) > 0.5) return -Quantile(1 - probability);
        if (probability == 0) return double.NegativeInfinity;
        var x = -SpecialFunctions.ErfcInv(2 * probability) / SqrtHalf;
        // One Newton step on the logarithm of the tail gives the last digits where the inverse error function has lost them.
        return probability < 0.1 ? x - (LogCdf(x) - Math.Log(probability)) * Mills(-x) : x;
    }

    /// <summary>The scaled complementary error function exp(x^2) erfc(x); overflows below x = -26.</summary>
    /// <exception cref="ArgumentOutOfRangeException">x is NaN.</exception>
    public static double Erfcx(double x) =>
        Require.NotNaN(x) < 1 ? SquareExp(x, 1) * SpecialFunctions.Erfc(x) : Mills(x / SqrtHalf) / SqrtHalfPi;

    /// <summary>The Mills ratio P(Z &gt; x) / density(x) of a standard normal; about 1/x for large x, overflows below x = -38.</summary>
    /// <exception cref="ArgumentOutOfRangeException">x is NaN.</exception>
    public static double Mills(double x) =>
        Require.NotNaN(x) >= FractionFrom
            ? 1 / (x + Fraction(x))
            : SqrtHalfPi * SquareExp(x, 0.5) * SpecialFunctions.Erfc(x * SqrtHalf);

    /// <summary>1 / Mills(x) - x: how far the mean of a standard normal beyond x exceeds x. Positive, about 1/x for large x.</summary>
    /// <exception cref="ArgumentOutOfRangeException">x is NaN.</exception>
    public static double MeanExcess(double x) => Require.NotNaN(x) >= FractionFrom ? Fraction(x) : 1 / Mills(x) - x;

    /// <summary>The scaled mass of an interval: the integral of exp(-a t - t^2 / 2) over 0 &lt;= t &lt;= width.</summary>
    /// <remarks>It is P(a &lt; Z &lt; a + width) / density(a), free of under- and overflow and, for short intervals, of
    /// cancellation.</remarks>
    /// <param name="a">The lower end of the interval, &gt;= -30: further left the density at a is too small to divide by.</param>
    /// <param name="width">The length of the interval, &gt;= 0.</param>
    internal static double ScaledMass(double a, double width)
    {
        var fall = width * (a + 0.5 * width);
        return fall < 2
            ? 0.5 * width * GaussLegendre.OnUnit(
                (a, width), static (p, t) => Math.Exp(-p.width * 0.5 * (1 + t) * (p.a + p.width * 0.25 * (1 + t))))
            : Mills(a) - FallenMills(fall, a + width);
    }

    /// <summary>exp(-fall) Mills(b), 0 where the exponential underflows.</summary>
    internal static double FallenMills(double fall, double b) => fall > 750 ? 0 : Math.Exp(-fall) * Mills(b);

    /// <summary>1 / (x + 2 / (x + 3 / (x + ...))) for x &gt;= 2, with as many levels as doubles can tell apart.</summary>
    private static double Fraction(double x)
    {
        var value = 0.0;
        for (var level = 10 + (int)(420 / (x * x)); level > 0; level--)
            value = level / (x + value);
        return value;
    }

    /// <summary>exp(factor x^2) for a factor that is a power of two; the rounding error of x^2, which the exponential would magnify, is
    /// carried along.</summary>
    private static double SquareExp(double x, double factor)
    {
        var square = x * x;
        var power = Math.Exp(factor * square);
        return power == 0 || double.IsInfinity(power) ? power : power * (1 + factor * Math.FusedMultiplyAdd(x, x, -square));
    }
}
