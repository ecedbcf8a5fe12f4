using MathNet.Numerics;

namespace IDropTheory;

/// <summary>The KL divergence of the distributions of single units from the best prior of a family, summed over the units, from samples, in
/// nats.</summary>
/// <remarks>
/// With u = log z of the positive activations of a unit and h their differential entropy, the KL from the log-normal prior with their mean
/// and variance is 1/2 log(2 pi e Var u) - h(u), and from the log-uniform prior on [a, b] it is log(b - a) - h(u) in logarithms. An atom at
/// zero is part of the prior, with the units' own share, so that zeros cost nothing and the rest counts with its share. h is estimated by
/// nearest neighbours (Kozachenko and Leonenko 1987, k = 3). The samples are also divided into groups, which tell the bias of the value, of
/// order 1/n, that is removed, and its noise: the interval is Student's. Its coverage is measured in docs/estimators.md.
/// This is a part of the mean KL that training charges: E KL(p(z|x) || q) = I(x;z) + TC(z) + the sum over units of this for the prior q.
/// </remarks>
/// <example>
/// <code>
/// var z = new double[1_000, 2];
/// for (var i = 0; i &lt; 1_000; i++)
///     for (var j = 0; j &lt; 2; j++)
///         z[i, j] = Math.Exp(RandomKey.FromSeed(1).Normal((ulong)(2 * i + j)));
/// PriorMismatch fit = PriorMismatch.LogNormalPerUnit(z);                // near 0: these are log-normal
/// </code>
/// </example>
/// <param name="Value">Sum over the units.</param>
/// <param name="Interval">Its interval.</param>
/// <param name="Confidence">Probability content of the interval.</param>
/// <param name="Units">Units that were measured.</param>
/// <param name="Skipped">Units of which a group has too few positive activations.</param>
public sealed record PriorMismatch(Nats Value, (Nats Low, Nats High) Interval, double Confidence, int Units, int Skipped)
{
    /// <summary>Number of groups of rows.</summary>
    public const int Groups = 10;

    /// <summary>The fewest positive activations of a unit in a group.</summary>
    public const int FewestInGroup = 20;

    private const int Neighbour = 3;

    /// <summary>From a log-normal prior with its own mu and sigma for every unit.</summary>
    /// <param name="z">Rows of activations &gt;= 0, in an order that has no meaning (consecutive rows are not more alike).</param>
    /// <param name="confidence">Probability content of the interval, in (0, 1).</param>
    /// <exception cref="ArgumentException">There are too few rows, or no unit has enough positive activations.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An activation is negative or not finite.</exception>
    public static PriorMismatch LogNormalPerUnit(double[,] z, double confidence = 0.95) =>
        Of(z, confidence, (units, _) => units.Sum(u => u.Share * (u.Gaussian() - u.Entropy())));

    /// <summary>From one log-normal prior for all units, with one mu and one sigma.</summary>
    /// <inheritdoc cref="LogNormalPerUnit"/>
    public static PriorMismatch LogNormalPerLayer(double[,] z, double confidence = 0.95) =>
        Of(z, confidence, (units, _) =>
        {
            var weight = units.Sum(u => u.Share);
            var mu = units.Sum(u => u.Share * u.Mean) / weight;
            var variance = units.Sum(u => u.Share * (u.Variance + (u.Mean - mu) * (u.Mean - mu))) / weight;
            return units.Sum(u => u.Share * (0.5 * Math.Log(2 * Math.PI * Math.E * variance) - u.Entropy()));
        });

    /// <summary>From one log-uniform prior for all units, on the smallest interval that contains all positive activations.</summary>
    /// <inheritdoc cref="LogNormalPerUnit"/>
    public static PriorMismatch LogUniform(double[,] z, double confidence = 0.95) =>
        Of(z, confidence, (units, width) => units.Sum(u => u.Share * (Math.Log(width) - u.Entropy())));

