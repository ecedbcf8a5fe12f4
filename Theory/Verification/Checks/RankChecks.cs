namespace IDropTheory.Verification;

/// <summary>Estimates that increasing maps do not change, entropies from counts, and neighbours of labels and of several
/// variables.</summary>
internal static class RankChecks
{
    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Exact(
            "ranks.invariant", "Total correlation from ranks is that of the samples after increasing maps of single columns", settings =>
            from key in settings.Keys("ranks", 3)
            let rows = Rows(key, 60)
            let mapped = rows.Select((v, i) => i % 3 == 0 ? Math.Exp(2 * v) : i % 3 == 1 ? v * v * v : Math.Atan(v)).ToArray()
            from sides in new[]
            {
                (RankTotalCorrelation.FromSamples(mapped, 3).Corrected.Value, RankTotalCorrelation.FromSamples(rows, 3).Corrected.Value),
                (KsgMultiInformation.Value(Table(mapped)).Value, KsgMultiInformation.Value(Table(rows)).Value),
            }
            select sides),
        // The plug-in value of the scores without each row, one by one.
        Claim.Exact("ranks.jackknife", "The standard error of total correlation from ranks is the jackknife's", settings =>
            from key in settings.Keys("jackknife", 2)
            let scores = NormalScores.Of(Rows(key, 30), 3)
            let left = Enumerable.Range(0, 30).Select(i => TotalCorrelation.FromSamples(
                [.. scores[..(3 * i)], .. scores[(3 * i + 3)..]], 3).PlugIn.Value).ToArray()
            let mean = left.Average()
            select (RankTotalCorrelation.FromSamples(scores, 3).StandardError.Value,
                Math.Sqrt(29.0 / 30 * left.Sum(v => (v - mean) * (v - mean)))), 1e-9),
        // Cells seen n_i times: all at once, so that the estimates are sums over cells written out.
        Claim.Exact("counts.chao-shen", "Entropy from counts by Chao and Shen: coverage and the chance to be seen, written out", _ =>
            from counts in new int[][] { [1, 1, 2, 3, 7], [4, 4, 4], [1, 5] }
            let n = counts.Sum()
            let coverage = 1 - (double)counts.Count(c => c == 1) / n
            let sum = counts.Sum(c => coverage * c / n * Math.Log(coverage * c / n) / (1 - Math.Pow(1 - coverage * c / n, n)))
            select (Sequence(counts).Entropy(EntropyEstimator.ChaoShen).Value, -sum)),
        Claim.Exact("counts.grassberger", "Entropy from counts by Grassberger: log n less the mean of G(n_i), G by its recurrence", _ =>
            from counts in new int[][] { [1, 1, 2, 3, 7], [4, 4, 4], [1, 5] }
            let n = counts.Sum()
            select (Sequence(counts).Entropy(EntropyEstimator.Grassberger).Value,
                Math.Log(n) - counts.Sum(c => (double)c / n * G(c)))),
        new(
            "batches.enclose",
            "I(x;z), by integration, lies between InfoNCE and the leave-one-out bound, within eight standard errors", settings =>
        {
            double[] means = [0, 1, 3];
            var encoder = new GaussianEncoder(new[,] { { 0.0 }, { 1.0 }, { 3.0 } }, new[,] { { 1.0 }, { 1.0 }, { 1.0 } });
            var bounds = BatchBounds.Of(encoder, 32, settings.Key("batches"), 64);
            double Log(int i, double z) => Textbook.LogNormalDensity(z, means[i], 1);
            var information = means.Select((mean, i) => ReferenceIntegral.OverNormal(mean, 1, z =>
                Log(i, z) - Math.Log(Enumerable.Range(0, 3).Average(j => Math.Exp(Log(j, z)))))).Average();
            return
            [
                Check.Between(
                    information, bounds.InfoNce.Mean.Value - 8 * bounds.InfoNce.StandardError.Value,
                    bounds.LeaveOneOut.Mean.Value + 8 * bounds.LeaveOneOut.StandardError.Value) with
                {
                    How = Evidence.MonteCarlo,
                    ErrorProbability = 1e-9,
                },
            ];
        }),
    ];

    private static double[] Rows(RandomKey key, int count)
    {
        var rows = new double[3 * count];
        key.FillNormal(rows);
        for (var i = 0; i < count; i++)
            rows[3 * i + 1] += 0.8 * rows[3 * i];
        return rows;
    }

    private static double[,] Table(double[] rows) => Tables.Of(rows.Length / 3, 3, (i, j) => rows[3 * i + j]);

    private static SymbolSequence Sequence(int[] counts) =>
        SymbolSequence.Of([.. counts.SelectMany((count, symbol) => Enumerable.Repeat(symbol, count))]);

    private static double G(int count) =>
        count == 1 ? -0.57721566490153286 - Math.Log(2)
        : count == 2 ? G(1) + 2
        : count % 2 == 1 ? G(count - 1)
        : G(count - 2) + 2.0 / (count - 1);
}
