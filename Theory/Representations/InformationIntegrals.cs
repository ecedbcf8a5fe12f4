namespace IDropTheory;

/// <summary>Divergence and mutual information of densities as integrals of non-negative functions: no result is negative, none
/// cancels.</summary>
internal static class InformationIntegrals
{
    /// <summary>How many standard deviations of each component the integrals cover: the mass outside is below 2e-17.</summary>
    private const double Reach = 8.5;

    /// <summary>At and above this number of components the mixture is smooth and does not need breakpoints for each of them: breakpoints
    /// are then at least half of the narrowest scale apart, and at most this many.</summary>
    private const int Many = 256;

    /// <summary>The logarithm of a density at a point.</summary>
    internal delegate double LogDensity(ReadOnlySpan<double> point);

    /// <summary>The logarithms of the densities p(point | x), one for each x.</summary>
    internal delegate void LogDensities(ReadOnlySpan<double> point, Span<double> results);

    /// <summary>KL(p || q) as the integral of p log(p/q) - p + q, which is nowhere negative.</summary>
    internal static QuadratureResult Kl(
        LogDensity logP, LogDensity logQ, IReadOnlyList<IEnumerable<LogNormal>> components, CubatureOptions? options) =>
        Integrate(point => KlTerm(logP(point), logQ(point)), components, options);

    /// <summary>I(x; u) as the integral of p(u) KL(p(x|u) || p(x)), which is nowhere negative and, the alphabet being finite,
    /// bounded.</summary>
    internal static QuadratureResult Information(
        double[] weights, LogDensities logConditionals, IReadOnlyList<IEnumerable<LogNormal>> components, CubatureOptions? options)
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
        return Integrate(Integrand, components, options);
    }

    /// <summary>The integral over log z of a function whose features are those of the given components, dimension by dimension.</summary>
    private static QuadratureResult Integrate(
        AdaptiveCubature.Integrand f, IReadOnlyList<IEnumerable<LogNormal>> components, CubatureOptions? options)
    {
        var integral = AdaptiveCubature.Integrate(
            f,
            [.. components.Select(axis => Breakpoints([.. axis]))],
            options);
        // Nodes are rounded to the doubles around the location, which are coarse for a scale that is small beside it.
        var rounding = components.Max(axis => axis.Max(c => (Math.BitIncrement(Math.Abs(c.Location)) - Math.Abs(c.Location)) / c.Scale));
        return new(new(integral.Value), new(integral.Error + rounding * Math.Abs(integral.Value)));
    }

    private static IEnumerable<double> Breakpoints(LogNormal[] components)
    {
        var all = components.SelectMany(c => new[] { c.Location - Reach * c.Scale, c.Location, c.Location + Reach * c.Scale });
        return components.Length < Many ? all : Thinned([.. all.Order()], components.Min(c => c.Scale));
    }

    private static IEnumerable<double> Thinned(double[] ordered, double narrowest)
    {
        var spacing = Math.Max(0.5 * narrowest, (ordered[^1] - ordered[0]) / Many);
        var last = double.NegativeInfinity;
        foreach (var point in ordered[..^1])
            if (point - last >= spacing)
                yield return last = point;
        yield return ordered[^1];
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