    private static PriorMismatch Of(double[,] z, double confidence, Func<Unit[], double, double> measure)
    {
        ArgumentNullException.ThrowIfNull(z);
        if (!(confidence is > 0 and < 1)) throw Require.Refuse(confidence, "a probability in (0, 1)", nameof(confidence));
        var (n, d) = (z.GetLength(0), z.GetLength(1));
        Require.AtLeast(n, Groups * FewestInGroup, "the number of rows");
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in z)
        {
            if (!(value >= 0 && double.IsFinite(value))) throw Require.Refuse(value, ">= 0 and finite", "an activation");
            if (value == 0) continue;
            (low, high) = (Math.Min(low, Math.Log(value)), Math.Max(high, Math.Log(value)));
        }
        int[] measured = [.. Enumerable.Range(0, d).Where(j => Enumerable.Range(0, Groups).All(g => Varies(z, j, g)))];
        if (measured.Length == 0)
            throw new ArgumentException($"No unit has {FewestInGroup} different positive activations in each tenth of the rows; give "
                + "more rows.", nameof(z));
        var values = new double[Groups + 1];
        Parallel.For(0, Groups + 1, g => values[g] = measure(
            [.. measured.Select(j => g == Groups ? new Unit(Logarithms(z, j, 0, 1), n)
                : new Unit(Logarithms(z, j, g, Groups), (n - g + Groups - 1) / Groups))], high - low));
        var groups = MeanEstimate.Of(values.AsSpan(0, Groups));
        // The bias of a tenth of the rows is ten times that of all. To remove it enlarges the noise by a tenth or less.
        var whole = values[Groups] - (groups.Mean.Value - values[Groups]) / (Groups - 1);
        var reach = StudentQuantile(confidence) * groups.StandardError.Value * Groups / (Groups - 1);
        return new(new(whole), (new(whole - reach), new(whole + reach)), confidence, measured.Length, d - measured.Length);
    }

    /// <summary>The t within which Student's distribution of the groups' mean has its central share.</summary>
    private static double StudentQuantile(double share)
    {
        const double freedom = Groups - 1;
        var (low, high) = (0.0, 1e6);
        while (high - low > 1e-12 * high)
        {
            var t = 0.5 * (low + high);
            if (1 - SpecialFunctions.BetaRegularized(freedom / 2, 0.5, freedom / (freedom + t * t)) < share) low = t;
            else high = t;
        }
        return high;
    }

    private static bool Varies(double[,] z, int unit, int group) =>
        Logarithms(z, unit, group, Groups) is var logs && logs.Length >= FewestInGroup && logs[0] < logs[^1];

    /// <summary>The sorted logarithms of the positive activations of a unit in some rows.</summary>
    private static double[] Logarithms(double[,] z, int unit, int first, int step)
    {
        var logs = new List<double>();
        for (var i = first; i < z.GetLength(0); i += step)
            if (z[i, unit] > 0) logs.Add(Math.Log(z[i, unit]));
        logs.Sort();
        return [.. logs];
    }

    /// <summary>The positive activations of a unit in some rows.</summary>
    private sealed class Unit
    {
        private readonly double[] _sorted;

        public Unit(double[] sorted, int rows)
        {
            (_sorted, Share) = (sorted, sorted.Length / (double)rows);
            Mean = sorted.Average();
            Variance = sorted.Sum(u => (u - Mean) * (u - Mean)) / (sorted.Length - 1.0);
        }

        public double Share { get; }

        public double Mean { get; }

        public double Variance { get; }

        /// <summary>1/2 log(2 pi e sigma^2), unbiased for normal samples.</summary>
        public double Gaussian()
        {
            var nu = _sorted.Length - 1.0;
            return 0.5 * (Math.Log(2 * Math.PI * Math.E * Variance) + Math.Log(nu / 2) - SpecialFunctions.DiGamma(nu / 2));
        }

        public double Entropy()
        {
            // Rounded activations have ties; a distance is never less than what float32 resolves.
            var (n, least) = (_sorted.Length, (_sorted[^1] - _sorted[0]) * Math.ScaleB(1, -24));
            var sum = 0.0;
            for (var i = 0; i < n; i++)
            {
                // The k-th nearest is among the k before and the k after.
                var (left, right, distance) = (i - 1, i + 1, 0.0);
                for (var k = 0; k < Neighbour; k++)
                {
                    var before = left >= 0 ? _sorted[i] - _sorted[left] : double.PositiveInfinity;
                    var after = right < n ? _sorted[right] - _sorted[i] : double.PositiveInfinity;
                    distance = Math.Min(before, after);
                    if (before <= after) left--;
                    else right++;
                }
                sum += Math.Log(2 * Math.Max(distance, least));
            }
            return SpecialFunctions.DiGamma(n) - SpecialFunctions.DiGamma(Neighbour) + sum / n;
        }
    }
}
