namespace IDropTheory.Verification;

/// <summary>Accumulated covariances, shrunk correlations, intervals of the total correlation, and columns that others determine.</summary>
internal static class CorrelationChecks
{
    private const int N = 300;
    private const int D = 4;

    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Exact(
            "covariance.streamed", "Mean and covariance of blocks, merged and selected, are those of all rows, in two passes", settings =>
            from rows in new[] { Rows(settings.Key("streamed"), N) }
            let merged = Streamed(rows)
            let selected = merged.Select([2, 0])
            let expected = Covariance(rows)
            from i in Enumerable.Range(0, D)
            from sides in Enumerable.Range(0, D).Select(j => (merged.Covariance()[i, j], expected[i, j]))
                .Append((merged.Mean()[i], Mean(rows, i))).Append((selected.Covariance()[0, 1], expected[2, 0]))
                .Append((selected.Covariance()[1, 1], expected[0, 0]))
            select sides, 1e-10)
            .AsNumber(),
        // |z z' - R|^2 summed over standardised rows, entry by entry.
        Claim.Exact(
            "shrinkage.ledoit-wolf",
            "The intensity of Ledoit and Wolf: noise of the correlations over their squares, entry by entry", settings =>
            from n in new[] { 3, 12, N }
            let rows = Rows(settings.Key("shrinkage"), n)
            select (Shrinkage.LedoitWolf(rows, D).Intensity, LedoitWolf(rows)))
            .AsNumber(),
        Claim.Exact("tc.shrunk", "TC of shrunk correlations, the determinant by elimination", settings =>
            from intensity in new[] { 0.1, 0.6 }
            from n in new[] { 3, N }
            let rows = Rows(settings.Key("shrunk"), n)
            let samples = Streamed(rows)
            let r = Correlation(rows)
            let shrunk = Tables.Of(D, D, (i, j) => i == j ? 1 : (1 - intensity) * r[i, j])
            let computed = TotalCorrelation.Shrunk(samples, Shrinkage.Fixed(intensity)).Value.Value
            select (computed, -0.5 * Math.Log(Textbook.Determinant(shrunk))),
            1e-10),
        Claim.Quadrature("tc.interval", "The interval reaches as many standard errors as the normal distribution needs", settings =>
            from confidence in new[] { 0.5, 0.95 }
            let estimate = TotalCorrelation.FromSamples(Rows(settings.Key("interval"), N), D, confidence)
            let reach = estimate.StandardError.Value * Quantile(confidence)
            from sides in new[]
            {
                (estimate.Interval.Low.Value, estimate.Corrected.Value - reach),
                (estimate.Interval.High.Value, estimate.Corrected.Value + reach),
                (estimate.Bias.Value, estimate.PlugIn.Value - estimate.Corrected.Value),
            }
            select sides, 1e-9),
        // -1/2 log(1 - r^2) under Hotelling's density of the sample correlation r.
        Claim.Quadrature(
            "tc.standard-error",
            "Standard error of the estimate for a pair of normal variables, from the density of the sample correlation", () =>
            from n in new[] { 12, 40 }
            from rho in new[] { 0.0, 0.6 }
            let square = (rho * rho * (n - 2) + 1) / (n - 1)
            select (TotalCorrelation.FromSamples(PairWithSquaredCorrelation(n, square), 2).StandardError.Value, Deviation(n, rho)), 1e-7),
        // For three independent variables det R is a product of two independent beta variables; for equal columns the pairs add.
        Claim.Quadrature(
            "tc.standard-error-more",
            "The standard error of more variables: variances of log chi-squares and covariances of pairs", settings =>
            from rows in new[] { Rows(settings.Key("error"), N) }
            let r = Correlation(rows)
            let variances = Enumerable.Range(1, D).Sum(i => LogChiSquare(N - i)) - D * LogChiSquare(N - 1)
            let pairs = (from i in Enumerable.Range(0, D)
                         from j in Enumerable.Range(0, i)
                         select LogCovariance(N - 1, r[i, j] * r[i, j] - (1 - r[i, j] * r[i, j]) / (N - 2))).Sum()
            select (TotalCorrelation.FromSamples(rows, D).StandardError.Value, 0.5 * Math.Sqrt(variances + 2 * pairs)), 1e-8),
        Claim.Exact("tc.dependence", "A column that is the sum of two others is found, with those two", settings =>
            from rows in new[] { Rows(settings.Key("dependence"), N) }
            let samples = Dependent(rows)
            let found = LinearDependence.Find(samples)
            from sides in new[]
            {
                (found.Length, 1), (found[0].Column, 3), (found[0].Others.Length, 2), (found[0].Others[0], 0), (found[0].Others[1], 2),
            }
            select ((double)sides.Item1, (double)sides.Item2), 0)
            .AsNumber(),
        Claim.Exact("tc.dependent", "Where one column is the sum of two others, TC is infinite", settings =>
            [(TotalCorrelation.Of(Dependent(Rows(settings.Key("dependent"), N))).PlugIn.Value, double.PositiveInfinity)]),
    ];

    // Correlated columns with means far from zero.
    private static double[] Rows(RandomKey key, int n)
    {
        var rows = new double[n * D];
        key.FillNormal(rows);
        for (var k = 0; k < n; k++)
            for (var j = 0; j < D; j++)
                rows[k * D + j] = (j + 1) * rows[k * D + j] + (j > 0 ? 0.4 * rows[k * D + j - 1] : 0) + 100 * j;
        return rows;
    }

    private static StreamingCovariance Streamed(double[] rows)
    {
        var (first, second) = (new StreamingCovariance(D), new StreamingCovariance(D));
        var part = rows.Length / D / 3 * D;
        first.Add(rows.AsSpan(0, part));
        second.Add(rows.AsSpan(part));
        first.Merge(second);
        return first;
    }

    private static StreamingCovariance Dependent(double[] rows)
    {
        var samples = new StreamingCovariance(D);
        for (var k = 0; k < rows.Length; k += D)
            samples.Add([rows[k], rows[k + 1], rows[k + 2], rows[k] + rows[k + 2]]);
        return samples;
    }

    private static double Mean(double[] rows, int j) => Enumerable.Range(0, rows.Length / D).Average(k => rows[k * D + j]);

    private static double[,] Covariance(double[] rows)
    {
        var n = rows.Length / D;
        double[] means = [.. Enumerable.Range(0, D).Select(j => Mean(rows, j))];
        return Tables.Of(D, D, (i, j) =>
            Enumerable.Range(0, n).Sum(k => (rows[k * D + i] - means[i]) * (rows[k * D + j] - means[j])) / (n - 1));
    }

    private static double[,] Correlation(double[] rows)
    {
        var c = Covariance(rows);
        return Tables.Of(D, D, (i, j) => c[i, j] / Math.Sqrt(c[i, i] * c[j, j]));
    }

    private static double LedoitWolf(double[] rows)
    {
        var (n, r, c) = (rows.Length / D, Correlation(rows), Covariance(rows));
        var entries = (from i in Enumerable.Range(0, D) from j in Enumerable.Range(0, D) select (i, j)).ToArray();
        double Standard(int k, int j) => (rows[k * D + j] - Mean(rows, j)) / Math.Sqrt(c[j, j] * (n - 1) / n);
        var noise = Enumerable.Range(0, n).Sum(k =>
        {
            double[] z = [.. Enumerable.Range(0, D).Select(j => Standard(k, j))];
            return entries.Sum(e => Math.Pow(z[e.i] * z[e.j] - r[e.i, e.j], 2));
        }) / ((double)n * n);
        return Math.Min(1, noise / entries.Sum(e => e.i == e.j ? 0 : r[e.i, e.j] * r[e.i, e.j]));
    }

    private static double Quantile(double confidence) => ReferenceSearch.Root(
        x => ReferenceIntegral.Over(-x, x, u => Math.Exp(Textbook.LogNormalDensity(u, 0, 1))) - confidence, 0, 10);

    private static double[] PairWithSquaredCorrelation(int n, double square)
    {
        // Two orthogonal centred columns of equal length, by trigonometric functions of full periods; then a mixture of them.
        double[] a = [.. Enumerable.Range(0, n).Select(k => Math.Cos(Math.Tau * k / n))];
        double[] b = [.. Enumerable.Range(0, n).Select(k => Math.Sin(Math.Tau * k / n))];
        return [.. Enumerable.Range(0, n).SelectMany(k => new[] { a[k], Math.Sqrt(square) * a[k] + Math.Sqrt(1 - square) * b[k] })];
    }

    // The density of r is proportional to (1 - r^2)^((n-4)/2) times the integral of (cosh t - rho r)^-(n-1) over t > 0 (Fisher 1915); with
    // r = tanh w the first factor is a power of cosh w.
    private static double Deviation(int n, double rho)
    {
        double first = 0, second = 0, weights = 0;
        for (var w = -4.0; w <= 4; w += 1.0 / 64)
        {
            var weight = Math.Pow(Math.Cosh(w), 2 - n)
                * ReferenceIntegral.OverNarrow(-20, 20, t => Math.Pow(Math.Cosh(t) - rho * Math.Tanh(w), 1 - n));
            var tc = Math.Log(Math.Cosh(w));
            (weights, first, second) = (weights + weight, first + weight * tc, second + weight * tc * tc);
        }
        return Math.Sqrt(second / weights - first / weights * (first / weights));
    }

    // Var log chi^2_k = psi'(k / 2), the sum of 1 / (k/2 + i)^2, its tail by the formula of Euler and Maclaurin.
    private static double LogChiSquare(double k)
    {
        var (sum, end) = (0.0, k / 2 + 1000);
        for (var i = 0; i < 1000; i++)
            sum += 1 / ((k / 2 + i) * (k / 2 + i));
        return sum + 1 / end + 0.5 / (end * end) + 1 / (6 * end * end * end);
    }

    // The covariance of the logarithms of two sample variances of correlation rho: the sum of rho^2k B(k, a) / k.
    private static double LogCovariance(double freedom, double square)
    {
        var (sum, a) = (0.0, freedom / 2);
        for (var k = 1; k < 400; k++)
            sum += Math.Pow(square, k) / k * BetaFunction(k, a);
        return sum;
    }

    // B(k, a) = (k-1)! / (a (a+1) ... (a+k-1)).
    private static double BetaFunction(int k, double a)
    {
        var product = 1 / a;
        for (var i = 1; i < k && product > 1e-300; i++)
            product *= i / (a + i);
        return product;
    }
}
