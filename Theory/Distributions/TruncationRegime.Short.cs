namespace IDropTheory;

internal abstract partial class TruncationRegime
{
    /// <summary>
    /// The density varies by at most e^16 over the interval: with t in [-1, 1] its logarithm is -(tilt t + bend (t^2 - 1/3)) plus a
    /// constant, and Gauss-Legendre sums about the centre keep the relative accuracy of a KL of any size.
    /// </summary>
    private sealed class Short(double tilt, double bend, double a, double width, double lower, double upper, double scale)
        : TruncationRegime
    {
        private readonly double _length = upper - lower;

        /// <summary>The mean over t of exp(exponent) - 1; small of second order, since the exponent has mean zero.</summary>
        private readonly double _excess = 0.5 * GaussLegendre.OnUnit((tilt, bend), static (p, t) => Accurate.Expm1(Exponent(p, t)));

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
                var moment = GaussLegendre.OnUnit((tilt, bend), static (p, t) => t * Accurate.Expm1(Exponent(p, t)));
                return lower + 0.5 * _length + 0.25 * _length * moment / (1 + _excess);
            }
        }

        /// <remarks>With w the density relative to the uniform one, KL is the mean of w (1/w - log(1/w) - 1), whose terms are not
        /// negative.</remarks>
        public override double KlFromUniform =>
            0.5 * GaussLegendre.OnUnit(
                (tilt, bend, _excess),
                static (p, t) =>
                {
                    var here = Accurate.Expm1(Exponent((p.tilt, p.bend), t));
                    return (1 + here) / (1 + p._excess) * Accurate.XMinusLog1p((p._excess - here) / (1 + here));
                });

        public override double LogDensity(double x) =>
            Exponent((tilt, bend), 2 * ((x - lower) / _length) - 1) - Accurate.Log1p(_excess) - Math.Log(_length);

        public override double Cdf(double x) =>
            Math.Min(1, NormalFunctions.ScaledMass(a, (x - lower) / scale) / NormalFunctions.ScaledMass(a, width));

        public override double Quantile(double probability) =>
            lower + scale * OffsetOfMass(a, width, probability * NormalFunctions.ScaledMass(a, width), probability * width);

        public override double UpperTail(double x) => MassOfLast((upper - x) / scale, a, width) / NormalFunctions.ScaledMass(a, width);

        /// <remarks>From the upper end downward the density rises as if the mode were beyond: relative to the density there, with a sign
        /// changed.</remarks>
        protected override double FarQuantile(double probability)
        {
            var target = probability * NormalFunctions.ScaledMass(a, width) * Math.Exp(width * (a + 0.5 * width));
            return upper - scale * OffsetOfMass(-(a + width), width, target, probability * width);
        }

        private static double Exponent((double Tilt, double Bend) p, double t) => -(p.Tilt * t + p.Bend * (t * t - 1.0 / 3));
    }
}
