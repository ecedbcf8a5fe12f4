using MathNet.Numerics.Distributions;

namespace IDropTheory.Experiments.Reproduction.Claims;

/// <summary>Kendall's rank correlation, tau-b, of pairs of numbers: whether one rises with the other, whatever its shape.</summary>
/// <param name="Tau">From -1 (always falls) to 1 (always rises); 0 where one of the two is constant.</param>
/// <param name="PValue">Two-sided: the probability of a tau at least as far from 0 if every order of the second were as likely. Exact up to
/// 8 pairs, else by
/// the normal approximation with ties.</param>
public readonly record struct RankCorrelation(double Tau, double PValue)
{
    // 8! orders are 40,320.
    private const int Exact = 8;

    /// <summary>The correlation of pairs.</summary>
    /// <exception cref="ArgumentException">The numbers of values differ.</exception>
    public static RankCorrelation Of(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (x.Count != y.Count) throw new ArgumentException($"{x.Count} values are paired with {y.Count}; give as many of each.",
            nameof(y));
        var score = Score(x, y);
        var scale = Math.Sqrt((double)Distinct(x) * Distinct(y));
        if (scale == 0) return new(0, 1);
        return new(score / scale, x.Count <= Exact ? ExactPValue(x, y, Math.Abs(score)) : NormalPValue(x, y, score));
    }

    /// <summary>The correlation within groups: only pairs of one group are compared, and the groups are independent. The p-value is the
    /// normal approximation.</summary>
    public static RankCorrelation Within(IReadOnlyCollection<IReadOnlyList<(double X, double Y)>> groups)
    {
        var (score, pairs, variance) = (0, 0, 0.0);
        foreach (var group in groups)
        {
            double[] x = [.. group.Select(p => p.X)], y = [.. group.Select(p => p.Y)];
            score += Score(x, y);
            pairs += Pairs(group.Count);
            variance += Variance(x, y);
        }
        return pairs == 0 || variance == 0 ? new(0, 1)
            : new((double)score / pairs, 2 * Normal.CDF(0, 1, -Math.Abs(score) / Math.Sqrt(variance)));
    }

    /// <summary>Concordant less discordant pairs.</summary>
    private static int Score(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var score = 0;
        for (var i = 0; i < x.Count; i++)
            for (var j = 0; j < i; j++)
                score += x[i].CompareTo(x[j]) * y[i].CompareTo(y[j]);
        return score;
    }

    /// <summary>Pairs whose two values differ.</summary>
    private static int Distinct(IReadOnlyList<double> x) => Pairs(x.Count) - Ties(x).Sum(Pairs);

    private static int Pairs(int n) => n * (n - 1) / 2;

    private static IEnumerable<int> Ties(IReadOnlyList<double> x) => x.GroupBy(value => value).Select(group => group.Count());

    private static double ExactPValue(IReadOnlyList<double> x, IReadOnlyList<double> y, int score)
    {
        var (orders, asFar) = (0, 0);
        foreach (var order in Permutations([.. y], y.Count))
        {
            orders++;
            if (Math.Abs(Score(x, order)) >= score) asFar++;
        }
        return (double)asFar / orders;
    }

    /// <summary>Every order of the first so many values, in place (Heap's algorithm).</summary>
    private static IEnumerable<double[]> Permutations(double[] values, int count)
    {
        if (count <= 1)
        {
            yield return values;
            yield break;
        }
        for (var i = 0; i < count; i++)
        {
            foreach (var order in Permutations(values, count - 1))
                yield return order;
            var other = count % 2 == 0 ? i : 0;
            (values[other], values[count - 1]) = (values[count - 1], values[other]);
        }
    }

    private static double NormalPValue(IReadOnlyList<double> x, IReadOnlyList<double> y, int score) =>
        2 * Normal.CDF(0, 1, -Math.Abs(score) / Math.Sqrt(Variance(x, y)));

    /// <summary>Variance of the score where every order is as likely.</summary>
    private static double Variance(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        double n = x.Count;
        if (n < 2) return 0;
        double Sum(IReadOnlyList<double> values, Func<double, double> of) => Ties(values).Sum(t => of(t));
        return (n * (n - 1) * (2 * n + 5) - Sum(x, t => t * (t - 1) * (2 * t + 5)) - Sum(y, t => t * (t - 1) * (2 * t + 5))) / 18
            + Sum(x, t => t * (t - 1)) * Sum(y, t => t * (t - 1)) / (2 * n * (n - 1))
            + (n < 3 ? 0 : Sum(x, t => t * (t - 1) * (t - 2)) * Sum(y, t => t * (t - 1) * (t - 2)) / (9 * n * (n - 1) * (n - 2)));
    }
}
