using System.Collections.Immutable;

namespace IDropTheory.Verification;

/// <summary>Truncated normals and log-normals in every regime: short and wide intervals, tails, and tails that are exponential.</summary>
internal static class TruncationChecks
{
    private static readonly ImmutableArray<Truncated> Cases =
    [
        // Short: nearly all of the mass, and nearly uniform.
        new(0.3, 0.8, -1, 2), new(0, 30, -1, 2),
        // Wide: the whole mass, and without the lowest part.
        new(0.5, 0.05, -1, 2), new(0, 1, -2, 6),
        // Tails on either side, of which a part or nothing is cut off at the far end.
        new(0, 1, 2.5, 6), new(5, 0.5, -1, 2), new(-3, 0.5, -1, 2),
        // So far out that they are exponential, cut off soon and late.
        new(-1e10, 1, 0, 1.7e-9), new(1e10, 1, -4, 0),
    ];

    private static readonly ImmutableArray<double> Probabilities = [0.003, 0.2, 0.5, 0.8, 0.997];

    // The logarithm of a truncated log-normal, whose moments are integrals over it.
    private static readonly Truncated Logarithm = new(0.3, 0.8, -1, 2);

    private static TruncatedLogNormal Positive => new(new LogNormal(0.3, 0.8), new TruncatedLogUniform(-1, 2));

    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Quadrature("truncated-normal.density", "The log-density of the truncated normal, in every regime", () =>
            from c in Cases
            from x in c.Points
            select (c.Library.LogDensity(x) + Math.Log(c.Width), c.LogDensity(x) + Math.Log(c.Width)))
            .AsNumber(),
        Claim.Quadrature("truncated-normal.mass", "The logarithm of the normal's mass on the interval, also far in a tail", () =>
            from c in Cases
            select (c.Library.LogMass, c.LogMass))
            .AsNumber(),
        Claim.Quadrature("truncated-normal.mean", "The mean of the truncated normal, also far in a tail, in units of its width", () =>
            from c in Cases
            select ((c.Library.Mean - c.Peak) / c.Width, c.Average(x => x - c.Peak) / c.Width))
            .AsNumber(),
        Claim.Quadrature("truncated-normal.entropy", "Entropy, and KL from the uniform distribution, of the truncated normal", () =>
            from c in Cases
            let entropy = c.Average(x => -c.LogDensity(x))
            from sides in new[]
            {
                (c.Library.Entropy.Value - Math.Log(c.Width), entropy - Math.Log(c.Width)),
                (c.Library.KlFromUniform.Value, Math.Log(c.Library.Upper - c.Library.Lower) - entropy),
            }
            select sides),
        Claim.Quadrature("truncated-normal.cdf", "The distribution function of the truncated normal is the integral of its density", () =>
            from c in Cases
            from x in c.Points
            select (c.Library.Cdf(x), c.Below(x)))
            .AsNumber(),
        Claim.Quadrature("truncated-normal.quantile", "As much probability lies below a quantile of the truncated normal as it says", () =>
            from c in Cases
            from p in Probabilities
            select (c.Below(c.Library.Quantile(p)), p))
            .AsNumber(),
        Claim.Quadrature(
            "truncated-log-normal", "Density, distribution function, quantiles and entropies of the truncated log-normal", () =>
            from z in new[] { 0.5, 1.7, 6 }
            let log = Math.Log(z)
            let entropy = Logarithm.Average(u => -Logarithm.LogDensity(u))
            from sides in new[]
            {
                (Positive.LogDensity(z), Logarithm.LogDensity(log) - log), (Positive.Cdf(z), Logarithm.Below(log)),
                (Math.Log(Positive.Quantile(Logarithm.Below(log))), log), (Positive.EntropyOfLog.Value, entropy),
                (Positive.Entropy.Value, entropy + Logarithm.Average(u => u)),
            }
            select sides, 1e-9)
            .AsNumber(),
    ];

    /// <summary>A truncated normal by its definition: exp(-(x - location)^2 / (2 scale^2)), relative to its largest value on the
    /// interval, and integrals of it.</summary>
    private sealed class Truncated
    {
        private readonly double _location, _scale, _mass, _from, _to;

        public Truncated(double location, double scale, double lower, double upper)
        {
            (_location, _scale, Library) = (location, scale, new(location, scale, lower, upper));
            Peak = Math.Clamp(location, lower, upper);
            Width = Math.Min(Math.Min(scale, upper - lower), scale * (scale / Math.Max(Math.Abs(Peak - location), double.Epsilon)));
            (_from, _to) = (Math.Max(lower, Peak - 40 * Width), Math.Min(upper, Peak + 40 * Width));
            _mass = ReferenceIntegral.Over(_from, _to, Relative);
        }

        public TruncatedNormal Library { get; }

        /// <summary>Where the density is largest.</summary>
        public double Peak { get; }

        /// <summary>The scale on which it falls.</summary>
        public double Width { get; }

        public double LogMass
        {
            get
            {
                var standard = (Peak - _location) / _scale;
                return Math.Log(_mass / (_scale * Math.Sqrt(2 * Math.PI))) - 0.5 * standard * standard;
            }
        }

        public IEnumerable<double> Points => from share in new[] { 0.02, 0.3, 0.7, 0.96 }
                                             let low = Math.Max(_from, Peak - 4 * Width)
                                             let high = Math.Min(_to, Peak + 4 * Width)
                                             select low + share * (high - low);

        public double LogDensity(double x) => Math.Log(Relative(x) / _mass);

        public double Average(Func<double, double> f) => ReferenceIntegral.Over(_from, _to, x => f(x) * Relative(x)) / _mass;

        public double Below(double x) => ReferenceIntegral.Over(_from, x, Relative) / _mass;

        private double Relative(double x) =>
            Math.Exp(-0.5 * ((x - Peak) / _scale) * ((x - _location) / _scale + (Peak - _location) / _scale));
    }
}
