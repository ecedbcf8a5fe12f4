namespace IDropTheory;

internal abstract partial class TruncationRegime
{
    /// <summary>The interval [a, b] in units of the scale lies beyond the mode; fall is the logarithm of the ratio of the densities at its
    /// ends.</summary>
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
}
