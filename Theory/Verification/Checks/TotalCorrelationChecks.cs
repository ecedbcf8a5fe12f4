using MathNet.Numerics.LinearAlgebra;

namespace IDropTheory.Verification;

/// <summary>Total correlation: the closed form (erratum E3), the bias of its estimate, and what second moments cannot see.</summary>
internal static class TotalCorrelationChecks
{
    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Exact("tc.closed-form", "TC of normal and log-normal z = -1/2 log det R, the determinant by elimination", settings =>
            from key in settings.Keys("covariance", 5)
            let covariance = RandomCovariance(key, 4)
            select (Of(covariance), ByElimination(covariance)), 1e-11),
        Claim.Exact("tc.equicorrelated", "TC at equal correlations r = -1/2 [(d-1) log(1-r) + log(1+(d-1)r)]", () =>
            from d in new[] { 2, 5, 40 }
            from r in new[] { 0.1, 0.9 }
            select (Of(d, (i, j) => i == j ? 1 : r), -0.5 * ((d - 1) * Math.Log(1 - r) + Math.Log(1 + (d - 1) * r))), 1e-11),
        Claim.Exact("tc.autoregressive", "TC of a stationary chain with correlations r^|i-j| = -(d-1)/2 log(1-r^2)", () =>
            from d in new[] { 2, 5, 40 }
            from r in new[] { -0.4, 0.95 }
            select (Of(d, (i, j) => Math.Pow(r, Math.Abs(i - j))), -0.5 * (d - 1) * Math.Log(1 - r * r)), 1e-11),
        Claim.Quadrature(
            "E3", "Section 8 prints TC = -log det(Sigma0^-1 Sigma); derived: half of it (two normal variables, correlation 0.6)", () =>
            [(Of(2, (i, j) => i == j ? 1 : 0.6), ByDefinition(0.6))])
            .Refuting(() => PrintedForms.TotalCorrelation(1 - 0.6 * 0.6)),
        Claim.Exact(
            "tc.plug-in",
            "The plug-in estimate is the closed form at the sample covariance; the corrected one is less by the bias; "
            + "per dimension divides by d", PlugIn, 1e-9),
        Claim.Quadrature(
            "tc.bias", "Bias of the plug-in estimate for normal data, from the means of log chi-square variables by integration", () =>
            from c in new[] { (D: 2, N: 3L), (D: 5, N: 20L), (D: 10, N: 1000L) }
            select (TotalCorrelation.GaussianBias(c.D, c.N).Value, NullBias(c.D, c.N)), 1e-9),
        Claim.Quadrature(
            "tc.bias-3072", "3072 independent components and 10,000 samples: the plug-in estimate is 264.6 nats too large", () =>
            [(TotalCorrelation.GaussianBias(3072, 10_000).Value, NullBias(3072, 10_000))], 1e-9),
        new("tc.bias-sampled", "The same bias as the mean estimate over samples of independent variables (d = 3, n = 12)", settings =>
            from c in new[] { (D: 3, N: 12) }
            let bias = TotalCorrelation.GaussianBias(c.D, c.N).Value
            select Check.MonteCarlo(bias, SampledBias(settings, c.D, c.N), 0.4 * bias, c.D * c.N)),
        Claim.Exact("tc.xor", "Three bits, one the XOR of the others: TC is log 2, but -1/2 log det R is 0, so it is no bound", () =>
            [(ExampleSystems.XorBits().TotalCorrelation().Value, 3 * Math.Log(2) - Math.Log(4)), (Of(CovarianceOfXor()), 0)]),
    ];

    // The expectation of log p(z1, z2) / (p(z1) p(z2)) over z1 and z2 given z1, with no determinant anywhere.
    private static double ByDefinition(double r)
    {
        var conditional = Math.Sqrt(1 - r * r);
        return ReferenceIntegral.OverNormal(0, 1, a => ReferenceIntegral.OverNormal(r * a, conditional, b =>
            Textbook.LogNormalDensity(b, r * a, conditional) - Textbook.LogNormalDensity(b, 0, 1)));
    }

    private static IEnumerable<(double, double)> PlugIn(VerificationSettings settings)
    {
        const int n = 30, d = 3;
        var rows = new double[n * d];
        settings.Key("plug-in").FillNormal(rows);
        for (var k = 0; k < n; k++)
            rows[k * d + 1] += 0.8 * rows[k * d] + 1e3;
        double[] means = [.. Enumerable.Range(0, d).Select(i => Enumerable.Range(0, n).Average(k => rows[k * d + i]))];
        var exact = ByElimination(Tables.Of(
            d, d, (i, j) => Enumerable.Range(0, n).Sum(k => (rows[k * d + i] - means[i]) * (rows[k * d + j] - means[j])) / (n - 1)));
        var corrected = exact - NullBias(d, n);
        var estimate = TotalCorrelation.FromSamples(rows, d);
        return
        [
            (estimate.PlugIn.Value, exact), (estimate.Corrected.Value, corrected), (estimate.PerDimension.Value, corrected / d),
        ];
    }

    // The estimates lie between 0 and the cut (what the cut takes off their mean is far below the room added); their variance is 0.018.
    private static SampleMean SampledBias(VerificationSettings settings, int d, int n)
    {
        const double cut = 4;
        var repetitions = settings.Samples / (n * d);
        var rows = new double[n * d];
        var sum = 0.0;
        foreach (var key in settings.Keys("tc bias", repetitions))
        {
            key.FillNormal(rows);
            sum += Math.Min(TotalCorrelation.FromSamples(rows, d).PlugIn.Value, cut);
        }
        return SampleMean.OfBounded(sum / repetitions, repetitions, 0.02, cut, 1e-6);
    }

    private static double[,] CovarianceOfXor()
    {
        var bits = ExampleSystems.XorBits();
        return Tables.Of(3, 3, (i, j) => bits.Z.Probabilities.ToArray()
            .Select((p, z) => p * (bits.Component(z, i) - 0.5) * (bits.Component(z, j) - 0.5)).Sum());
    }

    private static double Of(double[,] covariance) => TotalCorrelation.OfCovariance(Matrix<double>.Build.DenseOfArray(covariance)).Value;

    private static double Of(int d, Func<int, int, double> covariance) =>
        TotalCorrelation.OfCovariance(Matrix<double>.Build.Dense(d, d, covariance)).Value;

    private static double ByElimination(double[,] covariance) =>
        0.5 * (Enumerable.Range(0, covariance.GetLength(0)).Sum(i => Math.Log(covariance[i, i]))
            - Math.Log(Textbook.Determinant(covariance)));

    // det R of n samples is prod_i chi^2_{n-i} / (chi^2_{n-1})^d in distribution (Bartlett), i = 1 .. d.
    private static double NullBias(int d, long n)
    {
        var full = MeanLogChiSquare(n - 1);
        return 0.5 * Enumerable.Range(2, d - 1).Sum(i => full - MeanLogChiSquare(n - i));
    }

    // The mean of v = log chi^2_k, whose density is proportional to exp(k v / 2 - e^v / 2), by the trapezoidal rule.
    private static double MeanLogChiSquare(double k)
    {
        var mode = Math.Log(k);
        var low = -12 / Math.Sqrt(Math.Min(k / 2, 1)) * Math.Sqrt(4 / Math.Max(k, 1)) - 40 / k;
        var high = 12 * Math.Sqrt(4 / Math.Max(k, 4));
        const int steps = 600;
        var step = (high - low) / steps;
        double weights = 0, first = 0;
        for (var i = 0; i <= steps; i++)
        {
            var t = low + i * step;
            var weight = Math.Exp(0.5 * k * (t - Math.Exp(t) + 1));
            weights += weight;
            first += weight * t;
        }
        return mode + first / weights;
    }

    private static double[,] RandomCovariance(RandomKey key, int d)
    {
        var factor = new double[d * (d + 1)];
        key.FillNormal(factor);
        return Tables.Of(d, d, (i, j) => Enumerable.Range(0, d + 1).Sum(k => factor[i * (d + 1) + k] * factor[j * (d + 1) + k]));
    }
}
