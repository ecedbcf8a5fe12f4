namespace IDropTheory;

/// <summary>
/// The calculus of N(location, scale^2) on [lower, upper], location &lt;= the centre of the interval, in four regimes that are each free of
/// cancellation and overflow where they are used.
/// </summary>
internal abstract partial class TruncationRegime
{
    // Above this many scales the tail is exponential to double precision; below this fall the quadrature is exact to it.
    private const double ExponentialFrom = 1e9;
    private const double ShortFall = 8;

    private TruncationRegime() { }

    /// <summary>log P(lower &lt;= X &lt;= upper) before truncation.</summary>
    public abstract double LogMass { get; }

    /// <summary>The mean after truncation.</summary>
    public abstract double Mean { get; }

    /// <summary>KL from the uniform distribution on the interval.</summary>
    public abstract double KlFromUniform { get; }

    /// <summary>The logarithm of the density at x inside the interval.</summary>
    public abstract double LogDensity(double x);

    /// <summary>The probability of at most x inside the interval.</summary>
    public abstract double Cdf(double x);

    /// <summary>The inverse of <see cref="Cdf"/>.</summary>
    public abstract double Quantile(double probability);

    /// <summary>The probability of more than x inside the interval, however small.</summary>
    public abstract double UpperTail(double x);

    /// <summary>The inverse of <see cref="UpperTail"/>.</summary>
    public double UpperQuantile(double probability) => probability < 0.5 ? FarQuantile(probability) : Quantile(1 - probability);

    /// <summary>The inverse of <see cref="UpperTail"/> for small probabilities, which are never subtracted from one.</summary>
    protected abstract double FarQuantile(double probability);

    /// <summary>The regime that serves the parameters.</summary>
    public static TruncationRegime Of(double location, double scale, double lower, double upper)
    {
        var length = upper - lower;
        var (a, b, width) = ((lower - location) / scale, (upper - location) / scale, length / scale);
        var tilt = 0.5 * width * (0.5 * a + 0.5 * b);
        var bend = 0.125 * width * width;
        if (tilt + bend <= ShortFall) return new Short(tilt, bend, a, width, lower, upper, scale);
        if (a > ExponentialFrom) return new Exponential((lower - location) / scale, scale, lower, length);
        return a > 0 ? new Tail(a, b, width, lower, upper, scale) : new Wide(a, b, location, scale, length);
    }

    /// <summary>log(x / y) even where the quotient leaves the range of doubles.</summary>
    private static double LogRatio(double x, double y) => double.IsNormal(x / y) ? Math.Log(x / y) : Math.Log(x) - Math.Log(y);

    /// <summary>
    /// The offset s in [0, width] at which the integral of exp(-a t - t^2 / 2) over [0, s] reaches a target: Newton's iteration inside a
    /// shrinking bracket.
    /// </summary>
    private static double OffsetOfMass(double a, double width, double target, double guess)
    {
        var (low, high) = (0.0, width);
        var s = Math.Clamp(guess, low, high);
        for (var step = 0; step < 100; step++)
        {
            var excess = NormalFunctions.ScaledMass(a, s) - target;
            if (excess > 0) high = s;
            else low = s;
            var next = s - excess * Math.Exp(s * (a + 0.5 * s));
            // Before the bracket, one end of which is s itself.
            if (Math.Abs(next - s) <= 1e-15 * s) return next;
            s = next > low && next < high ? next : low + 0.5 * (high - low);
        }
        return s;
    }

    /// <summary>The integral of exp(-a t - t^2 / 2) over the last part of [0, width], whose length is given.</summary>
    private static double MassOfLast(double rest, double a, double width)
    {
        var s = width - rest;
        return Math.Exp(-s * (a + 0.5 * s)) * NormalFunctions.ScaledMass(a + s, rest);
    }
}
