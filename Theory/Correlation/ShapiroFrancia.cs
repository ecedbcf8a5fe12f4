namespace IDropTheory;

/// <summary>The Shapiro-Francia test of normality: the squared correlation of the ordered values with their normal scores.</summary>
/// <remarks>The p-value is Royston's approximation (1993), for 5 to 5,000 values; of more, 5,000 evenly spaced ones in their given order
/// are tested.</remarks>
/// <example>
/// <code>
/// var values = new double[200];
/// RandomKey.FromSeed(1).FillNormal(values);
/// double usual = ShapiroFrancia.Of(values).PValue;
/// double tiny = ShapiroFrancia.Of([.. values.Select(Math.Exp)]).PValue;
/// </code>
/// </example>
/// <param name="Statistic">W', at most 1; near 1 for normal values.</param>
/// <param name="PValue">Probability that normal values have so small a statistic.</param>
public readonly record struct ShapiroFrancia(double Statistic, double PValue)
{
    private const int Least = 5, Most = 5000;

    /// <summary>Tests values.</summary>
    /// <param name="values">At least 5 finite numbers, not all equal.</param>
    /// <exception cref="ArgumentException">Fewer than 5 values, or all are equal.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite.</exception>
    public static ShapiroFrancia Of(ReadOnlySpan<double> values)
    {
        if (values.Length < Least)
            throw new ArgumentException($"{values.Length} values; the test of normality needs at least {Least}.", nameof(values));
        var n = Math.Min(values.Length, Most);
        var sorted = new double[n];
        for (var i = 0; i < n; i++)
            sorted[i] = Require.Finite(values[(int)((long)i * values.Length / n)], $"value {i}");
        Array.Sort(sorted);
        var scores = NormalScores.Quantiles(n);
        var (mean, product, squares, scoreSquares) = (sorted.Average(), 0.0, 0.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            product += (sorted[i] - mean) * scores[i];
            squares += (sorted[i] - mean) * (sorted[i] - mean);
            scoreSquares += scores[i] * scores[i];
        }
        if (squares == 0) throw new ArgumentException("All values are equal; they are not normal.", nameof(values));
        var statistic = product * product / squares / scoreSquares;
        var log = Math.Log(n);
        var (centre, scale) = (-1.2725 + 1.0521 * (Math.Log(log) - log), 1.0308 - 0.26758 * (Math.Log(log) + 2 / log));
        return new(statistic, NormalFunctions.UpperTail((Math.Log(Math.Max(1 - statistic, 1e-300)) - centre) / scale));
    }
}
