using System.Runtime.CompilerServices;

namespace IDropTheory;

/// <summary>The argument checks of the library. Every message names the value and the allowed range.</summary>
internal static class Require
{
    /// <summary>Any number but NaN.</summary>
    public static double NotNaN(double value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        double.IsNaN(value) ? throw Refuse(value, "any number but NaN", name) : value;

    /// <summary>A finite number.</summary>
    public static double Finite(double value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        double.IsFinite(value) ? value : throw Refuse(value, "a finite number", name);

    /// <summary>A finite number &gt; 0.</summary>
    public static double Positive(double value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        value > 0 && double.IsFinite(value) ? value : throw Refuse(value, "finite and > 0", name);

    /// <summary>A finite number &gt;= 0.</summary>
    public static double NonNegative(double value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        value >= 0 && double.IsFinite(value) ? value : throw Refuse(value, "finite and >= 0", name);

    /// <summary>A probability in [0, 1].</summary>
    public static double Probability(double value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        value is >= 0 and <= 1 ? value : throw Refuse(value, "a probability in [0, 1]", name);

    /// <summary>Two finite numbers in ascending order whose difference is finite.</summary>
    public static (double Lower, double Upper) Interval(
        double lower,
        double upper,
        [CallerArgumentExpression(nameof(lower))] string? lowerName = null,
        [CallerArgumentExpression(nameof(upper))] string? upperName = null)
    {
        Finite(lower, lowerName);
        Finite(upper, upperName);
        if (lower < upper && double.IsFinite(upper - lower)) return (lower, upper);
        throw Refuse(upper, FormattableString.Invariant($"above {lowerName} = {lower} by a finite length"), upperName);
    }

    /// <summary>A count of at least <paramref name="minimum"/>.</summary>
    public static int AtLeast(int value, int minimum, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        value >= minimum ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; allowed: {minimum} or more.");

    /// <summary>Two lengths that must agree.</summary>
    public static void SameLength(int left, int right, string leftName, string rightName)
    {
        if (left != right)
            throw new ArgumentException($"{leftName} has {left} elements and {rightName} has {right}; they must have equally many.");
    }

    /// <summary>The exception that names the value and what is allowed.</summary>
    public static ArgumentOutOfRangeException Refuse(double value, string allowed, string? name) =>
        new(name, value, FormattableString.Invariant($"{name} is {value}; allowed: {allowed}."));
}
