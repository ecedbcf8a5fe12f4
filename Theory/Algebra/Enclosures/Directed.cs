namespace IDropTheory;

/// <summary>Sums, products and quotients of doubles rounded down or up: bounds of the real result that are equal to it where it is a
/// double.</summary>
/// <remarks>
/// IEEE arithmetic rounds to the nearest double, so the real result lies between the neighbours of the computed one. The rounding error of
/// a sum is itself a double (Knuth's two-sum), and so are that of a product and the remainder of a quotient (by a fused multiply-add)
/// unless they underflow. Its sign says on which side the real result lies; where it might underflow, the neighbour is taken unseen.
/// This needs the arithmetic in which .NET starts every thread: rounding to nearest, and no flushing of denormal numbers.
/// </remarks>
internal static class Directed
{
    // Above it the error of a product and the remainder of a quotient are doubles: their last place is at least 2^-1074.
    private const double NoUnderflow = 1e-280;

    /// <summary>The largest double that is known to be at most a + b.</summary>
    public static double SumDown(double a, double b)
    {
        var sum = a + b;
        if (!double.IsFinite(sum)) return Overflown(sum, double.IsFinite(a) && double.IsFinite(b));
        var rest = sum - a;
        var error = (a - (sum - rest)) + (b - rest);
        return error < 0 ? Math.BitDecrement(sum) : sum;
    }

    /// <summary>The smallest double that is known to be at least a + b.</summary>
    public static double SumUp(double a, double b) => -SumDown(-a, -b);

    /// <summary>The largest double that is known to be at most a b; 0 times infinity is 0, as an infinite bound is no number.</summary>
    public static double ProductDown(double a, double b)
    {
        if (a == 0 || b == 0) return 0;
        var product = a * b;
        if (!double.IsFinite(product)) return Overflown(product, double.IsFinite(a) && double.IsFinite(b));
        if (Math.Abs(product) < NoUnderflow) return Below(product, a > 0 == b > 0);
        return Math.FusedMultiplyAdd(a, b, -product) < 0 ? Math.BitDecrement(product) : product;
    }

    /// <summary>The smallest double that is known to be at least a b.</summary>
    public static double ProductUp(double a, double b) => -ProductDown(-a, b);

    /// <summary>The largest double that is known to be at most a / b, b not 0.</summary>
    public static double QuotientDown(double a, double b)
    {
        var quotient = a / b;
        if (a == 0 || double.IsInfinity(b)) return double.IsNaN(quotient) ? double.NegativeInfinity : quotient;
        if (!double.IsFinite(quotient)) return Overflown(quotient, double.IsFinite(a));
        if (Math.Abs(quotient) < NoUnderflow || Math.Abs(a) < NoUnderflow) return Below(quotient, a > 0 == b > 0);
        var remainder = Math.FusedMultiplyAdd(-quotient, b, a);
        return remainder != 0 && remainder < 0 == b > 0 ? Math.BitDecrement(quotient) : quotient;
    }

    /// <summary>The smallest double that is known to be at least a / b, b not 0.</summary>
    public static double QuotientUp(double a, double b) => -QuotientDown(-a, b);

    /// <summary>The largest double that is known to be at most 2^k x.</summary>
    public static double ScaleDown(double x, int k)
    {
        var scaled = Math.ScaleB(x, k);
        if (double.IsInfinity(scaled)) return Overflown(scaled, double.IsFinite(x));
        return x != 0 && Math.Abs(scaled) < NoUnderflow ? Below(scaled, x > 0) : scaled;
    }

    /// <summary>The smallest double that is known to be at least 2^k x.</summary>
    public static double ScaleUp(double x, int k) => -ScaleDown(-x, k);

    // The neighbour, but not below zero where the real result is positive.
    private static double Below(double result, bool positive) =>
        positive ? Math.Max(0, Math.BitDecrement(result)) : Math.BitDecrement(result);

    // A result beyond the range of doubles that came from finite numbers is finite: above the largest double, or below minus it.
    private static double Overflown(double result, bool finite) =>
        finite && double.IsPositiveInfinity(result) ? double.MaxValue : double.IsNaN(result) ? double.NegativeInfinity : result;
}
