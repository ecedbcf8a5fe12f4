namespace IDropTheory;

internal abstract partial class TruncationRegime
{
    /// <summary>So far in the tail that the density is exponential to double precision: exp(-y), y = distance (x - lower) /
    /// scale.</summary>
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

        protected override double FarQuantile(double probability) =>
            lower - scale / distance * Math.Log(probability * Whole + Math.Exp(-_fall));
    }
}
