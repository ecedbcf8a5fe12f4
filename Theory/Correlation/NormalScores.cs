namespace IDropTheory;

/// <summary>Columns replaced by the normal quantiles of their ranks, which no increasing map of a column changes.</summary>
/// <remarks>The scores are Blom's: the quantile at (rank - 3/8) / (n + 1/4), near the mean of the order statistic. Equal values share the
/// mean of their ranks.</remarks>
/// <example>
/// <code>
/// double[] samples = [1, 10, 2, 1000, 3, 100];     // three rows of two columns
/// double[] scores = NormalScores.Of(samples, dimensions: 2);
/// </code>
/// </example>
public static class NormalScores
{
    /// <summary>The scores of every column.</summary>
    /// <param name="rowMajor">n rows of <paramref name="dimensions"/> finite numbers.</param>
    /// <param name="dimensions">Number of columns, at least 1.</param>
    /// <returns>n rows of scores.</returns>
    /// <exception cref="ArgumentException">The length is not a multiple of the dimensions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite.</exception>
    public static double[] Of(ReadOnlySpan<double> rowMajor, int dimensions)
    {
        Require.AtLeast(dimensions, 1);
        if (rowMajor.Length % dimensions != 0)
            throw new ArgumentException(
                $"The samples are {rowMajor.Length} numbers, not a whole number of rows of {dimensions}.", nameof(rowMajor));
        var n = rowMajor.Length / dimensions;
        var quantiles = Quantiles(n);
        var result = new double[rowMajor.Length];
        var (values, order) = (new double[n], new int[n]);
        for (var j = 0; j < dimensions; j++)
        {
            for (var i = 0; i < n; i++)
                (values[i], order[i]) = (Require.Finite(rowMajor[i * dimensions + j], $"row {i}, column {j}"), i);
            values.AsSpan().Sort(order.AsSpan());
            for (var first = 0; first < n;)
            {
                var end = first + 1;
                while (end < n && values[end] == values[first])
                    end++;
                // Ranks first + 1 .. end, whose mean may lie between two whole numbers.
                var score = (end - first) % 2 == 1 ? quantiles[(first + end - 1) / 2] : Quantile(0.5 * (first + 1 + end), n);
                for (; first < end; first++)
                    result[order[first] * dimensions + j] = score;
            }
        }
        return result;
    }

    /// <summary>The scores of n different values, in ascending order.</summary>
    internal static double[] Quantiles(int n) => [.. Enumerable.Range(1, n).Select(rank => Quantile(rank, n))];

    private static double Quantile(double rank, int n) => NormalFunctions.Quantile((rank - 0.375) / (n + 0.25));
}
