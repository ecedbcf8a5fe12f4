namespace IDropTheory.Verification;

/// <summary>Estimates by nearest neighbours against brute force: all distances are formed and sorted.</summary>
internal static class NeighbourChecks
{
    private const int N = 60;
    private const int Shuffles = 4;

    // psi(1) = -gamma, psi(1/2) = -gamma - 2 log 2.
    private const double EulerGamma = 0.57721566490153286;

    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Exact(
            "neighbours.tree", "Distances and counts of neighbours by the k-d tree are those of all pairs, ties included", settings =>
            from d in new[] { 1, 2, 4 }
            from ties in new[] { false, true }
            let points = Points(settings.Key($"tree {d}"), 150, d, ties)
            let tree = new KdTree(points.Cast<double>().ToArray(), d)
            from i in Enumerable.Range(0, 20)
            let point = Row(points, i)
            let all = Distances(points, i).Order().ToArray()
            let nearest = Nearest(tree, point, 5)
            from sides in nearest.Zip(all[1..6]).Append((tree.CountNearer(point, all[9]), all.Count(r => r < all[9])))
                .Append((tree.CountNearer(point, 0.7), all.Count(r => r < 0.7)))
            select (sides.First, sides.Second))
            .AsNumber(),
        Claim.Exact(
            "ksg.value", "The estimate of Kraskov, Stoegbauer and Grassberger from all distances, psi(n) by harmonic numbers", settings =>
            from k in new[] { 1, 3 }
            let pair = Pair(settings)
            select (KsgMutualInformation.Value(pair.X, pair.Y, k).Value, Ksg(pair.X, pair.Y, k))),
        Claim.Exact("ksg.null", "Mean, deviation and p-value of the estimate over shuffles", settings =>
            from pair in new[] { Pair(settings) }
            let key = settings.Key("shuffles")
            let estimate = KsgMutualInformation.Estimate(pair.X, pair.Y, key, 3, Shuffles)
            let nulls = Enumerable.Range(0, Shuffles)
                .Select(s => Ksg(pair.X, Reordered(pair.Y, key.Fold((ulong)s).Permutation(N)), 3)).ToArray()
            let mean = nulls.Average()
            from sides in new[]
            {
                (estimate.Value.Value, Ksg(pair.X, pair.Y, 3)), (estimate.NullMean.Value, mean),
                (estimate.NullStandardDeviation.Value, Math.Sqrt(nulls.Sum(v => (v - mean) * (v - mean)) / (Shuffles - 1))),
                (estimate.PValue, (1.0 + nulls.Count(v => v >= estimate.Value.Value)) / (1 + Shuffles)),
            }
            select sides),
        Claim.Exact("ksg.ceiling", "The largest value of the estimate, psi(n) - psi(k), is a sum of reciprocals", () =>
            from k in new[] { 1, 3 }
            select (KsgMutualInformation.Ceiling(1000, k).Value, Enumerable.Range(k, 1000 - k).Sum(i => 1.0 / i))),
        Claim.Exact("ksg.jitter", "Jittered columns have mean 0 and variance 1, plus the noise asked for", settings =>
            from pair in new[] { Pair(settings) }
            let key = settings.Key("jitter")
            let jittered = KsgMutualInformation.Jitter(pair.X, 0.25, key)
            let standard = Standardised(pair.X)
            from i in Enumerable.Range(0, N)
            from j in Enumerable.Range(0, 2)
            select (jittered[i, j], standard[i, j] + 0.25 * key.Normal((ulong)(2 * i + j))))
            .AsNumber(),
        new("mismatch.terms", "KL of units from fitted priors: entropies from all distances, the bias by tenths of the rows", settings =>
            from z in new[] { Activations(settings.Key("mismatch"), 400, 2) }
            from estimate in new (PriorMismatch Library, Func<Unit[], double, double> Measure)[]
            {
                (PriorMismatch.LogNormalPerUnit(z), (units, _) => units.Sum(u => u.Share * (u.Normal - u.Entropy))),
                (PriorMismatch.LogNormalPerLayer(z), (units, _) => units.Sum(u => u.Share * (NormalEntropy(Pooled(units)) - u.Entropy))),
                (PriorMismatch.LogUniform(z, 0.8), (units, width) => units.Sum(u => u.Share * (Math.Log(width) - u.Entropy))),
            }
            let expected = Mismatch(z, estimate.Measure, estimate.Library.Confidence)
            from check in new[]
            {
                Check.Exact(estimate.Library.Value.Value, expected.Value, 1e-9),
                Check.Exact(estimate.Library.Interval.Low.Value, expected.Value - expected.Reach, 1e-7),
                Check.Exact(estimate.Library.Interval.High.Value, expected.Value + expected.Reach, 1e-7),
            }
            select check),
    ];

    private static double[,] Points(RandomKey key, int n, int d, bool ties) => Tables.Of(n, d, (i, j) =>
        key.Normal((ulong)(i * d + j)) is var value && ties ? Math.Round(2 * value) / 2 : key.Normal((ulong)(i * d + j)));

    private static double[] Row(double[,] points, int i) => [.. Enumerable.Range(0, points.GetLength(1)).Select(j => points[i, j])];

    private static IEnumerable<double> Distances(double[,] points, int i) => Enumerable.Range(0, points.GetLength(0))
        .Select(k => Enumerable.Range(0, points.GetLength(1)).Max(j => Math.Abs(points[k, j] - points[i, j])));

    private static double[] Nearest(KdTree tree, double[] point, int count)
    {
        var distances = new double[count];
        tree.NearestDistances(point, distances);
        return distances;
    }

    private static (double[,] X, double[,] Y) Pair(VerificationSettings settings)
    {
        var key = settings.Key("ksg");
        double Draw(string what, int i) => key.Fold(what).Normal((ulong)i);
        var x = Tables.Of(N, 2, (i, j) => 5 + 3 * Draw("x", 2 * i + j));
        return (x, Tables.Of(N, 1, (i, _) => x[i, 0] - Draw("noise", i)));
    }

    private static double[,] Standardised(double[,] samples)
    {
        var n = samples.GetLength(0);
        var columns = Enumerable.Range(0, samples.GetLength(1)).Select(j =>
        {
            double[] column = [.. Enumerable.Range(0, n).Select(i => samples[i, j])];
            var mean = column.Average();
            var deviation = Math.Sqrt(column.Average(v => (v - mean) * (v - mean)));
            return Array.ConvertAll(column, v => (v - mean) / deviation);
        }).ToArray();
        return Tables.Of(n, columns.Length, (i, j) => columns[j][i]);
    }

    private static double[,] Reordered(double[,] rows, int[] order) =>
        Tables.Of(rows.GetLength(0), rows.GetLength(1), (i, j) => rows[order[i], j]);

    private static double Ksg(double[,] x, double[,] y, int k)
    {
        var (a, b) = (Standardised(x), Standardised(y));
        var n = x.GetLength(0);
        return Digamma(k) + Digamma(n) - Enumerable.Range(0, n).Average(i =>
        {
            var (inX, inY) = (Distances(a, i).ToArray(), Distances(b, i).ToArray());
            var radius = inX.Zip(inY, Math.Max).Order().ElementAt(k);
            return Digamma(inX.Count(r => r < radius)) + Digamma(inY.Count(r => r < radius));
        });
    }

    /// <summary>psi of a whole number or half of an odd one, up from psi(1) or psi(1/2).</summary>
    private static double Digamma(double x)
    {
        var whole = x == Math.Floor(x);
        var sum = whole ? -EulerGamma : -EulerGamma - 2 * Math.Log(2);
        for (var at = whole ? 1 : 0.5; at < x; at++)
            sum += 1 / at;
        return sum;
    }

    // Log-normal units that are silent now and then.
    private static double[,] Activations(RandomKey key, int n, int d) => Tables.Of(n, d, (i, j) =>
        key.Fold("silent").Uniform((ulong)(i * d + j)) < 0.05 ? 0 : Math.Exp(j + (1 + j) * key.Fold("z").Normal((ulong)(i * d + j))));

    private static double NormalEntropy(double variance) => 0.5 * Math.Log(2 * Math.PI * Math.E * variance);

    private static double Pooled(Unit[] units)
    {
        var weight = units.Sum(u => u.Share);
        var mean = units.Sum(u => u.Share * u.Mean) / weight;
        return units.Sum(u => u.Share * (u.Variance + (u.Mean - mean) * (u.Mean - mean))) / weight;
    }

    private static (double Value, double Reach) Mismatch(double[,] z, Func<Unit[], double, double> measure, double confidence)
    {
        const int groups = PriorMismatch.Groups;
        var n = z.GetLength(0);
        double[] logs = [.. z.Cast<double>().Where(v => v > 0).Select(v => Math.Log(v))];
        Unit[] Units(Func<int, bool> included) =>
        [
            .. Enumerable.Range(0, z.GetLength(1)).Select(j => Unit.Of(
                [.. Enumerable.Range(0, n).Where(included).Select(i => z[i, j])])),
        ];
        double[] parts = [.. Enumerable.Range(0, groups).Select(g => measure(Units(i => i % groups == g), logs.Max() - logs.Min()))];
        var (whole, mean) = (measure(Units(_ => true), logs.Max() - logs.Min()), parts.Average());
        // The bias falls with the rows, so that a tenth of them has ten times that of all.
        var error = Math.Sqrt(parts.Sum(v => (v - mean) * (v - mean)) / (groups - 1) / groups) * groups / (groups - 1);
        return ((groups * whole - mean) / (groups - 1), StudentQuantile(groups - 1, confidence) * error);
    }

    // Between -t and t, the density (1 + t^2 / freedom)^(-(freedom + 1) / 2) has its central share: with t = tan, no tail is cut off.
    private static double StudentQuantile(int freedom, double share)
    {
        double Mass(double angle) => ReferenceIntegral.Over(0, angle, a => Math.Pow(Math.Cos(a), freedom - 1));
        var whole = Mass(Math.PI / 2);
        return Math.Sqrt(freedom) * Math.Tan(ReferenceSearch.Root(angle => Mass(angle) / whole - share, 0, Math.PI / 2));
    }

    /// <summary>The positive activations of a unit.</summary>
    private sealed record Unit(double Share, double Mean, double Variance, double Normal, double Entropy)
    {
        private const int Neighbour = 3;

        public static Unit Of(double[] activations)
        {
            double[] logs = [.. activations.Where(z => z > 0).Select(v => Math.Log(v))];
            var (n, mean) = (logs.Length, logs.Average());
            var variance = logs.Sum(u => (u - mean) * (u - mean)) / (n - 1);
            var entropy = Digamma(n) - Digamma(Neighbour)
                + logs.Average(u => Math.Log(2 * logs.Select(v => Math.Abs(v - u)).Order().ElementAt(Neighbour)));
            return new(
                n / (double)activations.Length, mean, variance,
                NormalEntropy(variance) + 0.5 * (Math.Log(0.5 * (n - 1)) - Digamma(0.5 * (n - 1))), entropy);
        }
    }
}
