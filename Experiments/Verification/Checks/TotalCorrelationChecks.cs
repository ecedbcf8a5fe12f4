using MathNet.Numerics.LinearAlgebra;

namespace IDropTheory.Experiments.Verification.Checks;

/// <summary>Total correlation: the closed form (erratum E3), the bias of its estimate, and what second moments cannot see.</summary>
internal static class TotalCorrelationChecks
{
    public static IEnumerable<Func<VerificationSettings, Check>> All() =>
        [ClosedForm, Equicorrelated, Autoregressive, Definition, PlugIn, Bias, BiasOfManyDimensions, BiasBySampling, StandardError, Xor];

    private static Check ClosedForm(VerificationSettings settings) => Check.All(
        from i in Enumerable.Range(0, 5)
        let covariance = RandomCovariance(settings.Key("covariance").Fold((ulong)i), 4)
        select Check.Exact(
            "tc.closed-form", "TC of normal and log-normal z = -1/2 log det R, the determinant by elimination",
            TotalCorrelation.OfCovariance(Matrix<double>.Build.DenseOfArray(covariance)).Value, ByElimination(covariance), 1e-11));

    private static Check Equicorrelated(VerificationSettings _) => Check.All(
        from d in new[] { 2, 5, 40 }
        from r in new[] { 0.1, 0.9 }
        select Check.Exact(
            "tc.equicorrelated", "TC at equal correlations r = -1/2 [(d-1) log(1-r) + log(1+(d-1)r)]",
            Of(d, (i, j) => i == j ? 1 : r), -0.5 * ((d - 1) * Math.Log(1 - r) + Math.Log(1 + (d - 1) * r)), 1e-11));

    private static Check Autoregressive(VerificationSettings _) => Check.All(
        from d in new[] { 2, 5, 40 }
        from r in new[] { -0.4, 0.95 }
        select Check.Exact(
            "tc.autoregressive", "TC of a stationary chain with correlations r^|i-j| = -(d-1)/2 log(1-r^2)",
            Of(d, (i, j) => Math.Pow(r, Math.Abs(i - j))), -0.5 * (d - 1) * Math.Log(1 - r * r), 1e-11));

    // The expectation of log p(z1, z2) / (p(z1) p(z2)) over z1 and z2 given z1, with no determinant anywhere.
    private static Check Definition(VerificationSettings _)
    {
        const double r = 0.6;
        var conditional = Math.Sqrt(1 - r * r);
        var definition = ReferenceIntegral.OverNormal(0, 1, a => ReferenceIntegral.OverNormal(r * a, conditional, b =>
            Textbook.LogNormalDensity(b, r * a, conditional) - Textbook.LogNormalDensity(b, 0, 1)));
        return Check.Quadrature(
            "E3", "Section 8 prints TC = -log det(Sigma0^-1 Sigma); derived: half of it (two normal variables, correlation 0.6)",
            Of(2, (i, j) => i == j ? 1 : r), definition).Refuting(PrintedForms.TotalCorrelation(1 - r * r));
    }

    private static Check PlugIn(VerificationSettings settings)
    {
        const int n = 30, d = 3;
        var rows = new double[n * d];
        settings.Key("plug-in").FillNormal(rows);
        for (var k = 0; k < n; k++)
            rows[k * d + 1] += 0.8 * rows[k * d] + 1e3;
        double Mean(int i) => Enumerable.Range(0, n).Average(k => rows[k * d + i]);
        var means = Enumerable.Range(0, d).Select(Mean).ToArray();
        var covariance = Tables.Of(
            d, d, (i, j) => Enumerable.Range(0, n).Sum(k => (rows[k * d + i] - means[i]) * (rows[k * d + j] - means[j])) / (n - 1));
        var estimate = TotalCorrelation.FromSamples(rows, d);
        const string statement =
            "The plug-in estimate is the closed form at the sample covariance; the corrected one is less by the bias; "
            + "per dimension divides by d";
        return Check.All([
            Check.Exact("tc.plug-in", statement, estimate.PlugIn.Value, ByElimination(covariance), 1e-9),
            Check.Exact("tc.plug-in", statement, estimate.Corrected.Value, ByElimination(covariance) - NullBias(d, n), 1e-9),
            Check.Exact("tc.plug-in", statement, estimate.PerDimension.Value, (ByElimination(covariance) - NullBias(d, n)) / d, 1e-9),
        ]);
    }

    private static Check Bias(VerificationSettings _) => Check.All(
        from c in new[] { (D: 2, N: 3L), (D: 5, N: 20L), (D: 10, N: 1000L) }
        select Check.Quadrature(
            "tc.bias", "Bias of the plug-in estimate for normal data, from the means of log chi-square variables by integration",
            TotalCorrelation.GaussianBias(c.D, c.N).Value, NullBias(c.D, c.N), 1e-9));

    private static Check BiasOfManyDimensions(VerificationSettings _) => Check.Quadrature(
        "tc.bias-3072", "3072 independent components and 10,000 samples: the plug-in estimate is 264.6 nats too large",
        TotalCorrelation.GaussianBias(3072, 10_000).Value, NullBias(3072, 10_000), 1e-9);

