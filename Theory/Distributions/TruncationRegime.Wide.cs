namespace IDropTheory;

internal abstract partial class TruncationRegime
{
    /// <summary>The mode lies inside the interval, whose probability is at least about a half: the closed forms in the distribution
    /// function.</summary>
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

        protected override double FarQuantile(double probability) =>
            location - scale * NormalFunctions.Quantile(_above + probability * Mass);

        private static double Moment(double x) => double.IsInfinity(x) ? 0 : x * NormalFunctions.Density(x);
    }
}
