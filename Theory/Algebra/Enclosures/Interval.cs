namespace IDropTheory;

/// <summary>An interval of real numbers as a carrier: a closed form evaluated on intervals encloses its value, rounding included.</summary>
/// <remarks>
/// Every operation returns an interval that contains its real result for all numbers of its arguments. Sums, products and quotients are
/// rounded outward (<c>Directed</c>); <see cref="Log"/>, <see cref="Exp"/>, <see cref="Expm1"/> and <see cref="ItakuraSaito"/> are power
/// series, evaluated on intervals themselves, plus an interval that contains the rest of the series (<c>PowerSeries</c> has the proofs of
/// those bounds). Nothing is taken from the platform's elementary functions. A variable that occurs twice in a formula is treated as two,
/// which can make the result wider than the range of the formula, never narrower.
/// </remarks>
/// <example>
/// <code>
/// // Proposition 3 at the doubles nearest to these numbers: the real value lies between the two ends.
/// Interval kl = KlFormulas.LogNormal(
///     Interval.Log(Interval.Point(2)), Interval.Point(0.5), Interval.Point(0.3), Interval.Point(0.8));
/// double width = kl.Upper - kl.Lower;              // below 1e-15
/// </code>
/// </example>
public readonly record struct Interval : IReal<Interval>
{
    private Interval(double lower, double upper) => (Lower, Upper) = (lower, upper);

    /// <summary>The lower end; -infinity if there is none.</summary>
    public double Lower { get; }

    /// <summary>The upper end; +infinity if there is none.</summary>
    public double Upper { get; }

    /// <summary>All real numbers.</summary>
    public static Interval Everything { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>The interval of one double.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is not finite.</exception>
    public static Interval Point(double value) => new(Require.Finite(value), value);

    /// <summary>The interval from one number to another; either end may be infinite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An end is NaN, or the ends are in the wrong order.</exception>
    public static Interval Between(double lower, double upper) =>
        Require.NotNaN(lower) <= Require.NotNaN(upper)
            ? new(lower, upper)
            : throw Require.Refuse(upper, FormattableString.Invariant($"at least lower = {lower}"), nameof(upper));

    /// <summary>The smallest interval that contains both.</summary>
    public static Interval Hull(Interval left, Interval right) =>
        new(Math.Min(left.Lower, right.Lower), Math.Max(left.Upper, right.Upper));

    /// <summary>Upper - Lower, rounded up.</summary>
    public double Width => Directed.SumUp(Upper, -Lower);

    /// <summary>A double of the interval near its middle.</summary>
    public double Middle => double.IsFinite(Lower) && double.IsFinite(Upper) ? Math.Clamp(0.5 * Lower + 0.5 * Upper, Lower, Upper)
        : double.IsFinite(Lower) ? Lower : double.IsFinite(Upper) ? Upper : 0;

    /// <summary>Whether a double lies in the interval.</summary>
    public bool Contains(double value) => Lower <= value && value <= Upper;

    /// <inheritdoc/>
    public static Interval operator +(Interval left, Interval right) =>
        new(Directed.SumDown(left.Lower, right.Lower), Directed.SumUp(left.Upper, right.Upper));

    /// <inheritdoc/>
    public static Interval operator -(Interval left, Interval right) =>
        new(Directed.SumDown(left.Lower, -right.Upper), Directed.SumUp(left.Upper, -right.Lower));

    /// <inheritdoc/>
    public static Interval operator -(Interval value) => new(-value.Upper, -value.Lower);

    /// <inheritdoc/>
    public static Interval operator *(Interval left, Interval right)
    {
        if (left.Lower >= 0 && right.Lower >= 0)
            return new(Directed.ProductDown(left.Lower, right.Lower), Directed.ProductUp(left.Upper, right.Upper));
        var (a, b, c, d) = (left.Lower, left.Upper, right.Lower, right.Upper);
        return new(
            Math.Min(
                Math.Min(Directed.ProductDown(a, c), Directed.ProductDown(a, d)),
                Math.Min(Directed.ProductDown(b, c), Directed.ProductDown(b, d))),
            Math.Max(
                Math.Max(Directed.ProductUp(a, c), Directed.ProductUp(a, d)),
                Math.Max(Directed.ProductUp(b, c), Directed.ProductUp(b, d))));
    }

    /// <summary>All quotients; every real number if the divisor contains zero.</summary>
    public static Interval operator /(Interval left, Interval right)
    {
        if (right.Contains(0)) return Everything;
        var (a, b, c, d) = (left.Lower, left.Upper, right.Lower, right.Upper);
        return new(
            Math.Min(
                Math.Min(Directed.QuotientDown(a, c), Directed.QuotientDown(a, d)),
                Math.Min(Directed.QuotientDown(b, c), Directed.QuotientDown(b, d))),
            Math.Max(
                Math.Max(Directed.QuotientUp(a, c), Directed.QuotientUp(a, d)),
                Math.Max(Directed.QuotientUp(b, c), Directed.QuotientUp(b, d))));
    }

    /// <inheritdoc/>
    public static Interval operator +(Interval x, double constant) => x + new Interval(constant, constant);

    /// <inheritdoc/>
    public static Interval operator -(Interval x, double constant) => x - new Interval(constant, constant);

    /// <inheritdoc/>
    public static Interval operator *(double constant, Interval x) => new Interval(constant, constant) * x;

    /// <summary>The logarithms of the interval's numbers; -infinity below if it reaches zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The interval has a negative number.</exception>
    public static Interval Log(Interval x)
    {
        if (!(x.Lower >= 0)) throw Require.Refuse(x.Lower, ">= 0 (the lower end of an argument of a logarithm)", nameof(x));
        return new(PowerSeries.Log(x.Lower).Lower, PowerSeries.Log(x.Upper).Upper);
    }

    /// <inheritdoc/>
    public static Interval Exp(Interval x) => new(PowerSeries.Exp(x.Lower).Lower, PowerSeries.Exp(x.Upper).Upper);

    /// <inheritdoc/>
    public static Interval Expm1(Interval x) => new(PowerSeries.Expm1(x.Lower).Lower, PowerSeries.Expm1(x.Upper).Upper);

    /// <inheritdoc/>
    public static Interval Square(Interval x)
    {
        if (x.Lower >= 0) return new(Directed.ProductDown(x.Lower, x.Lower), Directed.ProductUp(x.Upper, x.Upper));
        if (x.Upper <= 0) return new(Directed.ProductDown(x.Upper, x.Upper), Directed.ProductUp(x.Lower, x.Lower));
        var largest = Math.Max(-x.Lower, x.Upper);
        return new(0, Directed.ProductUp(largest, largest));
    }

    /// <summary>x/y - log(x/y) - 1 for x, y &gt; 0: the exact range but for rounding, although x and y occur twice.</summary>
    /// <remarks>The divergence depends on u = x/y alone, falls for u &lt; 1 and rises for u &gt; 1. Its extremes are therefore at the two
    /// ends of u, and 0 if u reaches 1.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">An interval has a negative number.</exception>
    public static Interval ItakuraSaito(Interval x, Interval y)
    {
        if (!(x.Lower >= 0)) throw Require.Refuse(x.Lower, ">= 0", nameof(x));
        if (!(y.Lower >= 0)) throw Require.Refuse(y.Lower, ">= 0", nameof(y));
        var (left, right) = (PowerSeries.ItakuraSaito(x.Lower, y.Upper), PowerSeries.ItakuraSaito(x.Upper, y.Lower));
        var reachesOne = x.Lower <= y.Upper && y.Lower <= x.Upper;
        return new(
            reachesOne ? 0 : Math.Max(0, Math.Min(left.Lower, right.Lower)),
            Math.Max(left.Upper, right.Upper));
    }

    /// <summary>log scale + 1/2 log(2 pi e), with an enclosure of the constant.</summary>
    public static Interval NormalEntropy(Interval scale) => Log(scale) + PowerSeries.StandardNormalEntropy;

    /// <summary>The interval as <c>[lower, upper]</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"[{Lower:R}, {Upper:R}]");
}