    // The estimates lie between 0 and the cut (what the cut takes off their mean is far below the room added); their variance is 0.018.
    private static Check BiasBySampling(VerificationSettings settings)
    {
        const int n = 12, d = 3;
        const double cut = 4;
        var repetitions = Math.Max(settings.Samples / (n * d), 100);
        var key = settings.Key("tc bias");
        var rows = new double[n * d];
        var sum = 0.0;
        for (var k = 0; k < repetitions; k++)
        {
            key.Fold((ulong)k).FillNormal(rows);
            sum += Math.Min(TotalCorrelation.FromSamples(rows, d).PlugIn.Value, cut);
        }
        return Check.MonteCarlo(
            "tc.bias-sampled", "The same bias as the mean estimate over samples of independent variables (d = 3, n = 12)",
            TotalCorrelation.GaussianBias(d, n).Value, SampleMean.OfBounded(sum / repetitions, repetitions, 0.02, cut).Wider(1e-6));
    }

    // For one pair with sample correlation r, r^2 = 1/(n-1), the unbiased estimate of rho^2 is zero and 1 - r^2 is a beta variable.
    private static Check StandardError(VerificationSettings _)
    {
        const int n = 21;
        var rows = PairWithSquaredCorrelation(n, 1.0 / (n - 1));
        var variance = LogChiSquare(n - 2).Variance - LogChiSquare(n - 1).Variance;
        return Check.Quadrature(
            "tc.standard-error",
            "Standard error of the estimate for an uncorrelated pair: half the deviation of the logarithm of a beta variable",
            TotalCorrelation.FromSamples(rows, 2).StandardError.Value, 0.5 * Math.Sqrt(variance), 1e-8);
    }

    private static Check Xor(VerificationSettings _)
    {
        var bits = ExampleSystems.XorBits();
        var covariance = Tables.Of(3, 3, (i, j) => bits.Z.Probabilities.ToArray()
            .Select((p, z) => p * (bits.Component(z, i) - 0.5) * (bits.Component(z, j) - 0.5)).Sum());
        var gaussian = TotalCorrelation.OfCovariance(Matrix<double>.Build.DenseOfArray(covariance)).Value;
        var second = Check.Exact(
            "tc.xor", "Three bits, one the XOR of the others: TC is log 2, but -1/2 log det R is 0, so it is no bound", gaussian, 0);
        var exact = second with { Computed = bits.TotalCorrelation().Value, Reference = 3 * Math.Log(2) - Math.Log(4) };
        return Check.All([exact with { Low = exact.Reference - 1e-12, High = exact.Reference + 1e-12 }, second]);
    }

    private static double Of(int d, Func<int, int, double> covariance) =>
        TotalCorrelation.OfCovariance(Matrix<double>.Build.Dense(d, d, covariance)).Value;

    private static double ByElimination(double[,] covariance) =>
        0.5 * (Enumerable.Range(0, covariance.GetLength(0)).Sum(i => Math.Log(covariance[i, i]))
            - Math.Log(Textbook.Determinant(covariance)));

    // det R of n samples is prod_i chi^2_{n-i} / (chi^2_{n-1})^d in distribution (Bartlett), i = 1 .. d.
    private static double NullBias(int d, long n)
    {
        var full = LogChiSquare(n - 1).Mean;
        return 0.5 * Enumerable.Range(2, d - 1).Sum(i => full - LogChiSquare(n - i).Mean);
    }

    // Mean and variance of v = log chi^2_k, whose density is proportional to exp(k v / 2 - e^v / 2), by the trapezoidal rule.
    private static (double Mean, double Variance) LogChiSquare(double k)
    {
        var mode = Math.Log(k);
        var low = -12 / Math.Sqrt(Math.Min(k / 2, 1)) * Math.Sqrt(4 / Math.Max(k, 1)) - 40 / k;
        var high = 12 * Math.Sqrt(4 / Math.Max(k, 4));
        const int steps = 600;
        var step = (high - low) / steps;
        double weights = 0, first = 0, second = 0;
        for (var i = 0; i <= steps; i++)
        {
            var t = low + i * step;
            var weight = Math.Exp(0.5 * k * (t - Math.Exp(t) + 1));
            weights += weight;
            first += weight * t;
            second += weight * t * t;
        }
        var mean = first / weights;
        return (mode + mean, second / weights - mean * mean);
    }

    private static double[] PairWithSquaredCorrelation(int n, double square)
    {
        // Two orthogonal centred columns of equal length, by trigonometric functions of full periods; then a mixture of them.
        double[] a = [.. Enumerable.Range(0, n).Select(k => Math.Cos(Math.Tau * k / n))];
        double[] b = [.. Enumerable.Range(0, n).Select(k => Math.Sin(Math.Tau * k / n))];
        return [.. Enumerable.Range(0, n).SelectMany(k => new[] { a[k], Math.Sqrt(square) * a[k] + Math.Sqrt(1 - square) * b[k] })];
    }

    private static double[,] RandomCovariance(RandomKey key, int d)
    {
        var factor = new double[d * (d + 1)];
        key.FillNormal(factor);
        return Tables.Of(d, d, (i, j) => Enumerable.Range(0, d + 1).Sum(k => factor[i * (d + 1) + k] * factor[j * (d + 1) + k]));
    }
}
