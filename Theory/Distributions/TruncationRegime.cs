namespace IDropTheory;

/// <summary>
/// The calculus of N(location, scale^2) on [lower, upper], location &lt;= the centre of the interval, in four regimes that are each free of
/// cancellation and overflow where they are used.
/// </summary>
internal abstract class TruncationRegime
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

    /// <summary>
    /// The density varies by at most e^16 over the interval: with t in [-1, 1] its logarithm is -(tilt t + bend (t^2 - 1/3)) plus a constant,
    /// and Gauss-Legendre sums about the centre keep the relative accuracy of a KL of any size.
    /// </summary>
    private sealed class Short(double tilt, double bend, double a, double width, double lower, double upper, double scale) : TruncationRegime
    {
        private readonly double _length = upper - lower;

        /// <summary>The mean over t of exp(exponent) - 1; small of second order, since the exponent has mean zero.</summary>
        private readonly double _excess = 0.5 * Quadrature.OnUnit((tilt, bend), static (p, t) => Accurate.Expm1(Exponent(p, t)));

        public override double LogMass
        {
            get
            {
                var centre = a + 0.5 * width;
                return Math.Log(width) - NormalFunctions.LogSqrtTwoPi - 0.5 * centre * centre - bend / 3 + Accurate.Log1p(_excess);
            }
        }

        public override double Mean
        {
            get
            {
                var moment = Quadrature.OnUnit((tilt, bend), static (p, t) => t * Accurate.Expm1(Exponent(p, t)));
                return lower + 0.5 * _length + 0.25 * _length * moment / (1 + _excess);
            }
        }

        /// <remarks>With w the density relative to the uniform one, KL is the mean of w (1/w - log(1/w) - 1), whose terms are not negative.</remarks>
        public override double KlFromUniform =>
            0.5 * Quadrature.OnUnit(
                (tilt, bend, _excess),
                static (p, t) =>
                {
                    var here = Accurate.Expm1(Exponent((p.tilt, p.bend), t));
                    return (1 + here) / (1 + p._excess) * Accurate.XMinusLog1p((p._excess - here) / (1 + here));
                });

        public override double LogDensity(double x) =>
            Exponent((tilt, bend), 2 * ((x - lower) / _length) - 1) - Accurate.Log1p(_excess) - Math.Log(_length);

        public override double Cdf(double x) => Math.Min(1, NormalFunctions.ScaledMass(a, (x - lower) / scale) / NormalFunctions.ScaledMass(a, width));

        public override double Quantile(double probability) =>
            lower + scale * OffsetOfMass(a, width, probability * NormalFunctions.ScaledMass(a, width), probability * width);

        public override double UpperTail(double x) => MassOfLast((upper - x) / scale, a, width) / NormalFunctions.ScaledMass(a, width);

        /// <remarks>From the upper end downward the density rises as if the mode were beyond: relative to the density there, with a sign changed.</remarks>
        protected override double FarQuantile(double probability)
        {
            var target = probability * NormalFunctions.ScaledMass(a, width) * Math.Exp(width * (a + 0.5 * width));
            return upper - scale * OffsetOfMass(-(a + width), width, target, probability * width);
        }

        private static double Exponent((double Tilt, double Bend) p, double t) => -(p.Tilt * t + p.Bend * (t * t - 1.0 / 3));
    }

    /// <summary>The interval [a, b] in units of the scale lies beyond the mode; fall is the logarithm of the ratio of the densities at its ends.</summary>
    private sealed class Tail(double a, double b, double width, double lower, double upper, double scale) : TruncationRegime
    {
        private readonly double _fall = width * (0.5 * a + 0.5 * b);

        /// <summary>The interval's mass over the density at a.</summary>
        private readonly double _mass = NormalFunctions.ScaledMass(a, width);

        private double Fallen => Math.Exp(-_fall);

        public override double LogMass => Math.Log(_mass) - 0.5 * a * a - NormalFunctions.LogSqrtTwoPi;

        /// <remarks>The mean offset beyond a is the mean excess of the whole tail, less the part of it that lies beyond b.</remarks>
        public override double Mean
        {
            get
            {
                var offset = NormalFunctions.MeanExcess(a) * (NormalFunctions.Mills(a) / _mass);
                if (Fallen > 0) offset -= Fallen * (1 - a * NormalFunctions.Mills(b)) / _mass;
                return lower + scale * offset;
            }
        }

        /// <remarks>log(width / mass) less the mean of a s + s^2 / 2, in which a^2 has been cancelled by hand.</remarks>
        public override double KlFromUniform
        {
            get
            {
                var exponent = 1 + a * NormalFunctions.MeanExcess(a) * (NormalFunctions.Mills(a) / _mass);
                if (Fallen > 0)
                    exponent -= Fallen * (2 * _fall + a * NormalFunctions.MeanExcess(b) * (a * NormalFunctions.Mills(b))) / (b * _mass);
                return Math.Log(width) - Math.Log(_mass) - 0.5 * exponent;
            }
        }

        public override double LogDensity(double x)
        {
            var s = (x - lower) / scale;
            return -s * (a + 0.5 * s) - Math.Log(_mass) - Math.Log(scale);
        }

        public override double Cdf(double x) => Math.Min(1, NormalFunctions.ScaledMass(a, (x - lower) / scale) / _mass);

        public override double Quantile(double probability)
        {
            // If the exponent a s + s^2 / 2 were exactly exponential:
            var exponent = -Accurate.Log1p(-probability * (1 - Fallen));
            return lower + scale * OffsetOfMass(a, width, probability * _mass, Offset(exponent));
        }

        public override double UpperTail(double x) => MassOfLast((upper - x) / scale, a, width) / _mass;

        /// <remarks>Newton's iteration on the logarithm of the mass beyond, which is concave and falls.</remarks>
        protected override double FarQuantile(double probability)
        {
            var target = Math.Log(probability) + Math.Log(_mass);
            var (low, high) = (0.0, width);
            var s = Math.Clamp(Offset(-Math.Log(probability * (1 - Fallen) + Fallen)), low, high);
            for (var step = 0; step < 100; step++)
            {
                var rest = NormalFunctions.ScaledMass(a + s, width - s);
                var excess = Math.Log(rest) - s * (a + 0.5 * s) - target;
                if (excess > 0) low = s;
                else high = s;
                var next = s + excess * rest;
                if (Math.Abs(next - s) <= 1e-15 * s) return lower + scale * next;
                s = next > low && next < high ? next : low + 0.5 * (high - low);
            }
            return lower + scale * s;
        }

        /// <summary>The offset s at which a s + s^2 / 2 has a given value.</summary>
        private double Offset(double exponent) => 2 * exponent / (a + Math.Sqrt(a * a + 2 * exponent));
    }

    /// <summary>So far in the tail that the density is exponential to double precision: exp(-y), y = distance (x - lower) / scale.</summary>
    private sealed class Exponential(double distance, double scale, double lower, double length) : TruncationRegime
    {
        private readonly double _fall = length / scale * distance;

        /// <summary>1 - exp(-fall).</summary>
        private double Whole => -Accurate.Expm1(-_fall);

        private double FallLogarithm => LogRatio(length, scale) + Math.Log(distance);

        private double LostMean => _fall > 750 ? 0 : _fall * Math.Exp(-_fall) / Whole;

        public override double LogMass => Math.Log(Whole) - Math.Log(distance) - 0.5 * distance * distance - NormalFunctions.LogSqrtTwoPi;

        public override double Mean => lower + scale / distance * (1 - LostMean);

        public override double KlFromUniform => FallLogarithm - Math.Log(Whole) - 1 + LostMean;

        public override double LogDensity(double x) =>
            Math.Log(distance) - Math.Log(scale) - Math.Log(Whole) - (x - lower) / scale * distance;

        public override double Cdf(double x) => -Accurate.Expm1(-(x - lower) / scale * distance) / Whole;

        public override double Quantile(double probability) => lower - scale / distance * Accurate.Log1p(-probability * Whole);

        public override double UpperTail(double x)
        {
            var y = (x - lower) / scale * distance;
            return -Accurate.Expm1(y - _fall) * Math.Exp(-y) / Whole;
        }

        protected override double FarQuantile(double probability) => lower - scale / distance * Math.Log(probability * Whole + Math.Exp(-_fall));
    }

    /// <summary>The mode lies inside the interval, whose probability is at least about a half: the closed forms in the distribution function.</summary>
    private sealed class Wide(double a, double b, double location, double scale, double length) : TruncationRegime
    {
        private readonly double _below = NormalFunctions.Cdf(a);
        private readonly double _above = NormalFunctions.UpperTail(b);

        private double Mass => 1 - _below - _above;

        public override double LogMass => Accurate.Log1p(-(_below + _above));

        public override double Mean => location + scale * ((NormalFunctions.Density(a) - NormalFunctions.Density(b)) / Mass);

        /// <remarks>log(width) less the entropy log(sqrt(2 pi e) mass) + (a density(a) - b density(b)) / (2 mass).</remarks>
        public override double KlFromUniform =>
            LogRatio(length, scale) - KlFormulas.StandardNormalEntropy - LogMass - 0.5 * (Moment(a) - Moment(b)) / Mass;

        public override double LogDensity(double x)
        {
            var z = (x - location) / scale;
            return -0.5 * z * z - NormalFunctions.LogSqrtTwoPi - LogMass - Math.Log(scale);
        }

        public override double Cdf(double x) => Math.Clamp((NormalFunctions.Cdf((x - location) / scale) - _below) / Mass, 0, 1);

        public override double Quantile(double probability)
        {
            var under = _below + probability * Mass;
            var z = under <= 0.5 ? NormalFunctions.Quantile(under) : -NormalFunctions.Quantile(_above + (1 - probability) * Mass);
            return location + scale * z;
        }

        public override double UpperTail(double x)
        {
            var z = (x - location) / scale;
            var beyond = z > 0
                ? NormalFunctions.Density(z) * NormalFunctions.ScaledMass(z, b - z)
                : 1 - NormalFunctions.Cdf(z) - _above;
            return Math.Clamp(beyond / Mass, 0, 1);
        }

        protected override double FarQuantile(double probability) => location - scale * NormalFunctions.Quantile(_above + probability * Mass);

        private static double Moment(double x) => double.IsInfinity(x) ? 0 : x * NormalFunctions.Density(x);
    }
}
