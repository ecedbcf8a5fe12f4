namespace IDropTheory;

/// <summary>Divergence and mutual information of densities as integrals of non-negative functions: no result is negative, none cancels.</summary>
internal static class InformationIntegrals
{
    /// <summary>How many standard deviations of each component the integrals cover: the mass outside is below 2e-17.</summary>
    private const double Reach = 8.5;

    /// <summary>The logarithm of a density at a point.</summary>
    internal delegate double LogDensity(ReadOnlySpan<double> point);

    /// <summary>The logarithms of the densities p(point | x), one for each x.</summary>
    internal delegate void LogDensities(ReadOnlySpan<double> point, Span<double> results);

    /// <summary>Where a normal component lies: its centre and the ends of its mass.</summary>
    internal static double[] Breakpoints(double location, double scale) =>
        [location - Reach * scale, location, location + Reach * scale];

    /// <summary>KL(p || q) as the integral of p log(p/q) - p + q, which is nowhere negative.</summary>
    internal static QuadratureResult Kl(
        LogDensity logP, LogDensity logQ, IReadOnlyList<IEnumerable<double>> breakpoints, CubatureOptions? options) =>
        QuadratureResult.Of(AdaptiveCubature.Integrate(point => KlTerm(logP(point), logQ(point)), breakpoints, options));

    /// <summary>I(x; u) as the integral of p(u) KL(p(x|u) || p(x)), which is nowhere negative and, the alphabet being finite, bounded.</summary>
    internal static QuadratureResult Information(
        double[] weights, LogDensities logConditionals, IReadOnlyList<IEnumerable<double>> breakpoints, CubatureOptions? options)
    {
        double Integrand(ReadOnlySpan<double> point)
        {
            Span<double> logs = weights.Length <= 512 ? stackalloc double[weights.Length] : new double[weights.Length];
            logConditionals(point, logs);
            var max = double.NegativeInfinity;
            foreach (var log in logs)
                max = Math.Max(max, log);
            if (double.IsNegativeInfinity(max)) return 0;
            var scaled = 0.0;
            for (var x = 0; x < logs.Length; x++)
                scaled += weights[x] * (logs[x] = Math.Exp(logs[x] - max));
            // p(u|x) / p(u) = p(x|u) / p(x); the sum of p(u|x) log(p(u|x) / p(u)) in the form of FiniteInformation.Kl.
            var divergence = 0.0;
            for (var x = 0; x < logs.Length; x++)
                divergence += weights[x] * FiniteInformation.KlTerm(logs[x], scaled);
            return divergence * Math.Exp(max);
        }
        return QuadratureResult.Of(AdaptiveCubature.Integrate(Integrand, breakpoints, options));
    }

    private static double KlTerm(double logP, double logQ)
    {
        var p = Math.Exp(logP);
        var logRatio = logQ - logP;
        if (p == 0) return Math.Exp(logQ);
        return Math.Abs(logRatio) < 0.5
            ? p * Accurate.XMinusLog1p(Accurate.Expm1(logRatio))
            : Math.Exp(logQ) - p * (1 + logRatio);
    }
}
